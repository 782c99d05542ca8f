"""The figures of a table as a statement: total rows, and identities between columns that the table itself keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from parindex.engine.checks.printed import decimals_of
from parindex.engine.checks.proof_reading.column_means import column_means
from parindex.engine.checks.proof_reading.column_relations import column_relations
from parindex.engine.checks.proof_reading.grids import ROMAN, Grid, cell_code, grid_of
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.checks.statements import Identity, PrintedFigure, PrintedStatement, SumIdentity
from parindex.engine.numbers.exact import CONTEXT, ZERO

_MEAN = re.compile(r"(?i)\b(?:bình quân|trung bình)\b")
_PERIOD = re.compile(r"(?i)^(?:quý|tháng|kỳ)\b")


def statement_of_table(rows: Sequence[Sequence[str]], unit: str = "", place: str = "") -> PrintedStatement | None:
    """Figures and identities of one table, cell ``r<row>c<column>`` from 0; None when it keeps to none."""
    grid = grid_of(rows)
    if grid is None:
        return None
    with localcontext(CONTEXT):
        identities = [*_total_rows(grid), *column_relations(grid), *column_means(grid)]
    if not identities:
        return None
    figures = tuple(
        PrintedFigure(code=cell_code(*cell), value=value, title=grid.title(*cell), place=place)
        for cell, value in sorted(grid.cells.items())
    )
    return PrintedStatement(unit=unit, figures=figures, identities=tuple(identities))


def _total_rows(grid: Grid) -> Iterator[Identity]:
    """A row called total against the rows that it is the total of; columns of percentages are no sums."""
    groups = [row for row in grid.rows if any(ROMAN.match(text.strip()) for text in grid.source[row][:2])]
    counts = [column for column in grid.columns if column not in grid.shares]
    if len(grid.totals) == 1:
        others = [row for row in grid.rows if row not in grid.totals]
        choices = [others] if not groups else [groups, [row for row in others if row not in groups]]
        for rows in choices:
            yield from _held([(grid.totals[0], rows)], counts, grid)
    subtotals = []
    ends = [*groups[1:], max(grid.rows) + 1]
    for row, following in zip(groups, ends, strict=False):
        own = [each for each in grid.rows if row < each < following and each not in grid.totals]
        if len(own) >= 2:
            subtotals.append((row, own))
    yield from _held(subtotals, counts, grid)


def _held(sums: Sequence[tuple[int, Sequence[int]]], counts: Sequence[int], grid: Grid) -> Iterator[Identity]:
    """Sums of rows by column, when at least half of them hold, or a slip explains the only one."""
    full = [
        (total, rows, column)
        for total, rows in sums
        for column in counts
        if len(rows) >= 2
        and all((row, column) in grid.cells for row in (total, *rows))
        and not _is_mean(grid, total, rows, column)
        and not _is_stock(grid, total, rows, column)
    ]
    holds = [each for each in full if _summed(grid, each[1], each[2]) == grid.cells[each[0], each[2]]]
    for total, rows, column in full:
        values = [grid.cells[row, column] for row in rows]
        if len(holds) * 2 >= len(full) if holds else sum_slips(grid.cells[total, column], values):
            yield SumIdentity(sum=cell_code(total, column), of=tuple(cell_code(row, column) for row in rows))


def _is_mean(grid: Grid, total: int, rows: Sequence[int], column: int) -> bool:
    """Whether the last row is the mean of its column: no sum lies between the least and the most of its parts. Told by
    the row's name, or by decimals."""
    values = [grid.cells[row, column] for row in rows]
    told = any(_MEAN.search(cell) for cell in grid.source[total]) or any(decimals_of(each) for each in values)
    return told and min(values) <= grid.cells[total, column] <= max(values)


def _is_stock(grid: Grid, total: int, rows: Sequence[int], column: int) -> bool:
    """Whether rows of periods end in what stood at the first one's begin or the last one's end, which is no sum."""
    names = [grid.source[0][0], *(grid.source[row][0] for row in rows)]
    ends = (grid.cells[rows[0], column], grid.cells[rows[-1], column])
    return any(_PERIOD.match(name.strip()) for name in names) and grid.cells[total, column] in ends


def _summed(grid: Grid, rows: Sequence[int], column: int) -> Decimal:
    return sum((grid.cells[row, column] for row in rows), ZERO)
