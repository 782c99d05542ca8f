"""The texts of a petition as a person reads them: whoever does not handle it reads them as they would be published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parindex.portal.petitions.engine_bridge import cover_likely
from parindex.portal.petitions.models import Petition, PetitionNote, SupplementRequest


@dataclass(frozen=True, slots=True)
class ShownSupplement:
    """What was asked for, and from when to when."""

    what: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownNote:
    """What the petitioner was told, when and by whom."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The texts of one petition; ``covered``: what looks like a person in them is replaced."""

    content: str
    subject_field: str
    concerned: str
    forwarded_to: str
    reason: str
    reply: str
    supplements: Sequence[ShownSupplement]
    notes: Sequence[ShownNote]
    covered: bool


def shown(
    petition: Petition, supplements: Sequence[SupplementRequest], notes: Sequence[PetitionNote], *, handles: bool
) -> Shown:
    """``handles``: whether the reader handles the petition and so reads what is stored."""
    words: Callable[[str], str] = str if handles else cover_likely
    return Shown(
        content=words(petition.content),
        subject_field=words(petition.subject_field),
        concerned=words(petition.concerned),
        forwarded_to=words(petition.forwarded_to),
        reason=words(petition.reason),
        reply=words(petition.reply),
        supplements=[ShownSupplement(words(row.what), row.asked_at, row.ended_at) for row in supplements],
        notes=[ShownNote(words(row.text), row.at, row.by.full_name if row.by else "") for row in notes],
        covered=not handles,
    )
