"""Who sees and writes plans."""

from __future__ import annotations

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.plans.models import Plan
from parindex.portal.platform.permissions import Answer


def may_write(actor: User | None, unit: OrgUnit) -> Answer:
    """Draft, change and issue plans of the unit."""
    return has_right(actor, Right.PLAN, unit)


def visible_to(actor: User) -> QuerySet[Plan]:
    """Plans of the units that the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    return Plan.objects.filter(unit__in=below).select_related("unit")
