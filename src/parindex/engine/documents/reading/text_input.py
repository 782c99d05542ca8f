"""Plain text and markdown: bytes to lines; rows cut by tabs or pipes, or set by spaces between rules, are tables."""

from __future__ import annotations

import re
import unicodedata

from parindex.engine.documents.reading.model import Cell, FileFormat
from parindex.engine.documents.reading.source_text import (
    RawTable,
    ReadingFault,
    ReadingLimits,
    ReadingRefused,
    SourceText,
)
from parindex.engine.documents.reading.spaced_tables import spaced_tables

_RULE = re.compile(r"\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*")
_WRAPPED_BETWEEN = (60, 125)


def read_text(content: bytes, *, limits: ReadingLimits) -> SourceText:
    """Lines of a text file in UTF-8 or UTF-16 with a mark. Raises ``ReadingRefused``."""
    text = unicodedata.normalize("NFC", _decode(content))
    texts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(texts) > limits.lines or any(len(each) > limits.line_length for each in texts):
        raise ReadingRefused(ReadingFault.TOO_MANY_LINES, lines=len(texts), most=limits.lines)
    if texts and texts[-1] == "":
        texts.pop()
    pages_of, texts = _pages(texts)
    source = SourceText(FileFormat.TEXT, texts, pages_of, pages_of[-1] if pages_of else None)
    source.wrapped = is_wrapped(texts)
    source.tables = sorted([*find_tables(source), *spaced_tables(source)], key=lambda each: each.first_line)
    return source


def _decode(content: bytes) -> str:
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    name = next((each for mark, each in marks if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(name)
    except UnicodeDecodeError as fault:
        raise ReadingRefused(ReadingFault.NOT_TEXT, at=fault.start) from fault
    if "\x00" in text:
        raise ReadingRefused(ReadingFault.NOT_TEXT, at=text.index("\x00"))
    return text


def _pages(texts: list[str]) -> tuple[list[int] | None, list[str]]:
    """Pages, where form feeds part them."""
    if not any("\f" in each for each in texts):
        return None, texts
    page, pages = 1, []
    for each in texts:
        page += each.count("\f")
        pages.append(page)
    return pages, [each.replace("\f", "") for each in texts]


def is_wrapped(texts: list[str]) -> bool:
    """Whether lines are cut at the width of a page: many reach near it, none goes much beyond."""
    lengths = sorted(len(each.strip()) for each in texts if each.strip())
    if len(lengths) < 12:
        return False
    least, most = _WRAPPED_BETWEEN
    return lengths[-1] <= most and lengths[int(len(lengths) * 0.8)] >= least


def find_tables(source: SourceText) -> list[RawTable]:
    """Tables drawn with tabs or with pipes; a single row is no table."""
    tables, start, at = [], None, 0
    texts = [*source.texts, ""]
    for at, text in enumerate(texts):
        if _is_row(text):
            start = at if start is None else start
        elif start is not None:
            if at - start >= 2:
                tables.append(_table(source, start, at))
            start = None
    return tables


def _is_row(text: str) -> bool:
    bare = text.strip()
    if bare.startswith("|") and bare.endswith("|") and bare.count("|") >= 3:
        return True
    return "\t" in text.strip(" ") and text.count("\t") >= 1 and bool(bare)


def _split(text: str) -> list[tuple[int, str]]:
    """Offset and text of each cell."""
    piped = text.strip().startswith("|")
    cut = "|" if piped else "\t"
    cells, offset = [], 0
    for piece in text.split(cut):
        lead = len(piece) - len(piece.lstrip(" *"))
        cells.append((offset + lead, piece.strip(" *\t")))
        offset += len(piece) + 1
    return cells[1:-1] if piped else cells


def _table(source: SourceText, start: int, end: int) -> RawTable:
    cells, row, columns, ruled = [], 0, 0, 0
    for at in range(start, end):
        text = source.texts[at]
        if _RULE.fullmatch(text):
            ruled = row
            continue
        pieces = _split(text)
        columns = max(columns, len(pieces))
        for column, (offset, piece) in enumerate(pieces):
            if piece:
                place = source.place(at + 1, offset, offset + len(piece), piece)
                cells.append(Cell(row=row, column=column, text=piece, passage=place))
        row += 1
    return RawTable(start + 1, end, tuple(cells), row, columns, ruled or min(1, row))
