"""One search box for everything that has a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.organisations.queries import find_units

SHOWN = 20


def search(request: HttpRequest) -> HttpResponse:
    """Units whose name holds every word asked for, accents and case aside."""
    text = request.GET.get("q", "").strip()
    units = list(find_units(text)[: SHOWN + 1]) if text else []
    return render(
        request,
        "dashboards/search.html",
        {"search_text": text, "units": units[:SHOWN], "more_units": len(units) > SHOWN},
    )
