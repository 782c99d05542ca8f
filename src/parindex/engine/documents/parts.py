"""Value types that every decree-30 document is put together from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.documents.codes import DocumentCode, Say


class Phrase(NamedTuple):
    """A sentence as code and values; free words that a person typed come as plain ``str`` instead."""

    code: str
    values: Mapping[str, object]


Words = str | Phrase


def words(text: Words, say: Say) -> str:
    """A person's own words as they are, a phrase through the wording."""
    return text if isinstance(text, str) else say(text.code, text.values)


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """The head of a document: who issues it, where, under which symbol."""

    name: tuple[str, ...]
    """Name of the issuing body, one entry a printed line: ("ỦY BAN NHÂN DÂN", "HUYỆN KRÔNG NÔ")."""
    place: str
    """Địa danh before the date."""
    symbol: str
    """What follows the blank number: ``KH-UBND``."""
    parent: str | None = None
    """Cơ quan chủ quản; none for a people's committee."""
    spoken: str = ""
    """The name inside a sentence: ``Ủy ban nhân dân huyện Krông Nô``; empty: as printed."""

    @property
    def in_sentence(self) -> str:
        """The name as running text writes it."""
        return self.spoken or " ".join(self.name)


class Capacity(StrEnum):
    """In which right the signer signs (article 13 of the decree)."""

    OWN = "own"
    ACTING = "acting"
    FOR_HEAD = "for_head"
    BY_ORDER = "by_order"
    AUTHORISED = "authorised"


class SignatureRefused(ValueError):
    """The capacity and the titles do not go together; the message is a reason code."""


_OF_THE_HEAD = {
    Capacity.FOR_HEAD: DocumentCode.FOR_HEAD,
    Capacity.BY_ORDER: DocumentCode.BY_ORDER,
    Capacity.AUTHORISED: DocumentCode.AUTHORISED,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block. A deputy signs only for the head: ``KT. CHỦ TỊCH / PHÓ CHỦ TỊCH``."""

    title: str
    """Title of the signer: CHỦ TỊCH, PHÓ CHỦ TỊCH."""
    capacity: Capacity = Capacity.OWN
    head: str | None = None
    """Title of the head for or by order of whom is signed."""
    on_behalf_of: str | None = None
    """The collective that the document speaks for (TM.): ỦY BAN NHÂN DÂN."""
    name: str | None = None
    """None: the place stays blank."""

    def __post_init__(self) -> None:
        if (self.capacity in _OF_THE_HEAD) != (self.head is not None):
            raise SignatureRefused("signature.head_and_capacity")
        if self.title.casefold().startswith("phó ") and self.capacity not in _OF_THE_HEAD:
            raise SignatureRefused("signature.deputy_signs_for_head")

    def lines(self, say: Say) -> tuple[str, ...]:
        """The printed lines above the name, in capitals."""
        lines: list[str] = []
        if self.on_behalf_of is not None:
            lines.append(say(DocumentCode.ON_BEHALF, {"body": self.on_behalf_of.upper()}))
        title = self.title.upper()
        if self.capacity is Capacity.ACTING:
            title = say(DocumentCode.ACTING, {"title": title})
        elif self.capacity in _OF_THE_HEAD and self.head is not None:
            lines.append(say(_OF_THE_HEAD[self.capacity], {"head": self.head.upper()}))
        return (*lines, title)


_ARCHIVE_LINE = re.compile(r"lưu\s*(?::|(?=VT\b))\s*", re.IGNORECASE)
"""A recipient line that is the archive's: "Lưu: VT, NC", "Lưu VT"; not "Lưu trữ lịch sử tỉnh"."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Nơi nhận: each line without its dash and mark; ``archive`` is what follows "Lưu:" in the last line.

    Lines are taken as people type them: dash and closing mark are cut, a line "Lưu: …" among them is the archive
    line and stands instead of ``archive``, so that each is printed once and with one mark.
    """

    lines: tuple[str, ...]
    archive: str = "VT"

    def __post_init__(self) -> None:
        bare = [line for line in (_bare(each) for each in self.lines) if line]
        archived = [_ARCHIVE_LINE.sub("", line, count=1) for line in bare if _ARCHIVE_LINE.match(line)]
        own = ", ".join(dict.fromkeys(each for each in archived if each))
        object.__setattr__(self, "lines", tuple(line for line in bare if not _ARCHIVE_LINE.match(line)))
        archive = _bare(self.archive)
        if found := _ARCHIVE_LINE.match(archive):
            archive = archive[found.end() :]
        object.__setattr__(self, "archive", own or archive)


def _bare(line: str) -> str:
    """A recipient without the dash before and the mark behind it."""
    return unicodedata.normalize("NFC", line).strip().lstrip("-–+ ").rstrip(" ;.,")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who organises what: a heading ("Giao Phòng Nội vụ") and its tasks."""

    heading: Words
    tasks: tuple[Words, ...] = field(default=())
