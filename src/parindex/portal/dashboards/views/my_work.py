"""Việc của tôi: the first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries.my_work import my_work, recent
from parindex.portal.dashboards.queries.work_lines import grouped


@require_safe
def my_work_page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by time, and what just happened to his rows."""
    assert isinstance(request.user, User)
    everything = my_work(request.user)
    kind = request.GET.get("loai", "")
    work = grouped(line for line in everything.lines if not kind or line.kind == kind)
    context = {
        "work": work,
        "all": len(everything.lines),
        "kinds": sorted({line.kind for line in everything.lines}),
        "kind": kind,
        "recent": recent(request.user),
        "simulated": everything.simulated,
    }
    return render(request, "dashboards/my_work.html", context)
