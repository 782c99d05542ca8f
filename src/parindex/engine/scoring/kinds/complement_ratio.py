"""One minus the share of what went wrong: "100 % − (tỷ lệ quá hạn + tỷ lệ có phản ánh)" (QĐ 766, 5.3 and 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import ComplementRatio
from parindex.engine.scoring.kinds.arrays import Columns, Floats, dividing
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    add,
    divide,
    multiply,
    negative,
    on_the_way,
    scored,
    step,
    subtract,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class ComplementRatioKind(Kind):
    """Not below 0: one dossier may be late and complained of, so the bad ones together may exceed the denominator."""

    def __init__(self, rule: ComplementRatio, setting: Setting) -> None:
        self.needs = (*rule.bad, rule.denominator)
        self.bad, self.denominator = rule.bad, rule.denominator
        self.target = rule.target
        self.maximum = setting.maximum
        self.still = frozenset({rule.denominator})

    def work(self, inputs: Admitted) -> Working:
        denominator: Decimal = inputs[self.denominator]
        if (found := negative(inputs, self.needs)) is not None:
            return found
        if not denominator:
            return zero_denominator(self.denominator)
        bad = reduce(add, (inputs[code] for code in self.bad))
        good = subtract(denominator, bad)
        share = divide(good, denominator)
        first = Step(StepCode.COMPLEMENT, {"count": bad, "denominator": denominator, "share": share})
        if good <= 0:
            return scored(ZERO, first, Step(StepCode.NOT_BELOW_ZERO, {}))
        maximum, goal = self.maximum, multiply(self.target, denominator)
        points = divide(multiply(maximum, good), goal)
        second = step(StepCode.TO_TARGET, maximum=maximum, share=share, target=self.target, points=points)
        if good <= goal:
            return scored(points, first, second)
        return scored(maximum, first, second, step(StepCode.CAPPED, points=points, maximum=maximum))

    def many(self, columns: Columns) -> Floats:
        denominator: Floats = columns[self.denominator]
        maximum = float(self.maximum)
        good: Floats = denominator - columns[self.bad[0]]
        for code in self.bad[1:]:
            good = good - columns[code]
        return np.clip(good * (maximum / float(self.target) / dividing(denominator)), 0.0, maximum)

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        return columns[self.denominator] if code in self.bad else None

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        for code in self.bad:
            now: Decimal = inputs[code]
            for value in on_the_way(now, ZERO):
                yield Change({code: value}, now - value)
