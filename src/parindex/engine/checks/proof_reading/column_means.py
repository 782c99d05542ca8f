"""Averages in tables: of levels with their points, of a column in its last row, and growth from one column to another.

As with all columns, what an average is of is learned from the rows; a last row only where its name says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.grids import Grid, cell_code
from parindex.engine.checks.proof_reading.slips import slip
from parindex.engine.checks.statement_quotients import is_growth, is_quotient
from parindex.engine.checks.statements import GrowthIdentity, Identity, QuotientIdentity
from parindex.engine.numbers.exact import ZERO, divide, round_half_up

_MEAN = re.compile(r"(?i)\b(?:bình quân|trung bình)\b")
_GROWTH = re.compile(r"(?i)\b(?:tăng|giảm|so sánh|so với)\b")
FEWEST_ROWS = 3
LEVELS = (5, 4, 3)
"""How many levels an answer may have: «Rất hài lòng» is 5 points, «Rất không hài lòng» 1."""


def column_means(grid: Grid) -> Iterator[Identity]:
    """Every average and growth of a table."""
    counts = [column for column in grid.columns if column not in grid.shares]
    for column in counts:
        yield from _of_levels(grid, column, counts)
    for column in sorted(grid.shares):
        yield from _growths(grid, column, counts)
    for row in grid.rows:
        if any(_MEAN.search(cell) for cell in grid.source[row]):
            yield from _mean_row(grid, row)


def _of_levels(grid: Grid, mean: int, counts: Sequence[int]) -> Iterator[QuotientIdentity]:
    """Columns of levels side by side, their points falling or rising by one, and the average of the points."""
    for size in LEVELS:
        for start in range(len(counts) - size + 1):
            levels = counts[start : start + size]
            for points in ([*range(size, 0, -1)], [*range(1, size + 1)]):
                weights = tuple(Decimal(each) for each in points)
                rows = _kept_to(grid, mean, levels, weights) if mean not in levels else []
                for row in rows:
                    codes = tuple(cell_code(row, column) for column in levels)
                    yield QuotientIdentity(
                        quotient=cell_code(row, mean), numerator=codes, weights=weights, denominator=codes
                    )
                if rows:
                    return


def _kept_to(grid: Grid, mean: int, levels: Sequence[int], weights: Sequence[Decimal]) -> list[int]:
    """Rows with all these columns, when the average is right in three quarters of them, and in three at least."""
    rows = [row for row in grid.rows if all((row, column) in grid.cells for column in (mean, *levels))]
    kept = 0
    for row in rows:
        values, printed = [grid.cells[row, column] for column in levels], grid.cells[row, mean]
        total = sum((value * weight for value, weight in zip(values, weights, strict=True)), ZERO)
        kept += sum(values) > 0 and decimals_of(printed) > 0 and is_quotient(printed, values, total, sum(values, ZERO))
    return rows if kept >= FEWEST_ROWS and kept * 4 >= len(rows) * 3 else []


def _growths(grid: Grid, growth: int, counts: Sequence[int]) -> Iterator[GrowthIdentity]:
    """«Năm 2024 | Năm 2025 | Tăng, giảm (%)»."""
    if not _GROWTH.search(grid.heads(growth)):
        return
    for now, before in permutations(counts, 2):
        rows = [row for row in grid.rows if all((row, column) in grid.cells for column in (growth, now, before))]
        rows = [row for row in rows if grid.cells[row, before] > 0]
        kept = [
            row for row in rows if is_growth(grid.cells[row, growth], grid.cells[row, now], grid.cells[row, before])
        ]
        if len(kept) >= FEWEST_ROWS and len(kept) * 4 >= len(rows) * 3:
            for row in rows:
                codes = [cell_code(row, column) for column in (growth, now, before)]
                yield GrowthIdentity(growth=codes[0], now=codes[1], before=codes[2])
            return


def _mean_row(grid: Grid, row: int) -> Iterator[QuotientIdentity]:
    """The last row, called so, holds the mean of each column that is no sum: when it does, or when one slip explains
    why not and another column's is right."""
    others = [each for each in grid.rows if each != row and each not in grid.totals]
    if row != max(grid.rows) or len(others) < FEWEST_ROWS:
        return
    columns = [c for c in grid.columns if all((each, c) in grid.cells for each in (row, *others))]
    right, slipped = list[int](), list[int]()
    for column in columns:
        values, printed = [grid.cells[each, column] for each in others], grid.cells[row, column]
        mean = divide(sum(values, ZERO), Decimal(len(others)))
        if is_quotient(printed, values, sum(values, ZERO), Decimal(len(others))):
            right.append(column)
        elif slip(printed, round_half_up(mean, decimals_of(printed))) is not None or _near(mean, printed, values):
            slipped.append(column)
    for column in [*right, *slipped] if right else []:
        codes = tuple(cell_code(each, column) for each in others)
        yield QuotientIdentity(quotient=cell_code(row, column), numerator=codes, count=Decimal(len(others)))


def _near(mean: Decimal, printed: Decimal, values: Sequence[Decimal]) -> bool:
    """Whether one slip in one row explains why the mean is not right."""
    count, slack = len(values), half_unit(decimals_of(printed))
    total = sum(values, ZERO)
    for value in values:
        least, most = (printed - slack) * count - total + value, (printed + slack) * count - total + value
        unit = Decimal(1).scaleb(-decimals_of(value))
        middle = round_half_up((least + most) / 2, decimals_of(value))
        meant = [middle + unit * step for step in range(-count, count + 1)]
        if any(least <= each <= most and slip(value, each) is not None for each in meant):
            return True
    return False
