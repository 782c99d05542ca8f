"""What is missing; to the head, back, and handing in. Steps of no return go through a page that states them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import hand_in_self_assessment, send_back_sheet, submit_to_head
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.dates_ahead import dates_ahead
from parindex.portal.assessments.queries.self_sheets import self_sheet
from parindex.portal.assessments.views.sheet import common_context
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


def missing(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Every row that is not done, and why."""
    person, member = _asked(request, public_id, unit_id)
    return render(request, "assessments/sheet/missing.html", _context(member, person))


def submit(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The officers say that they are done."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_fill_sheet(person, member).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            submit_to_head(actor=person, round_unit=member)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            messages.success(request, _("The sheet waits for the head."))
            return _to_sheet(member)
    context = _context(member, person) | {"refusal": refusal}
    return render(request, "assessments/sheet/submit.html", context, status=status)


def hand_in(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The head hands the sheet in, or sends it back."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_hand_in(person, member).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            if "tra-lai" in request.POST:
                send_back_sheet(actor=person, round_unit=member, reason=request.POST.get("ly-do", ""))
                messages.success(request, _("The sheet was sent back to the officers."))
            else:
                hand_in_self_assessment(actor=person, round_unit=member)
                messages.success(request, _("The sheet of %(unit)s was handed in.") % {"unit": member.name})
            return _to_sheet(member)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
    context = _context(member, person) | {"refusal": refusal}
    return render(request, "assessments/sheet/hand_in.html", context, status=status)


def _asked(request: HttpRequest, public_id: str, unit_id: str) -> tuple[User, RoundUnit]:
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(request.user, member).or_refuse()
    return request.user, member


def _context(member: RoundUnit, person: User) -> dict[str, Any]:
    """The sheet with everything that is said before a step."""
    standing = self_sheet(member)
    return common_context(standing, person) | {"ahead": dates_ahead(standing)}


def _to_sheet(member: RoundUnit) -> HttpResponse:
    return redirect("assessments:sheet", member.round.public_id, member.unit.public_id)
