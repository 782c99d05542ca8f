"""Reading imports: what a file's columns are, what came of it, what its rejected rows are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db.models import Q, QuerySet

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.organisations.queries import ancestors_on, subtree_on, versions_on
from parindex.portal.platform.refusals import ActionRefused

MOST_REJECTS = 200_000
"""Rows that a workbook of rejects holds; mended and imported, the rest comes in the next one."""
CHOSEN = "lake.proposal.chosen"
OF_A_CELL = ("lake.bad_code", "lake.unknown_word", "lake.unknown_unit", "lake.bad_moment", "lake.bad_count")
"""Reasons for which the form of the column is told."""
DUPLICATES = ("lake.duplicate_code", "lake.conflicting_code", "lake.duplicate_change")


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One header of a file: what it is thought or chosen to be, how sure, why."""

    number: int
    header: str
    column: str
    column_title: str
    confidence: int | None
    """How sure the program is; None: a person chose it."""
    reasons: Sequence[str]
    is_personal: bool
    example: str = ""
    """A cell of the column, where one may be shown."""

    @property
    def place(self) -> int:
        """Counted from 1, for a column without a name."""
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a column are written: its name, the code of the sentence and its values."""

    column: str
    title: str
    required: bool
    code: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A reason, how many rows have it, and how the column should have been written; empty for checks of a row."""

    code: str
    values: Mapping[str, str]
    rows: int
    form: Form | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the page of an import shows."""

    headers: Sequence[HeaderLine]
    missing: Sequence[str]
    reasons: Sequence[RejectedLine]
    """Most rows first."""
    duplicates: int


def known_units(source: DossierSource) -> Sequence[OrgUnitVersion]:
    """Units that a row of the source may name: the owner's, and those above it, which decide what it receives."""
    below = subtree_on(source.owner).values_list("pk", flat=True)
    above = [unit.pk for unit in ancestors_on(source.owner)]
    return list(versions_on().filter(unit__in=[*below, *above]))


def batches_after(batch: ImportBatch) -> list[ImportBatch]:
    """Imports that stand and were written to the store after this one, newest first; of every source."""
    standing = ImportBatch.objects.filter(state=BatchState.IMPORTED, version_after__gt=batch.version_after or 0)
    return list(standing.exclude(pk=batch.pk).select_related("source__owner").order_by("-version_after"))


def standing_at(version: int) -> QuerySet[ImportBatch]:
    """Imports whose rows were in a version of the store, also those undone since."""
    later = Q(undone_version__gt=version) | Q(state=BatchState.IMPORTED)
    return ImportBatch.objects.filter(later, version_after__lte=version)


def report_of(batch: ImportBatch, chosen: Mapping[str, str] | None = None) -> Report:
    """Headers with what was proposed, or ``chosen`` where someone chose otherwise; rejects by reason."""
    columns = chosen if chosen is not None else batch.mapping
    shown = _examples(batch, columns) if batch.state == BatchState.UPLOADED and batch.upload else {}
    headers = [
        _line(batch, at, each, columns.get(each[0], "") if columns else each[1], shown.get(each[0], ""))
        for at, each in enumerate(batch.proposal)
    ]
    taken = {line.column for line in headers}
    layout = engine_bridge.layout(batch.layout)
    required = [each.column for each in layout.columns if each.required and each.column not in taken]
    reasons = sorted(batch.reasons, key=lambda each: -int(each[2]))
    return Report(
        headers,
        [engine_bridge.column_title(each, batch.layout) for each in required],
        [_rejected(batch, str(code), str(column), int(count)) for code, column, count in reasons],
        sum(int(count) for code, _column, count in reasons if code in DUPLICATES),
    )


def forms_of(batch: ImportBatch) -> list[Form]:
    """How the cells of each column of the batch's layout are written, required ones first."""
    columns = engine_bridge.layout(batch.layout).columns
    return sorted((_form(batch, each.column) for each in columns), key=lambda form: not form.required)


def _form(batch: ImportBatch, column: str) -> Form:
    layout = engine_bridge.layout(batch.layout)
    code, values = engine_bridge.cell_form(layout, column)
    title = engine_bridge.column_title(column, batch.layout)
    return Form(column, title, layout.by_name[column].required, code.value, values)


def _rejected(batch: ImportBatch, code: str, column: str, count: int) -> RejectedLine:
    layout = engine_bridge.layout(batch.layout)
    header = next((header for header, each in batch.mapping.items() if each == column), column)
    values = engine_bridge.reason_values(layout, column, header)
    return RejectedLine(code, values, count, _form(batch, column) if code in OF_A_CELL else None)


def _examples(batch: ImportBatch, chosen: Mapping[str, str]) -> Mapping[str, str]:
    columns = chosen or {each[0]: each[1] for each in batch.proposal if each[1]}
    return engine_bridge.cells_shown(engine_bridge.uploaded(batch.upload), batch.layout, batch.header_row, columns)


def _line(batch: ImportBatch, at: int, stored: Sequence[object], column: str, example: str) -> HeaderLine:
    header, proposed, confidence, reasons, personal = stored
    title = engine_bridge.column_title(column, batch.layout) if column else ""
    assert isinstance(reasons, list)
    if column != proposed:
        # the reasons are those of what was proposed
        return HeaderLine(at, str(header), column, title, None, [CHOSEN], bool(personal), example)
    return HeaderLine(at, str(header), column, title, int(str(confidence)), reasons, bool(personal), example)


def rejects_rows(batch: ImportBatch) -> Iterator[Sequence[str]]:
    """Head and rows of the rejects file. Raises ``ActionRefused`` when there is none."""
    path = engine_bridge.rejects_of(batch.lake_batch) if batch.lake_batch and batch.rejected else None
    if path is None:
        raise ActionRefused("dossiers.no_rejects", {"name": batch.file_name})
    return _read(path)


def forms_of_rejects(batch: ImportBatch) -> list[Form]:
    """How the columns that rows were rejected for are written, each once."""
    columns = dict.fromkeys(str(column) for code, column, _count in batch.reasons if code in OF_A_CELL)
    return [_form(batch, column) for column in columns]


def _read(path: Path) -> Iterator[Sequence[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        yield from islice(csv.reader(opened, delimiter=";"), MOST_REJECTS + 1)
