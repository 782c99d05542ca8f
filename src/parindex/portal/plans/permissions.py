"""Who sees and writes plans.

A unit that no longer exists (a district until 30/6/2025) has nobody of its own: whoever runs rounds may plan from its
published result, and everyone who may see results sees that plan.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.organisations.queries import versions_on
from parindex.portal.plans.models import Plan
from parindex.portal.platform.permissions import Answer


def may_write(actor: User | None, unit: OrgUnit) -> Answer:
    """Draft, change and issue plans of the unit."""
    own = has_right(actor, Right.PLAN, unit)
    return own if own or still_stands(unit) else has_right(actor, Right.RUN_ROUNDS)


def still_stands(unit: OrgUnit) -> bool:
    """Whether the unit exists today."""
    return versions_on().filter(unit=unit).exists()


def may_open(actor: User) -> Answer:
    """Open the list at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def visible_to(actor: User) -> QuerySet[Plan]:
    """Plans of the units that the person may see, and of units that no longer exist."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    if not scopes:
        return Plan.objects.none()
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    standing = versions_on().order_by().values("unit")
    return Plan.objects.filter(Q(unit__in=below) | ~Q(unit__in=standing)).select_related("unit")
