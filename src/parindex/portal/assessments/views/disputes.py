"""Disputed figures of a round: the list, the decision, recording what was accepted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import decide_dispute, record_accepted_figure
from parindex.portal.assessments.models import DisputeState, FigureDispute, Round
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_safe
def disputes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open ones first; an appraiser sees those of his leaves, who oversees sees all."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_appraisal(request.user, round_).or_refuse()
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "disputes": _visible(request.user, round_),
        "may_record": bool(permissions.may_record_figure(request.user, round_)),
    }
    return render(request, "assessments/appraisal/disputes.html", context)


def _visible(person: User, round_: Round) -> list[FigureDispute]:
    rows = FigureDispute.objects.filter(entry__round_unit__round=round_).exclude(state=DisputeState.WITHDRAWN)
    rows = rows.select_related("entry__leaf", "entry__round_unit__unit", "recorded_version", "document")
    found = sorted(rows, key=lambda each: (each.state != DisputeState.OPEN, each.raised_at))
    if permissions.may_oversee_appraisal(person, round_):
        return found
    covered = assigned_leaves(person, round_)
    return [each for each in found if each.entry.leaf_id in covered.get(each.entry.round_unit.group_id, ())]


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, public_id: str, dispute_id: str) -> HttpResponse:
    """Both figures, the reason and the proof; accept or reject with a reason."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    rows = FigureDispute.objects.select_related(
        "entry__leaf", "entry__round_unit__unit", "entry__round_unit__group", "document", "raised_by", "decided_by"
    )
    each = get_object_or_404(rows, public_id=dispute_id, entry__round_unit__round=round_)
    member, leaf = each.entry.round_unit, each.entry.leaf
    may_decide = permissions.may_appraise(request.user, member, leaf)
    if not may_decide:
        permissions.may_oversee_appraisal(request.user, round_).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            _act(request, each)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            return redirect("assessments:disputes", public_id)
    declared = queries.compiled_for(round_, member.group.set_group).leaves[leaf.code].leaf.inputs
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "member": member,
        "leaf": leaf,
        "each": each,
        "title": next((known.title for known in declared if known.code == each.input_code), each.input_code),
        "may_appraise": bool(may_decide),
        "may_decide": bool(may_decide) and each.state == DisputeState.OPEN,
        "may_record": bool(permissions.may_record_figure(request.user, round_))
        and each.state == DisputeState.ACCEPTED
        and each.recorded_version_id is None,
        "refusal": refusal,
        "reason": request.POST.get("ly-do", ""),
    }
    return render(request, "assessments/appraisal/dispute.html", context, status=status)


def _act(request: HttpRequest, each: FigureDispute) -> None:
    assert isinstance(request.user, User)
    if "ghi" in request.POST:
        record_accepted_figure(actor=request.user, dispute=each)
        messages.success(request, _("The accepted figure is recorded as a new version; the appraiser finds it."))
        return
    accepted = request.POST.get("quyet-dinh") == "chap-nhan"
    decided = decide_dispute(actor=request.user, dispute=each, accepted=accepted, reason=request.POST.get("ly-do", ""))
    if not accepted:
        told = _("The dispute is rejected: the system’s figure stays. The unit is told with the reason.")
    elif decided.recorded_version_id is None:
        told = _("The unit’s figure is accepted; the unit is told. The coordinator still has to record it.")
    else:
        told = _("The unit’s figure is accepted and recorded as a new version; the unit is told.")
    messages.success(request, told)
