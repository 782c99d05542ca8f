"""From a unit's result to a draft: which criteria, towards which target, in which manner."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries import unit_in_round
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.improvement import permissions
from parindex.portal.improvement.actions import draft_improvement_plan
from parindex.portal.improvement.engine_bridge import Manner
from parindex.portal.improvement.forms import DraftForm
from parindex.portal.improvement.queries import standing_draft
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, round_id: str, unit_id: str) -> HttpResponse:
    """Show what would be taken up (``?leaf=…`` chosen rows, ``?target=86`` a path); POST drafts."""
    assert isinstance(request.user, User)
    member = unit_in_round(round_id, unit_id)
    permissions.may_draft(request.user, member).or_refuse()
    if request.method != "POST":
        form = DraftForm(initial={"manner": Manner.RAISE.value, "target": request.GET.get("target", "")})
        return _page(request, member, form, request.GET.getlist("leaf"))
    form = DraftForm(request.POST)
    chosen = request.POST.getlist("leaf")
    if not form.is_valid():
        return _page(request, member, form, chosen, status=422)
    try:
        made = draft_improvement_plan(
            actor=request.user,
            round_unit=member,
            manner=Manner(form.cleaned_data["manner"]),
            leaves=[] if form.cleaned_data["target"] else chosen,
            target_index=form.cleaned_data["target"],
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _page(request, member, form, chosen, status=422, refusal=words_of(refusal))
    return redirect("improvement:plan", made.plan.public_id)


def _page(
    request: HttpRequest, member: RoundUnit, form: DraftForm, chosen: list[str], *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    sheet = unit_sheet(member)
    lost = [each for each in sheet.lost_lines() if each.node is not None and each.node.is_leaf and each.line.lost > 0]
    context = {
        "member": member,
        "round": member.round,
        "simulated": member.round.simulated,
        "shown_unit": member.name,
        "form": form,
        "lost": lost,
        "chosen": chosen or [each.node.code for each in lost if each.node and each.line.recoverable],
        "standing": standing_draft(member),
        "refusal": refusal,
    }
    return render(request, "improvement/draft.html", context, status=status)
