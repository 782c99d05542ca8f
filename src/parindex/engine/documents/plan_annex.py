"""The annex of the improvement plan: one row a criterion, sums by field and for the whole plan that add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from parindex.engine.documents.annex import Column, Row, write_annex_head, write_table
from parindex.engine.documents.codes import PlanCode, Say
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.parts import Words, words
from parindex.engine.documents.plan_values import ImproveLine, ImprovementPlan
from parindex.engine.numbers.exact import ZERO, plain, round_half_up
from parindex.engine.numbers.printing import show_date, show_decimal

TABLE_SIZE = 10.5
"""Points; the decree rules the text's size, not a table's, and eleven columns must stand on A4."""
_LEAST_DECIMALS, _GRID_DECIMALS = 3, 9

_COLUMNS: tuple[tuple[PlanCode, float, Align], ...] = (
    (PlanCode.COLUMN_NUMBER, 10, "centre"),
    (PlanCode.COLUMN_CRITERION, 38, "left"),
    (PlanCode.COLUMN_LOST, 14, "right"),
    (PlanCode.COLUMN_CAUSE, 36, "left"),
    (PlanCode.COLUMN_REMEDY, 46, "left"),
    (PlanCode.COLUMN_TARGET, 30, "left"),
    (PlanCode.COLUMN_LEAD, 20, "left"),
    (PlanCode.COLUMN_COOPERATING, 20, "left"),
    (PlanCode.COLUMN_PRODUCT, 20, "left"),
    (PlanCode.COLUMN_DUE, 21, "centre"),
    (PlanCode.COLUMN_EXPECTED, 14, "right"),
)
_LABEL_COLUMNS = 2
"""Number and criterion are one cell in rows of sums."""


def write_plan_annex(paper: Paper, plan: ImprovementPlan, say: Say) -> None:
    """Write the annex in a landscape section of its own."""
    values: dict[str, object] = {
        "symbol": plan.issuer.symbol,
        "issuer": plan.issuer.in_sentence,
        "unit": plan.unit,
        "year": str(plan.year),
    }
    write_annex_head(paper, say(PlanCode.ANNEX_TITLE, values), say(PlanCode.ANNEX_ATTACHED, values), say)
    columns = tuple(Column(say(code, {}), weight, align) for code, weight, align in _COLUMNS)
    write_table(paper, columns, annex_rows(plan, say), size=TABLE_SIZE)


def annex_rows(plan: ImprovementPlan, say: Say) -> tuple[Row, ...]:
    """The rows as text: each field with its sum, its criteria, then planned, not planned and all lost points."""
    decimals = decimals_that_add_up(plan)
    titles = {field.code: field.title for field in plan.result.fields}
    rows: list[Row] = []
    for position, field in enumerate((field for field in plan.fields if field.improve), start=1):
        rows.append(_sum_row(f"{_roman(position)}. {titles[field.code]}", field.lost, field.expected, decimals))
        rows.extend(_line_row(number, line, decimals, say) for number, line in enumerate(field.improve, start=1))
    rows.append(_sum_row(say(PlanCode.TOTAL_PLANNED, {}), plan.planned_lost, plan.expected, decimals))
    unexplained = plan.unexplained_lost
    if plan.unplanned_lost != unexplained:
        label = say(PlanCode.TOTAL_UNPLANNED, {})
        rows.append(_sum_row(label, plan.unplanned_lost - unexplained, None, decimals))
    if unexplained:
        rows.append(_sum_row(say(PlanCode.UNEXPLAINED, {}), unexplained, None, decimals))
    if plan.unplanned_lost:
        total = {"scale": _points(plan.result.scale, decimals), "points": _points(plan.result.points, decimals)}
        rows.append(_sum_row(say(PlanCode.TOTAL_LOST, total), plan.lost, plan.expected, decimals))
    return tuple(rows)


def decimals_that_add_up(plan: ImprovementPlan) -> int:
    """The fewest decimals (three to nine) with which every printed sum is the sum of the printed parts."""
    sums: list[tuple[list[Decimal], Decimal]] = []
    for field in plan.fields:
        sums.append(([line.lost for line in field.improve], field.lost))
        sums.append(([line.expected for line in field.improve], field.expected))
    sums.append(([field.lost for field in plan.fields], plan.planned_lost))
    sums.append(([field.expected for field in plan.fields], plan.expected))
    unplanned = plan.unplanned_lost - plan.unexplained_lost
    sums.append(([plan.planned_lost, unplanned, plan.unexplained_lost], plan.lost))
    for decimals in range(_LEAST_DECIMALS, _GRID_DECIMALS):
        if all(_adds_up(parts, whole, decimals) for parts, whole in sums):
            return decimals
    return _GRID_DECIMALS


def _adds_up(parts: Sequence[Decimal], whole: Decimal, decimals: int) -> bool:
    return sum((round_half_up(part, decimals) for part in parts), ZERO) == round_half_up(whole, decimals)


def _line_row(number: int, line: ImproveLine, decimals: int, say: Say) -> Row:
    return Row(
        (
            str(number),
            f"{line.number} {line.title}" if line.number else line.title,
            _points(line.lost, decimals),
            _list(line.causes, say),
            _list(line.remedies, say) or say(PlanCode.REMEDY_DEFAULT, {}),
            _list(line.targets, say),
            line.lead or "",
            "; ".join(line.cooperating),
            line.product or "",
            _due(line.due),
            _points(line.expected, decimals) if line.expected else "",
        )
    )


def _list(entries: Sequence[Words], say: Say) -> str:
    """One entry stands by itself, several each on a line with a dash."""
    texts = [words(entry, say) for entry in entries]
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)


def _sum_row(label: str, lost: Decimal, expected: Decimal | None, decimals: int) -> Row:
    shown = "" if expected is None else _points(expected, decimals)
    between = ("",) * (len(_COLUMNS) - _LABEL_COLUMNS - 2)
    cells = (label, "", _points(lost, decimals), *between, shown)
    return Row(cells, bold=True, spans=((0, _LABEL_COLUMNS), (_LABEL_COLUMNS + 1, len(between))))


def _points(value: Decimal, decimals: int) -> str:
    return show_decimal(Decimal(plain(round_half_up(value, decimals))))


def _due(due: date | str | None) -> str:
    return show_date(due) if isinstance(due, date) else due or ""


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        while number >= value:
            text, number = text + sign, number - value
    return text
