"""Points as a published document prints them: neither computed nor judged."""

from __future__ import annotations

from decimal import Decimal

from parindex.engine.rulebook.rules import PointsAsPrinted
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Kind, Setting, Working, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class PointsAsPrintedKind(Kind):
    """A printed figure above the maximum stays as printed: ``engine.checks`` makes a finding of it."""

    def __init__(self, rule: PointsAsPrinted, setting: Setting) -> None:
        self.needs = (rule.points,)
        self.code = rule.points
        self.maximum = setting.maximum
        self.still = frozenset(self.needs)

    def work(self, inputs: Admitted) -> Working:
        points: Decimal = inputs[self.code]
        return scored(points, Step(StepCode.AS_PRINTED, {"points": points, "maximum": self.maximum}))

    def many(self, columns: Columns) -> Floats:
        points: Floats = columns[self.code]
        return points
