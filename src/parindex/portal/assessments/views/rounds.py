"""The list of rounds, and one round as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.queries.overviews import field_means, most_lost, not_submitted


def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds that the person may open, newest first."""
    assert isinstance(request.user, User)
    rows = queries.rounds_with_counts(request.user)
    return render(request, "assessments/rounds.html", {"rows": rows, "simulated": any(row.simulated for row in rows)})


def round_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mean, classes, fields, what is lost most, who has not handed in."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(request.user, round_).or_refuse()
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "ranking": queries.ranking_of(round_),
        "means": field_means(round_),
        "lost": most_lost(round_),
        "absent": not_submitted(round_),
        "own": queries.units_of(round_, permissions.own_units(request.user, round_)),
    }
    return render(request, "assessments/round.html", context)
