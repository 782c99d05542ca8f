"""The periodic report on petitions and dialogues (báo cáo tình hình tiếp nhận, xử lý phản ánh, kiến nghị) as decree-30
Word: the whole, by kind and way, by unit; every line adds up or the report is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from parindex.engine.documents.annex import Row, write_annex_head, write_table
from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_legal_bases
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.report_start import Said, begin_report, columns_of, speaking
from parindex.engine.numbers.printing import MISSING, show_count, show_date, show_percent

TABLE_SIZE = 11
"""Points; the decree rules the text's size, not a table's."""


class PetitionReportCode(StrEnum):
    """Sentences of the report on petitions."""

    KIND = "petition_report.kind"
    SUBJECT = "petition_report.subject"
    SIMULATED = "petition_report.simulated"
    LEAD = "petition_report.lead"
    PETITIONS = "petition_report.petitions"
    MOVEMENT = "petition_report.movement"
    OUTCOMES = "petition_report.outcomes"
    TIMES = "petition_report.times"
    PENDING = "petition_report.pending"
    BY_KIND = "petition_report.by_kind"
    BY_SOURCE = "petition_report.by_source"
    NONE = "petition_report.none"
    DIALOGUES = "petition_report.dialogues"
    DIALOGUES_HELD = "petition_report.dialogues_held"
    PRIVACY = "petition_report.privacy"
    CLOSE = "petition_report.close"
    ANNEX_TITLE = "petition_report.annex.title"
    ANNEX_ATTACHED = "petition_report.annex.attached"
    COLUMN_NUMBER = "petition_report.annex.number"
    COLUMN_UNIT = "petition_report.annex.unit"
    COLUMN_OPENING = "petition_report.annex.opening"
    COLUMN_RECEIVED = "petition_report.annex.received"
    COLUMN_CLOSED = "petition_report.annex.closed"
    COLUMN_ON_TIME = "petition_report.annex.on_time"
    COLUMN_LATE = "petition_report.annex.late"
    COLUMN_PENDING = "petition_report.annex.pending"
    COLUMN_OVERDUE = "petition_report.annex.overdue"
    TOTAL_ROW = "petition_report.annex.total"
    REFUSED_SUM = "petition_report.refused.sum"


class PetitionReportRefused(ValueError):
    """A line does not add up: code and values for the sentence."""

    def __init__(self, title: str) -> None:
        super().__init__(PetitionReportCode.REFUSED_SUM)
        self.code, self.values = PetitionReportCode.REFUSED_SUM, {"title": title}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Counts of petitions of a unit, or of all. ``overdue``: of ``pending``. Raises ``PetitionReportRefused``."""

    title: str
    opening: int = 0
    received: int = 0
    on_time: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0
    answered: int = 0
    forwarded: int = 0
    refused: int = 0
    published: int = 0

    def __post_init__(self) -> None:
        balanced = self.opening + self.received == self.closed + self.pending
        if not balanced or self.closed != self.answered + self.forwarded + self.refused or self.overdue > self.pending:
            raise PetitionReportRefused(self.title)

    @property
    def closed(self) -> int:
        """Out of the unit's hands in the period."""
        return self.on_time + self.late

    @property
    def handled(self) -> int:
        """Closed on time, or still open within the limit."""
        return self.on_time + self.pending - self.overdue

    @property
    def all(self) -> int:
        """Everything that was to be handled in the period."""
        return self.opening + self.received


@dataclass(frozen=True, slots=True)
class Part:
    """A kind or a way, and how many came in."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class PetitionReport:
    """The report as values. ``rows``: by unit; their sum is ``total``."""

    unit: str
    first: date
    last: date
    issuer: IssuingBody
    recipients: Recipients
    signature: Signature
    total: ReportLine
    rows: tuple[ReportLine, ...]
    kinds: tuple[Part, ...]
    sources: tuple[Part, ...]
    dialogues: int
    dialogues_by_head: int
    legal_bases: tuple[str, ...] = ()
    simulated: bool = False

    def __post_init__(self) -> None:
        for name in ("opening", "received", "on_time", "late", "pending", "overdue"):
            if sum(getattr(row, name) for row in self.rows) != getattr(self.total, name):
                raise PetitionReportRefused(self.total.title)
        for parts in (self.kinds, self.sources):
            if sum(part.count for part in parts) != self.total.received:
                raise PetitionReportRefused(self.total.title)


def share(part: int, whole: int) -> str:
    """``85,96 %``; a dash without a whole."""
    return show_percent(Decimal(100 * part) / whole) if whole else MISSING


def render_petition_report(report: PetitionReport, *, layout: Layout, say: Say) -> bytes:
    """The report as .docx bytes; number and date are left as slots for the clerk."""
    constants = {"unit": report.unit, "first": show_date(report.first), "last": show_date(report.last)}
    said = speaking(say, constants)
    paper = begin_report(
        layout,
        say,
        report.issuer,
        kind=said(PetitionReportCode.KIND),
        subject=said(PetitionReportCode.SUBJECT),
        simulated=said(PetitionReportCode.SIMULATED) if report.simulated else "",
    )
    write_legal_bases(paper, report.legal_bases)
    paper.body(said(PetitionReportCode.LEAD))
    _petitions(paper, report, said)
    paper.body(said(PetitionReportCode.DIALOGUES), bold=True)
    paper.body(said(PetitionReportCode.DIALOGUES_HELD, count=report.dialogues, by_head=report.dialogues_by_head))
    paper.body(said(PetitionReportCode.PRIVACY))
    paper.body(said(PetitionReportCode.CLOSE), keep_with_next=True)
    write_closing(paper, report.recipients, report.signature, say)
    _annex(paper, report, said, say)
    return paper.to_bytes()


def _petitions(paper: Paper, report: PetitionReport, said: Said) -> None:
    total = report.total
    paper.body(said(PetitionReportCode.PETITIONS), bold=True)
    if not total.all:
        paper.body(said(PetitionReportCode.NONE))
        return
    numbers = {
        name: show_count(getattr(total, name))
        for name in ("opening", "received", "all", "closed", "pending", "answered", "forwarded", "refused",
                     "published", "on_time", "late", "overdue")
    }  # fmt: skip
    for code in (PetitionReportCode.MOVEMENT, PetitionReportCode.OUTCOMES):
        paper.body("- " + said(code, **numbers))
    paper.body(
        "- " + said(PetitionReportCode.TIMES, **numbers, handled=show_count(total.handled),
                    share=share(total.handled, total.all))
    )  # fmt: skip
    paper.body("- " + said(PetitionReportCode.PENDING, **numbers, within=show_count(total.pending - total.overdue)))
    for heading, parts in ((PetitionReportCode.BY_KIND, report.kinds), (PetitionReportCode.BY_SOURCE, report.sources)):
        listed = "; ".join(f"{part.title}: {show_count(part.count)}" for part in parts)
        paper.body("- " + said(heading, parts=listed))


def _annex(paper: Paper, report: PetitionReport, said: Said, say: Say) -> None:
    heads: tuple[tuple[PetitionReportCode, float, Align], ...] = (
        (PetitionReportCode.COLUMN_NUMBER, 10, "centre"),
        (PetitionReportCode.COLUMN_UNIT, 60, "left"),
        (PetitionReportCode.COLUMN_OPENING, 22, "right"),
        (PetitionReportCode.COLUMN_RECEIVED, 22, "right"),
        (PetitionReportCode.COLUMN_CLOSED, 22, "right"),
        (PetitionReportCode.COLUMN_ON_TIME, 22, "right"),
        (PetitionReportCode.COLUMN_LATE, 22, "right"),
        (PetitionReportCode.COLUMN_PENDING, 22, "right"),
        (PetitionReportCode.COLUMN_OVERDUE, 22, "right"),
    )
    attached = said(PetitionReportCode.ANNEX_ATTACHED, symbol=report.issuer.symbol)
    write_annex_head(paper, said(PetitionReportCode.ANNEX_TITLE), attached, say)
    rows = [_row(str(place), line) for place, line in enumerate(report.rows, start=1)]
    total = _row("", report.total)
    rows.append(Row(("", said(PetitionReportCode.TOTAL_ROW), *total.cells[2:]), bold=True))
    write_table(paper, columns_of(said, heads), rows, size=TABLE_SIZE)


def _row(number: str, line: ReportLine) -> Row:
    counts = (line.opening, line.received, line.closed, line.on_time, line.late, line.pending, line.overdue)
    return Row((number, line.title, *map(show_count, counts)))
