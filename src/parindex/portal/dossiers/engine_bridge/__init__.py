"""What dossiers ask of the record store and the engine. One store, one calendar, one layout per process."""

from parindex.engine.checks import PrintedStatement, StatementFinding
from parindex.engine.checks.dossier_imports import DossierSign
from parindex.engine.tables.layouts import Layout
from parindex.lake.columns import Channel, Name, Status
from parindex.lake.figures import (
    NO_FIGURES,
    Figures,
    Form06aRow,
    Group,
    NotWholeMonths,
    View,
    Window,
    form_06a,
    groups_of,
)
from parindex.lake.imports import AlreadyImported, ImportCancelled, ImportReport, Progress
from parindex.lake.indicators import IndicatorDefinition, IndicatorValue
from parindex.lake.mapping import ColumnMapping, ColumnProposal, MappingRefused, Proposal
from parindex.lake.movements import UNIT_DAY, UNIT_PROCEDURE_MONTH
from parindex.lake.reading import FileUnreadable
from parindex.lake.register import BatchEntry, CannotUndo
from parindex.lake.rows import Outcome, Row, Rows
from parindex.lake.store import StoreBusy, VersionGone
from parindex.portal.dossiers.engine_bridge.checking import (
    differing,
    indicator_titles,
    printed_statements,
    signs_after,
)
from parindex.portal.dossiers.engine_bridge.figures import (
    counted,
    counted_at,
    counted_by,
    counts_of,
    definitions,
    records_behind,
    rolled_up,
    rollup,
    rollup_version,
    values_of,
)
from parindex.portal.dossiers.engine_bridge.importing import (
    Wanted,
    column_title,
    drop_upload,
    entry_of,
    has_no_header_line,
    import_export,
    layout,
    new_upload,
    one_import_at_a_time,
    proposal_of,
    rejects_of,
    settle,
    undo,
    uploaded,
    working_calendar,
)
from parindex.portal.dossiers.engine_bridge.store import has_records, keep_version, lake, store_version

__all__ = [
    "NO_FIGURES",
    "UNIT_DAY",
    "UNIT_PROCEDURE_MONTH",
    "AlreadyImported",
    "BatchEntry",
    "CannotUndo",
    "Channel",
    "ColumnMapping",
    "ColumnProposal",
    "DossierSign",
    "Figures",
    "FileUnreadable",
    "Form06aRow",
    "Group",
    "ImportCancelled",
    "ImportReport",
    "IndicatorDefinition",
    "IndicatorValue",
    "Layout",
    "MappingRefused",
    "Name",
    "NotWholeMonths",
    "Outcome",
    "PrintedStatement",
    "Progress",
    "Proposal",
    "StatementFinding",
    "Row",
    "Rows",
    "Status",
    "StoreBusy",
    "VersionGone",
    "View",
    "Wanted",
    "Window",
    "column_title",
    "counted",
    "counted_at",
    "counted_by",
    "counts_of",
    "definitions",
    "differing",
    "drop_upload",
    "entry_of",
    "form_06a",
    "groups_of",
    "has_no_header_line",
    "has_records",
    "import_export",
    "indicator_titles",
    "keep_version",
    "lake",
    "layout",
    "new_upload",
    "one_import_at_a_time",
    "printed_statements",
    "proposal_of",
    "rejects_of",
    "records_behind",
    "rolled_up",
    "rollup",
    "rollup_version",
    "settle",
    "signs_after",
    "store_version",
    "undo",
    "uploaded",
    "values_of",
    "working_calendar",
]
