"""Attainment of a named plan, where more than 100 % can earn more: "thu ngân sách vượt từ 5 %"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parindex.engine.rulebook.rules import PlanAttainmentOver100
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.bands import RatioBands
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    divide,
    refused,
    scored,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step, StepValues


class PlanAttainmentOver100Kind(Kind):
    """Bands on actual / plan; the steps name the plan, because one figure may stand against two plans (Cao Lộc)."""

    def __init__(self, rule: PlanAttainmentOver100, setting: Setting) -> None:
        self.needs = (rule.actual, rule.plan)
        self.actual, self.plan, self.plan_name = rule.actual, rule.plan, rule.plan_name
        self.bands = RatioBands(rule.bands, setting.maximum)
        self.still = frozenset({rule.plan})

    def work(self, inputs: Admitted) -> Working:
        actual: Decimal = inputs[self.actual]
        plan: Decimal = inputs[self.plan]
        if not plan:
            return zero_denominator(self.plan)
        if plan < 0:
            return refused(Step(StepCode.REFUSED_NEGATIVE, {"input": self.plan, "value": plan}))
        values: StepValues = {
            "amount": actual,
            "denominator": plan,
            "plan": self.plan_name,
            "share": divide(actual, plan),
        }
        points, steps = self.bands.points(actual, plan)
        return scored(points, Step(StepCode.PLAN_ATTAINED, values), *steps)

    def many(self, columns: Columns) -> Floats:
        return self.bands.many(columns[self.actual], columns[self.plan])

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        actual: Decimal = inputs[self.actual]
        for needed in self.bands.useful(actual, inputs[self.plan]):
            yield Change({self.actual: needed}, needed - actual)
