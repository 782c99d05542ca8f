"""A pasted block or an uploaded workbook between its preview and its saving.

The bytes wait among the person's uploads (``documents``): nobody else is given them, they expire, and nothing of them
is in the sheet before the person saves.
"""

from __future__ import annotations

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.documents.models import Upload
from parindex.portal.documents.permissions import uploads_of

PASTED = "dan.txt"
"""Name under which a pasted block waits."""


def place_of(member: RoundUnit) -> str:
    """To which sheet an upload belongs."""
    return f"sheet:{member.round.public_id}/{member.unit.public_id}"


def kept_sheets(person: User, member: RoundUnit) -> QuerySet[Upload]:
    """What the person has looked at for this sheet and not saved yet; the newest first."""
    return uploads_of(person).filter(place=place_of(member)).order_by("-pk")
