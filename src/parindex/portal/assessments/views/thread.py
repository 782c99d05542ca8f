"""One explanation or objection: what was asked and answered, the points, and the acts that are the person's."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
from parindex.portal.assessments.actions.decide_thread import decide_thread
from parindex.portal.assessments.actions.keep_answer_file import keep_answer_file
from parindex.portal.assessments.actions.reply_objection import reply_objection
from parindex.portal.assessments.actions.withdraw_thread import withdraw_thread
from parindex.portal.assessments.forms.threads import AnswerForm, DecisionForm
from parindex.portal.assessments.models import RoundStage, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries import threads as reading
from parindex.portal.assessments.queries.thread_waits import waits_of
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.assessments.queries.work_left import waits_for_new_points
from parindex.portal.assessments.views.threads import permitted_thread, run
from parindex.portal.organisations.permissions import Right, has_right


@dataclass(frozen=True, slots=True)
class Acts:
    """What the person may do on the thread now."""

    answer: bool
    decide: bool
    withdraw: bool


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: the thread. POST: answer, reply, decide or withdraw; what was typed stays when it is refused."""
    assert isinstance(request.user, User)
    found = permitted_thread(request, public_id)
    answering = _answer_form(request, found)
    deciding = DecisionForm(request.POST or None, prefix="decision", initial={"row_version": found.row_version})
    refusal, status, mine = "", 200, ""
    if request.method == "POST":
        refusal, status = _act(request, request.user, found, answering, deciding)
        if status == 200:
            return redirect("assessments:thread", public_id)
        mine = request.POST.get("answer-text", "") or request.POST.get("decision-text", "")
        if status == 409:
            found = permitted_thread(request, public_id)
            answering = _chosen_after_conflict(found, mine)
    context = _context(request.user, found) | {
        "form": answering,
        "decision_form": deciding,
        "refusal": refusal,
        "conflict": status == 409,
        "mine": mine,
    }
    return render(request, "assessments/thread.html", context, status=status)


def _context(person: User, found: Thread) -> dict[str, object]:
    (line,) = reading.thread_lines([found], person)
    member = found.entry.round_unit
    acts = _acts(person, found, line)
    return {
        "thread": found,
        "line": line,
        "member": member,
        "round": member.round,
        "leaf": found.entry.leaf,
        "talk": found.messages.select_related("author").prefetch_related("documents"),
        "draft_documents": list(found.draft_documents.all()) if found.draft else [],
        "scores": reading.scores_of(found, person),
        "may_open_leaf": bool(permissions.may_see_points(person, member)),
        "acts": acts,
        "waits": [] if acts.answer or acts.decide else waits_of(found, line),
        "rescore": _rescore(person, found),
        "unit_side": bool(has_right(person, Right.ENTER, member.unit)),
        "tone": reading.TONES[str(found.state)],
        "simulated": member.round.simulated,
    }


def _rescore(person: User, found: Thread) -> bool:
    """Whether the pane of the second appraisal is offered: the thread was upheld, and the point stayed."""
    member = found.entry.round_unit
    running = member.round.published_version is None and found.state == ThreadState.UPHELD
    return running and bool(permissions.may_see_appraisal(person, member.round)) and waits_for_new_points(found)


def _acts(person: User, found: Thread, line: reading.ThreadLine) -> Acts:
    member = found.entry.round_unit
    assigned = bool(permissions.may_appraise(person, member, found.entry.leaf))
    running = found.is_running and member.round.published_version is None
    raised_by = found.from_unit
    withdraws = (
        assigned and found.state == ThreadState.OPEN
        if raised_by is None
        else bool(has_right(person, Right.ENTER, raised_by.unit))
    )
    return Acts(
        answer=running and line.may_answer and bool(has_right(person, Right.ENTER, member.unit)),
        decide=running and assigned and not line.may_answer and bool(is_open(member, RoundStage.APPRAISAL_2)),
        withdraw=running and withdraws,
    )


def _answer_form(request: HttpRequest, found: Thread) -> AnswerForm:
    drafted = list(found.draft_documents.all())
    return AnswerForm(
        request.POST or None,
        request.FILES or None,
        prefix="answer",
        offered=reading.documents_offered(found.entry.round_unit, drafted),
        label=_("Answer of the unit"),
        initial={
            "text": found.draft,
            "row_version": found.row_version,
            "documents": [each.public_id for each in drafted],
        },
    )


def _chosen_after_conflict(found: Thread, mine: str) -> AnswerForm:
    """The form again with the person's own words, on top of the version that stands now."""
    drafted = list(found.draft_documents.all())
    return AnswerForm(
        prefix="answer",
        offered=reading.documents_offered(found.entry.round_unit, drafted),
        label=_("Answer of the unit"),
        initial={"text": mine, "row_version": found.row_version, "documents": [each.public_id for each in drafted]},
    )


def _act(
    request: HttpRequest, person: User, found: Thread, answering: AnswerForm, deciding: DecisionForm
) -> tuple[str, int]:
    match request.POST.get("act"):
        case "answer" if answering.is_valid():
            return run(lambda: _answer(request, person, found, answering))
        case "decide" if deciding.is_valid():
            return run(lambda: _decide(request, person, found, deciding))
        case "withdraw":
            return run(lambda: _withdraw(request, person, found))
    return _("Not saved: choose and fill in what is marked."), 422


def _answer(request: HttpRequest, person: User, found: Thread, form: AnswerForm) -> None:
    documents = form.chosen()
    sent = form.cleaned_data["file"]
    if sent is not None:
        member = found.entry.round_unit
        documents.append(keep_answer_file(actor=person, round_unit=member, name=sent.name, content=sent.read()))
    words = form.cleaned_data["text"]
    if found.kind == ThreadKind.OBJECTION:
        reply_objection(actor=person, thread=found, text=words, documents=documents, row_version=form.version)
        messages.success(request, _("The reply is sent."))
        return
    answer_explanation(actor=person, thread=found, text=words, documents=documents, row_version=form.version)
    messages.success(request, _("Draft saved. The head hands all answers in together."))


def _decide(request: HttpRequest, person: User, found: Thread, form: DecisionForm) -> None:
    decide_thread(
        actor=person,
        thread=found,
        upheld=form.cleaned_data["upheld"],
        reason=form.cleaned_data["text"],
        row_version=form.version,
    )
    messages.success(request, _("Decided."))


def _withdraw(request: HttpRequest, person: User, found: Thread) -> None:
    withdraw_thread(actor=person, thread=found)
    messages.success(request, _("Withdrawn."))
