"""A ratio multiplied by a coefficient that is a ratio itself: QĐ 766, 3.3 (share of online files × sync rate)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.rulebook.rules import RatioWithMultiplier
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
from parindex.engine.scoring.values import Ratio, Step


class RatioWithMultiplierKind(Kind):
    """min(maximum, maximum × ratio × coefficient / target)."""

    def __init__(self, rule: RatioWithMultiplier, setting: Setting) -> None:
        self.needs = (rule.ratio, rule.coefficient)
        self.ratio, self.coefficient = rule.ratio, rule.coefficient
        self.target = rule.target
        self.maximum = setting.maximum
        self.may_exceed = frozenset(code for code in self.needs if setting.inputs[code].may_exceed_one)

    def work(self, inputs: Admitted) -> Working:
        ratio: Ratio = inputs[self.ratio]
        coefficient: Ratio = inputs[self.coefficient]
        for code, part in ((self.ratio, ratio), (self.coefficient, coefficient)):
            if not part.denominator:
                return zero_denominator(code)
        maximum = self.maximum
        upper = multiply(ratio.numerator, coefficient.numerator)
        lower = multiply(multiply(ratio.denominator, coefficient.denominator), self.target)
        points = divide(multiply(maximum, upper), lower)
        first = ratio_step(ratio)
        factor = divide(coefficient.numerator, coefficient.denominator)
        second = Step(
            StepCode.COEFFICIENT,
            {"numerator": coefficient.numerator, "denominator": coefficient.denominator, "coefficient": factor},
        )
        values = {"maximum": maximum, "share": first.values["share"], "target": self.target, "points": points}
        third = Step(StepCode.TO_TARGET_WITH_COEFFICIENT, {**values, "coefficient": factor})
        if upper <= lower:
            return scored(points, first, second, third)
        return scored(maximum, first, second, third, step(StepCode.CAPPED, points=points, maximum=maximum))

    def many(self, columns: Columns) -> Floats:
        ratio: RatioColumn = columns[self.ratio]
        coefficient: RatioColumn = columns[self.coefficient]
        maximum = float(self.maximum)
        per_unit = maximum / float(self.target) / dividing(ratio.denominator) / dividing(coefficient.denominator)
        points: Floats = ratio.numerator * coefficient.numerator * per_unit
        return np.minimum(points, maximum, out=points)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        for code, other in ((self.ratio, self.coefficient), (self.coefficient, self.ratio)):
            numerator, denominator = inputs[code]
            factor: Ratio = inputs[other]
            if not factor.numerator:
                continue
            full = divide(multiply(multiply(self.target, denominator), factor.denominator), factor.numerator)
            goal = goal_of(full, denominator, code in self.may_exceed)
            for value in at_quarters(numerator, goal):
                yield Change({code: Ratio(value, denominator)}, value - numerator)
