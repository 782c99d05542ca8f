"""Close an account, and open it again. A person is never deleted: his acts stay in the audit."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def close_account(*, actor: User | None, person: User) -> User:
    """The person cannot sign in any more and is signed out everywhere; his open invitation is void.

    The caller has asked whether `actor` may manage this person. Raises ActionRefused `accounts.own_account`.
    """
    if actor is not None and actor.pk == person.pk:
        raise ActionRefused("accounts.own_account")
    if person.is_active:
        person.is_active = False
        person.invited_at = None
        person.save(update_fields=["is_active", "invited_at"])
        ended = _end_sessions(person)
        _record(actor, person, "accounts.close_account", {"sessions": ended})
    return person


@transaction.atomic
def open_account(*, actor: User | None, person: User) -> User:
    """The person may sign in again with what he had."""
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        _record(actor, person, "accounts.open_account", {})
    return person


def _record(actor: User | None, person: User, action: str, references: dict[str, object]) -> None:
    audit.record(
        stream=f"person:{person.public_id}",
        action=action,
        subject=person.public_id,
        actor=actor,
        references=references,
    )


def _end_sessions(person: User) -> int:
    running = Session.objects.filter(expire_date__gt=clock.now())
    own = [row.pk for row in running.iterator() if str(row.get_decoded().get(SESSION_KEY)) == str(person.pk)]
    Session.objects.filter(pk__in=own).delete()
    return len(own)
