"""How many procedures there are, what was announced in time, and recording both as facts."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.exact import percent
from parindex.engine.numbers.printing import show_date, show_percent
from parindex.portal.accounts.models import User
from parindex.portal.documents.permissions import openable
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import clock
from parindex.portal.platform.excel import MEDIA_TYPE, table_response
from parindex.portal.platform.excel import workbook as excel
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.tables import arrange
from parindex.portal.procedures import labels, permissions, queries
from parindex.portal.procedures.actions import record_figures
from parindex.portal.procedures.models import Procedure
from parindex.portal.procedures.queries import Counts, Period
from parindex.portal.procedures.tables import AnnouncedTable
from parindex.portal.procedures.views.asking import day_of, owner_of, period_of


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Numbers of procedures by level on a day (form II.07b and below), with what must add up."""
    assert isinstance(request.user, User)
    permissions.may_read(request.user).or_refuse()
    owner, owners = owner_of(request)
    day = day_of(request, "ngay", clock.today())
    found = queries.counts_on(day, owner)
    total = Counts("")
    for each in found:
        total = total.plus(each)
    columns = [total, *found]
    titles = [_("Total"), *(str(labels.LEVELS[each.level]) for each in found)]
    by_title = list(zip(titles, columns, strict=True))
    lines = [
        (name, str(title), strong, [getattr(each, name) for each in columns])
        for name, title, strong in labels.NUMBERS
        if name not in labels.UNKNOWN or getattr(total, name)
    ]
    name = version_on(owner, max(day, clock.today())).name if owner else ""
    if request.GET.get("export") == "xlsx":
        head = [_("Procedures"), *titles]
        body = excel(
            [head, *([title, *values] for _name, title, _strong, values in lines)],
            title=_("Numbers of procedures"),
            facts=[f"{name} · {show_date(day)}"],
        )
        headers = {"Content-Disposition": 'attachment; filename="so-luong-tthc.xlsx"'}
        return HttpResponse(body, content_type=MEDIA_TYPE, headers=headers)
    context = {
        "owner": owner,
        "owners": owners,
        "owner_name": name,
        "day": show_date(day),
        "titles": titles,
        "lines": lines,
        "form": [
            (_("Within authority"), [each.total for each in columns]),
            (_("By the one-stop mechanism"), [each.one_stop for each in columns]),
            (_("With internal process"), [each.workflow for each in columns]),
        ],
        "identities": [line for title, each in by_title[1:] for line in _identities(each, title)],
        "statements": permissions.printed_visible_to(request.user).order_by("-recorded_at", "-pk")[:20],
        "simulated": owner is not None and Procedure.objects.filter(owner=owner, simulated=True).exists(),
        "may_manage": owner is not None and permissions.may_manage(request.user, owner),
        "may_keep": bool(permissions.owners_managed(request.user)),
        "query": request.GET.urlencode(),
    }
    return render(request, "procedures/counts.html", context)


def _identities(each: Counts, title: str) -> list[dict[str, object]]:
    parts = (
        (_("one-stop + not one-stop"), each.one_stop, each.not_one_stop, each.one_stop_unknown, "one_stop=unknown"),
        (_("post + not by post"), each.by_post, each.not_by_post, each.by_post_unknown, ""),
    )
    return [
        {
            "level": title,
            "name": name,
            "one": one,
            "other": other,
            "sum": one + other,
            "total": each.total,
            "missing": missing,
            "filter": f"level={each.level}&{asked}" if asked else f"level={each.level}",
        }
        for name, one, other, missing, asked in parts
    ]


@require_safe
def publication(request: HttpRequest) -> HttpResponse:
    """Announced and made public in time (QĐ 766, 1.1 to 1.3), with every announcement of the period."""
    assert isinstance(request.user, User)
    permissions.may_read(request.user).or_refuse()
    owner, owners = owner_of(request)
    period = period_of(request)
    told = queries.publication_of(owner, period, min(clock.today(), period.last))
    late_only = request.GET.get("cham", "") == "1"
    shown = [line for line in told.lines if not late_only or not line.announced or line.public is False]
    if request.GET.get("export") == "xlsx":
        facts = [f"{show_date(period.first)} – {show_date(period.last)}"]
        return table_response(AnnouncedTable(shown), file_name="cong-bo.xlsx", title=_("Announcements"), facts=facts)
    decisions = [line.version.decision_id for line in shown]
    context = {
        "table": arrange(request, AnnouncedTable(shown, openable=openable(request.user, decisions))),
        "owner": owner,
        "owners": owners,
        "owner_name": version_on(owner).name if owner else "",
        "first": show_date(period.first),
        "last": show_date(period.last),
        "late_only": late_only,
        "figures": [
            _figure("1.1", _("Announced in time"), told.announced_on_time, told.announced),
            _figure("1.2", _("Public in time"), told.public_on_time, told.due_public),
            _figure("1.3", _("With all seven parts"), told.standing_complete, told.standing_public),
        ],
        "simulated": owner is not None and Procedure.objects.filter(owner=owner, simulated=True).exists(),
        "may_manage": owner is not None and permissions.may_manage(request.user, owner),
        "query": request.GET.urlencode(),
    }
    return render(request, "procedures/publication.html", context)


def _figure(number: str, title: str, numerator: int, denominator: int) -> dict[str, object]:
    rate = show_percent(percent(Decimal(numerator), Decimal(denominator))) if denominator else ""
    return {"number": number, "title": title, "numerator": numerator, "denominator": denominator, "rate": rate}


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record the figures of a period as facts of the owner and of its communes."""
    assert isinstance(request.user, User)
    owner = get_object_or_404(OrgUnit, public_id=request.POST.get("owner", ""))
    permissions.may_manage(request.user, owner).or_refuse()
    first, last = (read_date(request.POST.get(name, "")).value for name in ("tu", "den"))
    if first is None or last is None or last < first:
        raise ActionRefused("procedures.period_unreadable")
    recorded = record_figures(actor=request.user, owner=owner, period=Period(first, last))
    written = sum(1 for each in recorded if each.answer.value != "unchanged")
    messages.success(
        request,
        _("Figures recorded: %(new)s new or changed, %(same)s as before.")
        % {"new": written, "same": len(recorded) - written},
    )
    address = reverse("procedures:publication")
    return redirect(f"{address}?danh-muc={owner.public_id}&tu={show_date(first)}&den={show_date(last)}")
