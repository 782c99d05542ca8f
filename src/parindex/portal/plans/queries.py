"""Reading annual plans: the list, one plan with its lines."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from parindex.portal.accounts.models import User
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.plans.permissions import visible_to


def annual_plans(actor: User) -> QuerySet[Plan]:
    """Annual plans that the person may see, newest year first, each with its number of lines."""
    found = visible_to(actor).filter(kind=PlanKind.ANNUAL).annotate(number_of_lines=Count("lines"))
    return found.order_by("-year", "sort_key", "pk")


def annual_plan(actor: User, public_id: str) -> Plan:
    """One of them. Answers 404 for none that the person may see."""
    return get_object_or_404(annual_plans(actor), public_id=public_id)


def lines_of(plan: Plan) -> QuerySet[PlanLine]:
    """The lines in the plan's order with the units that lead."""
    return plan.lines.select_related("lead_unit").order_by("position", "pk")
