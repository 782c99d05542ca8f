"""Two systems count the same files and the larger count is the denominator (QĐ 766, 1.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.rulebook.rules import MaxOfSourcesDenominator
from parindex.engine.scoring.kinds.arrays import Columns, Floats, dividing
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    at_quarters,
    divide,
    multiply,
    negative,
    ratio_step,
    refused,
    scored,
    step,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio, Step, StepValues


class MaxOfSourcesDenominatorKind(Kind):
    """maximum × numerator / the largest denominator; a numerator above it is a contradiction."""

    def __init__(self, rule: MaxOfSourcesDenominator, setting: Setting) -> None:
        self.needs = (rule.numerator, *rule.denominators)
        self.numerator, self.denominators = rule.numerator, rule.denominators
        self.maximum = setting.maximum
        self.still = frozenset(rule.denominators)

    def work(self, inputs: Admitted) -> Working:
        numerator: Decimal = inputs[self.numerator]
        if (found := negative(inputs, self.needs)) is not None:
            return found
        source, largest = self._largest(inputs)
        if numerator > largest:
            values: StepValues = {"input": self.numerator, "numerator": numerator, "denominator": largest}
            return refused(Step(StepCode.REFUSED_ABOVE_DENOMINATOR, values))
        if not largest:
            return zero_denominator(source)
        points = divide(multiply(self.maximum, numerator), largest)
        chosen = step(StepCode.LARGEST_DENOMINATOR, input=source, denominator=largest)
        first = ratio_step(Ratio(numerator, largest))
        linear = step(StepCode.LINEAR, maximum=self.maximum, share=first.values["share"], points=points)
        return scored(points, chosen, first, linear)

    def _largest(self, inputs: Admitted) -> tuple[str, Decimal]:
        source = max(self.denominators, key=inputs.__getitem__)
        return source, inputs[source]

    def many(self, columns: Columns) -> Floats:
        numerator: Floats = columns[self.numerator]
        largest = self._largest_of_many(columns)
        points: Floats = numerator * (float(self.maximum) / dividing(largest))
        contradicts = numerator > largest
        return np.where(contradicts, np.nan, points) if contradicts.any() else points

    def _largest_of_many(self, columns: Columns) -> Floats:
        largest: Floats = columns[self.denominators[0]]
        for code in self.denominators[1:]:
            largest = np.maximum(largest, columns[code])
        return largest

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        return self._largest_of_many(columns) if code == self.numerator else None

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        numerator: Decimal = inputs[self.numerator]
        for value in at_quarters(numerator, self._largest(inputs)[1]):
            yield Change({self.numerator: value}, value - numerator)
