"""The decision that publishes a round's results, as a decree-30 Word document with its annex table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.documents.annex import Column, Row, write_annex_head, write_table
from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import DecisionCode, Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_title
from parindex.engine.documents.paper import Paper
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.numbers.printing import (
    MISSING,
    show_count,
    show_date_in_words,
    show_decimal,
    show_index,
    show_points,
    show_signed,
)

TABLE_SIZE = 10
"""Points; the decree rules the text's size, not a table's, and some fifteen columns must stand on A4."""


class DecisionField(NamedTuple):
    """A field of the set as a column: its short title and its maximum."""

    title: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A unit with a result. ``fields``: points by field in the order of the columns."""

    rank: int | None
    """None: it stands alone in its group, ranked with nobody."""
    unit: str
    fields: tuple[Decimal | None, ...]
    total: Decimal
    maximum: Decimal
    index: Decimal
    """Percent, unrounded."""
    band: str = ""
    change: Decimal | None = None
    """Index points against last year; None: nothing to compare with."""


class UnplacedRow(NamedTuple):
    """A unit without a rank, and why, in words."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    """Units that were ranked together. ``title`` is printed when there are several groups."""

    title: str
    rows: tuple[DecisionRow, ...]
    unplaced: tuple[UnplacedRow, ...] = ()


class Corrected(NamedTuple):
    """The publication that is corrected, and why."""

    earlier: str
    """``Quyết định số 318/QĐ-UBND ngày 11/02/2027``."""
    reason: str


@dataclass(frozen=True, slots=True)
class PublicationDecision:
    """The whole decision. ``number`` (with symbol) and ``signed_on`` are slots until the clerk gave them."""

    issuer: IssuingBody
    authority: str
    """Who decides: ``Chủ tịch Ủy ban nhân dân tỉnh Lâm Đồng``."""
    title: str
    """What was assessed: ``Chỉ số CCHC cấp xã năm 2026``."""
    legal_bases: tuple[str, ...]
    """Each without its closing mark."""
    proposer: str
    """``Giám đốc Sở Nội vụ``."""
    responsible: str
    """Who carries it out, as the last article begins: ``Chánh Văn phòng UBND tỉnh, Giám đốc Sở Nội vụ``."""
    fields: tuple[DecisionField, ...]
    groups: tuple[DecisionGroup, ...]
    signature: Signature
    recipients: Recipients
    number: str | None = None
    signed_on: date | None = None
    corrected: Corrected | None = None
    simulated: bool = False
    shown_points: int = 3
    shown_index: int = 2


class DecisionRefused(ValueError):
    """The decision contradicts itself: code and values for the sentence."""

    def __init__(self, code: DecisionCode, values: dict[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.values = code, dict(values or {})


def render_publication_decision(decision: PublicationDecision, *, layout: Layout, say: Say) -> bytes:
    """The decision as .docx bytes. Raises ``DecisionRefused`` without a ranked unit or with fields that do not fit."""
    _check(decision)
    paper = Paper(layout)
    subject = _subject(decision, say)
    paper.document.core_properties.title = subject
    paper.document.core_properties.author = " ".join(decision.issuer.name)
    write_head(paper, decision.issuer, say, number=decision.number, signed_on=decision.signed_on)
    write_title(paper, say(DecisionCode.KIND, {}), [subject])
    if decision.simulated:
        paper.paragraph(say(DecisionCode.SIMULATED, {}), italic=True, align="centre", before=6)
    parts = layout.components
    paper.paragraph(decision.authority.upper(), component=parts.ten_loai, align="centre", before=12, after=6)
    for basis in decision.legal_bases:
        paper.body(basis + parts.can_cu.sep, italic=parts.can_cu.italic)
    proposal = say(DecisionCode.PROPOSAL, {"proposer": decision.proposer})
    paper.body(proposal + ".", italic=parts.can_cu.italic)
    paper.paragraph(
        say(DecisionCode.DECIDES, {}), component=parts.ten_loai, align="centre", before=12, keep_with_next=True
    )
    _articles(paper, decision, say)
    write_closing(paper, decision.recipients, decision.signature, say)
    _annex(paper, decision, say)
    return paper.to_bytes()


def _check(decision: PublicationDecision) -> None:
    rows = [row for group in decision.groups for row in group.rows]
    if not rows:
        raise DecisionRefused(DecisionCode.REFUSED_EMPTY)
    for row in rows:
        if len(row.fields) != len(decision.fields):
            values: dict[str, object] = {"unit": row.unit, "given": len(row.fields), "wanted": len(decision.fields)}
            raise DecisionRefused(DecisionCode.REFUSED_FIELDS, values)


def _subject(decision: PublicationDecision, say: Say) -> str:
    code = DecisionCode.SUBJECT if decision.corrected is None else DecisionCode.SUBJECT_CORRECTION
    return say(code, {"title": decision.title})


def _articles(paper: Paper, decision: PublicationDecision, say: Say) -> None:
    placed = sum(len(group.rows) for group in decision.groups)
    first = say(DecisionCode.PUBLISHES, {"title": decision.title, "units": show_count(placed)})
    if decision.corrected is not None:
        values: dict[str, object] = {
            "title": decision.title,
            "earlier": decision.corrected.earlier,
            "reason": decision.corrected.reason.rstrip(". "),
        }
        first = say(DecisionCode.CORRECTS, values)
    last = say(DecisionCode.IN_FORCE, {"responsible": decision.responsible}).rstrip(".") + paper.layout.end_mark
    texts = (first, say(DecisionCode.USE_RESULTS, {}), last)
    size = paper.layout.components.noi_dung.largest
    for number, text in enumerate(texts, start=1):
        # the last one holds the signature block: alone on a page it would sign nothing
        paragraph = paper.body("", keep_with_next=number == len(texts))
        paper.run(paragraph, say(DecisionCode.ARTICLE, {"number": number}), size=size, bold=True)
        paper.run(paragraph, f" {text}", size=size)


def _annex(paper: Paper, decision: PublicationDecision, say: Say) -> None:
    issuer = decision.issuer.in_sentence
    attached = say(DecisionCode.ANNEX_ATTACHED, {"symbol": decision.issuer.symbol, "issuer": issuer})
    if decision.number and decision.signed_on:
        day = show_date_in_words(decision.signed_on)
        attached = say(DecisionCode.ANNEX_ATTACHED_GIVEN, {"number": decision.number, "day": day, "issuer": issuer})
    write_annex_head(paper, say(DecisionCode.ANNEX_TITLE, {"title": decision.title}), attached, say)
    columns = [
        Column(say(DecisionCode.COLUMN_RANK, {}), 13, "centre"),
        Column(say(DecisionCode.COLUMN_UNIT, {}), 36, "left"),
        *(
            Column(
                say(DecisionCode.COLUMN_FIELD, {"field": each.title, "maximum": show_decimal(each.maximum)}),
                16,
                "right",
            )
            for each in decision.fields
        ),
        Column(say(DecisionCode.COLUMN_TOTAL, {}), 16, "right"),
        Column(say(DecisionCode.COLUMN_MAXIMUM, {}), 15, "right"),
        Column(say(DecisionCode.COLUMN_INDEX, {}), 14, "right"),
        Column(say(DecisionCode.COLUMN_BAND, {}), 16, "left"),
        Column(say(DecisionCode.COLUMN_CHANGE, {}), 20, "right"),
    ]
    write_table(paper, columns, annex_rows(decision, say), size=TABLE_SIZE)


def annex_rows(decision: PublicationDecision, say: Say) -> tuple[Row, ...]:
    """The annex as text: each group in order of rank, its units without a rank after it."""
    width = len(decision.fields) + 7
    rows: list[Row] = []
    for group in decision.groups:
        if len(decision.groups) > 1:
            rows.append(Row((group.title, *[""] * (width - 1)), bold=True, spans=((0, width),)))
        rows.extend(_row(decision, row) for row in group.rows)
        for unplaced in group.unplaced:
            text = say(DecisionCode.UNPLACED, {"unit": unplaced.unit, "reason": unplaced.reason})
            rows.append(Row((text, *[""] * (width - 1)), spans=((0, width),)))
    return tuple(rows)


def _row(decision: PublicationDecision, row: DecisionRow) -> Row:
    def points(value: Decimal | None) -> str:
        return MISSING if value is None else show_points(value, decision.shown_points)

    return Row(
        (
            MISSING if row.rank is None else str(row.rank),
            row.unit,
            *(points(each) for each in row.fields),
            points(row.total),
            points(row.maximum),
            show_index(row.index, decision.shown_index),
            row.band or MISSING,
            MISSING if row.change is None else show_signed(row.change, decision.shown_index),
        )
    )
