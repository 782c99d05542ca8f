"""Reading people: who an invitation is for."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock

_SALT = "accounts.invitation"


def invitation_key(person: User) -> str:
    """The secret part of the link; it opens once, for `INVITATION_DAYS` days, and only the newest one does."""
    return signing.dumps({"person": person.public_id, "state": _state(person)}, salt=_SALT)


def invited_by_key(key: str) -> User | None:
    """The person whom the key invites, or None: forged, too old, used, or replaced by a newer one."""
    try:
        said = signing.loads(key, salt=_SALT, max_age=timedelta(days=settings.INVITATION_DAYS))
    except signing.BadSignature:
        return None
    person = User.objects.filter(public_id=said["person"], is_active=True).exclude(invited_at=None).first()
    return person if person is not None and _state(person) == said["state"] and _is_open(person) else None


def _is_open(person: User) -> bool:
    asked_at = person.invited_at
    return asked_at is not None and clock.now() < asked_at + timedelta(days=settings.INVITATION_DAYS)


def _state(person: User) -> str:
    """Changes when a password is set and when a newer invitation goes out."""
    asked_at = person.invited_at.isoformat() if person.invited_at else ""
    return sha256(f"{person.password}/{asked_at}".encode()).hexdigest()[:20]
