"""The figures of a table as a statement: total rows, and identities between columns that the table itself keeps to.

Which column is the sum or the percentage of which others is learned from the rows: it must hold in most of them. So a
row in which it does not hold is a finding, and a table that means something else is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import combinations, permutations
from typing import NamedTuple

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.mentions import number_of
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.checks.statements import Identity, PrintedFigure, PrintedStatement, RateIdentity, SumIdentity
from parindex.engine.numbers.exact import CONTEXT, ZERO, percent

_NUMBER = re.compile(r"^\s*([-−–+]?\s?\d[\d.,]*)\s*(%?)\s*$")
_TOTAL = re.compile(r"(?i)^\s*(?:tổng(?: cộng| số)?|cộng|toàn (?:huyện|tỉnh|xã|thành phố)|chung)\b[^\d]{0,30}$")
_ROMAN = re.compile(r"^[IVX]+\.?$")
_MEAN = re.compile(r"(?i)\b(?:bình quân|trung bình)\b")
_SHARE = re.compile(r"%|(?i:tỷ lệ|tỉ lệ)")
FEWEST_ROWS = 3
MOST_PARTS = 6


class Grid(NamedTuple):
    """Numbers of a table by (row, column), and the words beside them."""

    cells: dict[tuple[int, int], Decimal]
    rows: list[int]
    """Rows with figures."""
    columns: list[int]
    """Columns with figures in at least half of these rows; without counters."""
    shares: set[int]
    """Columns of percentages."""
    totals: list[int]
    source: Sequence[Sequence[str]]

    def title(self, row: int, column: int) -> str:
        """``Xã A, Đúng hạn``: first words of the row and the nearest words above."""
        words = next((cell for cell in self.source[row] if _words(cell)), "")
        head = next((self.source[above][column] for above in range(self.rows[0] - 1, -1, -1)
                     if column < len(self.source[above]) and _words(self.source[above][column])), "")  # fmt: skip
        return ", ".join(" ".join(each.split())[:40] for each in (words, head) if each) or f"{row + 1}/{column + 1}"

    def heads(self, column: int) -> str:
        """Everything above a column; a cell over several columns stands above each: ``Đã giải quyết Trước hạn``."""
        found = []
        for above, cells in enumerate(self.source[: self.rows[0]]):
            reach = range(column, -1, -1) if above + 1 < self.rows[0] else (column,)
            found.append(next((cells[at] for at in reach if at < len(cells) and cells[at].strip()), ""))
        return " ".join(dict.fromkeys(" ".join(each.split()) for each in found if _words(each)))

    def label(self, row: int) -> str:
        """The words that a row begins with."""
        return " ".join(next((cell for cell in self.source[row] if _words(cell)), "").split())


def statement_of_table(rows: Sequence[Sequence[str]], unit: str = "", place: str = "") -> PrintedStatement | None:
    """Figures and identities of one table, cell ``r<row>c<column>`` from 0; None when it keeps to none."""
    grid = grid_of(rows)
    if grid is None:
        return None
    with localcontext(CONTEXT):
        identities = [*_total_rows(grid), *_columns(grid)]
    if not identities:
        return None
    figures = tuple(
        PrintedFigure(code=_code(*cell), value=value, title=grid.title(*cell), place=place)
        for cell, value in sorted(grid.cells.items())
    )
    return PrintedStatement(unit=unit, figures=figures, identities=tuple(identities))


def _code(row: int, column: int) -> str:
    return f"r{row}c{column}"


def _words(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", cell))


def grid_of(rows: Sequence[Sequence[str]]) -> Grid | None:
    """The numbers of a table; None for one without rows of figures."""
    cells: dict[tuple[int, int], Decimal] = {}
    printed: dict[int, list[str]] = {}
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            found = _NUMBER.match(text)
            if found is not None:
                try:
                    cells[row, column] = number_of(found[1].strip(".,"))
                except ArithmeticError:
                    continue
                printed.setdefault(column, []).append(text)
    named = [row for row, texts in enumerate(rows) if any(_words(text) for text in texts)]
    with_figures = [row for row in named if sum((row, column) in cells for column in range(len(rows[row]))) >= 1]
    if len(with_figures) < 2:
        return None
    columns = [
        column
        for column in sorted(printed)
        if sum((row, column) in cells for row in with_figures) * 2 >= len(with_figures)
        and not _is_counter([cells[row, column] for row in with_figures if (row, column) in cells])
    ]
    heads = {column: " ".join(texts[column] for texts in rows[: with_figures[0]] if column < len(texts))
             for column in columns}  # fmt: skip
    shares = {column for column in columns
              if _SHARE.search(heads[column]) or any("%" in text for text in printed[column])
              or _under_percent(rows[: with_figures[0]], column)}  # fmt: skip
    totals = [row for row in with_figures if any(_TOTAL.match(text) for text in rows[row])]
    kept = {cell: value for cell, value in cells.items() if cell[0] in with_figures and cell[1] in columns}
    return Grid(kept, with_figures, columns, shares, totals, rows) if columns else None


def _under_percent(heads: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a head with a percent sign reaches over a column that has none of its own: «Chỉ số (%)» over years."""
    if not heads or column >= len(heads[0]) or heads[0][column].strip():
        return False
    above = next((cell for cell in reversed(heads[0][:column]) if cell.strip()), "")
    own = " ".join(cells[column] for cells in heads[1:] if column < len(cells))
    return "%" in above and re.search(r"(?i)\bsố\b", own) is None


def _is_counter(values: Sequence[Decimal]) -> bool:
    """1, 2, 3 …: the number of the row."""
    return len(values) > 2 and all(b - a in (0, 1) for a, b in zip(values, values[1:], strict=False)) and values[0] == 1


def _total_rows(grid: Grid) -> Iterator[Identity]:
    """A row called total against the rows that it is the total of; columns of percentages are no sums."""
    groups = [row for row in grid.rows if any(_ROMAN.match(text.strip()) for text in grid.source[row][:2])]
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
    ]
    holds = [each for each in full if _summed(grid, each[1], each[2]) == grid.cells[each[0], each[2]]]
    for total, rows, column in full:
        values = [grid.cells[row, column] for row in rows]
        if len(holds) * 2 >= len(full) if holds else sum_slips(grid.cells[total, column], values):
            yield SumIdentity(sum=_code(total, column), of=tuple(_code(row, column) for row in rows))


def _is_mean(grid: Grid, total: int, rows: Sequence[int], column: int) -> bool:
    """Whether the last row is the mean of its column: no sum lies between the least and the most of its parts. Told by
    the row's name, or by decimals."""
    values = [grid.cells[row, column] for row in rows]
    told = any(_MEAN.search(cell) for cell in grid.source[total]) or any(decimals_of(each) for each in values)
    return told and min(values) <= grid.cells[total, column] <= max(values)


def _summed(grid: Grid, rows: Sequence[int], column: int) -> Decimal:
    return sum((grid.cells[row, column] for row in rows), ZERO)


def _columns(grid: Grid) -> Iterator[Identity]:
    counts = [column for column in grid.columns if column not in grid.shares]
    wholes: set[int] = set()
    for whole in counts:
        for parts in _neighbours(whole, counts):
            if wholes.intersection(parts) != wholes.intersection((*parts, whole)):
                continue
            rows = _kept_to(grid, (whole, *parts), lambda v: v[0] == sum(v[1:], ZERO), proper=True)
            if rows:
                wholes.add(whole)
                yield from (SumIdentity(sum=_code(row, whole), of=tuple(_code(row, p) for p in parts)) for row in rows)
                break
    for share in sorted(grid.shares):
        for part, whole in permutations(counts, 2):
            rows = _kept_to(grid, (share, part, whole), _is_rate)
            if rows:
                for row in rows:
                    yield RateIdentity(
                        rate=_code(row, share), numerator=(_code(row, part),), denominator=(_code(row, whole),)
                    )
                break


def _neighbours(whole: int, counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Columns beside a column that may be its parts: those next to it on the right, on the left; then any two."""
    place = counts.index(whole)
    for size in range(min(MOST_PARTS, len(counts) - 1), 1, -1):
        for chosen in (counts[place + 1 : place + 1 + size], counts[max(0, place - size) : place]):
            if len(chosen) == size:
                yield tuple(chosen)
    yield from combinations([column for column in counts if column != whole], 2)


def _is_rate(values: Sequence[Decimal]) -> bool:
    rate, part, whole = values
    return whole > 0 and abs(percent(part, whole) - rate) <= half_unit(decimals_of(rate))


def _kept_to(
    grid: Grid, columns: Sequence[int], holds: Callable[[Sequence[Decimal]], bool], *, proper: bool = False
) -> list[int]:
    """Rows with all these columns, when the identity holds in three quarters of them and is more than 0 = 0 + 0."""
    rows = [row for row in grid.rows if all((row, column) in grid.cells for column in columns)]
    values = {row: [grid.cells[row, column] for column in columns] for row in rows}
    kept = [row for row in rows if holds(values[row])]
    telling = [row for row in kept if not proper or sum(value > 0 for value in values[row]) >= len(columns)]
    enough = len(kept) >= FEWEST_ROWS and len(kept) * 4 >= len(rows) * 3 and len(telling) >= 2
    return rows if enough else []
