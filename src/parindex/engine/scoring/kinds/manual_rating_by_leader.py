"""Points that a named role gives: Huế 2021, 10 of 100 points by the leaders of the province."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import to_grid
from parindex.engine.rulebook.rules import ManualRatingByLeader
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
    on_the_way,
    refused,
    scored,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step, StepValues


class ManualRatingByLeaderKind(Kind):
    """Between 0 and the maximum, in the declared step; anything else is refused, not cut."""

    def __init__(self, rule: ManualRatingByLeader, setting: Setting) -> None:
        self.needs = (rule.rating,)
        self.code, self.role, self.step = rule.rating, rule.role, rule.step
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        rating: Decimal = inputs[self.code]
        if rating < 0:
            return refused(Step(StepCode.REFUSED_NEGATIVE, {"input": self.code, "value": rating}))
        if rating > self.maximum:
            values: StepValues = {"input": self.code, "value": rating, "bound": self.maximum}
            return refused(Step(StepCode.REFUSED_ABOVE_MAXIMUM, values))
        if self.step and rating % self.step:
            return refused(Step(StepCode.REFUSED_RATING_STEP, {"input": self.code, "value": rating, "step": self.step}))
        return scored(rating, Step(StepCode.RATED, {"role": self.role, "points": rating, "maximum": self.maximum}))

    def many(self, columns: Columns) -> Floats:
        rating: Floats = columns[self.code]
        return np.where((rating < 0) | (rating > float(self.maximum)), np.nan, rating)

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        return np.full((1, 1), float(self.maximum))

    def grid_of(self, code: str) -> float | None:
        return float(self.step) if self.step else None

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        rating: Decimal = inputs[self.code]
        missing = self.maximum - rating
        if self.step:
            goals = [
                rating + multiply(times, self.step) for times in on_the_way(Decimal(0), divide(missing, self.step))
            ]
            goals = [goal - goal % self.step for goal in goals]
        else:
            goals = [to_grid(rating + multiply(missing, quarter)) for quarter in QUARTERS]
        for goal in goals:
            if rating < goal <= self.maximum:
                yield Change({self.code: goal}, goal - rating)
