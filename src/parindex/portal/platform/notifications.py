"""Telling one person something: kept for his pages, and sent by mail where he has an address.

`tell` writes; `send_waiting` (timed work) mails what was not mailed yet. What is told holds names of units and titles
of rounds, never another person's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db.models import F

from parindex.portal.platform import clock
from parindex.portal.platform.models import Notification
from parindex.wording import sentence

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
MAILED_FOR = timedelta(days=3)
"""What could not be mailed for so long is not mailed any more: an old reminder misleads."""


def tell(
    person: AbstractBaseUser, *, key: str, code: str, values: Mapping[str, object], address: str = ""
) -> Notification | None:
    """Write a message to a person, inside the transaction of the action; None when it was told before.

    `code` has a sentence, and a second one `<code>.subject` for the mail. `values` must be plain JSON values.
    """
    notification, fresh = Notification.objects.get_or_create(
        person_id=person.pk,
        key=key,
        defaults={"code": code, "values": dict(values), "address": address, "written_at": clock.now()},
    )
    return notification if fresh else None


def send_waiting() -> int:
    """Mail every message that waits; one that fails stays and is tried again. Gives the number sent."""
    waiting = Notification.objects.filter(
        mailed_at=None, mail_attempts__lt=MOST_ATTEMPTS, written_at__gt=clock.now() - MAILED_FOR
    ).exclude(person__email="")
    sent = 0
    for notification in waiting.filter(person__is_active=True).select_related("person").order_by("pk"):
        # claimed before it is sent: two processes never mail the same one
        claimed = Notification.objects.filter(pk=notification.pk, mail_attempts=notification.mail_attempts).update(
            mail_attempts=F("mail_attempts") + 1
        )
        if claimed and _mail(notification):
            sent += 1
    return sent


def _mail(notification: Notification) -> bool:
    own = Notification.objects.filter(pk=notification.pk)
    try:
        text = sentence(notification.code, notification.values)
        address = f"{settings.PORTAL_ADDRESS}{notification.address}" if notification.address else ""
        EmailMessage(
            subject=sentence(f"{notification.code}.subject", notification.values),
            body="\n\n".join(part for part in (text, address) if part),
            to=[notification.person.email],
        ).send()
    except Exception as broken:
        log.exception("mail not sent", notification=notification.pk)
        own.update(mail_problem=str(broken)[:200])
        return False
    own.update(mailed_at=clock.now(), mail_problem="")
    return True
