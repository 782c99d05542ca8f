"""Draft a plan with its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.plans import permissions
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold, sort_key


@dataclass(frozen=True, slots=True)
class LineWords:
    """What a line says."""

    task: str = ""
    target: str = ""
    lead: str = ""
    cooperating: str = ""
    product: str = ""
    due: date | None = None
    lead_unit: OrgUnit | None = None
    source_title: str = ""
    source_address: str = ""
    passage: str = ""


def line_of(plan: Plan, position: int, words: LineWords) -> PlanLine:
    """A line, not yet written."""
    return PlanLine(
        plan=plan,
        position=position,
        task=words.task,
        target=words.target,
        lead=words.lead[:300],
        cooperating=words.cooperating[:500],
        product=words.product[:500],
        due=words.due,
        lead_unit=words.lead_unit,
        source_title=words.source_title[:500],
        source_address=words.source_address[:300],
        passage=words.passage,
    )


@transaction.atomic
def draft_plan(
    *,
    actor: User | None,
    kind: PlanKind,
    unit: OrgUnit,
    year: int,
    title: str,
    lines: Sequence[LineWords],
    simulated: bool = False,
) -> Plan:
    """Write a draft and its lines in the given order."""
    permissions.may_write(actor, unit).or_refuse()
    plan = Plan.objects.create(
        kind=kind,
        unit=unit,
        year=year,
        title=title,
        simulated=simulated,
        drafted_at=clock.now(),
        drafted_by=actor,
        folded=fold(title),
        sort_key=sort_key(title)[:800],
    )
    PlanLine.objects.bulk_create(line_of(plan, position, words) for position, words in enumerate(lines, start=1))
    audit.record(
        stream=f"plan:{plan.public_id}",
        actor=actor,
        action="plans.draft_plan",
        subject=plan.public_id,
        references={"kind": kind.value, "unit": unit.public_id, "year": year, "lines": len(lines)},
    )
    return plan
