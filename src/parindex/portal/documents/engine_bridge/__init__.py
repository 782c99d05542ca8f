"""The checks of files, as this app calls them: type by content, virus scanner, signatures, conversion to PDF."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from parindex.engine.numbers.printing import show_count, show_decimal
from parindex.portal.documents.models import SignatureState
from parindex.portal.platform.refusals import ActionRefused
from parindex.tools import clamav, libreoffice
from parindex.tools.file_content import (
    MEDIA_TYPES,
    Content,
    FileFault,
    FileKind,
    FileLimits,
    FileRefused,
    FileWarning,
    clean_name,
    inspect,
)
from parindex.tools.libreoffice import ConversionFailed
from parindex.tools.pdf_signatures import PdfReading, read_pdf

__all__ = [
    "IN_THE_PAGE",
    "MEDIA_TYPES",
    "ConversionFailed",
    "Examined",
    "FileFault",
    "FileKind",
    "FileWarning",
    "can_convert",
    "clean_name",
    "examine",
    "kind_of_content",
    "largest_file",
    "megabytes",
    "no_converter",
    "preview_of",
]
IN_THE_PAGE = frozenset({FileKind.PDF.value, FileKind.PNG.value, FileKind.JPEG.value})
"""Kinds that a browser shows by itself without running anything of theirs."""

MEGABYTE = 1024 * 1024

SCANNED_A_SECOND = 5_000_000
"""Bytes that a scanner looks at in a second at least."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that passed: its bytes, the name to keep, what it is, what to warn of, who signed."""

    content: bytes
    name: str
    kind: FileKind
    sha256: str
    warnings: tuple[str, ...] = ()
    signature: str = SignatureState.NONE.value
    signatures: tuple[tuple[str, str, str], ...] = ()
    scanned: bool = False

    @property
    def media_type(self) -> str:
        """The media type of the kind."""
        return MEDIA_TYPES[self.kind]


def examine(content: bytes, name: str) -> Examined:
    """Check bytes that someone sends. Slow parts run outside any transaction, so call it before one begins.

    Raises ``ActionRefused`` with ``documents.file_<fault>``, ``documents.file_infected`` or
    ``documents.scan_failed``: where a scanner is configured, nothing is taken in without its verdict.
    """
    found = _inspected(content, name)
    kept = clean_name(name, found.kind)
    scanned = refuse_infected(content, kept)
    warnings = [each.value for each in found.warnings]
    reading = _read_pdf(content) if found.kind is FileKind.PDF else None
    if reading is not None and reading.locked:
        raise ActionRefused("documents.file_password", _values(name, {}))
    if reading is not None and not reading.opened:
        warnings.append(FileWarning.HARD_TO_READ.value)
    signatures = () if reading is None else reading.signatures
    return Examined(
        content=content,
        name=kept,
        kind=found.kind,
        sha256=hashlib.sha256(content).hexdigest(),
        warnings=tuple(warnings),
        signature=SignatureState.NONE.value if reading is None or not reading.opened else reading.state.value,
        signatures=tuple(
            (each.state.value, each.signer, each.signed_at.isoformat() if each.signed_at else "") for each in signatures
        ),
        scanned=scanned,
    )


def kind_of_content(content: bytes, name: str) -> FileKind:
    """What the bytes are: the first of the checks, quick. Raises ``ActionRefused`` as ``examine``."""
    return _inspected(content, name).kind


def _inspected(content: bytes, name: str) -> Content:
    try:
        return inspect(content, name=name, limits=FileLimits(size=largest_file()))
    except FileRefused as refused:
        raise ActionRefused(f"documents.file_{refused.fault.value}", _values(name, refused.values)) from refused


def largest_file() -> int:
    """The limit on one file, in bytes."""
    return int(settings.UPLOAD_LARGEST_FILE)


def megabytes(size: int) -> str:
    """A size for a sentence, in units of 1.024 as Windows shows it beside the file: ``50 MB``, ``850 kB``."""
    if size < MEGABYTE:
        return f"{show_count(max(size // 1024, 1))} kB"
    return f"{show_decimal(Decimal(size) / MEGABYTE, 1).removesuffix(',0')} MB"


def can_convert(kind: str) -> bool:
    """Whether files of the kind are shown through a conversion."""
    return kind in libreoffice.FOREIGN


def no_converter() -> str:
    """Why no conversion is possible here, as a code; empty when LibreOffice is there."""
    return "" if any(shutil.which(each) for each in libreoffice.PROGRAMS) else "not_installed"


def preview_of(content: bytes, kind: str) -> bytes:
    """The PDF of a Word or Excel file. Raises ``ConversionFailed``."""
    return libreoffice.foreign_to_pdf(content, suffix=kind)


def refuse_infected(content: bytes | Iterable[bytes], name: str, *, size: int = 0) -> bool:
    """Have bytes, or a file's pieces, scanned; gives whether a scanner is configured. The one door for all uploads.

    ``size``: bytes of a large file, which is given more time. Raises ``ActionRefused``: harmful, or no verdict.
    """
    address = str(settings.CLAMAV_ADDRESS)
    if not address:
        return False
    try:
        verdict = clamav.scan(content, address=address, timeout_s=clamav.DEFAULT_TIMEOUT_S + size / SCANNED_A_SECOND)
    except clamav.ScanFailed as failed:
        raise ActionRefused("documents.scan_failed", {"name": name, "reason": failed.reason}) from failed
    if isinstance(verdict, clamav.Infected):
        raise ActionRefused("documents.file_infected", {"name": name, "virus": verdict.virus})
    return True


def _read_pdf(content: bytes) -> PdfReading:
    folder = str(settings.TRUSTED_CERTIFICATES)
    return read_pdf(content, trusted=Path(folder) if folder else None)


def _values(name: str, told: Mapping[str, object]) -> dict[str, object]:
    sizes = {key: megabytes(int(str(value))) for key, value in told.items() if key in {"size", "most", "unpacked"}}
    return {"name": clean_name(name), **sizes}
