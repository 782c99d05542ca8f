"""The calendar of deadlines: its page with the secret address, and the feed itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.accounts.sign_in import may_sign_in
from parindex.portal.dashboards.actions.make_calendar_feed import drop_calendar_feed, make_calendar_feed
from parindex.portal.dashboards.models import CalendarFeed
from parindex.portal.dashboards.queries.calendar import calendar_of, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """GET: whether there is an address. POST: make a new one, which is shown this once, or drop it."""
    assert isinstance(request.user, User)
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "drop":
            drop_calendar_feed(actor=request.user)
            return redirect("dashboards:calendar")
        secret = make_calendar_feed(actor=request.user)
        address = f"{settings.PORTAL_ADDRESS}{reverse('dashboards:calendar_feed', args=[secret])}"
    context = {"feed": CalendarFeed.objects.filter(person=request.user).first(), "address": address}
    return render(request, "dashboards/calendar.html", context)


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The file for a calendar program: who has the address reads titles and dates, nothing else."""
    person = person_of(secret)
    if person is None or not may_sign_in(person, request):
        raise Http404
    return HttpResponse(
        calendar_of(person),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="viec-cua-toi.ics"', "Referrer-Policy": "no-referrer"},
    )
