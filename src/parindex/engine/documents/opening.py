"""The head of a decree-30 document: issuing body, state name and motto, number, place and date, kind and subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from parindex.engine.documents.codes import DocumentCode, Say
from parindex.engine.documents.layout import Component
from parindex.engine.documents.paper import Paper, text_width
from parindex.engine.documents.parts import IssuingBody
from parindex.engine.numbers.printing import show_date_in_words

_LEFT_SHARE = 68 / 165
"""Share of the text width for the issuing body; the state name needs the rest on one line."""


def write_head(
    paper: Paper,
    issuer: IssuingBody,
    say: Say,
    *,
    number: str | None = None,
    signed_on: date | None = None,
    about: Sequence[str] = (),
) -> None:
    """Components 1 to 4 in two columns; ``number`` (with symbol) and ``signed_on`` are slots until they are given.

    ``about``: printed lines of component 5b, for an official letter, which has no title. A parent body may take
    several printed lines.
    """
    parts = paper.layout.components
    left = round(paper.text_width_mm * _LEFT_SHARE)
    widths = (left, paper.text_width_mm - left)
    table = paper.table(widths, bordered=False)
    body, state = paper.row(table, widths)
    if issuer.parent is not None:
        for line in issuer.parent.split("\n"):
            paper.paragraph(line, place=body, component=parts.co_quan_chu_quan, align="centre")
    for line in issuer.name:
        paper.paragraph(line, place=body, component=parts.co_quan_ban_hanh, align="centre")
    last = text_width(issuer.name[-1].upper(), parts.co_quan_ban_hanh.largest)
    paper.rule(last * rule_share(parts.co_quan_ban_hanh), place=body, width_mm=widths[0])
    # 13 and 14 pt fit the column together; the state name takes its smaller size when the column is narrower
    paper.paragraph(say(DocumentCode.STATE_NAME, {}), place=state, component=parts.quoc_hieu, align="centre")
    motto = say(DocumentCode.MOTTO, {})
    paper.paragraph(motto, place=state, component=parts.tieu_ngu, align="centre")
    paper.rule(text_width(motto, parts.tieu_ngu.largest), place=state, width_mm=widths[1])
    left_cell, right_cell = paper.row(table, widths)
    slot = say(DocumentCode.NUMBER_SLOT, {"symbol": issuer.symbol})
    if number:
        slot = say(DocumentCode.NUMBER_GIVEN, {"number": number})
    paper.paragraph(slot, place=left_cell, component=parts.so_ky_hieu, align="centre", before=4)
    for position, line in enumerate(about):
        style = parts.vv_cong_van
        before = 0 if position else style.space_before
        paper.paragraph(line, place=left_cell, component=style, align="centre", before=before)
    date_slot = say(DocumentCode.DATE_SLOT, {"place": issuer.place})
    if signed_on is not None:
        date_slot = say(DocumentCode.DATE_GIVEN, {"place": issuer.place, "day": show_date_in_words(signed_on)})
    paper.paragraph(date_slot, place=right_cell, component=parts.dia_danh_ngay, align="centre", before=4)


def write_title(paper: Paper, kind: str, subject: Sequence[str]) -> None:
    """Component 5a: name of the kind in capitals, the subject under it in its printed lines, a rule."""
    parts = paper.layout.components
    paper.paragraph(kind, component=parts.ten_loai, align="centre", before=14, keep_with_next=True)
    for line in subject:
        paper.paragraph(line, component=parts.trich_yeu, align="centre", keep_with_next=True)
    room = paper.text_width_mm * 72 / 25.4
    length = min(text_width(subject[-1], parts.trich_yeu.largest), room)
    paper.rule(length * rule_share(parts.trich_yeu))


def write_legal_bases(paper: Paper, bases: Sequence[str]) -> None:
    """Component "căn cứ": italic, each with its separator, the last with its closing mark."""
    style = paper.layout.components.can_cu
    for position, basis in enumerate(bases, start=1):
        paper.body(basis + (style.last if position == len(bases) else style.sep), italic=style.italic)


def rule_share(component: Component) -> float:
    """Length of the rule as a share of the text's length: the middle of what is permitted."""
    if isinstance(component.rule, tuple):
        return sum(component.rule) / 2
    return 1.0
