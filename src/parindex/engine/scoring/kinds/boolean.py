"""Yes or no: the maximum or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.rules import Boolean
from parindex.engine.scoring.kinds.arrays import Answers, Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class BooleanKind(Kind):
    """``full_when`` says which answer earns the points."""

    def __init__(self, rule: Boolean, setting: Setting) -> None:
        self.needs = (rule.answer,)
        self.code, self.full_when = rule.answer, rule.full_when
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        answer: bool = inputs[self.code]
        if answer is self.full_when:
            return scored(self.maximum, Step(StepCode.ANSWER_FULL, {"answer": answer, "points": self.maximum}))
        return scored(ZERO, Step(StepCode.ANSWER_NONE, {"answer": answer, "maximum": self.maximum}))

    def many(self, columns: Columns) -> Floats:
        answer: Answers = columns[self.code]
        return np.where(answer == self.full_when, float(self.maximum), 0.0)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        if inputs[self.code] is not self.full_when:
            yield Change({self.code: self.full_when}, ONE)
