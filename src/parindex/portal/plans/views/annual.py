"""Annual plans: the list, and one with its lines, each leading back to the passage that sets it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans import queries
from parindex.portal.plans.permissions import may_open
from parindex.portal.plans.tables import STATE_TAGS, AnnualPlanTable
from parindex.portal.platform.tables import arrange


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
    found = queries.annual_plan(request.user, public_id)
    context = {
        "plan": found,
        "state": STATE_TAGS[found.state],
        "simulated": found.simulated,
        "unit_name": version_on(found.unit).name,
        "lines": queries.lines_of(found),
    }
    return render(request, "plans/plan.html", context)
