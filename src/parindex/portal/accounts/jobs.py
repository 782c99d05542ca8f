"""Mail that goes out by itself."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.accounts.queries import invitation_key
from parindex.wording import sentence


def send_invitation(person: User) -> bool:
    """Mail the link of the invitation that counts; nothing when it was used or withdrawn meanwhile."""
    if person.invited_at is None or not person.is_active or not person.email:
        return False
    address = settings.PORTAL_ADDRESS + reverse("accounts_invitation", args=[invitation_key(person)])
    values = {
        "name": person.full_name,
        "username": person.username,
        "address": address,
        "days": settings.INVITATION_DAYS,
    }
    subject = sentence("accounts.invitation.subject", {})
    EmailMessage(subject=subject, body=sentence("accounts.invitation", values), to=[person.email]).send()
    return True
