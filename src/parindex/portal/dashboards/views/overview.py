"""The first page after sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries import overview_for


def overview(request: HttpRequest) -> HttpResponse:
    """What there is, what to look at first, and why points were lost."""
    assert isinstance(request.user, User)
    page = overview_for(request.user)
    simulated = page.latest is not None and page.latest.simulated
    return render(
        request,
        "dashboards/overview.html",
        {"page": page, "simulated": simulated, "demonstration": settings.DEMONSTRATION},
    )
