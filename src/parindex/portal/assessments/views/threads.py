"""Explanations and objections: the list, one thread with its acts, asking, handing in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions.hand_in_explanations import hand_in_explanations
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.forms.threads import WordsForm
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Thread, ThreadState
from parindex.portal.assessments.queries import threads as reading
from parindex.portal.assessments.queries.windows import window_for
from parindex.portal.assessments.tables import ThreadTable
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of

VIEWS: dict[str, tuple[str, ...]] = {
    "cho": (ThreadState.OPEN,),
    "da-tra-loi": (ThreadState.ANSWERED,),
    "da-quyet-dinh": (ThreadState.UPHELD, ThreadState.DISMISSED),
    "": tuple(ThreadState),
}


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """What is asked of the person's unit, or what he asked and waits to decide."""
    assert isinstance(request.user, User)
    has_right(request.user, Right.SEE_RESULTS).or_refuse()
    seen = reading.visible_threads(request.user)
    round_id, text = request.GET.get("dot", ""), request.GET.get("q", "")
    if round_id:
        seen = seen.filter(entry__round_unit__round__public_id=round_id)
    for word in fold(text).split():
        seen = seen.filter(entry__round_unit__folded__contains=word)
    view = request.GET.get("loc", "") if request.GET.get("loc", "") in VIEWS else ""
    counts = {name: seen.filter(state__in=states).count() for name, states in VIEWS.items()}
    rows = reading.thread_lines(reading.with_places(seen.filter(state__in=VIEWS[view])), request.user)
    if request.GET.get("format") == "xlsx":
        title = _("Explanations and objections")
        return table_response(ThreadTable(rows), file_name="giai-trinh.xlsx", title=title, facts=[_as_of()])
    kept = request.GET.copy()
    kept["format"] = "xlsx"
    context = {
        "table": arrange(request, ThreadTable(rows)),
        "export": kept.urlencode(),
        "views": [
            ("", _("All"), counts[""]),
            ("cho", _("Waiting for an answer"), counts["cho"]),
            ("da-tra-loi", _("Answered"), counts["da-tra-loi"]),
            ("da-quyet-dinh", _("Decided"), counts["da-quyet-dinh"]),
        ],
        "view": view,
        "search_units": text,
        "round": Round.objects.filter(public_id=round_id).first() if round_id else None,
        "to_hand_in": _to_hand_in(request.user),
        "simulated": any(line.thread.entry.round_unit.round.simulated for line in rows),
    }
    return render(request, "assessments/threads.html", context)


def _as_of() -> str:
    return f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def _to_hand_in(person: User) -> list[RoundUnit]:
    scopes = [held.scope_id for held in positions_with(person, Right.HAND_IN)]
    if not scopes:
        return []
    waiting = reading.to_answer(person).filter(kind="explanation", entry__round_unit__unit__in=scopes)
    return list(RoundUnit.objects.filter(pk__in=waiting.values("entry__round_unit")).select_related("round", "unit"))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """The appraiser asks the unit to explain a leaf."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    leaf = get_object_or_404(NodeRow, version=member.round.set_version_id, code=leaf_code, is_leaf=True)
    permissions.may_appraise(request.user, member, leaf).or_refuse()
    opinion = reading.opinion_of_appraiser(member, leaf)
    form = WordsForm(
        request.POST or None, label=_("Reason: what does not fit, what is missing"), initial={"text": opinion}
    )
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            thread = request_explanation(
                actor=request.user, round_unit=member, leaf=leaf, reason=form.cleaned_data["text"]
            )
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            messages.success(request, _("The unit is asked to explain."))
            return redirect("assessments:thread", thread.public_id)
    context = {
        "member": member,
        "round": member.round,
        "leaf": leaf,
        "form": form,
        "refusal": refusal,
        "window": window_for(member, RoundStage.EXPLANATION),
        "simulated": member.round.simulated,
    }
    return render(request, "assessments/ask_explanation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """What the head is about to hand in, what is missing, and the act itself."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    has_right(request.user, Right.HAND_IN, member.unit).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            done = hand_in_explanations(actor=request.user, round_unit=member)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            messages.success(request, _("%(number)s answers were handed in and are locked.") % {"number": len(done)})
            return redirect("assessments:threads")
    lines = reading.hand_in_lines(member)
    context = {
        "member": member,
        "round": member.round,
        "lines": lines,
        "missing": [line for line in lines if not line.thread.draft],
        "window": window_for(member, RoundStage.EXPLANATION),
        "refusal": refusal,
        "simulated": member.round.simulated,
    }
    return render(request, "assessments/hand_in_explanations.html", context, status=status)


def permitted_thread(request: HttpRequest, public_id: str) -> Thread:
    """The thread of the address, when the person may read it."""
    assert isinstance(request.user, User)
    thread = reading.thread_by_id(public_id)
    reading.may_see_thread(request.user, thread).or_refuse()
    return thread


def run(act: Callable[[], object]) -> tuple[str, int]:
    """Do it; gives the words and the status of a refusal, empty and 200 when it was done. A stranger is refused."""
    try:
        act()
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return words_of(refused), 409 if isinstance(refused, Conflict) else 422
    return "", 200
