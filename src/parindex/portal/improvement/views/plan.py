"""The list of plans, one plan, and its head."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.improvement import engine_bridge, queries
from parindex.portal.improvement.actions import issue_improvement_plan, save_plan_head
from parindex.portal.improvement.forms import HeadForm, IssueForm, LineForm
from parindex.portal.improvement.models import Improvement
from parindex.portal.improvement.tables import PlanTable
from parindex.portal.plans.actions import withdraw_plan
from parindex.portal.plans.permissions import may_open, may_write
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import say, words_of


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Improvement plans that the person may see."""
    assert isinstance(request.user, User)
    may_open(request.user).or_refuse()
    table = arrange(request, PlanTable(queries.plans_for(request.user)))
    return render(request, "improvement/list.html", {"table": table})


@require_safe
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """One plan; ``?line=<id>`` opens a line's form in place."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    return render(request, "improvement/plan.html", plan_context(request, improvement, request.user))


def plan_context(request: HttpRequest, improvement: Improvement, actor: User) -> dict[str, object]:
    """Everything that the plan's page shows."""
    fields = queries.by_field(improvement)
    lost = sum((field.lost for field in fields), ZERO)
    aimed = sum((field.aimed for field in fields), ZERO)
    result = improvement.result
    may_change = bool(may_write(actor, improvement.plan.unit)) and queries.is_open(improvement)
    asked = request.GET.get("line", "")
    opened = next((line for field in fields for line in field.lines if line.line.public_id == asked), None)
    office = engine_bridge.pdf_maker()
    return {
        "improvement": improvement,
        "plan": improvement.plan,
        "simulated": improvement.plan.simulated,
        "shown_unit": improvement.round_unit.name,
        "fields": fields,
        "lost": lost,
        "aimed": aimed,
        "reached": None if result.points is None else result.points + aimed,
        "all_lost": None if result.points is None else result.base - result.points,
        "number_of_lines": sum(1 for field in fields for line in field.lines if line.taken_up),
        "may_change": may_change,
        "opened": opened if may_change else None,
        "form": LineForm.of(opened) if opened and may_change else None,
        "no_pdf": say(f"improvement.no_pdf.{office.reason}") if isinstance(office, engine_bridge.Absent) else "",
        "issue_form": IssueForm() if may_change else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, public_id: str) -> HttpResponse:
    """The plan's head: manner, signer, legal bases, aims, recipients."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    may_write(request.user, improvement.plan.unit).or_refuse()
    form = HeadForm(request.POST) if request.method == "POST" else HeadForm.of(improvement)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            save_plan_head(actor=request.user, improvement=improvement, change=form.change())
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            messages.success(request, _("Head of the plan saved."))
            return redirect("improvement:plan", public_id)
    context = {"improvement": improvement, "plan": improvement.plan, "form": form, "refusal": refusal}
    status = 422 if refusal or (request.method == "POST" and form.errors) else 200
    return render(request, "improvement/head.html", context, status=status)


@require_POST
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note number and date of the signed plan."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    form = IssueForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            document = issue_improvement_plan(actor=request.user, improvement=improvement, **form.cleaned_data)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            messages.success(request, _("Noted as issued; its lines stay, and its Word document stands here."))
            return redirect("documents:document", document.public_id)
    context = plan_context(request, improvement, request.user) | {"issue_form": form, "refusal": refusal}
    return render(request, "improvement/plan.html", context, status=422)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw the plan with a reason."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    withdraw_plan(actor=request.user, plan=improvement.plan, because=request.POST.get("because", ""))
    messages.success(request, _("Plan withdrawn."))
    return redirect("improvement:plan", public_id)
