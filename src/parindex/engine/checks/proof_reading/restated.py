"""Figures that a text says again: what a table's total says, what another section says, «cả 04 trường hợp».

Two figures are one only where their words agree: every word of a column's head stands in the clause, or the same words
in the same order lead to both. Where they are not equal, one slip of the hand must explain it, no other figure of the
table may be the one that is meant, and the figures must be long enough that chance makes no pair of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.grids import Grid, grid_of
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.slips import slip

_WORD = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_EMPTY = frozenset("số tỷ tỉ lệ là của và các có được tại về theo cộng tổng".split())
"""Words that tell no two columns apart."""
_OTHER_TIME = re.compile(
    r"\b(?:cùng kỳ|năm trước|kỳ trước|quý trước|tháng trước|so với|kế hoạch|dự toán|phấn đấu|mục tiêu|chỉ tiêu"
    r"|tối thiểu|ít nhất|trở lên|năm \d{4}|giai đoạn)\b"
)
_ALL_OF_THEM = re.compile(r"(?i)\bcả\s*$")
FEWEST_WORDS = 2
LONGEST_LEAD = 8
MANY_WORDS = 4
DIGITS, DIGITS_WELL_NAMED, DIGITS_OF_NAMED_ROW = 4, 3, 2
"""A figure must have as many digits for a slip to be told from another figure."""


class _Cell(NamedTuple):
    passage: int
    row: int
    column: int
    value: Decimal
    title: str
    words: frozenset[str]
    """Words of head and row that the clause must have."""
    is_total: bool
    is_share: bool
    is_base: bool = False
    """Looked for as the denominator of a ratio whose numerator stands in the same row."""
    telling: bool = True
    """Whether its words tell enough of it to be meant by a clause."""


def add_restated(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    """Add every figure that is said again to the table as the same as where it was said first."""
    grids = {number: grid for number, each in enumerate(passages) if each.rows and (grid := grid_of(each.rows))}
    cells = {place: tuple(_cells(place, grid)) for place, grid in grids.items()}
    for number, mentions in found.items():
        for mention in mentions:
            for place, grid in grids.items():
                if passages[place].part == passages[number].part:
                    _in_table(Spot(number, mention), cells[place], grid, table)
        _all_of_them(number, passages[number].text, mentions, table)
    printed = [value for grid in grids.values() for value in grid.cells.values()]
    _in_another_place(passages, found, printed, rules, table)


# --- a text and a table ---


def _in_table(spot: Spot, cells: Sequence[_Cell], grid: Grid, table: FigureTable) -> None:
    mention = spot.mention
    if _OTHER_TIME.search(mention.clause):
        return
    words = frozenset(_WORD.findall(mention.clause))
    meant = [each for each in cells if each.telling and each.is_share == mention.is_percent and each.words <= words]
    named = [each for each in meant if not each.is_total]
    if len({each.row for each in named}) > 1:
        return
    cell = _one(mention.value, named or meant, grid)
    if cell is None:
        return
    table.add_cell(spot, *cell[:5])
    if mention.below is not None:
        beside = [
            each._replace(is_base=True)
            for each in cells
            if each.row == cell.row and each.column != cell.column and not each.is_share
        ]
        base = _one(mention.below, beside, grid)
        if base is not None:
            table.add_cell(spot, *base[:5], below=True)


def _cells(place: int, grid: Grid) -> Iterator[_Cell]:
    """Cells of a table, ``telling`` where their words tell enough of them. Asked once a table: every mention is held
    against them."""
    for column in grid.columns:
        head = _content(grid.heads(column))
        for row in grid.rows:
            if (row, column) not in grid.cells:
                continue
            total = row in grid.totals
            own = frozenset[str]() if total else _content(grid.label(row))
            telling = len(head) >= FEWEST_WORDS and (total or len(own) >= FEWEST_WORDS)
            title, value = grid.title(row, column), grid.cells[row, column]
            yield _Cell(place, row, column, value, title, head | own, total, column in grid.shares, telling=telling)


def _content(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_IN_BRACKETS.sub("", words).lower())) - _EMPTY


def _one(value: Decimal, cells: Sequence[_Cell], grid: Grid) -> _Cell | None:
    """The cell that says the figure, else the only one that a slip turns into it."""
    same = [each for each in cells if each.value == value]
    if same:
        return same[0]
    if value in grid.cells.values():
        return None
    slipped = [each for each in cells if _long_enough(value, each) and slip(value, each.value) is not None]
    return slipped[0] if len({each.value for each in slipped}) == 1 else None


def _long_enough(value: Decimal, cell: _Cell) -> bool:
    """Whether chance makes no pair of the two: a percentage, or a figure that many words name, may be shorter."""
    few = cell.is_share or len(cell.words) >= MANY_WORDS or cell.is_base
    least = DIGITS_WELL_NAMED if few else DIGITS
    if not cell.is_total and not cell.is_base and len(cell.words) > MANY_WORDS:
        least = DIGITS_OF_NAMED_ROW
    return min(_digits(value), _digits(cell.value)) >= least


def _digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


# --- a text in two places ---


def _in_another_place(
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    printed: Sequence[Decimal],
    rules: ProofRules,
    table: FigureTable,
) -> None:
    """``printed``: the numbers of all tables."""
    spots = [Spot(number, each) for number, mentions in found.items() for each in mentions if _long_count(each)]
    values = Counter([*printed, *(spot.mention.value for spot in spots)])
    leads: dict[tuple[int, tuple[str, ...], str], list[Spot]] = {}
    for spot in spots:
        for words in _runs_of(spot.mention):
            leads.setdefault((passages[spot.passage].part, words, _unit(spot.mention)), []).append(spot)
    for some in leads.values():
        for one, other in zip(some, some[1:], strict=False):
            if one.passage != other.passage and _classes(one, rules) == _classes(other, rules):
                if one.mention.value == other.mention.value:
                    table.add_same(other, one, whole=True)
                elif (
                    slip(other.mention.value, one.mention.value) is not None
                    and values[one.mention.value] + values[other.mention.value] > 2
                ):
                    # one of the two stands in a third place: the other is the odd one
                    table.add_same(other, one, whole=True)


def _long_count(mention: Mention) -> bool:
    counts = not mention.is_percent and mention.below is None
    return counts and _digits(mention.value) >= DIGITS and not _OTHER_TIME.search(mention.clause)


def _runs_of(mention: Mention) -> set[tuple[str, ...]]:
    """Three words in a row among those that lead to the figure, not all of them empty."""
    words = _WORD.findall(mention.before.lower())[-LONGEST_LEAD:]
    runs = zip(words, words[1:], words[2:], strict=False)
    return {run for run in runs if len(set(run) - _EMPTY) >= FEWEST_WORDS}


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:2])


def _classes(spot: Spot, rules: ProofRules) -> tuple[str | None, ...]:
    return tuple(partition.class_of(spot.mention.clause) for partition in rules.partitions)


def _all_of_them(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    """«còn 04 hồ sơ quá hạn …; đã xin lỗi cả 04 trường hợp»: the figure before it, where the two are as near as one."""
    for before, mention in zip(found, found[1:], strict=False):
        if not _ALL_OF_THEM.search(text[: mention.start]) or before.is_percent or mention.is_percent:
            continue
        near_to = abs(before.value - mention.value) <= 1 or slip(mention.value, before.value) is not None
        cases = re.match(r"\s*(?:trường hợp|hồ sơ)\b", text[mention.end :]) is not None
        if cases and before.below is None and mention.below is None and near_to:
            table.add_same(Spot(number, mention), Spot(number, before), whole=True)
