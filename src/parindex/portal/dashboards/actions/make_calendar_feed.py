"""Make, or make anew, the secret address of a person's calendar; the old one stops working at once."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.models import CalendarFeed
from parindex.portal.platform import audit, clock


@transaction.atomic
def make_calendar_feed(*, actor: User) -> str:
    """The new secret, in the one moment in which it can be read; only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person=actor, defaults={"secret_hash": sha256(secret.encode()).hexdigest(), "made_at": clock.now()}
    )
    audit.record(
        stream=f"person:{actor.public_id}",
        actor=actor,
        action="dashboards.make_calendar_feed",
        subject=actor.public_id,
        references={},
    )
    return secret


@transaction.atomic
def drop_calendar_feed(*, actor: User) -> None:
    """No address leads to the person's deadlines any more."""
    dropped, _ = CalendarFeed.objects.filter(person=actor).delete()
    if dropped:
        audit.record(
            stream=f"person:{actor.public_id}",
            actor=actor,
            action="dashboards.drop_calendar_feed",
            subject=actor.public_id,
            references={},
        )
