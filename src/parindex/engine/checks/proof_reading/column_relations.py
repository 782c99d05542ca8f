"""Relations between the columns of a table that the table itself keeps to.

Which column is the sum, the balance or the percentage of which others is learned from the rows: it must hold in most of
them. So a row in which it does not hold is a finding, and a table that means something else is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import combinations, permutations, product

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.grids import Grid, cell_code
from parindex.engine.checks.statements import BalanceIdentity, Identity, RateIdentity, SameIdentity, SumIdentity
from parindex.engine.numbers.exact import ZERO, percent

_CHANGE = re.compile(r"(?i)\b(?:tăng|giảm|chênh)\b")
FEWEST_ROWS = 3
MOST_PARTS = 6
LONGEST_BALANCE = 9
LEAST_TELLING = 10
"""A balance of smaller figures may be chance."""


def column_relations(grid: Grid) -> Iterator[Identity]:
    """Every relation, row by row."""
    counts = [column for column in grid.columns if column not in grid.shares]
    sums = list(_sums(grid, counts))
    for whole, parts, rows in [*sums, *_changes_of_shares(grid)]:
        yield from (SumIdentity(sum=cell_code(row, whole), of=_codes(row, parts)) for row in rows)
    for into, out, rows in _balances(grid, counts, [{whole, *parts} for whole, parts, _ in sums]):
        for row in rows:
            yield BalanceIdentity.model_validate({"balance": _codes(row, into), "equals": _codes(row, out)})
    for share in sorted(grid.shares):
        yield from _rates(grid, share, counts)
    yield from _carried(grid, counts)


def _codes(row: int, columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(cell_code(row, column) for column in columns)


Sums = Iterator[tuple[int, tuple[int, ...], list[int]]]
"""Column of the whole, columns of its parts, rows."""


def _sums(grid: Grid, counts: Sequence[int]) -> Sums:
    wholes: set[int] = set()
    for whole in counts:
        for parts in _neighbours(whole, counts):
            if wholes.intersection(parts) != wholes.intersection((*parts, whole)):
                continue
            rows = _kept_to(grid, (whole, *parts), lambda v: v[0] == sum(v[1:], ZERO), proper=True)
            if rows:
                wholes.add(whole)
                yield whole, (*parts, *_rest(grid, rows, whole, parts)), rows
                break


def _rest(grid: Grid, rows: Sequence[int], whole: int, parts: Sequence[int]) -> tuple[int, ...]:
    """The column, wherever it stands, that holds in every row just what the parts leave over: «Không có hạn»."""
    left = [grid.cells[row, whole] - sum((grid.cells[row, part] for part in parts), ZERO) for row in rows]
    if not any(left):
        return ()
    others = (column for column in grid.columns if column not in (whole, *parts) and column not in grid.shares)
    return next(((column,) for column in others if [grid.cells.get((row, column)) for row in rows] == left), ())


def _changes_of_shares(grid: Grid) -> Sums:
    """«Năm 2023 (%) | Năm 2024 (%) | Tăng, giảm»: the new one is the old one and the change."""
    shares = sorted(grid.shares)
    changes = [column for column in shares if _CHANGE.search(grid.heads(column))]
    for change in changes:
        for new, old in permutations([each for each in shares if each != change], 2):
            rows = _kept_to(grid, (new, old, change), lambda v: v[0] == v[1] + v[2], proper=True)
            if rows:
                yield new, (old, change), rows
                break


def _balances(
    grid: Grid, counts: Sequence[int], sums: Sequence[set[int]]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], list[int]]]:
    """«Kỳ trước | Tiếp nhận | Đúng hạn | Quá hạn | Kỳ sau»: what stands left is what stands right, in columns side by
    side; nothing where a column and its own parts stand among them."""
    for size in range(4, min(LONGEST_BALANCE, len(counts)) + 1):
        for start in range(len(counts) - size + 1):
            chosen = tuple(counts[start : start + size])
            if any(some.issubset(chosen) for some in sums):
                continue
            for cut in range(2, size - 1):
                into, out = chosen[:cut], chosen[cut:]
                rows = _kept_to(grid, chosen, partial(_is_balance, cut))
                if rows and sum(_is_telling(grid, row, chosen) for row in rows) >= FEWEST_ROWS:
                    yield into, out, rows


def _is_balance(cut: int, values: Sequence[Decimal]) -> bool:
    return sum(values[:cut], ZERO) == sum(values[cut:], ZERO)


def _is_telling(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    large = [column for column in columns if grid.cells[row, column] >= LEAST_TELLING]
    return len(large) >= 3


def _rates(grid: Grid, share: int, counts: Sequence[int]) -> Iterator[Identity]:
    """A column of percentages: of one column in another, of two side by side in another, of a row in the total row."""
    pairs = list(zip(counts, counts[1:], strict=False))
    above = [*((part,) for part in counts), *pairs]
    for parts, whole in product(above, counts):
        if whole in parts:
            continue
        rows = _kept_to(grid, (share, whole, *parts), _is_rate)
        if rows:
            for row in rows:
                yield RateIdentity(
                    rate=cell_code(row, share), numerator=_codes(row, parts), denominator=(cell_code(row, whole),)
                )
            return
    for one, other in permutations(counts, 2):
        rows = _kept_to(grid, (share, one, other), _is_rate_of_both)
        if rows:
            for row in rows:
                yield RateIdentity(
                    rate=cell_code(row, share),
                    numerator=_codes(row, (one,)),
                    denominator=_codes(row, (one, other)),
                    together=True,
                )
            return
    yield from _of_total_row(grid, share, counts)


def _of_total_row(grid: Grid, share: int, counts: Sequence[int]) -> Iterator[Identity]:
    """«Số phiếu | % tổng số»: of the last row."""
    if len(grid.totals) != 1:
        return
    total = grid.totals[0]
    for column in counts:
        base = grid.cells.get((total, column), ZERO)
        rows = [row for row in grid.rows if row != total and {(row, share), (row, column)} <= grid.cells.keys()]
        kept = [row for row in rows if _is_rate((grid.cells[row, share], base, grid.cells[row, column]))]
        if len(kept) >= FEWEST_ROWS and len(kept) * 4 >= len(rows) * 3:
            for row in rows:
                yield RateIdentity(
                    rate=cell_code(row, share),
                    numerator=(cell_code(row, column),),
                    denominator=(cell_code(total, column),),
                )
            return


def _carried(grid: Grid, counts: Sequence[int]) -> Iterator[Identity]:
    """«Chuyển kỳ sau» of a row is «Kỳ trước chuyển sang» of the next."""
    rows = [row for row in grid.rows if row not in grid.totals]
    for opening, closing in permutations(counts, 2):
        steps = [
            ((row, closing), (after, opening))
            for row, after in zip(rows, rows[1:], strict=False)
            if {(row, closing), (after, opening)} <= grid.cells.keys()
        ]
        kept = [one for one, other in steps if grid.cells[one] == grid.cells[other] >= LEAST_TELLING]
        if len(kept) >= 2 and len(kept) * 3 >= len(steps) * 2 and len({grid.cells[one] for one in kept}) > 1:
            for one, other in steps:
                yield SameIdentity.model_validate({"same": cell_code(*other), "as": cell_code(*one)})


def _neighbours(whole: int, counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Columns beside a column that may be its parts: those next to it on the right, on the left; then any two."""
    place = counts.index(whole)
    for size in range(min(MOST_PARTS, len(counts) - 1), 1, -1):
        for chosen in (counts[place + 1 : place + 1 + size], counts[max(0, place - size) : place]):
            if len(chosen) == size:
                yield tuple(chosen)
    yield from combinations([column for column in counts if column != whole], 2)


def _is_rate(values: Sequence[Decimal]) -> bool:
    rate, whole, *parts = values
    return whole > 0 and abs(percent(sum(parts, ZERO), whole) - rate) <= half_unit(decimals_of(rate))


def _is_rate_of_both(values: Sequence[Decimal]) -> bool:
    """«Đúng hạn | Quá hạn | Tỷ lệ đúng hạn»: of what was resolved in all, which is not printed."""
    rate, one, other = values
    return one + other > 0 and abs(percent(one, one + other) - rate) <= half_unit(decimals_of(rate))


def _kept_to(
    grid: Grid, columns: Sequence[int], holds: Callable[[Sequence[Decimal]], bool], *, proper: bool = False
) -> list[int]:
    """Rows with all these columns, when the identity holds in three quarters of them and is more than 0 = 0 + 0."""
    rows = [row for row in grid.rows if all((row, column) in grid.cells for column in columns)]
    kept = telling = 0
    for seen, row in enumerate(rows, 1):
        values = [grid.cells[row, column] for column in columns]
        if holds(values):
            kept += 1
            telling += not proper or all(values)
        elif (seen - kept) * 4 > len(rows):
            return []
    return rows if kept >= FEWEST_ROWS and telling >= 2 else []
