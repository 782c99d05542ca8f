"""Step table on a count: "từ 3 sáng kiến trở lên: tối đa; 1–2: một phần; không có: 0"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import CountBand, CountThresholds
from parindex.engine.scoring.kinds.arrays import Columns, Floats, at_least
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, ceiling, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class CountThresholdsKind(Kind):
    """Points of the first band that the count reaches; 0 below the last."""

    def __init__(self, rule: CountThresholds, setting: Setting) -> None:
        self.needs = (rule.count,)
        self.code = rule.count
        # a group of units may have a smaller maximum than the table was written for
        self.bands = tuple(band.model_copy(update={"points": min(band.points, setting.maximum)}) for band in rule.bands)

    def work(self, inputs: Admitted) -> Working:
        count: Decimal = inputs[self.code]
        better: CountBand | None = None
        for band in self.bands:
            if count >= band.at_least:
                break
            better = band
        else:
            lowest = self.bands[-1]
            below = Step(StepCode.BELOW_COUNT_BANDS, {"count": count, "from_count": lowest.at_least})
            return scored(ZERO, below, _next(lowest, count))
        reached = Step(
            StepCode.COUNT_BAND_REACHED, {"count": count, "from_count": band.at_least, "points": band.points}
        )
        if better is None:
            return scored(band.points, reached)
        return scored(band.points, reached, _next(better, count))

    def many(self, columns: Columns) -> Floats:
        count: Floats = columns[self.code]
        result: Floats = np.zeros(count.shape)
        for band in reversed(self.bands):
            result = np.where(at_least(count, float(band.at_least)), float(band.points), result)
        return result

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        count: Decimal = inputs[self.code]
        for band in reversed(self.bands):
            needed = ceiling(band.at_least)
            if needed > count:
                yield Change({self.code: needed}, needed - count)


def _next(band: CountBand, count: Decimal) -> Step:
    values = {"from_count": band.at_least, "points": band.points, "missing": band.at_least - count}
    return Step(StepCode.NEXT_COUNT_BAND, values)
