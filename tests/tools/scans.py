"""Really scanned pages, made in the test: pages of a PDF drawn as pictures, with no text left."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from parindex.tools import text_recognition

needs_recognition = pytest.mark.skipif(
    not text_recognition.is_installed(), reason="Tesseract with its Vietnamese data (tesseract-ocr-vie) is absent"
)
PAGES = Path(__file__).parents[1] / "engine" / "documents" / "reading_files" / "report.pdf"
"""A report of two pages with a text layer."""


def scanned(content: bytes, *, dots: int = 200, turn: int = 0, pages: tuple[int, ...] | None = None) -> bytes:
    """The PDF as a scanner gives it: a picture a page, turned by so many degrees; other ``pages`` keep their text."""
    source, made, out = pdfium.PdfDocument(content), io.BytesIO(), pdfium.PdfDocument.new()
    for at, page in enumerate(source, 1):
        if pages is not None and at not in pages:
            out.import_pages(source, [at - 1])
            continue
        width, height = page.get_size()
        width, height = (height, width) if turn % 180 else (width, height)
        image = pdfium.PdfImage.new(out)
        image.set_bitmap(page.render(scale=dots / 72, rotation=turn, grayscale=True))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet = out.new_page(width, height)
        sheet.insert_obj(image)
        sheet.gen_content()
    out.save(made)
    return made.getvalue()


def as_png(content: bytes, *, dots: int = 200) -> bytes:
    """The first page of a PDF as a PNG."""
    bitmap = pdfium.PdfDocument(content)[0].render(scale=dots / 72, grayscale=True)
    rows = memoryview(bitmap.buffer)
    lines = b"".join(
        b"\0" + rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)
    )
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def as_jpeg(content: bytes, *, dots: int = 200) -> bytes:
    """The first page of a PDF as a JPEG, through poppler."""
    command = ["pdftoppm", "-jpeg", "-gray", "-r", str(dots), "-f", "1", "-l", "1", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout
