"""Who may draft and change improvement plans: the unit and those above it, as for any plan."""

from __future__ import annotations

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.permissions import may_see_points
from parindex.portal.assessments.queries.disclosure import results_disclosed
from parindex.portal.plans import permissions as plans
from parindex.portal.platform.permissions import Answer, Refused


def may_draft(actor: User | None, round_unit: RoundUnit) -> Answer:
    """Draft a plan from this unit's result; the result itself must be open to the person and to the unit, because the
    unit reads the plan.
    """
    if actor is not None and not (seen := may_see_points(actor, round_unit)):
        return seen
    if not results_disclosed(round_unit.round):
        return Refused("assessments.results_wait", {"title": round_unit.round.title})
    return plans.may_write(actor, round_unit.unit)
