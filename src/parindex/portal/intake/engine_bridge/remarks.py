"""The document with remarks at its passages, as Word."""

from __future__ import annotations

from collections.abc import Sequence

from parindex.engine.documents.reading.source_text import ReadingRefused
from parindex.engine.documents.remarks import Remark, text_with_remarks, word_with_remarks
from parindex.portal.documents.engine_bridge import FileKind
from parindex.portal.platform.refusals import ActionRefused

__all__ = ["Remark", "with_remarks"]


def with_remarks(
    content: bytes, *, kind: str, lines: Sequence[str], remarks: Sequence[Remark], author: str, note: str = ""
) -> bytes:
    """A copy of a Word file with comments; of another kind, its text as a Word file with comments.

    ``note``: what such a text says at its top of what it does not keep. Raises ``ActionRefused``.
    """
    if kind != FileKind.DOCX.value:
        return text_with_remarks(lines, remarks, author=author, note=note)
    try:
        return word_with_remarks(content, remarks, author=author)
    except ReadingRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.fault.value}", refused.values) from refused
