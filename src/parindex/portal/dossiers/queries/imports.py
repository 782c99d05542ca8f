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
DUPLICATES = ("lake.duplicate_code", "lake.conflicting_code", "lake.duplicate_change")


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One header of a file: what it is thought or chosen to be, how sure, why."""

    number: int
    header: str
    column: str
    column_title: str
    confidence: int
    reasons: Sequence[str]
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What the page of an import shows."""

    headers: Sequence[HeaderLine]
    missing: Sequence[str]
    reasons: Sequence[tuple[str, Mapping[str, str], int]]
    """Code, values for its sentence, rows; most first."""
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
    headers = [
        _line(batch, at, each, columns.get(each[0], "") if columns else each[1])
        for at, each in enumerate(batch.proposal)
    ]
    taken = {line.column for line in headers}
    layout = engine_bridge.layout(batch.layout)
    required = [each.column for each in layout.columns if each.required and each.column not in taken]
    reasons = sorted(batch.reasons, key=lambda each: -int(each[2]))
    header_of = {column: header for header, column in batch.mapping.items()}
    return Report(
        headers,
        [engine_bridge.column_title(each, batch.layout) for each in required],
        [(code, {"column": header_of.get(column, column)}, int(count)) for code, column, count in reasons],
        sum(int(count) for code, _column, count in reasons if code in DUPLICATES),
    )


def _line(batch: ImportBatch, at: int, stored: Sequence[object], column: str) -> HeaderLine:
    header, _proposed, confidence, reasons, personal = stored
    title = engine_bridge.column_title(column, batch.layout) if column else ""
    assert isinstance(reasons, list)
    return HeaderLine(at, str(header), column, title, int(str(confidence)), reasons, bool(personal))


def rejects_rows(batch: ImportBatch) -> Iterator[Sequence[str]]:
    """Head and rows of the rejects file. Raises ``ActionRefused`` when there is none."""
    path = engine_bridge.rejects_of(batch.lake_batch) if batch.lake_batch and batch.rejected else None
    if path is None:
        raise ActionRefused("dossiers.no_rejects", {"name": batch.file_name})
    return _read(path)


def _read(path: Path) -> Iterator[Sequence[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        yield from islice(csv.reader(opened, delimiter=";"), MOST_REJECTS + 1)
