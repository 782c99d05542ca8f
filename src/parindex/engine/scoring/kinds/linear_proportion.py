"""maximum × ratio: "20 × số hồ sơ đúng hạn / số hồ sơ tiếp nhận"."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.rulebook.rules import LinearProportion
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn, dividing
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    at_quarters,
    divide,
    multiply,
    ratio_step,
    scored,
    step,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio


class LinearProportionKind(Kind):
    """Between 0 and the maximum: an input that may exceed one earns no more than the maximum."""

    def __init__(self, rule: LinearProportion, setting: Setting) -> None:
        self.needs = (rule.ratio,)
        self.code = rule.ratio
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        ratio: Ratio = inputs[self.code]
        numerator, denominator = ratio
        if not denominator:
            return zero_denominator(self.code)
        maximum = self.maximum
        points = divide(multiply(maximum, numerator), denominator)
        first = ratio_step(ratio)
        linear = step(StepCode.LINEAR, maximum=maximum, share=first.values["share"], points=points)
        if numerator <= denominator:
            return scored(points, first, linear)
        return scored(maximum, first, linear, step(StepCode.CAPPED, points=points, maximum=maximum))

    def many(self, columns: Columns) -> Floats:
        ratio: RatioColumn = columns[self.code]
        maximum = float(self.maximum)
        points: Floats = ratio.numerator * (maximum / dividing(ratio.denominator))
        return np.minimum(points, maximum, out=points)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        numerator, denominator = inputs[self.code]
        for value in at_quarters(numerator, denominator):
            yield Change({self.code: Ratio(value, denominator)}, value - numerator)
