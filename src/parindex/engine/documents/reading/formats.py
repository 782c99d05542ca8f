"""What the bytes are, and the adapter that turns them into lines."""

from __future__ import annotations

from parindex.engine.documents.reading.pdf_input import read_pdf, read_picture
from parindex.engine.documents.reading.recognised import Recognised
from parindex.engine.documents.reading.source_text import ReadingFault, ReadingLimits, ReadingRefused, SourceText
from parindex.engine.documents.reading.text_input import read_text
from parindex.engine.documents.reading.word_input import read_word

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def open_file(content: bytes, *, limits: ReadingLimits, recognised: Recognised | None = None) -> SourceText:
    """Lines of a file, whatever its name says it is; pages that are pictures from ``recognised``.

    Raises ``ReadingRefused``.
    """
    if not content.strip():
        raise ReadingRefused(ReadingFault.EMPTY)
    if len(content) > limits.size:
        raise ReadingRefused(ReadingFault.TOO_LARGE, size=len(content), most=limits.size)
    if content.startswith(b"PK\x03\x04"):
        return read_word(content, limits=limits)
    if b"%PDF-" in content[:1024]:
        return read_pdf(content, limits=limits, recognised=recognised)
    if content.startswith(_PICTURES):
        return read_picture(limits=limits, recognised=recognised)
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise ReadingRefused(ReadingFault.PASSWORD if locked else ReadingFault.NEEDS_CONVERSION)
    return read_text(content, limits=limits)
