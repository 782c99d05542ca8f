"""One search box for everything that has a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.dashboards import queries


def search(request: HttpRequest) -> HttpResponse:
    """Units with their newest result, and criteria, whose name holds every word asked for, accents and case aside."""
    assert isinstance(request.user, User)
    text = request.GET.get("q", "").strip()
    found = queries.search(request.user, text) if text else None
    simulated = found is not None and any(
        each.result and each.result.round_unit.round.simulated for each in found.units
    )
    return render(request, "dashboards/search.html", {"search_text": text, "found": found, "simulated": simulated})
