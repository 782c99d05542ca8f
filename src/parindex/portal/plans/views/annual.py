"""Annual plans: the list, and one with its lines, each leading back to its passage, put right in a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans import queries
from parindex.portal.plans.actions import save_plan_line
from parindex.portal.plans.forms import LineForm
from parindex.portal.plans.models import Plan
from parindex.portal.plans.permissions import may_open, may_write
from parindex.portal.plans.tables import STATE_TAGS, AnnualPlanTable
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Annual plans that the person may see."""
    assert isinstance(request.user, User)
    may_open(request.user).or_refuse()
    table = arrange(request, AnnualPlanTable(queries.annual_plans(request.user)))
    return render(request, "plans/list.html", {"table": table})


@require_safe
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """One plan with its lines."""
    assert isinstance(request.user, User)
    return _page(request, request.user, queries.annual_plan(request.user, public_id))


@require_POST
def save_line(request: HttpRequest, public_id: str, line_id: str) -> HttpResponse:
    """Save one line of a draft; a refusal keeps what was typed, a conflict shows what stands now beside it."""
    assert isinstance(request.user, User)
    found = queries.annual_plan(request.user, public_id)
    line = get_object_or_404(found.lines, public_id=line_id)
    form, refusal, status = LineForm(request.POST), "", 422
    if form.is_valid():
        try:
            save_plan_line(
                actor=request.user, line=line, words=form.words(), row_version=form.cleaned_data["row_version"]
            )
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 409 if isinstance(refused, Conflict) else 422
        else:
            messages.success(request, _("The line is saved."))
            return redirect(f"{reverse('plans:plan', args=[public_id])}#d-{line_id}")
    return _page(request, request.user, found, status=status, edited=line, form=form, refusal=refusal)


def _page(request: HttpRequest, actor: User, found: Plan, *, status: int = 200, **more: object) -> HttpResponse:
    may = bool(may_write(actor, found.unit))
    may_change = found.state == PlanState.DRAFT and may
    lines = list(queries.lines_of(found))
    edited = next((each for each in lines if may_change and each.public_id == request.GET.get("sua")), None)
    context: dict[str, object] = {
        "plan": found,
        "state": STATE_TAGS[found.state],
        "simulated": found.simulated,
        "unit_name": version_on(found.unit).name,
        "lines": lines,
        "may_change": may_change,
        "may_write": may,
        "edited": edited,
        "form": LineForm.of(edited) if edited else None,
        "changed_meanwhile": status == 409,
    }
    return render(request, "plans/plan.html", {**context, **more}, status=status)
