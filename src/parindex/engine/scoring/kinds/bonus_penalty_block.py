"""Bonus and penalty points outside the base maximum, each side with its cap (Hà Nội 5666/2025)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import BonusItem, BonusPenaltyBlock
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    add,
    ceiling,
    divide,
    multiply,
    negative,
    on_the_way,
    scored,
    subtract,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step, StepValues


class BonusPenaltyBlockKind(Kind):
    """min(bonus cap, Σ bonuses) − min(penalty cap, Σ penalties); an item's cap holds for its amount."""

    def __init__(self, rule: BonusPenaltyBlock, setting: Setting) -> None:
        self.needs = tuple(dict.fromkeys(item.count for item in rule.items))
        self.items = rule.items
        self.bonus_cap, self.penalty_cap = rule.bonus_cap, rule.penalty_cap

    def work(self, inputs: Admitted) -> Working:
        if (found := negative(inputs, self.needs)) is not None:
            return found
        bonus = penalty = ZERO
        steps: list[Step] = []
        for item in self.items:
            count: Decimal = inputs[item.count]
            if not count:
                continue
            amount = multiply(abs(item.points), count)
            amount = amount if item.cap is None else min(amount, item.cap)
            values: StepValues = {"input": item.count, "count": count, "each": abs(item.points), "points": amount}
            if item.points < 0:
                penalty = add(penalty, amount)
                steps.append(Step(StepCode.PENALTY_ITEM, values))
            else:
                bonus = add(bonus, amount)
                steps.append(Step(StepCode.BONUS_ITEM, values))
        if bonus > self.bonus_cap:
            steps.append(Step(StepCode.BONUS_CAPPED, {"points": bonus, "cap": self.bonus_cap}))
            bonus = self.bonus_cap
        if penalty > self.penalty_cap:
            steps.append(Step(StepCode.PENALTY_CAPPED, {"points": penalty, "cap": self.penalty_cap}))
            penalty = self.penalty_cap
        total = subtract(bonus, penalty)
        return scored(total, *steps, Step(StepCode.SUM, {"points": total}))

    def many(self, columns: Columns) -> Floats:
        bonus: Floats = np.zeros((1, 1))
        penalty: Floats = np.zeros((1, 1))
        for item in self.items:
            amount = columns[item.count] * float(abs(item.points))
            if item.cap is not None:
                amount = np.minimum(amount, float(item.cap))
            if item.points < 0:
                penalty = penalty + amount
            else:
                bonus = bonus + amount
        return np.minimum(bonus, float(self.bonus_cap)) - np.minimum(penalty, float(self.penalty_cap))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        for item in self.items:
            count: Decimal = inputs[item.count]
            goal = self._goal(item)
            if goal != count:
                for value in on_the_way(count, goal):
                    yield Change({item.count: value}, abs(value - count))

    def _goal(self, item: BonusItem) -> Decimal:
        """The count at which an item alone has given all it can; a penalty's best count is 0."""
        if item.points <= 0:
            return ZERO
        most = self.bonus_cap if item.cap is None else min(item.cap, self.bonus_cap)
        return ceiling(divide(most, item.points))
