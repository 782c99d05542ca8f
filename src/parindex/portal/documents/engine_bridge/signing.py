"""The clean PDF of a file, and a signed PDF held against it. Reading runs in processes with limits."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from parindex.engine.documents.reading.model import Reading
from parindex.engine.documents.same_text import TooLongToCompare, differences_between
from parindex.portal.documents.engine_bridge import FileKind
from parindex.portal.documents.models import Comparison, DocumentFile, SignatureState
from parindex.portal.platform.refusals import ActionRefused
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.tools.libreoffice import ConversionFailed, foreign_to_pdf

CONVERTED = frozenset({FileKind.DOCX.value, FileKind.DOC.value, FileKind.ODT.value})
_READING_TIMEOUT_S = 40.0
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Compared(NamedTuple):
    """What the signed file says: against the clean one, and of its number and date."""

    comparison: Comparison
    differences: list[list[str | int]]
    number: str
    symbol: str
    issued_on: date | None


def kind_to_sign(file: DocumentFile) -> str:
    """``pdf`` or the kind that is converted; empty: a file of this kind is not signed. Asks ``stored__checked``."""
    checked = getattr(file.stored, "checked", None)
    if checked is not None:
        kind = str(checked.kind)
        return kind if kind in CONVERTED or kind == FileKind.PDF.value else ""
    # A file that the system wrote itself was never checked; it tells its type.
    return FileKind.DOCX.value if file.stored.media_type == _WORD else ""


def is_signed(file: DocumentFile) -> bool:
    """Whether the file carries a signature already."""
    checked = getattr(file.stored, "checked", None)
    return checked is not None and checked.signature != SignatureState.NONE


def clean_pdf(content: bytes, kind: str, name: str) -> bytes:
    """The PDF that goes out. Raises ``ActionRefused`` when LibreOffice is absent or makes nothing of the file."""
    if kind == FileKind.PDF.value:
        return content
    try:
        return foreign_to_pdf(content, suffix=kind)
    except ConversionFailed as failed:
        raise ActionRefused(f"documents.signing_not_converted_{failed.reason}", {"name": name}) from failed


def hold_against(clean: bytes, signed: bytes) -> Compared:
    """Read both and compare. What cannot be read is said so, never passed over."""
    returned = _read(signed)
    if returned is None:
        return Compared(Comparison.NOT_READ, [], "", "", None)
    head = returned.documents[0].metadata if returned.documents else None
    said = (
        (head.number or "", head.symbol or "", head.date.date.whole if head.date else None) if head else ("", "", None)
    )
    before = _read(clean)
    try:
        if before is None:
            raise TooLongToCompare
        found = differences_between(_lines(before), _lines(returned))
    except TooLongToCompare:
        return Compared(Comparison.NOT_READ, [], *said)
    told: list[list[str | int]] = [[each.kind.value, each.page, each.before, each.after, each.ahead] for each in found]
    return Compared(Comparison.DIFFERENT if told else Comparison.SAME, told, *said)


def _read(content: bytes) -> Reading | None:
    try:
        return read_and_proof(content, name="van-ban.pdf", timeout_s=_READING_TIMEOUT_S).reading
    except DocumentRefused:
        return None


def _lines(reading: Reading) -> list[tuple[str, int]]:
    return [(line.text, line.page or 0) for line in reading.lines]
