"""A document with remarks at its passages, as Word comments: what a proof-reader hands back to the author."""

from __future__ import annotations

import io
from collections.abc import Sequence
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


def text_with_remarks(lines: Sequence[str], remarks: Sequence[Remark], *, author: str) -> bytes:
    """A Word document of the lines of a text or PDF file, with one comment a remark at its line."""
    document = docx.Document()
    paragraphs = [document.add_paragraph(line.translate(_NOT_IN_XML)) for line in lines or ("",)]
    for remark in remarks:
        at = remark.line - 1 if 0 < remark.line <= len(paragraphs) else 0
        _comment(document, paragraphs[at]._p, remark, author)
    return _saved(document)


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
