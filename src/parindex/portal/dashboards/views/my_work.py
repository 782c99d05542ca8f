"""Việc của tôi: the first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries.my_work import done, my_work, recent, works_for_a_unit
from parindex.portal.dashboards.queries.work_lines import grouped

WHOLE_UNIT, DONE = "ca-don-vi", "da-xong"
VIEWS = ("", WHOLE_UNIT, DONE)
"""Values of ``xem`` in the address: what waits for the person, for his whole unit, what he did."""


@require_safe
def my_work_page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by time, and what just happened to his rows."""
    assert isinstance(request.user, User)
    view = request.GET.get("xem", "") if request.GET.get("xem", "") in VIEWS else ""
    if view == DONE:
        context = {"view": view, "done": done(request.user), "for_unit": works_for_a_unit(request.user)}
        return render(request, "dashboards/my_work_done.html", context)
    everything = my_work(request.user, whole_unit=view == WHOLE_UNIT)
    kind = request.GET.get("loai", "")
    work = grouped(line for line in everything.lines if not kind or line.kind == kind)
    context = {
        "work": work,
        "all": len(everything.lines),
        "kinds": sorted({line.kind for line in everything.lines}),
        "kind": kind,
        "view": view,
        "for_unit": works_for_a_unit(request.user),
        "recent": recent(request.user),
        "simulated": everything.simulated,
    }
    return render(request, "dashboards/my_work.html", context)
