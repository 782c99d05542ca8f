"""Who sees and registers documents."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document, Upload
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.organisations.queries import memberships_of
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused


def may_register(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Register a document of ``unit``: who plans, enters or appraises for it; of the whole country: who runs rounds."""
    if unit is None:
        return has_right(actor, Right.RUN_ROUNDS)
    if has_right(actor, Right.ENTER, unit) or has_right(actor, Right.APPRAISE, unit):
        return Allowed()
    return has_right(actor, Right.PLAN, unit)


def may_open(actor: User) -> Answer:
    """Open the list at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def visible_to(actor: User) -> QuerySet[Document]:
    """Published documents and those of the units that the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    if not scopes:
        return Document.objects.none()
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    return Document.objects.filter(Q(published=True) | Q(unit__in=below))


def openable(actor: User, documents: Iterable[int]) -> frozenset[int]:
    """Row ids of those that the person may open; pages of other apps link these and only name the rest."""
    return frozenset(visible_to(actor).filter(pk__in=set(documents)).values_list("pk", flat=True))


def may_edit(actor: User | None, document: Document) -> Answer:
    """Put a card right: who may register for the document's unit; a published document is nobody's to change."""
    if document.published:
        return Refused("documents.card_published", {"title": document.title})
    return may_register(actor, document.unit)


def editable_by(actor: User) -> QuerySet[Document]:
    """Documents of units whose cards the person may put right; none that is published or of the whole country."""
    held_today = list(memberships_of(actor))
    rights = (Right.ENTER, Right.APPRAISE, Right.PLAN)
    scopes = {held.scope_id for right in rights for held in positions_with(actor, right, held_today)}
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    return visible_to(actor).filter(published=False, unit__in=below)


def may_read_catalogue(actor: User | None, unit: OrgUnit | None = None) -> Answer:
    """Have the texts of the catalogue read: who runs rounds for the unit (None: anywhere)."""
    return has_right(actor, Right.RUN_ROUNDS, unit)


def may_have_signed(actor: User | None, document: Document) -> Answer:
    """Take out a copy to be signed, hand the signed one in, confirm it: who may put the document's card right."""
    return may_edit(actor, document)


def may_number(actor: User | None, unit: OrgUnit) -> Answer:
    """Give out numbers of the unit's register and fill them in: who works for this very unit, not for one above it."""
    if actor is None:
        return Allowed()
    held = positions_with(actor, Right.PLAN)
    if not held:
        return has_right(actor, Right.PLAN, unit)
    return Allowed() if unit.pk in numbering_units(actor) else Refused("documents.number_of_another_unit")


def numbering_units(actor: User) -> frozenset[int]:
    """Row ids of units whose register the person keeps: where he works, or which he acts for."""
    held = positions_with(actor, Right.PLAN)
    return frozenset({each.unit_id for each in held} | {each.scope_id for each in held})


def may_continue(actor: User, upload: Upload) -> Answer:
    """Send more of a file, attach it, give it up: only who began."""
    return Allowed() if upload.person_id == actor.pk else Refused("documents.upload_of_another")


def uploads_of(actor: User) -> QuerySet[Upload]:
    """The person's unfinished uploads that have not expired."""
    return Upload.objects.filter(person=actor, expires_at__gt=clock.now())
