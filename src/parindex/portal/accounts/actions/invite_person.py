"""Send a person the link with which he sets his password."""

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def invite_person(*, actor: User | None, person: User) -> User:
    """Ask for an invitation mail; the link is made when it is sent, so that it stands nowhere but in the mail.

    An earlier link no longer opens. The caller has asked whether `actor` may manage this person. Raises ActionRefused
    `accounts.no_address`, `accounts.account_closed`.
    """
    if not person.email:
        raise ActionRefused("accounts.no_address", {"username": person.username})
    if not person.is_active:
        raise ActionRefused("accounts.account_closed", {"username": person.username})
    person.invited_at = clock.now()
    person.save(update_fields=["invited_at"])
    audit.record(
        stream=f"person:{person.public_id}",
        action="accounts.invite_person",
        subject=person.public_id,
        actor=actor,
    )
    events.happened("accounts.person_invited", person.public_id)
    return person
