"""Enter or replace the target of a unit for an indicator and a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.declarations import checked_document
from parindex.portal.dossiers.engine_bridge.targets import WITH_TARGETS
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

FIRST_YEAR, LAST_YEAR = 2020, 2100
MOST = Decimal(100)
EXACT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class TargetWords:
    """A target as a person writes it; ``percent`` with at most two decimals."""

    indicator: str
    year: int
    percent: Decimal
    document_title: str
    document_number: str
    document_date: date


@transaction.atomic
def set_target(
    *, actor: User | None, unit: OrgUnit, words: TargetWords, simulated: bool = False
) -> tuple[DossierTarget, bool]:
    """Write the target and whether anything changed; the version that stood is kept and marked as replaced.

    Raises ``NotAllowed``; ``ActionRefused`` for an indicator without targets, a year or share out of range, or without
    the document that sets it.
    """
    permissions.may_set_target(actor, unit).or_refuse()
    words = _checked(words)
    standing = DossierTarget.objects.select_for_update().filter(
        indicator=words.indicator, year=words.year, unit=unit, ended_at__isnull=True
    )
    before = standing.first()
    if before is not None and _words_of(before) == words:
        return before, False
    now = clock.now()
    standing.update(ended_at=now, ended_by=actor)
    target = DossierTarget.objects.create(
        indicator=words.indicator,
        year=words.year,
        unit=unit,
        percent=words.percent,
        document_title=words.document_title,
        document_number=words.document_number,
        document_date=words.document_date,
        simulated=simulated,
        entered_at=now,
        entered_by=actor,
    )
    audit.record(
        stream=f"unit:{unit.public_id}",
        actor=actor,
        action="dossiers.set_target",
        subject=target.public_id,
        references={
            "unit": unit.public_id,
            "indicator": words.indicator,
            "year": words.year,
            "percent": str(words.percent),
            "percent_before": str(before.percent) if before else "",
            "number": words.document_number,
        },
    )
    return target, True


def _checked(words: TargetWords) -> TargetWords:
    if words.indicator not in WITH_TARGETS:
        raise ActionRefused("dossiers.target_unknown_indicator", {"indicator": words.indicator[:80]})
    if not FIRST_YEAR <= words.year <= LAST_YEAR:
        raise ActionRefused("dossiers.target_wrong_year", {"first": FIRST_YEAR, "last": LAST_YEAR})
    if not 0 <= words.percent <= MOST or words.percent != words.percent.quantize(EXACT):
        raise ActionRefused("dossiers.target_wrong_percent")
    title, number = checked_document("target", words.document_title, words.document_number, words.document_date)
    percent = words.percent.quantize(EXACT)
    return TargetWords(words.indicator, words.year, percent, title, number, words.document_date)


def _words_of(target: DossierTarget) -> TargetWords:
    return TargetWords(
        target.indicator,
        target.year,
        target.percent.quantize(EXACT),
        target.document_title,
        target.document_number,
        target.document_date,
    )
