"""Points come off for each violation, where declared even below 0 (Chuẩn TCPL: 0 and a further −0,25)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import DeductionPerViolation
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    ceiling,
    divide,
    multiply,
    on_the_way,
    scored,
    step,
    subtract,
)
from parindex.engine.scoring.steps import StepCode


class DeductionPerViolationKind(Kind):
    """max(lowest, maximum − deduction × count)."""

    def __init__(self, rule: DeductionPerViolation, setting: Setting) -> None:
        self.needs = (rule.violations,)
        self.code = rule.violations
        self.deduction, self.lowest = rule.deduction, rule.lowest
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        count: Decimal = inputs[self.code]
        if not count:
            return scored(self.maximum, step(StepCode.NO_VIOLATION, points=self.maximum))
        points = subtract(self.maximum, multiply(self.deduction, count))
        line = step(StepCode.DEDUCTION, maximum=self.maximum, count=count, deduction=self.deduction, points=points)
        if points >= self.lowest:
            return scored(points, line)
        return scored(self.lowest, line, step(StepCode.NOT_BELOW_LOWEST, points=points, lowest=self.lowest))

    def many(self, columns: Columns) -> Floats:
        count: Floats = columns[self.code]
        points = np.maximum(float(self.maximum) - float(self.deduction) * count, float(self.lowest))
        return np.where(count > 0, points, float(self.maximum))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        count: Decimal = inputs[self.code]
        # above this many violations nothing more is lost, so nothing is won before they are down to it
        felt = ceiling(divide(self.maximum - self.lowest, self.deduction)) if self.deduction > 0 else count
        for value in on_the_way(min(count, felt), ZERO):
            yield Change({self.code: value}, count - value)
