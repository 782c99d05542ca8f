"""Form II.06a and the monthly assessment of one-stop results (báo cáo đánh giá tháng) as decree-30 Word.

Every figure is bound: sentences and tables are written from the same counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from parindex.engine.documents.annex import Column, Row, write_annex_head, write_table
from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import Say
from parindex.engine.documents.dossier_report_values import (
    DossierReportCode,
    Form06a,
    FormLine,
    Frame,
    MonthlyAssessment,
)
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.report_start import Said, begin_report, columns_of, speaking
from parindex.engine.numbers.exact import CONTEXT
from parindex.engine.numbers.printing import MISSING, show_count, show_date, show_index, show_signed

TABLE_SIZE = 10
"""Points; the decree rules the text's size, not a table's."""


def share(numerator: int, denominator: int) -> str:
    """``85,96 %``; a dash without a denominator."""
    return f"{show_index(_percent(numerator, denominator), 2)} %" if denominator else MISSING


def render_form_06a(form: Form06a, *, layout: Layout, say: Say) -> bytes:
    """The form as .docx bytes: a covering report, then the tables as landscape annexes whose head repeats."""
    paper, said = _begin(form.frame, DossierReportCode.FORM_SUBJECT, layout, say)
    total = form.total
    paper.body(said(DossierReportCode.FORM_LEAD, received=show_count(total.c3), resolved=show_count(total.c7),
                    pending=show_count(total.c11)))  # fmt: skip
    without = DossierReportCode.FORM_WITHOUT_DUE if total.without_due else DossierReportCode.FORM_HOLDS
    paper.body(said(without, count=show_count(total.without_due)))
    paper.body(said(DossierReportCode.SOURCE, version=form.frame.store_version), keep_with_next=True)
    write_closing(paper, form.frame.recipients, form.frame.signature, say)
    attached = said(DossierReportCode.FORM_ATTACHED, symbol=form.frame.issuer.symbol)
    for title, head, rows in (
        (DossierReportCode.FORM_BY_UNIT, DossierReportCode.COLUMN_UNIT, form.by_unit),
        (DossierReportCode.FORM_BY_FIELD, DossierReportCode.COLUMN_FIELD, form.by_field),
    ):
        write_annex_head(paper, said(title), attached, say)
        write_table(paper, _form_columns(said, head), _form_rows(said, rows, total), size=TABLE_SIZE)
        if total.without_due:
            note = said(DossierReportCode.FORM_WITHOUT_DUE, count=show_count(total.without_due))
            paper.paragraph(note, italic=True, size=TABLE_SIZE, before=4)
    return paper.to_bytes()


def render_monthly_assessment(report: MonthlyAssessment, *, layout: Layout, say: Say) -> bytes:
    """The monthly assessment as .docx bytes; units and overdue dossiers stand in landscape annexes."""
    paper, said = _begin(report.frame, DossierReportCode.MONTH_SUBJECT, layout, say)
    paper.body(said(DossierReportCode.MONTH_LEAD))
    _results(paper, report, said)
    _shares(paper, report, said)
    _units(paper, report, said)
    _overdue(paper, report, said)
    paper.body(said(DossierReportCode.SOURCE, version=report.frame.store_version))
    paper.body(said(DossierReportCode.MONTH_CLOSE), keep_with_next=True)
    write_closing(paper, report.frame.recipients, report.frame.signature, say)
    attached = said(DossierReportCode.MONTH_ATTACHED, symbol=report.frame.issuer.symbol)
    write_annex_head(paper, said(DossierReportCode.MONTH_ANNEX_UNITS), attached, say)
    write_table(paper, _unit_columns(said), _unit_rows(said, report), size=TABLE_SIZE)
    if report.overdue:
        write_annex_head(paper, said(DossierReportCode.MONTH_ANNEX_OVERDUE), attached, say)
        write_table(paper, _overdue_columns(said), _overdue_rows(report), size=TABLE_SIZE)
    return paper.to_bytes()


def _begin(frame: Frame, subject: DossierReportCode, layout: Layout, say: Say) -> tuple[Paper, Said]:
    said = speaking(
        say,
        {
            "unit": frame.unit,
            "first": show_date(frame.first),
            "last": show_date(frame.last),
            "month": f"{frame.last:%m/%Y}",
        },
    )
    paper = begin_report(
        layout,
        say,
        frame.issuer,
        kind=said(DossierReportCode.KIND),
        subject=said(subject),
        simulated=said(DossierReportCode.SIMULATED) if frame.simulated else "",
    )
    return paper, said


def _results(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    total, before = report.total, report.before
    paper.body(said(DossierReportCode.MONTH_RESULTS), bold=True)
    if not total.c3:
        paper.body(said(DossierReportCode.MONTH_NOTHING))
        return
    numbers = {name: show_count(getattr(total, name)) for name in FORM_NAMES}
    change = {
        "received_change": show_signed(Decimal((total.c4 + total.c5) - (before.c4 + before.c5)), 0),
        "resolved_change": show_signed(Decimal(total.c7 - before.c7), 0),
        "late_change": show_signed(Decimal(total.c10 - before.c10), 0),
        "overdue_change": show_signed(Decimal(total.c13 - before.c13), 0),
        "new": show_count(total.c4 + total.c5),
        "without_due": show_count(total.without_due),
    }
    for code in (DossierReportCode.MONTH_RECEIVED, DossierReportCode.MONTH_RESOLVED, DossierReportCode.MONTH_PENDING):
        paper.body("- " + said(code, **numbers, **change))


def _shares(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_SHARES), bold=True)
    for line in report.shares:
        values = {
            "title": line.title,
            "numerator": show_count(line.numerator),
            "denominator": show_count(line.denominator),
            "share": share(line.numerator, line.denominator),
            "before": share(line.numerator_before, line.denominator_before),
            "change": _change(line.numerator, line.denominator, line.numerator_before, line.denominator_before),
        }
        paper.body("- " + said(DossierReportCode.MONTH_SHARE, **values))


def _units(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_UNITS), bold=True)
    if report.target is None:
        paper.body(said(DossierReportCode.MONTH_NO_TARGET))
        return
    numerator, denominator, act = report.target
    reached = [unit.title for unit in report.units if unit.reached]
    below = [unit for unit in report.units if unit.reached is False]
    paper.body(said(DossierReportCode.MONTH_TARGET, target=share(numerator, denominator), act=act))
    paper.body("- " + said(DossierReportCode.MONTH_REACHED, count=show_count(len(reached)),
                           of=show_count(len(reached) + len(below))))  # fmt: skip
    if not below:
        paper.body("- " + said(DossierReportCode.MONTH_NONE_BELOW))
        return
    named = "; ".join(f"{unit.title} {share(unit.on_time, unit.resolved)}" for unit in below)
    paper.body("- " + said(DossierReportCode.MONTH_BELOW, count=show_count(len(below)), units=named))


def _overdue(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_OVERDUE), bold=True)
    count, listed = report.total.c13, len(report.overdue)
    paper.body(said(DossierReportCode.MONTH_OVERDUE_COUNT, count=show_count(count)))
    if listed:
        paper.body(said(DossierReportCode.MONTH_OVERDUE_LISTED, listed=show_count(listed), count=show_count(count)))


FORM_NAMES = tuple(f"c{number}" for number in range(3, 14))
_FORM_HEADS = tuple(DossierReportCode(f"dossier_report.column.{name}") for name in FORM_NAMES)


def _form_columns(said: Said, head: DossierReportCode) -> tuple[Column, ...]:
    counts = tuple(Column(said(code), 18, "right") for code in _FORM_HEADS)
    return (Column(said(DossierReportCode.COLUMN_NUMBER), 10, "centre"), Column(said(head), 46, "left"), *counts)


def _form_rows(said: Said, rows: Sequence[FormLine], total: FormLine) -> list[Row]:
    lines = [Row((str(place), row.title, *map(show_count, row.counts))) for place, row in enumerate(rows, start=1)]
    return [*lines, Row(("", said(DossierReportCode.TOTAL_ROW), *map(show_count, total.counts)), bold=True)]


def _unit_columns(said: Said) -> tuple[Column, ...]:
    heads: tuple[tuple[DossierReportCode, float, Align], ...] = (
        (DossierReportCode.COLUMN_NUMBER, 10, "centre"),
        (DossierReportCode.COLUMN_UNIT, 52, "left"),
        (DossierReportCode.COLUMN_RESOLVED, 20, "right"),
        (DossierReportCode.COLUMN_ON_TIME, 20, "right"),
        (DossierReportCode.COLUMN_LATE, 18, "right"),
        (DossierReportCode.COLUMN_SHARE, 22, "right"),
        (DossierReportCode.COLUMN_LAST_MONTH, 22, "right"),
        (DossierReportCode.COLUMN_CHANGE, 20, "right"),
        (DossierReportCode.COLUMN_PENDING, 20, "right"),
        (DossierReportCode.COLUMN_OVERDUE, 20, "right"),
        (DossierReportCode.COLUMN_STANDING, 26, "left"),
    )
    return columns_of(said, heads)


def _unit_rows(said: Said, report: MonthlyAssessment) -> list[Row]:
    words = {
        True: said(DossierReportCode.STANDING_REACHED), False: said(DossierReportCode.STANDING_BELOW), None: MISSING
    }  # fmt: skip
    return [
        Row((
            str(place), unit.title, show_count(unit.resolved), show_count(unit.on_time), show_count(unit.late),
            share(unit.on_time, unit.resolved), share(unit.on_time_before, unit.resolved_before),
            _change(unit.on_time, unit.resolved, unit.on_time_before, unit.resolved_before),
            show_count(unit.pending), show_count(unit.overdue), words[unit.reached],
        ))
        for place, unit in enumerate(report.units, start=1)
    ]  # fmt: skip


def _overdue_columns(said: Said) -> tuple[Column, ...]:
    heads: tuple[tuple[DossierReportCode, float, Align], ...] = (
        (DossierReportCode.COLUMN_NUMBER, 10, "centre"),
        (DossierReportCode.COLUMN_CODE, 44, "left"),
        (DossierReportCode.COLUMN_UNIT, 52, "left"),
        (DossierReportCode.COLUMN_PROCEDURE, 70, "left"),
        (DossierReportCode.COLUMN_RECEIVED_ON, 26, "centre"),
        (DossierReportCode.COLUMN_DUE_ON, 26, "centre"),
    )
    return columns_of(said, heads)


def _overdue_rows(report: MonthlyAssessment) -> list[Row]:
    return [
        Row((str(place), line.code, line.unit, line.procedure, show_date(line.received_on), show_date(line.due_on)))
        for place, line in enumerate(report.overdue, start=1)
    ]


def _change(numerator: int, denominator: int, numerator_before: int, denominator_before: int) -> str:
    """Change of the share in points; a dash when one of the two has no denominator."""
    if not denominator or not denominator_before:
        return MISSING
    return show_signed(_percent(numerator, denominator) - _percent(numerator_before, denominator_before), 2)


def _percent(numerator: int, denominator: int) -> Decimal:
    return CONTEXT.divide(Decimal(100 * numerator), Decimal(denominator))
