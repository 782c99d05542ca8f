"""Bands in falling order on a ratio; shared by the three kinds that read a ratio from a step table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.rules import RatioBand
from parindex.engine.scoring.kinds.arrays import Floats, at_least, dividing, unless_undivided
from parindex.engine.scoring.kinds.base import at_quarters, ceiling, divide, multiply
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


def _points(band: RatioBand, maximum: Decimal) -> Decimal | None:
    """A band's points, not above the maximum of the units' group; None for a formula band."""
    return None if band.linear or band.points is None else min(band.points, maximum)


class RatioBands:
    """A compiled step table. A band is reached when numerator ≥ bound × denominator, never by dividing."""

    __slots__ = ("bands", "maximum")

    def __init__(self, bands: tuple[RatioBand, ...], maximum: Decimal) -> None:
        """Compile. Raises ``ValueError`` for a band that has neither points nor a formula."""
        for band in bands:
            if band.points is None and not band.linear:
                raise ValueError(f"band from {band.at_least}: neither points nor linear")
        self.bands = tuple((band.at_least, _points(band, maximum)) for band in bands)
        self.maximum = maximum

    def points(self, numerator: Decimal, denominator: Decimal) -> tuple[Decimal, tuple[Step, ...]]:
        """Points and steps for a ratio whose denominator is above 0."""
        better: tuple[Decimal, Decimal | None] | None = None
        for band in self.bands:
            bound, points = band
            if numerator >= multiply(bound, denominator):
                break
            better = band
        else:
            return ZERO, self._below(numerator, denominator)
        if points is None:
            points, reached = self._linear(numerator, denominator)
        else:
            reached = Step(StepCode.BAND_REACHED, {"at_least": bound, "points": points})
        if better is None:
            return points, (reached,)
        return points, (reached, self._next(better, numerator, denominator))

    def _linear(self, numerator: Decimal, denominator: Decimal) -> tuple[Decimal, Step]:
        points = min(self.maximum, divide(multiply(self.maximum, numerator), denominator))
        share = divide(numerator, denominator)
        return points, Step(StepCode.LINEAR, {"maximum": self.maximum, "share": share, "points": points})

    def _below(self, numerator: Decimal, denominator: Decimal) -> tuple[Step, ...]:
        lowest = self.bands[-1]
        below = Step(StepCode.BELOW_BANDS, {"at_least": lowest[0]})
        return below, self._next(lowest, numerator, denominator)

    def _next(self, band: tuple[Decimal, Decimal | None], numerator: Decimal, denominator: Decimal) -> Step:
        bound, points = band
        missing = ceiling(multiply(bound, denominator)) - numerator
        if points is None:
            points = min(self.maximum, multiply(self.maximum, bound))
        return Step(StepCode.NEXT_BAND, {"at_least": bound, "points": points, "missing": missing})

    def many(self, numerator: Floats, denominator: Floats) -> Floats:
        """Points for columns of ratios; not-a-number where the denominator is 0."""
        divisor = dividing(denominator)
        result = np.zeros(np.broadcast_shapes(numerator.shape, denominator.shape))
        for bound, points in reversed(self.bands):
            reached = at_least(numerator, float(bound) * denominator)
            if points is None:
                maximum = float(self.maximum)
                result = np.where(reached, np.minimum(maximum, numerator * (maximum / divisor)), result)
            else:
                result = np.where(reached, float(points), result)
        return unless_undivided(result, divisor)

    def useful(self, numerator: Decimal, denominator: Decimal) -> Iterator[Decimal]:
        """Numerators worth reaching: the exact count for each higher band; inside a formula band the quarters."""
        for bound, points in reversed(self.bands):
            needed = ceiling(multiply(bound, denominator))
            if needed > numerator:
                yield needed
            if points is None:
                yield from at_quarters(max(numerator, needed), ceiling(multiply(max(ONE, bound), denominator)))
