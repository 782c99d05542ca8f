"""The coordinator's calendar of a round: times of the stages, more time for one unit, a sheet opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import (
    CalendarCuts,
    CalendarRefused,
    copy_round_from_last_year,
    extend_stage,
    reopen_sheet,
    set_calendar,
    shorten_extension,
)
from parindex.portal.assessments.forms.calendar import read_moment, read_stages, stage_lines, stage_words
from parindex.portal.assessments.models import Round, RoundStage
from parindex.portal.assessments.queries.calendar_cuts import Cut
from parindex.portal.assessments.queries.extension_requests import extension_by_number, extensions_in, waiting_requests
from parindex.portal.assessments.queries.next_sets import issued_sets, next_sets
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import kept_forms, typed_texts
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


def calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look at the calendar; the coordinator sets it."""
    person, round_ = _asked(request, public_id)
    if request.method != "POST":
        return render(request, "assessments/calendar/calendar.html", _context(person, round_))
    lines = stage_lines(round_, request.POST)
    times = read_stages(lines)
    refusals = [line.problem for line in lines if line.problem]
    cuts: Sequence[Cut] = ()
    confirmed, reason = "dong-y" in request.POST, request.POST.get("ly-do-cat", "")
    if not refusals:
        try:
            set_calendar(actor=person, round_=round_, stages=times, confirmed=confirmed, reason=reason)
        except CalendarCuts as refused:
            refusals, cuts = [words_of(refused)], refused.cuts
        except CalendarRefused as refused:
            refusals = [words_of(fault) for fault in refused.faults]
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusals = [words_of(refused)]
        else:
            messages.success(request, _("The calendar was saved."))
            return redirect("assessments:calendar", round_.public_id)
    context = _context(person, round_) | {"lines": lines, "refusals": refusals}
    context |= {"cuts": [line for cut in cuts for line in cut.lines], "confirmed": confirmed, "cut_reason": reason}
    return render(request, "assessments/calendar/calendar.html", context, status=422)


@require_POST
def extend(request: HttpRequest, public_id: str) -> HttpResponse:
    """More time for one unit, or its sheet opened again."""
    person, round_ = _asked(request, public_id)
    member = round_.units.select_related("unit", "round__owner").filter(pk=_number(request.POST.get("don-vi"))).first()
    until = read_moment(request.POST.get("den", ""), end=True)
    reason, stage = request.POST.get("ly-do", ""), request.POST.get("buoc", "")
    if member is None or stage not in RoundStage.values:
        raise Http404(public_id)
    if until is None:
        unread = _("Not extended: the moment cannot be read. Write dd/mm/yyyy or dd/mm/yyyy hh:mm.")
        return _refused(request, extend, round_, unread)
    try:
        if "mo-lai" in request.POST:
            reopen_sheet(actor=person, round_unit=member, until=until, reason=reason)
            messages.success(request, _("The sheet of %(unit)s was opened again.") % {"unit": member.name})
        else:
            extend_stage(actor=person, round_unit=member, stage=RoundStage(stage), until=until, reason=reason)
            messages.success(request, _("%(unit)s has more time.") % {"unit": member.name})
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return _refused(request, extend, round_, words_of(refused))
    return redirect("assessments:calendar", round_.public_id)


@require_POST
def shorten(request: HttpRequest, public_id: str) -> HttpResponse:
    """Less of the time that a unit was given: up to an earlier moment, or none from now on."""
    person, round_ = _asked(request, public_id)
    extension = extension_by_number(round_, _number(request.POST.get("lan")))
    taken_back = request.POST.get("act") == "take-back"
    until = None if taken_back else read_moment(request.POST.get("den", ""), end=True)
    if until is None and not taken_back:
        unread = _("Not shortened: the moment cannot be read. Write dd/mm/yyyy or dd/mm/yyyy hh:mm.")
        return _refused(request, shorten, round_, unread)
    try:
        shorten_extension(actor=person, extension=extension, until=until, reason=request.POST.get("ly-do", ""))
        messages.success(request, _("%(unit)s has less time and is told.") % {"unit": extension.round_unit.name})
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return _refused(request, shorten, round_, words_of(refused))
    return redirect("assessments:calendar", round_.public_id)


@require_POST
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the next round as this one was."""
    person, round_ = _asked(request, public_id)
    version = issued_sets(person).filter(public_id=request.POST.get("bo", "")).first()
    year = _number(request.POST.get("nam"))
    if version is None:
        return _refused(request, copy, round_, _("The round was not opened: choose its criteria set."))
    if not 2000 <= year <= 2100:
        raise Http404(public_id)
    title = request.POST.get("ten", "").strip() or f"{round_.title} {year}"
    try:
        made = copy_round_from_last_year(actor=person, previous=round_, title=title, set_version=version, year=year)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return _refused(request, copy, round_, words_of(refused))
    messages.success(request, _("The round was opened. Check its calendar."))
    return redirect("assessments:calendar", made.public_id)


def _refused(request: HttpRequest, view: Callable[..., HttpResponse], round_: Round, words: str) -> HttpResponse:
    """Back to the form's page with the reason; what was typed stands in its boxes again."""
    messages.error(request, words)
    page = typed_texts.keep(request, view, kept_forms.REFUSED)
    stays = page and page != request.get_full_path()  # without the address it came from: the calendar, unfilled
    return redirect(page if stays else reverse("assessments:calendar", args=[round_.public_id]))


def _asked(request: HttpRequest, public_id: str) -> tuple[User, Round]:
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(request.user, round_).or_refuse()
    return request.user, round_


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0


def _context(person: User, round_: Round) -> dict[str, Any]:
    units = list(round_.units.select_related("sheet", "unit").order_by("sort_key"))
    may_run = bool(permissions.may_run(person, round_.owner))
    return {
        "round": round_,
        "simulated": round_.simulated,
        "lines": stage_lines(round_),
        "stages": stage_words(),
        "units": units,
        "handed_in": sum(1 for unit in units if unit.sheet.state == SheetState.HANDED_IN),
        "extensions": extensions_in(round_),
        "may_run": may_run and round_.published_version is None,
        "may_copy": may_run,
        "may_oversee": bool(permissions.may_oversee_extensions(person, round_)),
        "asked": waiting_requests(round_).count(),
        "next_sets": next_sets(person, round_, round_.year + 1) if may_run else None,
        "next_year": round_.year + 1,
    }
