"""Any violation takes everything: "có từ 01 văn bản trái luật bị xử lý: 0 điểm"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import ZeroToleranceViolation
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class ZeroToleranceViolationKind(Kind):
    """None: maximum; one or more: 0."""

    def __init__(self, rule: ZeroToleranceViolation, setting: Setting) -> None:
        self.needs = (rule.violations,)
        self.code = rule.violations
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        count: Decimal = inputs[self.code]
        if count > 0:
            return scored(ZERO, Step(StepCode.VIOLATION, {"count": count, "maximum": self.maximum}))
        return scored(self.maximum, Step(StepCode.NO_VIOLATION, {"points": self.maximum}))

    def many(self, columns: Columns) -> Floats:
        count: Floats = columns[self.code]
        return np.where(count > 0, 0.0, float(self.maximum))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        count: Decimal = inputs[self.code]
        if count > 0:
            yield Change({self.code: ZERO}, count)
