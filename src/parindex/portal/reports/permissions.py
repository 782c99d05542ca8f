"""Who writes documents of a unit, who issues them, who reads them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.organisations.queries import memberships_of
from parindex.portal.platform.permissions import Allowed, Answer
from parindex.portal.reports.models import Draft
from parindex.portal.reports.workflow import DraftState

SUBJECT = "draft"
"""Kind of the subject of findings of proof-reading."""
WRITING = (Right.ENTER, Right.PLAN)


def may_open(actor: User) -> Answer:
    """Open the list at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def may_draft(actor: User | None, unit: OrgUnit) -> Answer:
    """Write a document of the unit: who enters its figures or plans for it."""
    if has_right(actor, Right.ENTER, unit):
        return Allowed()
    return has_right(actor, Right.PLAN, unit)


def may_issue(actor: User | None, draft: Draft) -> Answer:
    """Issue it: who signs for the unit."""
    return has_right(actor, Right.HAND_IN, draft.unit)


def visible_to(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[Draft]:
    """Issued documents of the units whose results the person may see; drafts only of those for which he writes.

    ``positions``: all of the person, where they were read before.
    """
    held_today = list(memberships_of(actor)) if positions is None else positions
    read = _below([held.scope_id for held in positions_with(actor, Right.SEE_RESULTS, held_today)])
    write = _below([held.scope_id for right in WRITING for held in positions_with(actor, right, held_today)])
    mine = Q(unit__in=write) | Q(unit__in=read, state=DraftState.ISSUED)
    return Draft.objects.filter(mine).select_related(
        "unit", "plan", "changed_by", "issued_by", "stored", "document", "numbered"
    )


def seen_subjects(actor: User, positions: Sequence[Membership]) -> QuerySet[Draft]:
    """Public ids of documents that the person may see: findings of the others are not for him either."""
    return visible_to(actor, positions).order_by().values("public_id")  # type: ignore[return-value]


def writing_units(actor: User) -> QuerySet[OrgUnit]:
    """Units for which the person may write."""
    scopes = {held.scope_id for right in WRITING for held in positions_with(actor, right)}
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).distinct()


def _below(scopes: list[int]) -> QuerySet[OrgUnit]:
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")  # type: ignore[return-value]
