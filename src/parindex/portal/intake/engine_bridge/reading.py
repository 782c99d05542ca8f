"""Reading a file: checks at the door, conversion of old formats, the reader in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from parindex.engine.checks.printed import Severity
from parindex.engine.documents.reading.model import Reading
from parindex.engine.numbers.printing import show_date
from parindex.portal.documents.engine_bridge import Examined, FileKind, examine
from parindex.portal.platform.refusals import ActionRefused
from parindex.tools.document_reading import DocumentRefused, read_with_pictures
from parindex.tools.libreoffice import ConversionFailed, foreign_to_docx
from parindex.tools.text_recognition import Tell, is_installed

READ = frozenset({FileKind.DOCX, FileKind.PDF, FileKind.TEXT, FileKind.ODT, FileKind.DOC})
PICTURES = frozenset({FileKind.PNG, FileKind.JPEG})
ENDINGS = (".docx", ".pdf", ".txt", ".md", ".odt", ".doc", ".jpg", ".jpeg", ".png")
_CONVERTED = frozenset({FileKind.ODT.value, FileKind.DOC.value})
Figure = Decimal | int | str


class Found(NamedTuple):
    """A finding of proof-reading, with values as findings keep them."""

    rule: str
    severity: Severity
    line: int
    page: int
    section: str
    quote: str
    values: Mapping[str, Figure]
    cause: str
    cause_values: Mapping[str, Figure]
    repairs: list[list[list[Any]]]
    """Equally small repairs, each lines of ``[title, printed, right, line]``."""
    involved: list[list[Any]]
    """Every figure or passage that it speaks of: ``[title, printed, line]``."""
    recognised: bool
    """Something it speaks of was read by machine from a picture."""

    @property
    def repair(self) -> Decimal | None:
        """The right figure, where one figure alone is to be changed and nothing else is as small."""
        alone = len(self.repairs) == 1 and len(self.repairs[0]) == 1
        return Decimal(self.repairs[0][0][2]) if alone else None


class Told(NamedTuple):
    """What a file says and what in it does not hold."""

    reading: Reading
    findings: tuple[Found, ...]


def examine_to_read(content: bytes, name: str) -> Examined:
    """The checks of every upload, then whether the kind can be read at all.

    A markdown file is plain text under another name, and is kept as such. Raises ``ActionRefused``.
    """
    stem, dot, ending = name.rpartition(".")
    examined = examine(content, f"{stem}.txt" if dot and ending.lower() == "md" else name)
    if examined.kind not in READ:
        picture = examined.kind in PICTURES
        if not picture or not is_installed():
            code = "reading.fault.picture" if picture else "intake.kind_not_read"
            raise ActionRefused(code, {"name": examined.name})
    return examined


def read(content: bytes, *, name: str, kind: str, tell: Tell = lambda done, total: None) -> Told:
    """Read and proof-read; old formats go through LibreOffice, pictures of pages through recognition.

    ``tell``: how many of so many pictures are done. Raises ``ActionRefused`` (``reading.fault.…``).
    """
    try:
        if kind in _CONVERTED:
            content = foreign_to_docx(content, suffix=kind)
        proofed = read_with_pictures(content, name=name, tell=tell)
    except ConversionFailed as failed:
        raise ActionRefused("reading.fault.needs_conversion") from failed
    except DocumentRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.code}", refused.values) from refused
    return Told(proofed.reading, tuple(_found(each) for each in proofed.findings))


def _found(told: Mapping[str, Any]) -> Found:
    return Found(
        rule=told["rule"],
        severity=Severity(told["severity"]),
        line=told["line"],
        page=told["page"],
        section=told["section"],
        quote=told["quote"],
        values=_values(told["values"]),
        cause=told["cause"],
        cause_values=_values(told["cause_values"]),
        repairs=told["repairs"],
        involved=told["involved"],
        recognised=told["recognised"],
    )


def _values(told: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: _value(each) for name, each in told.items()}


def _value(each: Any) -> Figure:
    if isinstance(each, dict):
        return Decimal(each["n"]) if "n" in each else show_date(date.fromisoformat(each["d"]))
    return each if isinstance(each, int) else str(each)
