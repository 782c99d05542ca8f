"""The coordinator's page of a running round, and reminding units from it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.remind_units import remind_units
from parindex.portal.assessments.models import Origin, Round
from parindex.portal.assessments.queries.round_overview import Filling, RoundOverview, UnitRow, round_overview
from parindex.portal.assessments.tables import WaitingTable
from parindex.portal.assessments.views.pace_chart import pace_chart
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of

PER_PAGE = 20


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """To the newest round that the person runs or oversees; to the list when there is none."""
    assert isinstance(request.user, User)
    scopes = [held.scope_id for held in positions_with(request.user, Right.SEE_UNITS_BELOW)]
    rounds = Round.objects.filter(
        owner__closure_up__ancestor__in=scopes, origin=Origin.COMPUTED, windows__isnull=False
    ).order_by("published_version", "-year", "-pk")
    newest = rounds.filter(published_version=None).first() or rounds.first()
    return redirect("assessments:round_overview", newest.public_id) if newest else redirect("assessments:rounds")


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: the page. POST: remind the marked units, or switch objections."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    has_right(request.user, Right.SEE_UNITS_BELOW, round_.owner).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, request.user, round_))
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            return redirect("assessments:round_overview", public_id)
    page = round_overview(round_, request.user)
    if round_.published_version is not None and not page.stages:
        return redirect("assessments:round", public_id)  # it never ran here: only its results are known
    if request.GET.get("format") == "xlsx":
        rows = _filtered(request, page)
        facts = [round_.title, f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"]
        title = _("Units that have not handed in")
        return table_response(WaitingTable(rows), file_name="don-vi-chua-nop.xlsx", title=title, facts=facts)
    context = {
        "page": page,
        "round": round_,
        "simulated": round_.simulated,
        "chart": pace_chart(page.pace) if page.pace else None,
        "may_run": bool(permissions.may_run(request.user, round_.owner)),
        "may_see_appraisal": bool(permissions.may_see_appraisal(request.user, round_)),
        "refusal": refusal,
        "now": clock.now(),
    } | _listing(request, page)
    return render(request, "assessments/round_overview.html", context, status=status)


def _act(request: HttpRequest, person: User, round_: Round) -> str:
    if request.POST.get("act") == "objections":
        allowed = request.POST.get("allowed") == "yes"
        allow_objections(actor=person, round_=round_, allowed=allowed)
        return _("Units may object to each other.") if allowed else _("Units may not object to each other.")
    chosen = round_.units.filter(unit__public_id__in=request.POST.getlist("unit")).select_related("unit", "sheet")
    number = remind_units(actor=person, round_=round_, units=list(chosen))
    return _("Reminded %(number)s units; the mail is on its way.") % {"number": number}


def _listing(request: HttpRequest, page: RoundOverview) -> dict[str, object]:
    text, state, group = (request.GET.get(name, "") for name in ("q", "tt", "cum"))
    rows = _filtered(request, page)
    pages = Paginator(rows, PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "units": shown,
        "number": len(rows),
        "search_units": text,
        "state": state,
        "states": [f"filling.{each.value}" for each in Filling if each != Filling.HANDED_IN],
        "groups": list(page.round.groups.all()),
        "group": group,
        "query": kept.urlencode(),
    }


def _filtered(request: HttpRequest, page: RoundOverview) -> list[UnitRow]:
    text, state, group = (request.GET.get(name, "") for name in ("q", "tt", "cum"))
    return [row for row in page.waiting if _fits(row, text, state, group)]


def _fits(row: UnitRow, text: str, state: str, group: str) -> bool:
    return (
        all(word in row.member.folded for word in fold(text).split())
        and (not state or f"filling.{row.filling.value}" == state)
        and (not group or row.member.group.code == group)
    )
