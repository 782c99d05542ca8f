"""The days of the year on which a unit loses points when nothing is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.queries.at_risk import points_at_risk
from parindex.portal.assessments.queries.disclosure import stages_seen


@require_safe
def points_calendar(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """This round's days, then the same rules a year on: "0,500 điểm mất nếu không ban hành trước 31/01"."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_points(request.user, member).or_refuse()
    stages = stages_seen(request.user, member)
    lines = points_at_risk(member, stages=stages)
    context = {
        "member": member,
        "round": member.round,
        "years": [(member.round.year, lines), (member.round.year + 1, points_at_risk(member, following_year=True))],
        "at_stake": sum((line.loss for line in lines if line.waits), ZERO),
        "lost": sum((line.loss for line in lines if not line.waits), ZERO),
        "simulated": member.round.simulated,
    }
    return render(request, "assessments/points_calendar.html", context)
