"""After an import: what is worth a look becomes a finding of the unit; nothing when all is well."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.findings.actions import FindingRow, Recorded, Subject, record_findings
from parindex.portal.findings.engine_bridge import Severity


@transaction.atomic
def check_import(*, batch: ImportBatch) -> tuple[Recorded, ...]:
    """Record the findings of a batch, as the system's own; checking again changes nothing."""
    rows = [*_of_units(batch), *_of_portals(batch)]
    return record_findings(actor=None, rows=rows, owner=batch.source.owner) if rows else ()


def _of_units(batch: ImportBatch) -> Iterator[FindingRow]:
    units = {version.code: version for version in known_units(batch.source)}
    for sign in engine_bridge.signs_after(batch.lake_batch):
        version = units.get(sign.unit)
        if version is None:
            continue
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
            yield FindingRow(
                rule=engine_bridge.DossierSign.PORTALS_DIFFER.value,
                severity=Severity.MEDIUM,
                subject=Subject("dossier_source", batch.source.public_id, batch.source.title, _address(batch)),
                figures={"both": both, "count": different, "other": title},
                place=title,
                unit=batch.source.owner,
                simulated=batch.simulated,
                source=batch.source.title,
            )


def _address(batch: ImportBatch) -> str:
    return reverse("dossiers:batch", args=[batch.public_id])
