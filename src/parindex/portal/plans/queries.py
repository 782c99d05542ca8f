"""Reading annual plans: the list, one plan with its lines, the units that lead."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Alias, OrgUnit
from parindex.portal.organisations.queries import versions_on
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.plans.permissions import visible_to
from parindex.portal.platform.folding import fold


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


def units_named(names: Collection[str]) -> dict[str, OrgUnit]:
    """Name as printed → the unit of today's tree that alone is called so, by its name or an alias; two queries.

    The people's committee of a unit is named where the unit is meant: ``UBND xã Nâm Nung``.
    """
    wanted = {name: _bare(fold(name)) for name in names if name.strip()}
    if not wanted:
        return {}
    begins = Q()
    for each in set(wanted.values()):
        begins |= Q(folded=each) | Q(folded__startswith=f"{each} ")  # the code stands behind the name
    found: dict[str, set[OrgUnit]] = {}
    for version in versions_on().filter(begins):
        found.setdefault(fold(version.name), set()).add(version.unit)
    spoken = {*wanted.values(), *(fold(name) for name in wanted)}
    for alias in Alias.objects.filter(folded__in=spoken).select_related("unit"):
        found.setdefault(_bare(alias.folded), set()).add(alias.unit)
    return {name: next(iter(found[key])) for name, key in wanted.items() if len(found.get(key, ())) == 1}


def _bare(folded: str) -> str:
    for committee in ("uy ban nhan dan ", "ubnd "):
        folded = folded.removeprefix(committee)
    return folded
