"""The days of the year on which a unit loses points when nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.queries.at_risk import RiskLine, points_at_risk
from parindex.portal.assessments.queries.disclosure import stages_seen


@require_safe
def points_calendar(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """This round's days, then the same rules a year on: "0,500 điểm mất nếu không ban hành trước 31/01"."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_points(request.user, member).or_refuse()
    stages = stages_seen(request.user, member)
    context = {
        "member": member,
        "round": member.round,
        "years": [
            _summed(member.round.year, points_at_risk(member, stages=stages)),
            _summed(member.round.year + 1, points_at_risk(member, following_year=True)),
        ],
        "simulated": member.round.simulated,
    }
    return render(request, "assessments/points_calendar.html", context)


def _summed(year: int, lines: Sequence[RiskLine]) -> tuple[int, Sequence[RiskLine], Decimal, Decimal]:
    """The lines of a year, what of their points can still be kept, and what is lost: together all that they show."""
    kept = sum((line.loss for line in lines if line.waits), ZERO)
    return year, lines, kept, sum((line.loss for line in lines if not line.waits), ZERO)
