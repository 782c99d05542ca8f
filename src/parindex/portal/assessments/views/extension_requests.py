"""Asking for more time in the name of a unit, and deciding on what units ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions.request_extension import (
    decide_extension_request,
    request_extension,
    withdraw_extension_request,
)
from parindex.portal.assessments.forms.calendar import read_moment, shown_moment
from parindex.portal.assessments.models import ExtensionRequest, Round, RoundStage, RoundUnit
from parindex.portal.assessments.queries import extension_requests as reading
from parindex.portal.assessments.views.threads import run
from parindex.portal.platform.refusals import ActionRefused


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The unit's requests and the form for a new one; what was typed stays when it is refused."""
    assert isinstance(request.user, User)
    person, member = request.user, queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(person, member).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        withdraws = request.POST.get("act") == "withdraw"
        act = _withdraw if withdraws else _ask
        refusal, status = run(lambda: act(request, person, member))
        if status == 200:
            done = _("The request is withdrawn.") if withdraws else _("The request is sent to the coordinator.")
            messages.success(request, done)
            return redirect("assessments:ask_extension", public_id, unit_id)
    stages = reading.askable_stages(member)
    context = {
        "member": member,
        "round": member.round,
        "simulated": member.round.simulated,
        "shown_unit": member.name,
        "stages": stages,
        "typed": request.POST,
        "typed_reason": request.POST.get("ly-do", ""),
        "lines": [(each, reading.TONES[each.state]) for each in reading.requests_of(member)],
        "extensions": reading.extensions_of(member),
        "may_ask": bool(permissions.may_ask_extension(person, member)),
        "days_after": reading.DAYS_AFTER,
        "refusal": refusal,
    }
    return render(request, "assessments/extensions/ask.html", context, status=status)


def _ask(request: HttpRequest, person: User, member: RoundUnit) -> None:
    until, stage = read_moment(request.POST.get("den", ""), end=True), request.POST.get("buoc", "")
    if until is None or stage not in RoundStage.values:
        raise ActionRefused("assessments.extension_unreadable", {"text": request.POST.get("den", "")})
    reason = request.POST.get("ly-do", "")
    request_extension(actor=person, round_unit=member, stage=RoundStage(stage), until=until, reason=reason)


def _withdraw(request: HttpRequest, person: User, member: RoundUnit) -> None:
    rows = ExtensionRequest.objects.select_related("round_unit__round__owner", "round_unit__unit")
    found = get_object_or_404(rows, round_unit=member, public_id=request.POST.get("de-nghi", ""))
    withdraw_extension_request(actor=person, request=found)


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, public_id: str) -> HttpResponse:
    """What units of the round ask; POST grants or refuses one."""
    assert isinstance(request.user, User)
    person, round_ = request.user, queries.round_by_id(public_id)
    permissions.may_oversee_extensions(person, round_).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        refusal, status = run(lambda: _decide(request, person, round_))
        if status == 200:
            return redirect("assessments:extension_requests", public_id)
    waiting = list(reading.waiting_requests(round_))
    decided = [each for each in reading.requests_in(round_) if each.decided_at is not None]
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "waiting": [(each, shown_moment(each.until, end=True)) for each in waiting],
        "extensions": reading.extensions_in(round_),
        "decided": [(each, reading.TONES[each.state]) for each in decided],
        "may_run": bool(permissions.may_run(person, round_.owner)) and round_.published_version is None,
        "refusal": refusal,
    }
    return render(request, "assessments/extensions/requests.html", context, status=status)


def _decide(request: HttpRequest, person: User, round_: Round) -> None:
    found = reading.request_by_id(round_, request.POST.get("de-nghi", ""))
    granted = request.POST.get("act") == "grant"
    until = read_moment(request.POST.get("den", ""), end=True)
    if granted and until is None:
        raise ActionRefused("assessments.extension_unreadable", {"text": request.POST.get("den", "")})
    reason = request.POST.get("ly-do", "")
    decide_extension_request(actor=person, request=found, granted=granted, reason=reason, until=until)
    messages.success(request, _("Granted; the unit is told.") if granted else _("Refused; the unit is told."))
