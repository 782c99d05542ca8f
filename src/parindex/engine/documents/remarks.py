"""A document with remarks at its passages, as Word comments: what a proof-reader hands back to the author."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from parindex.engine.documents.reading.source_text import ReadingLimits
from parindex.engine.documents.reading.word_input import elements_of_lines

_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class Remark(NamedTuple):
    """Words to the author at a line (1-based, as read; 0: about the whole document)."""

    line: int
    text: str


def word_with_remarks(content: bytes, remarks: Sequence[Remark], *, author: str) -> bytes:
    """A copy of a .docx with one comment a remark at its paragraph; the text stays as it is.

    Remarks on lines of footnotes stand at the first paragraph, as comments reach the body only. Raises
    ``ReadingRefused`` for a file that is none.
    """
    places = elements_of_lines(content, limits=ReadingLimits())
    document = docx.Document(io.BytesIO(content))
    elements = list(document.element.body.iter(qn("w:p"), qn("w:tr")))
    for remark in remarks:
        place = places[remark.line - 1] if 0 < remark.line <= len(places) else None
        element = elements[place] if place is not None and place < len(elements) else elements[0]
        _comment(document, element, remark, author)
    return _saved(document)


def text_with_remarks(lines: Sequence[str], remarks: Sequence[Remark], *, author: str, note: str = "") -> bytes:
    """A Word document of the lines of a text or PDF file, with one comment a remark at its line.

    Rows that were read as those of a table (cells apart by tabs) stand in a table again, where all have as many cells.
    ``note``: words at the top, in italics, about what this copy does not keep.
    """
    document = docx.Document()
    if note:
        document.add_paragraph().add_run(note).italic = True
    places = [place for run in _runs(lines or ("",)) for place in _written(document, run)]
    for remark in remarks:
        at = remark.line - 1 if 0 < remark.line <= len(places) else 0
        _comment(document, places[at]._p, remark, author)
    return _saved(document)


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that stand together: rows with the same number of cells, or one line of words."""
    for cells, run in groupby(lines, key=lambda line: line.count("\t")):
        rows = list(run)
        if cells and len(rows) > 1:
            yield rows
        else:
            yield from ([line] for line in rows)


def _written(document: Any, lines: Sequence[str]) -> list[Paragraph]:
    """The paragraph of each line: of a row that of its first cell."""
    texts = [line.translate(_NOT_IN_XML) for line in lines]
    if len(texts) == 1:
        return [document.add_paragraph(texts[0])]
    rows = [text.split("\t") for text in texts]
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return [row.cells[0].paragraphs[0] for row in table.rows]


def _comment(document: Any, element: Any, remark: Remark, author: str) -> None:
    found = element if element.tag == qn("w:p") else next(iter(element.iter(qn("w:p"))), None)
    paragraph = Paragraph(found if found is not None else document.element.body.add_p(), document)
    runs = paragraph.runs or [paragraph.add_run()]
    initials = "".join(word[0] for word in author.split())[-4:]
    document.add_comment(runs=runs, text=remark.text.translate(_NOT_IN_XML), author=author, initials=initials)


def _saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
