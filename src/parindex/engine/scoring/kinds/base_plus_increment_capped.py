"""A base and an increment for each full unit above a start: NQ 1211/2016, population 10 + 0,5 per 100 above 3.500."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import CONTEXT
from parindex.engine.rulebook.rules import BasePlusIncrementCapped
from parindex.engine.scoring.kinds.arrays import Columns, Floats, whole_times
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
    on_the_way,
    scored,
    step,
    subtract,
)
from parindex.engine.scoring.steps import StepCode


class BasePlusIncrementCappedKind(Kind):
    """min(maximum, base + increment × ⌊(x − start) / unit⌋); the base up to the start."""

    def __init__(self, rule: BasePlusIncrementCapped, setting: Setting) -> None:
        self.needs = (rule.count,)
        self.code = rule.count
        self.base, self.start, self.unit, self.increment = rule.base, rule.start, rule.unit, rule.increment
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        count: Decimal = inputs[self.code]
        base = min(self.base, self.maximum)
        if count <= self.start:
            return scored(base, step(StepCode.AT_BASE, count=count, from_count=self.start, points=base))
        times = CONTEXT.divide_int(subtract(count, self.start), self.unit)
        points = add(self.base, multiply(self.increment, times))
        line = step(
            StepCode.INCREMENTS,
            count=count,
            from_count=self.start,
            unit=self.unit,
            times=times,
            base=self.base,
            increment=self.increment,
            points=points,
        )
        if points <= self.maximum:
            return scored(points, line)
        return scored(self.maximum, line, step(StepCode.CAPPED, points=points, maximum=self.maximum))

    def many(self, columns: Columns) -> Floats:
        count: Floats = columns[self.code]
        times = whole_times(np.maximum(count - float(self.start), 0.0) / float(self.unit))
        return np.minimum(float(self.base) + float(self.increment) * times, float(self.maximum))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        if self.increment <= 0:
            return
        count: Decimal = inputs[self.code]
        now = max(floored(divide(count - self.start, self.unit)), Decimal(0))
        last = ceiling(divide(self.maximum - self.base, self.increment))
        if last <= now:
            return
        for times in on_the_way(now, last):
            needed = self.start + multiply(times, self.unit)
            yield Change({self.code: needed}, needed - count)
