"""After an import: what is worth a look becomes a finding of the unit; nothing when all is well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.engine_bridge import DossierSign, Window
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.findings.actions import FindingRow, Recorded, Subject, record_findings
from parindex.portal.findings.engine_bridge import Figure, Severity

MANY_UNITS = 2
"""From so many units on, dossiers without due date are one finding of the import, with the list beside it."""


@transaction.atomic
def check_import(*, batch: ImportBatch) -> tuple[Recorded, ...]:
    """Record the findings of a batch, as the system's own; checking again changes nothing."""
    rows = [*_of_units(batch), *rows_of_source(batch)]
    return record_findings(actor=None, rows=rows, owner=batch.source.owner) if rows else ()


def rows_of_source(batch: ImportBatch) -> Iterator[FindingRow]:
    """What is worth a look in all that the store holds, whatever this batch brought of it."""
    yield from _of_portals(batch)
    yield from _of_form(batch)
    yield from _of_rollups(batch)


def days_of(window: Window) -> str:
    """The window as the place of a finding."""
    return f"{window.first:%d/%m/%Y}–{window.last:%d/%m/%Y}"


def _of_units(batch: ImportBatch) -> Iterator[FindingRow]:
    units = {version.code: version for version in known_units(batch.source)}
    signs = [sign for sign in engine_bridge.signs_after(batch.lake_batch) if sign.unit in units]
    undated = [sign for sign in signs if sign.code is DossierSign.WITHOUT_DUE]
    if len(undated) >= MANY_UNITS:
        signs = [sign for sign in signs if sign.code is not DossierSign.WITHOUT_DUE]
        figures = {name: sum(sign.figures[name] for sign in undated) for name in ("count", "rows")}
        yield _of_source(batch, DossierSign.WITHOUT_DUE_IN_UNITS, Severity.LOW, figures | {"units": len(undated)})
    for sign in signs:
        version = units[sign.unit]
        yield FindingRow(
            rule=sign.code.value,
            severity=sign.severity,
            subject=Subject("dossiers", version.unit.public_id, version.name, _address(batch)),
            figures=dict(sign.figures),
            place=sign.place,
            unit=version.unit,
            simulated=batch.simulated,
            source=batch.source.title,
        )


def _of_portals(batch: ImportBatch) -> Iterator[FindingRow]:
    others = ImportBatch.objects.filter(state=BatchState.IMPORTED).exclude(source=batch.source)
    for code, title in dict(others.values_list("source__code", "source__title")).items():
        both, different = engine_bridge.differing(batch.source.code, code)
        if different:
            figures: dict[str, Figure] = {"both": both, "count": different, "other": title}
            yield _of_source(batch, DossierSign.PORTALS_DIFFER, Severity.MEDIUM, figures, place=title)


def _of_form(batch: ImportBatch) -> Iterator[FindingRow]:
    """Form II.06a of every report window that has ended: one finding a window, the rows stand on the form's page."""
    places = [version.code for version in known_units(batch.source) if version.code]
    for window in engine_bridge.ended_report_windows():
        found = engine_bridge.form_of(places, window)
        severity = engine_bridge.form_sign(found)
        if severity is not None:
            asked = {"ky": "tu-chon", "tu": f"{window.first:%d/%m/%Y}", "den": f"{window.last:%d/%m/%Y}"}
            address = f"{reverse('dossiers:form_06a')}?{urlencode(asked)}"
            yield _of_source(
                batch, DossierSign.FORM_OFF, severity, found._asdict(), place=days_of(window), address=address
            )


def _of_rollups(batch: ImportBatch) -> Iterator[FindingRow]:
    """The roll-ups of an import that has ended hold what the records hold; else every figure is in doubt."""
    for name, (summed, records) in engine_bridge.rollup_gaps().items():
        figures = {"summed": summed, "records": records}
        yield _of_source(batch, DossierSign.ROLLUP_DIFFERS, Severity.HIGH, figures, place=name)


def _of_source(
    batch: ImportBatch,
    sign: DossierSign,
    severity: Severity,
    figures: Mapping[str, Figure],
    *,
    place: str = "",
    address: str = "",
) -> FindingRow:
    owner, title = batch.source.owner, batch.source.title
    kind = "dossier_form" if address else "dossier_source"
    return FindingRow(
        rule=sign.value,
        severity=severity,
        subject=Subject(kind, batch.source.public_id, title, address or _address(batch)),
        figures=figures,
        place=place,
        unit=owner,
        simulated=batch.simulated,
        source=title,
    )


def _address(batch: ImportBatch) -> str:
    return reverse("dossiers:batch", args=[batch.public_id])
