"""Who sees the register, who handles petitions, who may learn who raised one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.petitions.models import Dialogue, Petition
from parindex.portal.platform.permissions import Allowed, Answer


def may_open(actor: User) -> Answer:
    """Open the register at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def may_register(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Take a petition into the unit's register (None: anywhere), and dialogues: who enters its figures."""
    return has_right(actor, Right.ENTER, unit)


def may_handle(actor: User | None, petition: Petition) -> Answer:
    """Classify, forward, refuse, ask, answer, tell, raise again: who enters for the unit that handles it."""
    return has_right(actor, Right.ENTER, petition.unit)


def may_publish(actor: User | None, petition: Petition) -> Answer:
    """Publish content and reply: who handles it."""
    return has_right(actor, Right.ENTER, petition.unit)


def may_see_petitioner(actor: User | None, petition: Petition) -> Answer:
    """Learn who raised it: only who handles it, never who merely oversees the unit."""
    return has_right(actor, Right.ENTER, petition.unit)


def may_see_published(actor: User) -> Answer:
    """What is published is open to everyone who is signed in."""
    return Allowed()


def may_record_figures(actor: User | None, owner: OrgUnit) -> Answer:
    """Record figures of the register as facts for the units under ``owner``: who runs its rounds."""
    return has_right(actor, Right.RUN_ROUNDS, owner)


def seen_units(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[OrgUnit]:
    """Units whose register the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS, positions)]
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes)


def handled_units(actor: User) -> QuerySet[OrgUnit]:
    """Units for which the person handles petitions."""
    scopes = [held.scope_id for held in positions_with(actor, Right.ENTER)]
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes)


def visible_to(actor: User) -> QuerySet[Petition]:
    """Petitions of the units that the person may see."""
    return Petition.objects.filter(unit__in=seen_units(actor).values("pk")).select_related("unit")


def dialogues_visible_to(actor: User) -> QuerySet[Dialogue]:
    """Dialogues of the units that the person may see."""
    return Dialogue.objects.filter(unit__in=seen_units(actor).values("pk")).select_related("unit", "minutes")
