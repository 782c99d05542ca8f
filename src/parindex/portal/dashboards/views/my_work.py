"""Việc của tôi: the first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries.my_work import my_work, recent


@require_safe
def my_work_page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by time, and what just happened to his rows."""
    assert isinstance(request.user, User)
    work = my_work(request.user)
    context = {
        "work": work,
        "recent": recent(request.user),
        "simulated": work.simulated,
    }
    return render(request, "dashboards/my_work.html", context)
