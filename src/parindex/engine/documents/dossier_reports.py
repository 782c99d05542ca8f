"""Form II.06a and the monthly assessment of one-stop results (báo cáo đánh giá tháng) as decree-30 Word.

Every figure is bound: sentences and tables are written from the same counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from parindex.engine.documents.annex import Column, Row, write_annex_head, write_table
from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import Say
from parindex.engine.documents.dossier_report_values import (
    FORM_NAMES,
    DossierReportCode,
    Form06a,
    FormLine,
    Frame,
    HeldTo,
    MonthlyAssessment,
    UnitLine,
)
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.report_start import Said, begin_report, columns_of, speaking
from parindex.engine.numbers.exact import percent
from parindex.engine.numbers.printing import MISSING, show_change, show_count, show_date, show_index, show_signed

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
    resolved, pending = map(show_count, total.rest)
    paper.body(said(without, count=show_count(total.without_due), resolved=resolved, pending=pending))
    if form.waiting:
        paper.body(said(DossierReportCode.FORM_WAITING, count=show_count(form.waiting)))
    paper.body(_source(form.frame, said), keep_with_next=True)
    write_closing(paper, form.frame.recipients, form.frame.signature, say)
    attached = said(DossierReportCode.FORM_ATTACHED, symbol=form.frame.issuer.symbol)
    for title, head, rows in (
        (DossierReportCode.FORM_BY_UNIT, DossierReportCode.COLUMN_UNIT, form.by_unit),
        (DossierReportCode.FORM_BY_FIELD, DossierReportCode.COLUMN_FIELD, form.by_field),
    ):
        write_annex_head(paper, said(title), attached, say)
        rest = bool(total.without_due)
        write_table(paper, _form_columns(said, head, rest), _form_rows(said, rows, total, rest), size=TABLE_SIZE)
    return paper.to_bytes()


def render_monthly_assessment(report: MonthlyAssessment, *, layout: Layout, say: Say) -> bytes:
    """The monthly assessment as .docx bytes; units and overdue dossiers stand in landscape annexes."""
    paper, said = _begin(report.frame, DossierReportCode.MONTH_SUBJECT, layout, say)
    paper.body(said(DossierReportCode.MONTH_LEAD))
    for code, days in (
        (DossierReportCode.MONTH_PARTIAL, report.covered),
        (DossierReportCode.MONTH_BEFORE_PARTIAL, report.covered_before),
    ):
        if days:
            paper.body(said(code, covered_first=show_date(days[0]), covered_last=show_date(days[1])))
    if report.before is None:
        paper.body(said(DossierReportCode.MONTH_BEFORE_UNKNOWN))
    _results(paper, report, said)
    _shares(paper, report, said)
    _units(paper, report, said)
    _overdue(paper, report, said)
    paper.body(_source(report.frame, said))
    paper.body(said(DossierReportCode.MONTH_CLOSE), keep_with_next=True)
    write_closing(paper, report.frame.recipients, report.frame.signature, say)
    attached = said(DossierReportCode.MONTH_ATTACHED, symbol=report.frame.issuer.symbol)
    write_annex_head(paper, said(DossierReportCode.MONTH_ANNEX_UNITS), attached, say)
    write_table(paper, _unit_columns(said), _unit_rows(said, report), size=TABLE_SIZE)
    if report.overdue:
        write_annex_head(paper, said(DossierReportCode.MONTH_ANNEX_OVERDUE), attached, say)
        write_table(paper, _overdue_columns(said), _overdue_rows(report), size=TABLE_SIZE)
    return paper.to_bytes()


def _source(frame: Frame, said: Said) -> str:
    """Where the figures come from, and how they stand to those recorded of the same window."""
    source = said(DossierReportCode.SOURCE, version=frame.store_version)
    recorded = frame.recorded
    if recorded is None:
        return source
    same = recorded.version == frame.store_version
    code = DossierReportCode.AS_RECORDED if same else DossierReportCode.CHANGED_SINCE
    return f"{source} {said(code, version=recorded.version, day=show_date(recorded.day))}"


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
    paper.body(said(DossierReportCode.MONTH_RESULTS), bold=True, keep_with_next=True)
    if not total.c3:
        paper.body(said(DossierReportCode.MONTH_NOTHING))
        return
    numbers = {name: show_count(getattr(total, name)) for name in FORM_NAMES}

    def change(*names: str) -> str:
        if before is None:
            return MISSING
        return show_signed(Decimal(sum(getattr(total, name) - getattr(before, name) for name in names)), 0)

    values = {
        "received_change": change("c4", "c5"),
        "resolved_change": change("c7"),
        "late_change": change("c10"),
        "overdue_change": change("c13"),
        "new": show_count(total.c4 + total.c5),
        "resolved_rest": show_count(total.resolved_without_due),
        "pending_rest": show_count(total.pending_without_due),
        "withdrawn": show_count(total.withdrawn),
    }
    for code in (DossierReportCode.MONTH_RECEIVED, DossierReportCode.MONTH_RESOLVED, DossierReportCode.MONTH_PENDING):
        paper.body("- " + said(code, **numbers, **values))
    if total.withdrawn:
        paper.body(said(DossierReportCode.MONTH_WITHDRAWN, **values))


def _shares(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_SHARES), bold=True, keep_with_next=True)
    paper.body(said(DossierReportCode.MONTH_SHARES_BASE))
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
    day = report.letters_until or report.frame.last
    paper.body(said(DossierReportCode.MONTH_LETTERS, letters_until=show_date(day)))


def _units(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_UNITS), bold=True, keep_with_next=True)
    if report.target is None:
        paper.body(said(DossierReportCode.MONTH_NO_TARGET))
        return
    _target(paper, report, report.target, said)
    if report.covered:
        return
    reached = [unit.title for unit in report.units if unit.reached]
    below = [unit for unit in report.units if unit.reached is False]
    paper.body("- " + said(DossierReportCode.MONTH_REACHED, count=show_count(len(reached)),
                           of=show_count(len(reached) + len(below))))  # fmt: skip
    if not below:
        paper.body("- " + said(DossierReportCode.MONTH_NONE_BELOW))
        return
    named = "; ".join(f"{unit.title} {share(unit.on_time, unit.resolved)}" for unit in below)
    paper.body("- " + said(DossierReportCode.MONTH_BELOW, count=show_count(len(below))))
    # apart from the count: numbers in names (Phường 1 Bảo Lộc) are no parts of it
    paper.body(said(DossierReportCode.MONTH_BELOW_NAMED, units=named))


def _target(paper: Paper, report: MonthlyAssessment, target: HeldTo, said: Said) -> None:
    """Whose target it is and for which days; units that are held to one of their own by name."""
    wanted = share(target.numerator, target.denominator)
    paper.body(said(DossierReportCode.MONTH_TARGET, target=wanted, act=target.act, holder=target.holder))
    first = show_date(target.first)
    if target.last is None:
        paper.body(said(DossierReportCode.MONTH_TARGET_OPEN, target_first=first))
    elif (target.first, target.last) != (report.frame.first, report.frame.last):
        paper.body(said(DossierReportCode.MONTH_TARGET_DAYS, target_first=first, target_last=show_date(target.last)))
    own = [(unit.title, unit.own_target) for unit in report.units if unit.own_target]
    if own:
        named = "; ".join(f"{title} {share(each.numerator, each.denominator)} ({each.act})" for title, each in own)
        paper.body(said(DossierReportCode.MONTH_OWN_TARGETS, units=named))


def _overdue(paper: Paper, report: MonthlyAssessment, said: Said) -> None:
    paper.body(said(DossierReportCode.MONTH_OVERDUE), bold=True, keep_with_next=True)
    count, listed = report.total.c13, len(report.overdue)
    paper.body(said(DossierReportCode.MONTH_OVERDUE_COUNT, count=show_count(count)))
    if listed:
        paper.body(said(DossierReportCode.MONTH_OVERDUE_LISTED, listed=show_count(listed), count=show_count(count)))


_FORM_HEADS = tuple(DossierReportCode(f"dossier_report.column.{name}") for name in FORM_NAMES)
_REST_HEADS = (DossierReportCode.COLUMN_RESOLVED_WITHOUT_DUE, DossierReportCode.COLUMN_PENDING_WITHOUT_DUE)


def _form_columns(said: Said, head: DossierReportCode, rest: bool) -> tuple[Column, ...]:
    """The form's columns, and after them what has no due date, without which (7) and (11) are not their sums."""
    counts = tuple(Column(said(code), 18, "right") for code in (*_FORM_HEADS, *(_REST_HEADS if rest else ())))
    return (Column(said(DossierReportCode.COLUMN_NUMBER), 10, "centre"), Column(said(head), 46, "left"), *counts)


def _form_rows(said: Said, rows: Sequence[FormLine], total: FormLine, rest: bool) -> list[Row]:
    def counts(row: FormLine) -> tuple[str, ...]:
        return tuple(map(show_count, (*row.counts, *(row.rest if rest else ()))))

    lines = [Row((str(place), row.title, *counts(row))) for place, row in enumerate(rows, start=1)]
    return [*lines, Row(("", said(DossierReportCode.TOTAL_ROW), *counts(total)), bold=True)]


def _unit_columns(said: Said) -> tuple[Column, ...]:
    heads: tuple[tuple[DossierReportCode, float, Align], ...] = (
        (DossierReportCode.COLUMN_NUMBER, 10, "centre"),
        (DossierReportCode.COLUMN_UNIT, 52, "left"),
        (DossierReportCode.COLUMN_RESOLVED, 20, "right"),
        (DossierReportCode.COLUMN_ON_TIME, 20, "right"),
        (DossierReportCode.COLUMN_LATE, 18, "right"),
        (DossierReportCode.COLUMN_WITHOUT_DUE, 20, "right"),
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

    def cells(place: str, unit: UnitLine, standing: str) -> tuple[str, ...]:
        return (
            place, unit.title, show_count(unit.resolved), show_count(unit.on_time), show_count(unit.late),
            show_count(unit.without_due), share(unit.on_time, unit.resolved),
            share(unit.on_time_before, unit.resolved_before),
            _change(unit.on_time, unit.resolved, unit.on_time_before, unit.resolved_before),
            show_count(unit.pending), show_count(unit.overdue), standing,
        )  # fmt: skip

    known = not report.covered
    lines = [
        Row(cells(str(place), unit, words[unit.reached if known else None]))
        for place, unit in enumerate(report.units, start=1)
    ]
    return [*lines, Row(cells("", replace(report.whole, title=said(DossierReportCode.TOTAL_ROW)), ""), bold=True)]


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
    """Change of the share in points, of the two as they are printed; a dash when one of them has no denominator."""
    if not denominator or not denominator_before:
        return MISSING
    return show_change(_percent(numerator, denominator), _percent(numerator_before, denominator_before), 2)


def _percent(numerator: int, denominator: int) -> Decimal:
    return percent(Decimal(numerator), Decimal(denominator))
