"""A person's appraisal of a round: what is done and what is left, by criterion and by unit; closing the stage."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import close_appraisal_stage
from parindex.portal.assessments.models import AppraisalAssignment, Origin, Round, RoundStage, Stage
from parindex.portal.assessments.queries.appraisal_progress import progress_of, unfinished_cells
from parindex.portal.assessments.queries.windows import is_stage_open, window_of, windows_of
from parindex.portal.assessments.views.appraisal_panes import stage_of
from parindex.portal.assessments.views.appraisal_work import bench_of
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The newest round in which the person appraises, or whose appraisal he oversees; the list of rounds for none."""
    assert isinstance(request.user, User)
    rounds = Round.objects.filter(origin=Origin.COMPUTED, published_version=None).order_by("-year", "-pk")
    held = rounds.filter(assignments__person=request.user).first()
    if held is not None:
        return redirect("assessments:appraisal", held.public_id)
    for round_ in rounds.select_related("owner"):
        if permissions.may_oversee_appraisal(request.user, round_):
            return redirect("assessments:appraisal", round_.public_id)
    messages.info(request, _("No round waits for your appraisal."))
    return redirect("assessments:rounds")


@require_safe
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leaves and units with what is done of what is to do."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    bench = bench_of(request, round_)
    held = AppraisalAssignment.objects.filter(round=round_, person=request.user)
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "bench": bench,
        "stage_words": say(f"appraisal_stage.{bench.stage.value}"),
        "progress": progress_of(bench),
        "window": windows_of(round_).get(bench.window),
        "is_open": bool(is_stage_open(round_, bench.window)),
        "may_assign": bool(permissions.may_assign(request.user, round_)),
        "may_oversee": bool(permissions.may_oversee_appraisal(request.user, round_)),
        "both_ways": len(set(held.values_list("blind", flat=True))) == 2,
    }
    return render(request, "assessments/appraisal/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str, number: str) -> HttpResponse:
    """What closing the stage means, what is left, and the act itself."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_assign(request.user, round_).or_refuse()
    stage = stage_of(number) or Stage.APPRAISAL_1
    refusal, status = "", 200
    if request.method == "POST":
        try:
            close_appraisal_stage(actor=request.user, round_=round_, stage=stage, reason=request.POST.get("ly-do", ""))
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            messages.success(request, _("The stage is closed. Its points can no longer be changed."))
            return redirect("assessments:appraisal", public_id)
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "stage": stage,
        "number": number,
        "stage_words": say(f"appraisal_stage.{stage.value}"),
        "left": unfinished_cells(round_) if stage is Stage.APPRAISAL_1 else 0,
        "row": window_of(round_, RoundStage(stage.value)),
        "refusal": refusal,
        "reason": request.POST.get("ly-do", ""),
    }
    return render(request, "assessments/appraisal/close.html", context, status=status)
