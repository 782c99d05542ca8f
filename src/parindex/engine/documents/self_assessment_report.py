"""The unit's self-assessment report (báo cáo tự đánh giá) as decree-30 Word: results by field, what is explained, what
was difficult, and the score table as an annex whose sums add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from parindex.engine.documents.annex import Column, Row, write_annex_head, write_table
from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_legal_bases, write_title
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.numbers.exact import ZERO, round_half_up
from parindex.engine.numbers.printing import MISSING, show_points

TABLE_SIZE = 10.5
"""Points; the decree rules the text's size, not a table's."""


class ReportCode(StrEnum):
    """Sentences of the self-assessment report."""

    KIND = "self_report.kind"
    SUBJECT = "self_report.subject"
    SIMULATED = "self_report.simulated"
    LEAD = "self_report.lead"
    RESULTS = "self_report.results"
    TOTAL = "self_report.total"
    NOT_FINAL = "self_report.not_final"
    OTHERS = "self_report.others"
    BY_FIELD = "self_report.by_field"
    FIELD = "self_report.field"
    FIELD_SHARED = "self_report.field_shared"
    FIELD_OPEN = "self_report.field_open"
    ROUNDED = "self_report.rounded"
    EXPLAINED = "self_report.explained"
    EXPLAINED_LINE = "self_report.explained_line"
    EXPLAINED_NONE = "self_report.explained_none"
    NOT_ENTERED = "self_report.not_entered"
    NOT_ENTERED_LINE = "self_report.not_entered_line"
    DISPUTED = "self_report.disputed"
    DISPUTED_LINE = "self_report.disputed_line"
    CLOSE = "self_report.close"
    ANNEX_TITLE = "self_report.annex.title"
    ANNEX_ATTACHED = "self_report.annex.attached"
    COLUMN_NUMBER = "self_report.annex.number"
    COLUMN_TITLE = "self_report.annex.title_column"
    COLUMN_MAXIMUM = "self_report.annex.maximum"
    COLUMN_FIGURES = "self_report.annex.figures"
    COLUMN_POINTS = "self_report.annex.points"
    COLUMN_EVIDENCE = "self_report.annex.evidence"
    COLUMN_NOTE = "self_report.annex.note"
    TOTAL_ROW = "self_report.annex.total"
    OTHERS_ROW = "self_report.annex.others"
    SCALE_ROW = "self_report.annex.scale"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the score table. ``own``: the unit scores it itself; ``level`` 0 field, 1 criterion, 2 leaf below.

    ``outside_scale``: a bonus or penalty, no part of the maxima that add up to the scale.
    """

    number: str
    title: str
    maximum: Decimal
    points: Decimal | None
    level: int
    is_leaf: bool
    own: bool = True
    figures: str = ""
    evidence: str = ""
    note: str = ""
    entered: bool = True
    disputed: str = ""
    """What the unit disputes, in words; empty for none."""
    outside_scale: bool = False


@dataclass(frozen=True, slots=True)
class SelfAssessmentReport:
    """The report as values. ``handed_in``: sealed figures; else a draft that says so."""

    unit: str
    year: int
    round_title: str
    set_title: str
    issuer: IssuingBody
    recipients: Recipients
    signature: Signature
    rows: tuple[ReportRow, ...]
    legal_bases: tuple[str, ...] = ()
    handed_in: bool = True
    simulated: bool = False
    decimals: int = 3

    @property
    def leaves(self) -> tuple[ReportRow, ...]:
        """Leaves that the unit scores itself."""
        return tuple(row for row in self.rows if row.is_leaf and row.own)

    @property
    def points(self) -> Decimal:
        """Exact sum of the leaves' points."""
        return sum((row.points for row in self.leaves if row.points is not None), ZERO)

    @property
    def maximum(self) -> Decimal:
        """Sum of the maxima of what the unit scores itself."""
        return sum((row.maximum for row in self.leaves), ZERO)

    @property
    def adds_up_as_shown(self) -> bool:
        """Whether the fields' points as printed add up to the total as printed."""
        fields = [row.points for row in self.rows if row.level == 0 and row.points is not None]
        printed = sum((round_half_up(points, self.decimals) for points in fields), ZERO)
        return printed == round_half_up(self.points, self.decimals)

    @property
    def others(self) -> Decimal:
        """Sum of the maxima that others score, of the scale."""
        others = (row for row in self.rows if row.is_leaf and not row.own and not row.outside_scale)
        return sum((row.maximum for row in others), ZERO)

    @property
    def own_maxima(self) -> tuple[Decimal, ...]:
        """For each field, in order: the sum of the maxima of what the unit scores itself in it. They add up to
        ``maximum``, as the fields' whole maxima do not where others score a part.
        """
        found: list[Decimal] = []
        for row in self.rows:
            if row.level == 0:
                found.append(ZERO)
            if row.is_leaf and row.own:
                found[-1] += row.maximum
        return tuple(found)


def render_self_assessment_report(report: SelfAssessmentReport, *, layout: Layout, say: Say) -> bytes:
    """The report as .docx bytes; number and date are left as slots for the clerk."""
    return _Writer(report, layout, say).write()


class _Writer:
    """Writes one report; a class only so that report, paper and wording need not be passed along."""

    def __init__(self, report: SelfAssessmentReport, layout: Layout, say: Say) -> None:
        self.report, self.say_code = report, say
        self.paper = Paper(layout)

    def say(self, code: ReportCode, **values: object) -> str:
        report = self.report
        constants: dict[str, object] = {"unit": report.unit, "year": str(report.year), "set": report.set_title}
        return self.say_code(code, {**constants, "round": report.round_title, **values})

    def write(self) -> bytes:
        report, paper = self.report, self.paper
        subject = self.say(ReportCode.SUBJECT)
        paper.document.core_properties.title = subject
        paper.document.core_properties.author = " ".join(report.issuer.name)
        write_head(paper, report.issuer, self.say_code)
        write_title(paper, self.say(ReportCode.KIND), [subject])
        for code, applies in ((ReportCode.SIMULATED, report.simulated), (ReportCode.NOT_FINAL, not report.handed_in)):
            if applies:
                paper.paragraph(self.say(code), italic=True, align="centre", before=6)
        write_legal_bases(paper, report.legal_bases)
        paper.body(self.say(ReportCode.LEAD))
        self.results()
        self.explained()
        self.listed()
        paper.body(self.say(ReportCode.CLOSE), keep_with_next=True)
        write_closing(paper, report.recipients, report.signature, self.say_code)
        self.annex()
        return paper.to_bytes()

    def results(self) -> None:
        """The total and each field."""
        report = self.report
        self.paper.body(self.say(ReportCode.RESULTS), bold=True)
        entered = sum(1 for row in report.leaves if row.entered)
        self.paper.body(
            self.say(
                ReportCode.TOTAL,
                points=self.shown(report.points),
                maximum=self.shown(report.maximum),
                entered=entered,
                count=len(report.leaves),
            )
        )
        if report.others:
            shares = {"own": report.maximum, "points": report.others, "scale": report.maximum + report.others}
            self.paper.body(self.say(ReportCode.OTHERS, **{name: self.shown(share) for name, share in shares.items()}))
        self.paper.body(self.say(ReportCode.BY_FIELD))
        fields = (row for row in report.rows if row.level == 0)
        for row, own in zip(fields, report.own_maxima, strict=True):
            code = ReportCode.FIELD if own == row.maximum else ReportCode.FIELD_SHARED
            code = code if row.points is not None else ReportCode.FIELD_OPEN
            values = {"number": row.number, "title": row.title, "maximum": self.shown(row.maximum)}
            shown = {"points": self.shown(row.points), "own": self.shown(own)}
            self.paper.body("- " + self.say(code, **shown, **values))
        if not report.adds_up_as_shown:
            self.paper.body(self.say(ReportCode.ROUNDED, decimals=report.decimals))

    def explained(self) -> None:
        """Explanations, above all where evidence is missing."""
        self.paper.body(self.say(ReportCode.EXPLAINED), bold=True)
        noted = [row for row in self.report.leaves if row.note]
        if not noted:
            self.paper.body(self.say(ReportCode.EXPLAINED_NONE))
        for row in noted:
            values = {"number": row.number, "title": row.title, "note": row.note}
            self.paper.body("- " + self.say(ReportCode.EXPLAINED_LINE, **values))

    def listed(self) -> None:
        """What was not entered, and which known figures are disputed."""
        not_entered = [row for row in self.report.leaves if not row.entered]
        disputed = [row for row in self.report.leaves if row.disputed]
        if not_entered:
            self.paper.body(self.say(ReportCode.NOT_ENTERED), bold=True)
        for row in not_entered:
            values = {"number": row.number, "title": row.title, "maximum": self.shown(row.maximum)}
            self.paper.body("- " + self.say(ReportCode.NOT_ENTERED_LINE, **values))
        if disputed:
            self.paper.body(self.say(ReportCode.DISPUTED), bold=True)
        for row in disputed:
            values = {"number": row.number, "title": row.title, "text": row.disputed}
            self.paper.body("- " + self.say(ReportCode.DISPUTED_LINE, **values))

    def annex(self) -> None:
        """The score table."""
        heads: tuple[tuple[ReportCode, float, Align], ...] = (
            (ReportCode.COLUMN_NUMBER, 10, "left"),
            (ReportCode.COLUMN_TITLE, 52, "left"),
            (ReportCode.COLUMN_MAXIMUM, 14, "right"),
            (ReportCode.COLUMN_FIGURES, 34, "left"),
            (ReportCode.COLUMN_POINTS, 14, "right"),
            (ReportCode.COLUMN_EVIDENCE, 36, "left"),
            (ReportCode.COLUMN_NOTE, 36, "left"),
        )
        attached = self.say(ReportCode.ANNEX_ATTACHED, symbol=self.report.issuer.symbol)
        write_annex_head(self.paper, self.say(ReportCode.ANNEX_TITLE), attached, self.say_code)
        columns = tuple(Column(self.say(code), weight, align) for code, weight, align in heads)
        write_table(self.paper, columns, self.table_rows(), size=TABLE_SIZE)

    def table_rows(self) -> tuple[Row, ...]:
        """Every node, the sum of what the unit scores, and what others score up to the whole scale."""
        rows = [
            Row(
                (
                    row.number,
                    row.title,
                    self.shown(row.maximum),
                    row.figures,
                    self.shown(row.points),
                    row.evidence,
                    row.note,
                ),
                bold=not row.is_leaf,
            )
            for row in self.report.rows
        ]
        total = ("", self.say(ReportCode.TOTAL_ROW), self.shown(self.report.maximum), "")
        rows.append(Row((*total, self.shown(self.report.points), "", ""), bold=True))
        if others := self.report.others:
            whole = self.report.maximum + others
            for code, share in ((ReportCode.OTHERS_ROW, others), (ReportCode.SCALE_ROW, whole)):
                rows.append(Row(("", self.say(code), self.shown(share), "", MISSING, "", ""), bold=True))
        return tuple(rows)

    def shown(self, points: Decimal | None) -> str:
        return MISSING if points is None else show_points(points, self.report.decimals)
