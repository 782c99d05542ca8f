"""Who keeps the catalogue. Everyone who is signed in reads it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform.permissions import Allowed, Answer, Refused
from parindex.portal.procedures.models import PrintedCounts


def may_read(actor: User) -> Answer:
    """Procedures are public by law: whoever is signed in."""
    return Allowed() if actor.is_authenticated else Refused("organisations.no_position")


def may_manage(actor: User | None, owner: OrgUnit | None) -> Answer:
    """Take decisions in, keep printed numbers, record figures: who runs the rounds of ``owner``.

    ``None``: of published documents, by whoever runs rounds anywhere.
    """
    return has_right(actor, Right.RUN_ROUNDS, owner)


def owners_managed(actor: User) -> list[OrgUnit]:
    """The units whose catalogue the person keeps."""
    return list({held.scope.pk: held.scope for held in positions_with(actor, Right.RUN_ROUNDS)}.values())


def printed_visible_to(actor: User) -> QuerySet[PrintedCounts]:
    """Statements of published documents, and those of the units that the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    published = Q(owner=None) if scopes else Q(pk=None)
    return PrintedCounts.objects.filter(published | Q(owner__in=below))
