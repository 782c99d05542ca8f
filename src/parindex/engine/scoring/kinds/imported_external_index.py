"""An index that others measured, on the leaf's scale: SIPAS 91,17 % on 10 points → 9,117 (Hà Tĩnh 2021)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import to_grid
from parindex.engine.rulebook.rules import ImportedExternalIndex
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import (
    QUARTERS,
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    divide,
    multiply,
    refused,
    scored,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step, StepValues


class ImportedExternalIndexKind(Kind):
    """maximum × value / external maximum; a value outside 0 … external maximum is refused."""

    def __init__(self, rule: ImportedExternalIndex, setting: Setting) -> None:
        self.needs = (rule.value,)
        self.code, self.external = rule.value, rule.external_maximum
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        value: Decimal = inputs[self.code]
        if value < 0:
            return refused(Step(StepCode.REFUSED_NEGATIVE, {"input": self.code, "value": value}))
        if value > self.external:
            values: StepValues = {"input": self.code, "value": value, "bound": self.external}
            return refused(Step(StepCode.REFUSED_ABOVE_MAXIMUM, values))
        points = divide(multiply(self.maximum, value), self.external)
        values = {"value": value, "external_maximum": self.external, "maximum": self.maximum, "points": points}
        return scored(points, Step(StepCode.IMPORTED, values))

    def many(self, columns: Columns) -> Floats:
        value: Floats = columns[self.code]
        points = value * float(self.maximum / self.external)
        return np.where((value < 0) | (value > float(self.external)), np.nan, points)

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        return np.full((1, 1), float(self.external))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        value: Decimal = inputs[self.code]
        for quarter in QUARTERS:
            goal = to_grid(value + multiply(self.external - value, quarter))
            if value < goal <= self.external:
                yield Change({self.code: goal}, goal - value)
