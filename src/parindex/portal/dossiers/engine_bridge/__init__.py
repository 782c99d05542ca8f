"""What dossiers ask of the record store and the engine. One store, one calendar, one layout per process."""

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
from parindex.lake.store import StoreBusy, VersionGone
from parindex.portal.dossiers.engine_bridge.figures import (
    counted,
    counted_by,
    definitions,
    rolled_up,
    rollup,
    rollup_version,
    values_of,
)
from parindex.portal.dossiers.engine_bridge.importing import (
    entry_of,
    import_export,
    layout,
    one_import_at_a_time,
    proposal_of,
    rejects_of,
    settle,
    undo,
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
    "Progress",
    "Proposal",
    "Status",
    "StoreBusy",
    "VersionGone",
    "View",
    "Window",
    "counted",
    "counted_by",
    "definitions",
    "entry_of",
    "form_06a",
    "groups_of",
    "has_records",
    "import_export",
    "keep_version",
    "lake",
    "layout",
    "one_import_at_a_time",
    "proposal_of",
    "rejects_of",
    "rolled_up",
    "rollup",
    "rollup_version",
    "settle",
    "store_version",
    "undo",
    "values_of",
    "working_calendar",
]
