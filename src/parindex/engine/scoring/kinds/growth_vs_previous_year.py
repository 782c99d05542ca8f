"""Growth against the year before: bands on (this year − last year) / last year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.rules import GrowthBand, GrowthVsPreviousYear
from parindex.engine.scoring.kinds.arrays import Columns, Floats, at_least, dividing, more_than, unless_undivided
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    add,
    ceiling,
    divide,
    floored,
    multiply,
    refused,
    scored,
    subtract,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class GrowthVsPreviousYearKind(Kind):
    """A band is reached when current − previous ≥ bound × previous (> when strict); a negative base is refused."""

    def __init__(self, rule: GrowthVsPreviousYear, setting: Setting) -> None:
        self.needs = (rule.current, rule.previous)
        self.current, self.previous = rule.current, rule.previous
        # a group of units may have a smaller maximum than the table was written for
        self.bands = tuple(band.model_copy(update={"points": min(band.points, setting.maximum)}) for band in rule.bands)
        self.still = frozenset({rule.previous})

    def work(self, inputs: Admitted) -> Working:
        current: Decimal = inputs[self.current]
        previous: Decimal = inputs[self.previous]
        if not previous:
            return zero_denominator(self.previous)
        if previous < 0:
            return refused(Step(StepCode.REFUSED_NEGATIVE, {"input": self.previous, "value": previous}))
        growth = divide(subtract(current, previous), previous)
        first = Step(StepCode.GROWTH, {"current": current, "previous": previous, "growth": growth})
        better: GrowthBand | None = None
        for band in self.bands:
            if _reached(band, current, previous):
                break
            better = band
        else:
            lowest = self.bands[-1]
            below = Step(StepCode.BELOW_GROWTH_BANDS, {"at_least": lowest.at_least})
            return scored(ZERO, first, below, self._next(lowest, inputs))
        code = StepCode.GROWTH_BAND_EXCEEDED if band.strict else StepCode.GROWTH_BAND_REACHED
        reached = Step(code, {"at_least": band.at_least, "points": band.points})
        if better is None:
            return scored(band.points, first, reached)
        return scored(band.points, first, reached, self._next(better, inputs))

    def _needed(self, band: GrowthBand, inputs: Admitted) -> Decimal:
        """The whole figure of this year that reaches a band."""
        least = multiply(add(ONE, band.at_least), inputs[self.previous])
        return floored(least) + ONE if band.strict else ceiling(least)

    def _next(self, band: GrowthBand, inputs: Admitted) -> Step:
        missing = self._needed(band, inputs) - inputs[self.current]
        return Step(StepCode.NEXT_GROWTH_BAND, {"at_least": band.at_least, "points": band.points, "missing": missing})

    def many(self, columns: Columns) -> Floats:
        current: Floats = columns[self.current]
        previous = dividing(columns[self.previous])
        result: Floats = np.zeros(np.broadcast_shapes(current.shape, previous.shape))
        for band in reversed(self.bands):
            bound = float(ONE + band.at_least) * previous
            reached = more_than(current, bound) if band.strict else at_least(current, bound)
            result = np.where(reached, float(band.points), result)
        return unless_undivided(result, previous)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        current: Decimal = inputs[self.current]
        for band in reversed(self.bands):
            needed = self._needed(band, inputs)
            if needed > current:
                yield Change({self.current: needed}, needed - current)


def _reached(band: GrowthBand, current: Decimal, previous: Decimal) -> bool:
    grown, bound = subtract(current, previous), multiply(band.at_least, previous)
    return grown > bound if band.strict else grown >= bound
