"""Declared noise: how far a figure might have come out differently, by type of input.

* ratio: the numerator moves as a binomial count of the denominator would, in normal approximation with the share
  (numerator + 1) / (denominator + 2), so that 42 of 42 is not free of noise; between 0 and the denominator. Where the
  numerator is above the denominator it moves as a count.
* count: moves as a Poisson count would (standard deviation √count), not below 0. Where other inputs set a ceiling
  (targets met of targets due, bad dossiers of all) it moves as the numerator of a ratio.
* number: moves by a declared share of itself.
* dates, yes/no answers, choices: stand still. So do denominators, plans, last year's figures and printed points.

Whole figures stay whole; every figure stays inside the bounds that its input declares.

Normal values are taken from 65.536 equally likely quantiles of the standard normal (the largest is 4,3): four times as
fast as drawing them one by one, and far finer than the whole figures that they move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from parindex.engine.rulebook.document import Input, InputType
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn
from parindex.engine.scoring.kinds.base import Kind

QUANTILES: Floats = ndtri((np.arange(65536) + 0.5) / 65536)


@dataclass(frozen=True, slots=True)
class Noise:
    """Size of the noise by type of input; 0 switches a type off."""

    ratio: float = 1.0
    """Standard deviations of the binomial count."""
    count: float = 1.0
    """Standard deviations of the Poisson count."""
    number: float = 0.02
    """Standard deviation as a share of the figure."""


@dataclass(frozen=True, slots=True)
class Moving:
    """One figure of a block of units that is drawn: all arrays have one column."""

    code: str
    centre: Floats
    spread: Floats
    low: Floats
    high: Floats
    whole: bool
    grid: float | None
    denominator: Floats | None
    """For a ratio: goes with the drawn numerator."""

    def draw(self, generator: np.random.Generator, draws: int) -> Floats | RatioColumn:
        """``draws`` values a unit: array (units, draws)."""
        values = QUANTILES.take(generator.integers(0, 65536, (self.centre.shape[0], draws), dtype=np.uint16))
        values *= self.spread
        values += self.centre
        if self.whole:
            np.rint(values, out=values)
        elif self.grid is not None:
            values = np.rint(values / self.grid) * self.grid
        np.maximum(values, self.low, out=values)
        np.minimum(values, self.high, out=values)
        return values if self.denominator is None else RatioColumn(values, self.denominator)


def moving_figures(kind: Kind, declared: dict[str, Input], columns: Columns, noise: Noise) -> tuple[Moving, ...]:
    """The figures of a leaf that are drawn; those whose noise is 0 for every unit are left out."""
    found = []
    for code, entry in declared.items():
        if code in kind.still:
            continue
        moving = None
        if entry.type is InputType.RATIO and noise.ratio:
            moving = _ratio(entry, columns[code], noise)
        elif entry.type is InputType.COUNT:
            moving = _count(kind, entry, columns, noise)
        elif entry.type is InputType.NUMBER and noise.number:
            moving = _number(kind, entry, columns, noise)
        if moving is not None and moving.spread.any():
            found.append(moving)
    return tuple(found)


def _binomial_spread(numerator: Floats, denominator: Floats) -> Floats:
    share = (numerator + 1.0) / (denominator + 2.0)
    return np.sqrt(np.maximum(denominator * share * (1.0 - share), 0.0))


def _ratio(entry: Input, column: RatioColumn, noise: Noise) -> Moving:
    numerator, denominator = column
    above = numerator > denominator
    spread = noise.ratio * np.where(above, np.sqrt(numerator), _binomial_spread(numerator, denominator))
    high = np.full_like(numerator, np.inf) if entry.may_exceed_one else denominator
    low = np.zeros_like(numerator)
    whole = _all_whole(numerator) and _all_whole(denominator)
    if entry.minimum is not None:
        low = _inward(np.ceil, float(entry.minimum) * denominator, whole, numerator, np.minimum)
    if entry.maximum is not None:
        bound = _inward(np.floor, float(entry.maximum) * denominator, whole, numerator, np.maximum)
        high = np.minimum(high, bound)
    spread = np.where(denominator > 0, spread, 0.0)
    return Moving(entry.code, numerator, spread, low, high, whole, None, denominator)


def _inward(rounding: np.ufunc, bound: Floats, whole: bool, figure: Floats, towards: np.ufunc) -> Floats:
    """A bound on the numerator, on a whole count inside it; never so tight that the figure itself falls out."""
    result: Floats = towards(rounding(bound) if whole else bound, figure)
    return result


def _count(kind: Kind, entry: Input, columns: Columns, noise: Noise) -> Moving:
    centre: Floats = columns[entry.code]
    ceiling = kind.ceiling_of(entry.code, columns)
    spread = noise.count * np.sqrt(centre)
    if ceiling is not None:
        finite = np.where(np.isinf(ceiling), centre, ceiling)
        spread = np.where(np.isinf(ceiling), spread, noise.ratio * _binomial_spread(centre, finite))
    low, high = _bounds(entry, centre, ceiling)
    return Moving(entry.code, centre, spread, np.maximum(low, 0.0), high, True, None, None)


def _number(kind: Kind, entry: Input, columns: Columns, noise: Noise) -> Moving:
    centre: Floats = columns[entry.code]
    ceiling = kind.ceiling_of(entry.code, columns)
    low, high = _bounds(entry, centre, ceiling)
    # a figure that is not negative does not become so: floor space, money, ratings
    low = np.where(centre >= 0, np.maximum(low, 0.0), low)
    spread = noise.number * np.abs(centre)
    return Moving(entry.code, centre, spread, low, high, False, kind.grid_of(entry.code), None)


def _bounds(entry: Input, centre: Floats, ceiling: Floats | None) -> tuple[Floats, Floats]:
    low = np.full_like(centre, -np.inf if entry.minimum is None else float(entry.minimum))
    high = np.full_like(centre, np.inf if entry.maximum is None else float(entry.maximum))
    return low, high if ceiling is None else np.minimum(high, ceiling)


def _all_whole(values: Floats) -> bool:
    return bool((values == np.rint(values)).all())
