"""The list of rounds, and one round as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.queries.compared_years import compared_round
from parindex.portal.assessments.queries.hand_ins import not_handed_in
from parindex.portal.assessments.queries.overviews import field_means, most_lost
from parindex.portal.platform.permissions import Allowed
from parindex.portal.platform.words import words_of


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
    opened = permissions.may_see_results(request.user, round_)
    open_units = permissions.open_units(request.user, round_)
    own = [pk for pk in permissions.own_units(request.user, round_) if pk in open_units]
    means = field_means(round_) if opened else []
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "waits": None if isinstance(opened, Allowed) else words_of(opened),
        "ranking": queries.ranking_of(round_) if opened else None,
        "compared": compared_round(round_),
        "means": means,
        "fields_left": any(mean.maxima_differ for mean in means),
        "lost": most_lost(round_) if opened else [],
        "absent": not_handed_in(round_) if opened else [],
        "opened": open_units,
        "own": queries.units_of(round_, own),
    }
    return render(request, "assessments/round.html", context)
