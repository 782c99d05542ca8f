"""Share of assigned targets met; what is not yet due leaves the denominator (Cao Lộc: 14/15; 10/10 of 14)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import ShareOfTargetsMet
from parindex.engine.scoring.kinds.arrays import Columns, Floats, dividing
from parindex.engine.scoring.kinds.bands import RatioBands
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
    refused,
    scored,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio, Step, StepValues


class ShareOfTargetsMetKind(Kind):
    """r = met / (assigned − not yet due); bands when declared, else maximum × r."""

    def __init__(self, rule: ShareOfTargetsMet, setting: Setting) -> None:
        self.met, self.assigned, self.not_yet_due = rule.met, rule.assigned, rule.not_yet_due
        self.needs = tuple(code for code in (rule.met, rule.assigned, rule.not_yet_due) if code is not None)
        self.maximum = setting.maximum
        self.bands = RatioBands(rule.bands, setting.maximum) if rule.bands else None
        self.still = frozenset(self.needs[1:])

    def work(self, inputs: Admitted) -> Working:
        met: Decimal = inputs[self.met]
        open_targets: Decimal = inputs[self.not_yet_due] if self.not_yet_due else ZERO
        due: Decimal = inputs[self.assigned] - open_targets
        if met > due or met < 0:
            values: StepValues = {"input": self.met, "numerator": met, "denominator": due}
            return refused(Step(StepCode.REFUSED_ABOVE_DENOMINATOR, values))
        if not due:
            return zero_denominator(self.assigned)
        first = ratio_step(Ratio(met, due))
        head: tuple[Step, ...] = (first,)
        if open_targets:
            left: StepValues = {"count": open_targets, "assigned": inputs[self.assigned], "denominator": due}
            head = (Step(StepCode.TARGETS_NOT_YET_DUE, left), first)
        if self.bands is not None:
            points, steps = self.bands.points(met, due)
            return scored(points, *head, *steps)
        points = divide(multiply(self.maximum, met), due)
        values = {"maximum": self.maximum, "share": first.values["share"], "points": points}
        return scored(points, *head, Step(StepCode.LINEAR, values))

    def many(self, columns: Columns) -> Floats:
        met: Floats = columns[self.met]
        due = self._due_of_many(columns)
        if self.bands is not None:
            points = self.bands.many(met, due)
        else:
            points = met * (float(self.maximum) / dividing(due))
        contradicts = met > due
        return np.where(contradicts, np.nan, points) if contradicts.any() else points

    def _due_of_many(self, columns: Columns) -> Floats:
        assigned: Floats = columns[self.assigned]
        return assigned - columns[self.not_yet_due] if self.not_yet_due else assigned

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        return self._due_of_many(columns) if code == self.met else None

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        met: Decimal = inputs[self.met]
        due: Decimal = inputs[self.assigned] - (inputs[self.not_yet_due] if self.not_yet_due else ZERO)
        goals = at_quarters(met, due) if self.bands is None else self.bands.useful(met, due)
        for value in goals:
            yield Change({self.met: value}, value - met)
