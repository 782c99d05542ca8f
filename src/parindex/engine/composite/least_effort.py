"""The integer programme behind the path: at most one rung per leaf, the total reaches what is demanded, least effort.

HiGHS works in floats; its answer is only a proposal. The caller checks it exactly, and a proposal that misses is cut
off (and nothing else with it), so that a rounding error can neither pass nor hide the true least set. Where a set
rounds criteria, fields or the total, each rounded sum is a whole number of its own in the programme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from parindex.engine.numbers.exact import CONTEXT

_ROW_SCALE = 1000.0
"""HiGHS lets a row be missed by 1e-6; points are scaled so that this is a billionth of a point."""
_CUTS = 40
_RAISES = (Decimal("0.000001"), Decimal("0.001"), Decimal(1))
"""After so many misses the demand is raised by this many points, and the answer is no longer proven least."""


class Option(NamedTuple):
    """One rung of one leaf."""

    leaf: str
    gain: Decimal
    effort: Decimal


class Sum(NamedTuple):
    """A sum that is rounded, or the total: what stays, the options that add to it, the rounded sums below it."""

    fixed: Decimal
    """Points of the leaves as they are, without those inside ``below``."""
    options: tuple[int, ...]
    below: tuple[int, ...]
    """Indexes of earlier sums."""
    decimals: int | None
    """None: not rounded; only the total."""


class Chosen(NamedTuple):
    """Indexes of the chosen options, and whether nothing cheaper can exist."""

    options: tuple[int, ...]
    proven_least: bool


def least_effort(
    options: Sequence[Option], sums: Sequence[Sum], demand: Decimal, reaches: Callable[[tuple[int, ...]], bool]
) -> Chosen | None:
    """The cheapest options with which the last of ``sums`` is at least ``demand`` points and ``reaches`` holds exactly.

    None when the programme has no answer. ``proven_least`` is False only when so many proposals missed by a
    hair's breadth that the demand had to be raised.
    """
    programme = _Programme(options, sums)
    for raised in (Decimal(0), *_RAISES):
        goal = programme.at_least(CONTEXT.add(demand, raised))
        for _ in range(_CUTS):
            found = programme.solve(goal)
            if found is None:
                return None
            if reaches(found):
                return Chosen(without_superfluous(options, found, reaches), proven_least=not raised)
            programme.cut_off(found)
    return None


def without_superfluous(
    options: Sequence[Option], found: tuple[int, ...], reaches: Callable[[tuple[int, ...]], bool]
) -> tuple[int, ...]:
    """Drop what the target does not need (options that cost nothing may have been taken for nothing)."""
    for each in sorted(found, key=lambda index: -options[index].effort):
        rest = tuple(index for index in found if index != each)
        if reaches(rest):
            found = rest
    return found


class _Programme:
    """Columns: one 0/1 for every option, then one whole number for every rounded sum (in units of its rounding)."""

    def __init__(self, options: Sequence[Option], sums: Sequence[Sum]) -> None:
        self._options, self._sums = options, sums
        rounded = [index for index, each in enumerate(sums) if each.decimals is not None]
        self._column = {index: len(options) + position for position, index in enumerate(rounded)}
        self._width = len(options) + len(rounded)
        self._bounds = self._all_bounds()
        self._constraints = [self._one_rung_a_leaf(), *(self._rounding(index) for index in rounded)]

    def solve(self, goal: LinearConstraint) -> tuple[int, ...] | None:
        size = len(self._options)
        answer = milp(
            c=np.array([*(float(option.effort) for option in self._options), *([0.0] * (self._width - size))]),
            constraints=[goal, *self._constraints],
            integrality=np.ones(self._width),
            bounds=self._bounds,
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        return tuple(int(each) for each in np.flatnonzero(np.round(answer.x[:size]) > 0))

    def at_least(self, demand: Decimal) -> LinearConstraint:
        """The total reaches the demand."""
        last = len(self._sums) - 1
        if last in self._column:
            row = np.zeros(self._width)
            row[self._column[last]] = self._unit(last)
            return _row(row, lowest=float(demand))
        row = self._parts(last)
        return _row(row, lowest=float(CONTEXT.subtract(demand, self._sums[last].fixed)))

    def cut_off(self, found: tuple[int, ...]) -> None:
        """Everything but exactly this choice: Σ(others) − Σ(found) ≥ 1 − |found|."""
        row = np.zeros((1, self._width))
        row[0, : len(self._options)] = 1.0
        row[0, list(found)] = -1.0
        self._constraints.append(LinearConstraint(row, lb=1.0 - len(found)))

    def _one_rung_a_leaf(self) -> LinearConstraint:
        leaves = sorted({option.leaf for option in self._options})
        row_of = {leaf: row for row, leaf in enumerate(leaves)}
        matrix = np.zeros((len(leaves), self._width))
        for column, option in enumerate(self._options):
            matrix[row_of[option.leaf], column] = 1.0
        return LinearConstraint(matrix, ub=1.0)

    def _all_bounds(self) -> Bounds:
        """Options are 0 or 1; a rounded sum lies between its leaves as they are and with every gain, a unit beyond."""
        lowest, highest = [0.0] * self._width, [1.0] * self._width
        for index, column in self._column.items():
            each, unit = self._sums[index], self._unit(index)
            gains = sum(max(0.0, float(self._options[option].gain)) for option in each.options)
            below = [(self._column[other], self._unit(other)) for other in each.below]
            least = float(each.fixed) + sum(lowest[other] * size for other, size in below)
            most = float(each.fixed) + gains + sum(highest[other] * size for other, size in below)
            lowest[column] = float(np.floor(least / unit)) - 1.0
            highest[column] = float(np.ceil(most / unit)) + 1.0
        return Bounds(lowest, highest)

    def _rounding(self, index: int) -> LinearConstraint:
        """Half up: a rounded sum is at most half a unit above the exact one."""
        unit = self._unit(index)
        row = -self._parts(index)
        row[self._column[index]] = unit
        return _row(row, highest=float(self._sums[index].fixed) + unit / 2)

    def _parts(self, index: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        row = np.zeros(self._width)
        for option in self._sums[index].options:
            row[option] = float(self._options[option].gain)
        for below in self._sums[index].below:
            row[self._column[below]] = self._unit(below)
        return row

    def _unit(self, index: int) -> float:
        return float(10.0 ** -(self._sums[index].decimals or 0))


def _row(
    row: np.ndarray[tuple[int], np.dtype[np.float64]], lowest: float = -np.inf, highest: float = np.inf
) -> LinearConstraint:
    return LinearConstraint(row[np.newaxis, :] * _ROW_SCALE, lb=lowest * _ROW_SCALE, ub=highest * _ROW_SCALE)
