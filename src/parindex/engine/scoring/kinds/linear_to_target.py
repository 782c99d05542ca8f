"""Full points already at a target: "min(6, 6 × r / 0,90)" (QĐ 766, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.rulebook.rules import LinearToTarget
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn, dividing
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    at_quarters,
    divide,
    goal_of,
    multiply,
    ratio_step,
    scored,
    step,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio


class LinearToTargetKind(Kind):
    """min(maximum, maximum × ratio / target)."""

    def __init__(self, rule: LinearToTarget, setting: Setting) -> None:
        self.needs = (rule.ratio,)
        self.code = rule.ratio
        self.target = rule.target
        self.maximum = setting.maximum
        self.may_exceed = setting.inputs[rule.ratio].may_exceed_one

    def work(self, inputs: Admitted) -> Working:
        ratio: Ratio = inputs[self.code]
        numerator, denominator = ratio
        if not denominator:
            return zero_denominator(self.code)
        maximum, goal = self.maximum, multiply(self.target, denominator)
        points = divide(multiply(maximum, numerator), goal)
        first = ratio_step(ratio)
        share = first.values["share"]
        linear = step(StepCode.TO_TARGET, maximum=maximum, share=share, target=self.target, points=points)
        if numerator <= goal:
            return scored(points, first, linear)
        return scored(maximum, first, linear, step(StepCode.CAPPED, points=points, maximum=maximum))

    def many(self, columns: Columns) -> Floats:
        ratio: RatioColumn = columns[self.code]
        maximum = float(self.maximum)
        points: Floats = ratio.numerator * (maximum / float(self.target) / dividing(ratio.denominator))
        return np.minimum(points, maximum, out=points)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        numerator, denominator = inputs[self.code]
        goal = goal_of(multiply(self.target, denominator), denominator, self.may_exceed)
        for value in at_quarters(numerator, goal):
            yield Change({self.code: Ratio(value, denominator)}, value - numerator)
