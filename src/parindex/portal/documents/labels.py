"""How a file is shown in a page, and the words that go with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from parindex.portal.documents import engine_bridge
from parindex.portal.documents.models import CheckedFile, DocumentFile
from parindex.portal.platform import files

LONGEST_TEXT = 100_000
"""Bytes of a plain text that are shown; the rest is in the download."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the place of the document shows: ``mode`` is ``pdf``, ``image``, ``text``, ``convert`` or ``download``."""

    file: DocumentFile | None
    mode: str
    address: str = ""
    text: str = ""
    reason: str = ""
    """Wording code: why there is only the download."""
    convert_address: str = ""


def viewer_of(file: DocumentFile | None) -> Viewer:
    """How this file can be looked at here. Expects ``stored__checked__preview`` to be loaded."""
    if file is None:
        return Viewer(None, "none")
    checked: CheckedFile | None = getattr(file.stored, "checked", None)
    place = [file.document.public_id, file.public_id]
    if checked is None:
        return Viewer(file, "download", reason="documents.preview.not_checked")
    if checked.kind in engine_bridge.IN_THE_PAGE:
        mode = "pdf" if checked.kind == engine_bridge.FileKind.PDF else "image"
        return Viewer(file, mode, address=reverse("documents:shown", args=place))
    if checked.kind == engine_bridge.FileKind.TEXT:
        return Viewer(file, "text", text=_text(files.read(file.stored)))
    if checked.preview is not None:
        return Viewer(file, "pdf", address=reverse("documents:shown", args=place))
    if checked.preview_problem:
        return Viewer(file, "download", reason=f"documents.preview.{checked.preview_problem}")
    missing = engine_bridge.no_converter()
    if missing:
        return Viewer(file, "download", reason=f"documents.preview.{missing}")
    return Viewer(file, "convert", convert_address=reverse("documents:convert", args=place))


def _text(content: bytes) -> str:
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(coding, errors="replace")[:LONGEST_TEXT]
