"""Accept the self scores of many units for one leaf: who is taken, who is left and why, before and after."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import AcceptAnswer, accept_self_scores, take_back_acceptance
from parindex.portal.assessments.models import BulkAcceptance, Stage
from parindex.portal.assessments.queries.acceptances import AcceptedRow, accepted_rows, newest_acceptance
from parindex.portal.assessments.queries.appraisal import Bench, list_by_leaf
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, public_id: str, leaf_code: str) -> HttpResponse:
    """The page states what will be done; its button does it."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_appraisal(request.user, round_).or_refuse()
    node = get_object_or_404(NodeRow, version=round_.set_version_id, code=leaf_code, is_leaf=True)
    listed = list_by_leaf(Bench(round_, Stage.APPRAISAL_1, request.user), node)
    if not listed.rows:
        raise NotAllowed("assessments.nothing_to_appraise_here")
    refusal, status, left = "", 200, []
    if request.method == "POST":
        chosen = {int(each) for each in request.POST.getlist("don-vi") if each.isdecimal()}
        try:
            answers = accept_self_scores(actor=request.user, round_=round_, leaf=node, units=chosen)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            listed = list_by_leaf(Bench(round_, Stage.APPRAISAL_1, request.user), node)
            way_back = reverse("assessments:take_back_acceptance", args=[public_id, leaf_code])
            _tell_accepted(request, sum(1 for answer in answers if answer.score), listed.of - listed.done, way_back)
            left = [_words(answer) for answer in answers if answer.score is None]
            if not left:
                return redirect("assessments:appraise_leaf", public_id, leaf_code)
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "node": node,
        "acceptable": listed.acceptable,
        "kept_back": [row for row in listed.rows if not row.is_done and not row.may_be_accepted],
        "left": left,
        "last": newest_acceptance(round_, node),
        "refusal": refusal,
    }
    return render(request, "assessments/appraisal/accept.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, public_id: str, leaf_code: str) -> HttpResponse:
    """The last bulk acceptance of the leaf: what was accepted, what stands now; the button takes it back."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_appraisal(request.user, round_).or_refuse()
    node = get_object_or_404(NodeRow, version=round_.set_version_id, code=leaf_code, is_leaf=True)
    if not list_by_leaf(Bench(round_, Stage.APPRAISAL_1, request.user), node).rows:
        raise NotAllowed("assessments.nothing_to_appraise_here")
    acceptance, refusal, status = newest_acceptance(round_, node), "", 200
    if request.method == "POST":
        sent = get_object_or_404(BulkAcceptance, public_id=request.POST.get("lan", ""), round=round_, leaf=node)
        try:
            rows = take_back_acceptance(actor=request.user, acceptance=sent)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            _tell_taken_back(request, rows)
            return redirect("assessments:appraise_leaf", public_id, leaf_code)
    rows = tuple(accepted_rows(acceptance)) if acceptance else ()
    context = {"round": round_, "simulated": round_.simulated, "node": node, "acceptance": acceptance}
    context |= {"rows": [(row, say(row.code, row.values) if row.code else "") for row in rows], "refusal": refusal}
    context["undoable"] = sum(1 for row in rows if not row.code)
    return render(request, "assessments/appraisal/take_back.html", context, status=status)


def _tell_accepted(request: HttpRequest, done: int, waiting: int, way_back: str) -> None:
    """What was accepted and what is left of the criterion, with the way back beside it; nothing when none was taken."""
    if not done:
        return
    told = ngettext(
        "Accepted the self score of %(number)s unit; %(waiting)s of those that handed in wait for their appraisal.",
        "Accepted the self scores of %(number)s units; %(waiting)s of those that handed in wait for their appraisal.",
        done,
    )
    words = told % {"number": done, "waiting": waiting}
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, way_back, _("Take it back…")))


def _tell_taken_back(request: HttpRequest, rows: Sequence[AcceptedRow]) -> None:
    done = sum(1 for row in rows if not row.code)
    told = ngettext("Taken back: %(number)s unit waits again.", "Taken back: %(number)s units wait again.", done)
    messages.success(request, told % {"number": done})
    for row in rows:
        if row.code:
            messages.warning(request, say(row.code, row.values))


def _words(answer: AcceptAnswer) -> str:
    """Signs of risk come as codes: each is named."""
    signs = answer.values.get("risks")
    named = ", ".join(say(f"risk_sign.{code}") for code in signs) if isinstance(signs, tuple) else signs
    return say(answer.code, {**answer.values, "risks": named})
