"""What a rendered document still needs: sections that stayed empty go, rules fit the words above them."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from parindex.engine.documents.codes import DocumentCode, Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import rule_share
from parindex.engine.documents.paper import text_width

_TWIPS_A_POINT = 20


def drop_empty_sections(document: Any) -> None:
    """A section without a word is dropped with its page: an annex that has no rows."""
    body = document.element.body
    final = body.sectPr
    sections: list[tuple[list[Any], Any]] = []
    current: list[Any] = []
    for element in list(body):
        if element is final:
            continue
        current.append(element)
        ends = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") if element.tag == qn("w:p") else None
        if ends is not None:
            sections.append((current, ends))
            current = []
    sections.append((current, final))
    kept = [each for each in sections if _says_something(each[0])]
    if len(kept) == len(sections) or not kept:
        return
    for elements, _ in sections:
        if not _says_something(elements):
            for element in elements:
                body.remove(element)
    _end_with(body, kept[-1][1], final)


def _end_with(body: Any, last: Any, final: Any) -> None:
    """The last section's page stands at the end of the body, no longer in its last paragraph."""
    if last is final:
        return
    last.getparent().remove(last)
    body.replace(final, last)


def _says_something(elements: list[Any]) -> bool:
    return any((text.text or "").strip() for element in elements for text in element.iter(qn("w:t")))


def fit_rules(document: Any, layout: Layout, say: Say) -> None:
    """The line under a name or a subject is a share of the words above it; the one under the motto is as long as it."""
    parts = layout.components
    motto = say(DocumentCode.MOTTO, {})
    body_room = _room(document)
    for paragraph in document.element.body.iter(qn("w:p")):
        before = paragraph.getprevious()
        if not _is_rule(paragraph) or before is None or before.tag != qn("w:p"):
            continue
        words = "".join(text.text or "" for text in before.iter(qn("w:t")))
        if words == motto:
            continue
        cell = paragraph.getparent() if paragraph.getparent().tag == qn("w:tc") else None
        style = parts.trich_yeu if cell is None else parts.co_quan_ban_hanh
        room = body_room if cell is None else _cell_room(cell)
        length = min(text_width(words, style.largest), room) * rule_share(style)
        indent = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        for side in ("w:left", "w:right"):
            indent.set(qn(side), str(round(max(room - length, 0) / 2 * _TWIPS_A_POINT)))


def _is_rule(paragraph: Any) -> bool:
    """An empty paragraph with a line on top and indents."""
    has_line = paragraph.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}") is not None
    has_indent = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}") is not None
    return has_line and has_indent and not any((text.text or "") for text in paragraph.iter(qn("w:t")))


def _cell_room(cell: Any) -> float:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    return int(width.get(qn("w:w"))) / _TWIPS_A_POINT if width is not None else 0.0


def _room(document: Any) -> float:
    section = document.sections[0]
    return float(Emu(section.page_width - section.left_margin - section.right_margin) / Pt(1))
