"""The integer programme behind the path: at most one rung per leaf, the total reaches what is demanded, least effort.

A rung whose points rise in proportion may be taken in part, by whole units (36 of 50 dossiers → 41 of 50).

HiGHS works in floats; its answer is only a proposal. The caller checks it exactly, and a proposal that misses is cut
off (and nothing else with it), so that a rounding error can neither pass nor hide the true least set. Where a set
rounds criteria, fields or the total, each rounded sum is a whole number of its own in the programme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from parindex.engine.numbers.exact import CONTEXT

_ROW_SCALE = 1000.0
"""HiGHS lets a row be missed by 1e-6; points are scaled so that this is a billionth of a point."""
_COUNTED = 200
"""Up to so many units a part is a whole number in the programme; above (money, thousands of dossiers) it is a share,
brought to the next whole unit afterwards: what that may cost too much is less than one unit's effort."""
_SHARE_TOLERANCE = 1e-7
_NODES = 20_000
"""Branches that the programme tries at most; the same number gives the same answer on every machine."""
_GRID = Decimal("0.000000001")
"""Points stand on nine decimals: those in the middle of a stretch may be this much above its straight line."""
_CUTS = 40
_RAISES = (Decimal("0.000001"), Decimal("0.001"), Decimal(1))
"""After so many misses the demand is raised by this many points, and the answer is no longer proven least."""


class Stretch(NamedTuple):
    """An option that may be taken in part: gain and effort beyond ``opening`` go with the units taken."""

    units: int
    """Whole units of the whole option; at least 2."""
    opening: Decimal
    """Effort before the first unit."""


class Option(NamedTuple):
    """One rung of one leaf."""

    leaf: str
    gain: Decimal
    effort: Decimal
    stretch: Stretch | None = None


class Taken(NamedTuple):
    """An option that is taken: wholly (``units`` is None) or its first units only."""

    option: int
    units: int | None = None


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
    """What is taken, and whether nothing cheaper can exist."""

    taken: tuple[Taken, ...]
    proven_least: bool


def least_effort(
    options: Sequence[Option], sums: Sequence[Sum], demand: Decimal, reaches: Callable[[tuple[Taken, ...]], bool]
) -> Chosen | None:
    """The cheapest options with which the last of ``sums`` is at least ``demand`` points and ``reaches`` holds exactly.

    None when the programme has no answer. ``proven_least`` is False when so many proposals missed by a hair's
    breadth that the demand had to be raised, and when the programme ended at its limit of branches.
    """
    programme = _Programme(options, sums)
    slack = CONTEXT.multiply(_GRID, Decimal(programme.counted))
    for raised in (-slack, *_RAISES):
        goal = programme.at_least(CONTEXT.add(demand, raised))
        for _ in range(_CUTS):
            found = programme.solve(goal)
            if found is None:
                return None
            if reaches(found):
                return Chosen(
                    without_superfluous(options, found, reaches), proven_least=raised <= 0 and programme.searched_all
                )
            if not programme.cut_off(found):
                break
    return None


def without_superfluous(
    options: Sequence[Option], found: tuple[Taken, ...], reaches: Callable[[tuple[Taken, ...]], bool]
) -> tuple[Taken, ...]:
    """Drop what the target does not need (options that cost nothing may have been taken for nothing)."""
    for each in sorted(found, key=lambda taken: -options[taken.option].effort):
        rest = tuple(taken for taken in found if taken != each)
        if reaches(rest):
            found = rest
    return found


class _Programme:
    """Columns: one 0/1 for every option, one whole number for every rounded sum (in units of its rounding), then one
    for the units taken of every stretch.
    """

    def __init__(self, options: Sequence[Option], sums: Sequence[Sum]) -> None:
        self._options, self._sums = options, sums
        rounded = [index for index, each in enumerate(sums) if each.decimals is not None]
        self._column = {index: len(options) + position for position, index in enumerate(rounded)}
        first = len(options) + len(rounded)
        self._stretches = {index: option.stretch for index, option in enumerate(options) if option.stretch}
        self._units = {index: first + position for position, index in enumerate(self._stretches)}
        self._width = first + len(self._units)
        self._steps = {index: each.units if each.units <= _COUNTED else 1 for index, each in self._stretches.items()}
        self.counted = sum(1 for steps in self._steps.values() if steps > 1)
        """Stretches whose units are whole numbers in the programme."""
        self.searched_all = True
        """Whether the last answer came before the limit of branches."""
        self._bounds = self._all_bounds()
        self._efforts = self._all_efforts()
        self._constraints = [
            self._one_rung_a_leaf(),
            *(self._rounding(index) for index in rounded),
            *(self._opened(index) for index in self._units),
        ]

    def solve(self, goal: LinearConstraint) -> tuple[Taken, ...] | None:
        answer = milp(
            c=self._efforts,
            constraints=[goal, *self._constraints],
            integrality=self._whole_numbers(),
            bounds=self._bounds,
            options={"mip_rel_gap": 0.0, "node_limit": _NODES},
        )
        self.searched_all = answer.status == 0
        if answer.x is None:
            return None
        chosen = np.flatnonzero(np.round(answer.x[: len(self._options)]) > 0)
        taken = (self._taken(int(index), answer.x) for index in chosen)
        return tuple(each for each in taken if each.units != 0)

    def _taken(self, index: int, answer: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Taken:
        if index not in self._units:
            return Taken(index)
        units = self._stretches[index].units
        part = float(answer[self._units[index]])
        if self._steps[index] == units:
            taken = round(part)
        else:
            taken = ceil((part + _SHARE_TOLERANCE) * units) if part > _SHARE_TOLERANCE else 0
        return Taken(index, taken if taken < units else None)

    def _whole_numbers(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        row = np.ones(self._width)
        for index, column in self._units.items():
            row[column] = float(self._steps[index] > 1)
        return row

    def at_least(self, demand: Decimal) -> LinearConstraint:
        """The total reaches the demand."""
        last = len(self._sums) - 1
        if last in self._column:
            row = np.zeros(self._width)
            row[self._column[last]] = self._unit(last)
            return _row(row, lowest=float(demand))
        row = self._parts(last)
        return _row(row, lowest=float(CONTEXT.subtract(demand, self._sums[last].fixed)))

    def cut_off(self, found: tuple[Taken, ...]) -> bool:
        """Everything but this choice, or one with more of what is taken in part; False where no row says just that.

        Σ(others) − Σ(found) ≥ 1 − |found|, where more units of the one part fulfil it too. (With two parts taken, less
        of one and more of the other might reach the target, and must not be cut off.)
        """
        parts = [each for each in found if each.units is not None]
        if len(parts) > 1 or any(self._steps[each.option] == 1 for each in parts):
            return False
        row = np.zeros((1, self._width))
        row[0, : len(self._options)] = 1.0
        row[0, [each.option for each in found]] = -1.0
        lowest = 1.0 - len(found)
        for each in parts:
            more = float((each.units or 0) + 1)
            row, lowest = row * more, lowest * more
            row[0, self._units[each.option]] = 1.0
        self._constraints.append(LinearConstraint(row, lb=lowest))
        return True

    def _one_rung_a_leaf(self) -> LinearConstraint:
        leaves = sorted({option.leaf for option in self._options})
        row_of = {leaf: row for row, leaf in enumerate(leaves)}
        matrix = np.zeros((len(leaves), self._width))
        for column, option in enumerate(self._options):
            matrix[row_of[option.leaf], column] = 1.0
        return LinearConstraint(matrix, ub=1.0)

    def _all_bounds(self) -> Bounds:
        """Options are 0 or 1; a rounded sum lies between its leaves as they are and with every gain, a unit beyond;
        of a stretch between none and all units are taken.
        """
        lowest, highest = [0.0] * self._width, [1.0] * self._width
        for index, column in self._column.items():
            each, unit = self._sums[index], self._unit(index)
            gains = sum(max(0.0, float(self._options[option].gain)) for option in each.options)
            below = [(self._column[other], self._unit(other)) for other in each.below]
            least = float(each.fixed) + sum(lowest[other] * size for other, size in below)
            most = float(each.fixed) + gains + sum(highest[other] * size for other, size in below)
            lowest[column] = float(np.floor(least / unit)) - 1.0
            highest[column] = float(np.ceil(most / unit)) + 1.0
        for index, column in self._units.items():
            highest[column] = float(self._steps[index])
        return Bounds(lowest, highest)

    def _all_efforts(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        row = np.zeros(self._width)
        for index, option in enumerate(self._options):
            row[index] = float(option.effort)
        for index, column in self._units.items():
            opening = self._stretches[index].opening
            row[index], row[column] = float(opening), float(self._options[index].effort - opening) / self._steps[index]
        return row

    def _opened(self, index: int) -> LinearConstraint:
        """Units of a stretch are taken only if it is: units taken ≤ all × y; and where counted, at least one."""
        matrix = np.zeros((2, self._width))
        matrix[0, [index, self._units[index]]] = [float(self._steps[index]), -1.0]
        if self._steps[index] > 1:
            matrix[1, [index, self._units[index]]] = [-1.0, 1.0]
        return LinearConstraint(matrix, lb=0.0)

    def _rounding(self, index: int) -> LinearConstraint:
        """Half up: a rounded sum is at most half a unit above the exact one."""
        unit = self._unit(index)
        row = -self._parts(index)
        row[self._column[index]] = unit
        return _row(row, highest=float(self._sums[index].fixed) + unit / 2)

    def _parts(self, index: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        row = np.zeros(self._width)
        for option in self._sums[index].options:
            gain = float(self._options[option].gain)
            if option in self._units:
                row[self._units[option]] = gain / self._steps[option]
            else:
                row[option] = gain
        for below in self._sums[index].below:
            row[self._column[below]] = self._unit(below)
        return row

    def _unit(self, index: int) -> float:
        return float(10.0 ** -(self._sums[index].decimals or 0))


def _row(
    row: np.ndarray[tuple[int], np.dtype[np.float64]], lowest: float = -np.inf, highest: float = np.inf
) -> LinearConstraint:
    return LinearConstraint(row[np.newaxis, :] * _ROW_SCALE, lb=lowest * _ROW_SCALE, ub=highest * _ROW_SCALE)
