"""Below a floor nothing, from the floor maximum × ratio: "dưới 95 %: 0 điểm"."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import LinearWithFloor
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn, at_least, dividing, unless_undivided
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    at_quarters,
    ceiling,
    divide,
    multiply,
    ratio_step,
    scored,
    step,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio


class LinearWithFloorKind(Kind):
    """The floor itself counts as reached."""

    def __init__(self, rule: LinearWithFloor, setting: Setting) -> None:
        self.needs = (rule.ratio,)
        self.code = rule.ratio
        self.floor = rule.floor
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        ratio: Ratio = inputs[self.code]
        numerator, denominator = ratio
        if not denominator:
            return zero_denominator(self.code)
        first = ratio_step(ratio)
        least = multiply(self.floor, denominator)
        if numerator < least:
            missing = ceiling(least) - numerator
            return scored(ZERO, first, step(StepCode.BELOW_FLOOR, floor=self.floor, missing=missing))
        maximum = self.maximum
        points = divide(multiply(maximum, numerator), denominator)
        linear = step(StepCode.LINEAR, maximum=maximum, share=first.values["share"], points=points)
        if numerator <= denominator:
            return scored(points, first, linear)
        return scored(maximum, first, linear, step(StepCode.CAPPED, points=points, maximum=maximum))

    def many(self, columns: Columns) -> Floats:
        ratio: RatioColumn = columns[self.code]
        maximum, divisor = float(self.maximum), dividing(ratio.denominator)
        points: Floats = ratio.numerator * (maximum / divisor)
        np.minimum(points, maximum, out=points)
        points *= at_least(ratio.numerator, float(self.floor) * ratio.denominator)
        return unless_undivided(points, divisor)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        numerator, denominator = inputs[self.code]
        start = ceiling(multiply(self.floor, denominator))
        if start > numerator:
            yield Change({self.code: Ratio(start, denominator)}, start - numerator)
        for value in at_quarters(max(start, numerator), denominator):
            yield Change({self.code: Ratio(value, denominator)}, value - numerator)
