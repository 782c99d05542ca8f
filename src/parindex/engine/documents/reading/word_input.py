"""Word files: text in reading order, tables, footnotes and list labels as lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from parindex.engine.documents.reading.letters import UP
from parindex.engine.documents.reading.model import Cell, FileFormat, Passage
from parindex.engine.documents.reading.source_text import (
    RawTable,
    ReadingFault,
    ReadingLimits,
    ReadingRefused,
    SourceText,
)
from parindex.engine.documents.reading.word_numbering import Numbering
from parindex.engine.documents.reading.word_package import W, open_package

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LAYOUT = re.compile(
    r"CỘNG H[ÒO][AÀ] X[ÃA] HỘI|Nơi nhận|Độc lập\s*[-–]\s*Tự do|^\s*Số\s*:.*/", re.IGNORECASE | re.MULTILINE
)
_SIGNED = re.compile(rf"^\s*(?:(?:TM|KT|TL|TUQ|Q)\. )?[{UP}][{UP} .,–-]{{5,}}$", re.MULTILINE)
"""A line of nothing but capitals, as the capacity in which somebody signs."""
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_LAYOUT_ROWS = 6


def read_word(content: bytes, *, limits: ReadingLimits) -> SourceText:
    """Lines of a .docx; a line is a paragraph, a part of one that a line break ends, or a row of a table."""
    parts = open_package(content, limits=limits)
    reader = _Word(parts, limits)
    body = parts["word/document.xml"].find(f"{W}body")
    if body is None:
        raise ReadingRefused(ReadingFault.DAMAGED)
    reader.blocks(body, 0)
    reader.notes()
    return reader.source


def elements_of_lines(content: bytes, *, limits: ReadingLimits) -> tuple[int | None, ...]:
    """For each line that ``read_word`` gives, which ``w:p`` or ``w:tr`` of the body, counted from 0, it stands in.

    ``None``: a footnote. So a remark on a line can be put into the file itself. Raises ``ReadingRefused``.
    """
    parts = open_package(content, limits=limits)
    reader = _Word(parts, limits)
    body = parts["word/document.xml"].find(f"{W}body")
    if body is None:
        raise ReadingRefused(ReadingFault.DAMAGED)
    reader.blocks(body, 0)
    places = {element: at for at, element in enumerate(body.iter(f"{W}p", f"{W}tr"))}
    read = tuple(places.get(element) for element in reader.elements)
    reader.notes()
    return (*read, *(None for _ in reader.source.texts[len(read) :]))


class _Word:
    def __init__(self, parts: dict[str, Any], limits: ReadingLimits) -> None:
        self.source = SourceText(FileFormat.DOCX)
        self._limits = limits
        self._numbering = Numbering(parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
        self._parts = parts
        self._notes: dict[tuple[str, str], int] = {}
        self.elements: list[Any] = []
        """Paragraph or row of each line of the body."""

    def _add(self, text: str) -> int:
        """Append a line and give its number."""
        if len(self.source.texts) >= self._limits.lines or len(text) > self._limits.line_length:
            raise ReadingRefused(ReadingFault.TOO_MANY_LINES, lines=len(self.source.texts) + 1, most=self._limits.lines)
        self.source.texts.append(unicodedata.normalize("NFC", text))
        return len(self.source.texts)

    def blocks(self, parent: Any, depth: int) -> None:
        """Paragraphs and tables of a body, in order."""
        for element in parent:
            if element.tag == f"{W}p":
                for text in self._texts(element):
                    self._add(text)
                    self.elements.append(element)
            elif element.tag == f"{W}tbl":
                self._table(element, depth)
            elif element.tag == f"{W}sdt":
                inner = element.find(f"{W}sdtContent")
                if inner is not None:
                    self.blocks(inner, depth)

    def _texts(self, paragraph: Any) -> list[str]:
        """The lines of a paragraph, its label first; those of its text boxes after it."""
        pieces = [self._numbering.label(paragraph.find(f"{W}pPr"))]
        boxes: list[Any] = []
        for element in _walk(paragraph, boxes):
            tag = element.tag
            if tag == f"{W}t":
                pieces.append(element.text or "")
            elif tag in (f"{W}tab", f"{W}ptab"):
                pieces.append(" ")
            elif tag in (f"{W}br", f"{W}cr"):
                pieces.append("\n" if element.get(f"{W}type") != "page" else " ")
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                pieces.append(self._mark(element))
        lines = "".join(pieces).split("\n")
        for box in boxes:
            for inner in box.iter(f"{W}p"):
                lines += self._texts(inner)
        return lines

    def _mark(self, reference: Any) -> str:
        kind = "word/endnotes.xml" if reference.tag == f"{W}endnoteReference" else "word/footnotes.xml"
        key = (kind, str(reference.get(f"{W}id")))
        number = self._notes.setdefault(key, len(self._notes) + 1)
        return f"⁽{str(number).translate(_SUPER)}⁾"

    def _table(self, table: Any, depth: int) -> None:
        deepest = max(sum(1 for _ in each.iterancestors(f"{W}tbl")) for each in table.iter(f"{W}tbl"))
        if deepest >= self._limits.table_depth:
            raise ReadingRefused(ReadingFault.TOO_DEEP, part="word/document.xml", most=self._limits.table_depth)
        rows = list(table.iterchildren(f"{W}tr"))
        text = "\n".join("".join(each.itertext(f"{W}t")) for each in table.iter(f"{W}p"))
        if len(rows) <= _MOST_LAYOUT_ROWS and (_LAYOUT.search(text) or _holds_signatures(rows, text)):
            for row in rows:
                for cell in row.iterchildren(f"{W}tc"):
                    self.blocks(cell, depth + 1)
            return
        self._rows(rows)

    def _rows(self, rows: list[Any]) -> None:
        cells: list[Cell] = []
        open_at: dict[int, int] = {}
        first, width, heads = len(self.source.texts) + 1, 0, 0
        for row_at, row in enumerate(rows):
            found = list(self._cells(row))
            heads += row_at == heads and row.find(f"{W}trPr/{W}tblHeader") is not None
            line = self._add("\t".join(text for _, _, _, text in found))
            self.elements.append(row)
            offset = 0
            for column, span, merge, text in found:
                width = max(width, column + span)
                if merge == "continue" and column in open_at:
                    above = cells[open_at[column]]
                    cells[open_at[column]] = above.model_copy(update={"row_span": above.row_span + 1})
                else:
                    open_at[column] = len(cells)
                    place = Passage(line=line, start=offset, end=offset + len(text), text=text)
                    cells.append(Cell(row=row_at, column=column, column_span=span, text=text, passage=place))
                offset += len(text) + 1
        if rows:
            kept = tuple(each for each in cells if each.text)
            last = len(self.source.texts)
            self.source.tables.append(RawTable(first, last, kept, len(rows), width, heads or min(1, len(rows)), True))

    def _cells(self, row: Any) -> Iterator[tuple[int, int, str | None, str]]:
        """Column, columns spanned, vertical merge, text."""
        column = 0
        for cell in row.iterchildren(f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            span, merge = 1, None
            if properties is not None:
                grid, vertical = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
                digits = "" if grid is None else str(grid.get(f"{W}val"))
                span = min(int(digits), 200) if digits.isdigit() and int(digits) else 1
                merge = None if vertical is None else str(vertical.get(f"{W}val") or "continue")
            yield column, span, merge, unicodedata.normalize("NFC", self._cell_text(cell))
            column += span

    def _cell_text(self, cell: Any) -> str:
        texts = [line for paragraph in cell.iter(f"{W}p") for line in self._texts(paragraph)]
        return " ".join(" ".join(texts).split())

    def notes(self) -> None:
        """Footnotes that the text refers to, after the text."""
        for (part, identifier), number in self._notes.items():
            root = self._parts.get(part)
            if root is None:
                continue
            for note in root:
                if str(note.get(f"{W}id")) == identifier:
                    self._note(note, number)

    def _note(self, note: Any, number: int) -> None:
        lines = [line.strip() for each in note.iter(f"{W}p") for line in self._texts(each) if line.strip()]
        for at, line in enumerate(lines):
            mark = f"⁽{str(number).translate(_SUPER)}⁾ " if at == 0 else ""
            self.source.footnotes.setdefault(number, []).append(self._add(mark + line))


def _holds_signatures(rows: list[Any], text: str) -> bool:
    """Capacities and names side by side, as under minutes: no figures, one row of cells or two."""
    return len(rows) <= 2 and not any(each.isdigit() for each in text) and _SIGNED.search(text) is not None


def _walk(element: Any, boxes: list[Any]) -> Iterator[Any]:
    """Descendants in order, without fallbacks, deleted text and text boxes, which go to ``boxes``."""
    for child in element:
        if child.tag in (_FALLBACK, f"{W}del", f"{W}pPr", f"{W}rPr"):
            continue
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
            continue
        yield child
        yield from _walk(child, boxes)
