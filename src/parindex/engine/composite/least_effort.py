"""The integer programme behind the path: at most one rung per leaf, gains reach what is needed, least effort.

HiGHS works in floats; its answer is only a proposal. The caller checks it exactly, and a proposal that misses is cut
off (and nothing else with it), so that a rounding error can neither pass nor hide the true least set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

_ROW_SCALE = 1000.0
"""HiGHS lets a row be missed by 1e-6; points are scaled so that this is a billionth of a point."""
_CUTS = 40
_MARGIN = Decimal("0.000001")


class Option(NamedTuple):
    """One rung of one leaf."""

    leaf: str
    gain: Decimal
    effort: Decimal


class Chosen(NamedTuple):
    """Indexes of the chosen options, and whether nothing cheaper can exist."""

    options: tuple[int, ...]
    proven_least: bool


def least_effort(
    options: Sequence[Option], needed: Decimal, reaches: Callable[[tuple[int, ...]], bool]
) -> Chosen | None:
    """The cheapest options whose gains sum to ``needed`` points and for which ``reaches`` holds exactly.

    None when the programme has no answer. ``proven_least`` is False only when so many proposals missed by a
    hair's breadth that the demand had to be raised.
    """
    constraints = [_one_rung_a_leaf(options)]
    gains = np.array([float(option.gain) for option in options]) * _ROW_SCALE
    proven = True
    while True:
        for _ in range(_CUTS):
            demand = LinearConstraint(gains[np.newaxis, :], lb=float(needed) * _ROW_SCALE)
            found = _solve(options, [demand, *constraints])
            if found is None:
                return None
            if reaches(found):
                return Chosen(_without_superfluous(options, found, reaches), proven)
            constraints.append(_not_this(found, len(options)))
        needed += _MARGIN
        proven = False


def _solve(options: Sequence[Option], constraints: list[LinearConstraint]) -> tuple[int, ...] | None:
    answer = milp(
        c=np.array([float(option.effort) for option in options]),
        constraints=constraints,
        integrality=np.ones(len(options)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return None
    return tuple(int(each) for each in np.flatnonzero(np.round(answer.x) > 0))


def _one_rung_a_leaf(options: Sequence[Option]) -> LinearConstraint:
    leaves = sorted({option.leaf for option in options})
    row_of = {leaf: row for row, leaf in enumerate(leaves)}
    matrix = np.zeros((len(leaves), len(options)))
    for column, option in enumerate(options):
        matrix[row_of[option.leaf], column] = 1.0
    return LinearConstraint(matrix, ub=1.0)


def _not_this(found: tuple[int, ...], size: int) -> LinearConstraint:
    """Everything but exactly this choice: Σ(others) − Σ(found) ≥ 1 − |found|."""
    row = np.ones((1, size))
    row[0, list(found)] = -1.0
    return LinearConstraint(row, lb=1.0 - len(found))


def _without_superfluous(
    options: Sequence[Option], found: tuple[int, ...], reaches: Callable[[tuple[int, ...]], bool]
) -> tuple[int, ...]:
    """Drop what the target does not need (options that cost nothing may have been taken for nothing)."""
    for each in sorted(found, key=lambda index: -options[index].effort):
        rest = tuple(index for index in found if index != each)
        if reaches(rest):
            found = rest
    return found
