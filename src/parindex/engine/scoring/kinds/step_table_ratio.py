"""Step table on a ratio: "từ 30 % trở lên: 0,5; từ 20 % đến dưới 30 %: 0,25; dưới 20 %: 0"."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.engine.rulebook.rules import StepTableRatio
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn
from parindex.engine.scoring.kinds.bands import RatioBands
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    ratio_step,
    scored,
    zero_denominator,
)
from parindex.engine.scoring.values import Ratio


class StepTableRatioKind(Kind):
    """Points of the first band that the ratio reaches; 0 below the last."""

    def __init__(self, rule: StepTableRatio, setting: Setting) -> None:
        self.needs = (rule.ratio,)
        self.code = rule.ratio
        self.bands = RatioBands(rule.bands, setting.maximum)

    def work(self, inputs: Admitted) -> Working:
        ratio: Ratio = inputs[self.code]
        if not ratio.denominator:
            return zero_denominator(self.code)
        points, steps = self.bands.points(ratio.numerator, ratio.denominator)
        return scored(points, ratio_step(ratio), *steps)

    def many(self, columns: Columns) -> Floats:
        ratio: RatioColumn = columns[self.code]
        return self.bands.many(ratio.numerator, ratio.denominator)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        numerator, denominator = inputs[self.code]
        for needed in self.bands.useful(numerator, denominator):
            yield Change({self.code: Ratio(needed, denominator)}, needed - numerator)
