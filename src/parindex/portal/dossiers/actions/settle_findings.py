"""After an import or an undone one: findings of dossiers whose cause is gone are closed, those that are back open."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.check_import import days_of, rows_of_source
from parindex.portal.dossiers.engine_bridge import DossierSign
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.findings.actions import Cure, FindingKey, Settled, close_cured_findings
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING, FindingState

UNITS = "dossiers"
"""Kind of subject of a unit's finding."""


@transaction.atomic
def settle_findings(*, batch: ImportBatch) -> Settled:
    """Hold every waiting or cured finding of the batch's source and units against all that the store holds now.

    A unit's sign stands while any import of any source still gives it, so that an import which brings only a part of
    the dossiers closes nothing that it did not mend. As the system's own; needs no permission of a person.
    """
    looked_at = _looked_at(batch)
    waiting = list(looked_at.filter(state__in=[*WAITING, FindingState.CURED]).select_related(None))
    if not waiting:
        return Settled(0, 0)
    return close_cured_findings(
        actor=None,
        looked_at=looked_at,
        standing={*_of_units(batch, waiting), *_of_source(batch)},
        cure=Cure(batch.public_id, batch.file_name, reverse("dossiers:batch", args=[batch.public_id])),
        owner=batch.source.owner,
    )


def _looked_at(batch: ImportBatch) -> QuerySet[Finding]:
    source = batch.source
    units = [version.unit_id for version in known_units(source)]
    windows = [days_of(window) for window in engine_bridge.report_windows_looked_at()]
    of_portals = Q(rule=DossierSign.PORTALS_DIFFER.value, place=source.title)
    return Finding.objects.filter(rule__in=[sign.value for sign in DossierSign]).filter(
        Q(subject_kind=UNITS, unit_id__in=units)
        | Q(subject_kind="dossier_source", subject_id=source.public_id)
        | Q(subject_kind="dossier_form", subject_id=source.public_id, place__in=windows)
        | of_portals & Q(subject_id__in=DossierSource.objects.exclude(pk=source.pk).values("public_id"))
    )


def _of_units(batch: ImportBatch, waiting: list[Finding]) -> Iterator[FindingKey]:
    """Signs that units still give. One finding for several units stands while a single one has undated dossiers."""
    versions = known_units(batch.source)
    together = DossierSign.WITHOUT_DUE_IN_UNITS.value
    every = any(finding.rule == together for finding in waiting)
    asked = {finding.unit_id for finding in waiting if finding.subject_kind == UNITS}
    units = {version.code: version for version in versions if version.code and (every or version.unit_id in asked)}
    for sign in engine_bridge.signs_standing(units):
        yield FindingKey(sign.code.value, UNITS, units[sign.unit].unit.public_id, sign.place)
        if sign.code is DossierSign.WITHOUT_DUE:
            yield FindingKey(together, "dossier_source", batch.source.public_id, "")


def _of_source(batch: ImportBatch) -> Iterator[FindingKey]:
    """What still holds of the source as a whole; two portals that differ do so seen from either."""
    for row in rows_of_source(batch):
        yield FindingKey(row.rule, row.subject.kind, row.subject.public_id, row.place)
        if row.rule == DossierSign.PORTALS_DIFFER.value:
            for public_id in DossierSource.objects.filter(title=row.place).values_list("public_id", flat=True):
                yield FindingKey(row.rule, row.subject.kind, public_id, batch.source.title)
