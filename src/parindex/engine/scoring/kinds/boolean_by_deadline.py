"""Done by a day: the maximum; late: what the late bands give; never: nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.rules import BooleanByDeadline
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Absence, Step, StepValues


class BooleanByDeadlineKind(Kind):
    """The deadline is a day of the assessed year plus an offset; a day that the month lacks means its last day."""

    def __init__(self, rule: BooleanByDeadline, setting: Setting) -> None:
        self.needs = (rule.done_on,)
        self.code = rule.done_on
        year = setting.year + rule.year_offset
        self.deadline = date(year, rule.month, min(rule.day, monthrange(year, rule.month)[1]))
        self.maximum = setting.maximum
        in_order = sorted(rule.late, key=lambda band: band.days_late)
        self.late = tuple((band.days_late, min(band.points, setting.maximum)) for band in in_order)

    def work(self, inputs: Admitted) -> Working:
        done: date | Absence = inputs[self.code]
        if isinstance(done, Absence):
            return scored(ZERO, Step(StepCode.NEVER_DONE, {"deadline": self.deadline, "maximum": self.maximum}))
        if done <= self.deadline:
            values: StepValues = {"date": done, "deadline": self.deadline, "points": self.maximum}
            return scored(self.maximum, Step(StepCode.IN_TIME, values))
        days = (done - self.deadline).days
        for most, points in self.late:
            if days <= most:
                values = {"date": done, "deadline": self.deadline, "days": days, "points": points}
                return scored(points, Step(StepCode.LATE_WITH_POINTS, values))
        values = {"date": done, "deadline": self.deadline, "days": days, "maximum": self.maximum}
        return scored(ZERO, Step(StepCode.LATE_WITHOUT_POINTS, values))

    def many(self, columns: Columns) -> Floats:
        days: Floats = columns[self.code] - float(self.deadline.toordinal())
        result: Floats = np.zeros(days.shape)
        for most, points in reversed(self.late):
            result = np.where(days <= most, float(points), result)
        return np.where(days <= 0, float(self.maximum), result)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        done: date | Absence = inputs[self.code]
        for most in sorted((days for days, _ in self.late), reverse=True):
            yield self._earlier(done, self.deadline + timedelta(days=most))
        yield self._earlier(done, self.deadline)

    def _earlier(self, done: date | Absence, by: date) -> Change:
        # an act that never happened is one act away, a late one some days
        return Change({self.code: by}, ONE if isinstance(done, Absence) else Decimal((done - by).days))
