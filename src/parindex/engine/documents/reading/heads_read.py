"""What the head of a document says of itself, and which other documents it names."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from parindex.engine.documents.reading.passages import DateSaid, Part, Passage, PrintedDate, Said, UnitNamed


class Attachment(Part):
    """Something announced as attached ("có Phụ lục kèm theo"). ``present``: a part of the file bears that name."""

    name: str
    present: bool
    passage: Passage


class Metadata(Part):
    """Head and foot of a document."""

    type: str | None = None
    """"Kế hoạch", "Báo cáo", "Quyết định", "Công văn" …"""
    number: str | None = None
    """Digits before the symbol; ``None`` when the slot is blank."""
    symbol: str | None = None
    """"KH-UBND"."""
    number_printed: Said | None = None
    number_recovered_from: Passage | None = None
    """When the slot is blank and another part of the file names the number."""
    place: str | None = None
    date: DateSaid | None = None
    issuing_body: Said | None = None
    superior_body: Said | None = None
    title: Said | None = None
    authority: Said | None = None
    """The line above the bases of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …"."""
    signer_mode: Literal["TM", "KT", "TL", "TUQ", "Q"] | None = None
    signer_for: Said | None = None
    """For whom he signs in that capacity: "ỦY BAN NHÂN DÂN" behind "TM.", "CHỦ TỊCH" behind "KT."."""
    signer_position: Said | None = None
    signer_name: Said | None = None
    recipients: tuple[Said, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    end_mark: Passage | None = None
    year: int | None = None
    """Year that the document is about, when the title names exactly one."""


class Relation(StrEnum):
    """What a citation has to do with the document, or with the citation that it stands in."""

    BASIS = "basis"
    PROPOSAL = "proposal"
    REFERENCE = "reference"
    IMPLEMENTS = "implements"
    AMENDS = "amends"
    ATTACHED_TO = "attached_to"
    ITSELF = "itself"


class Standing(StrEnum):
    """Whether a cited act was in force, as far as the rulebooks know; anything unsure there is ``UNSURE`` here."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Citation(Part):
    """One mention of another document."""

    id: str
    type: str | None = None
    number: str | None = None
    """With its symbol: "151/QĐ-UBND", "04-NQ/TU"; ``None`` for a law without number."""
    date: PrintedDate | None = None
    issuer: UnitNamed | None = None
    title: str | None = None
    relation: Relation
    within: str | None = None
    """Id of the citation that it implements or amends, or is named in."""
    missing: tuple[Literal["number", "date", "issuer"], ...] = ()
    """Parts that a full citation has and this one has not."""
    standing: Standing = Standing.UNKNOWN
    replaced_by: tuple[str, ...] = ()
    section: str | None = None
    footnote: str | None = None
    """Id of the footnote that it stands in."""
    passage: Passage
