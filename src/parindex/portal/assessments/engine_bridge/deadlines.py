"""Rules that give points until a day: what is lost when the day passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.exact import CompiledSet
from parindex.engine.scoring.kinds.boolean_by_deadline import BooleanByDeadlineKind


@dataclass(frozen=True, slots=True)
class Step:
    """Done on or before ``last_day``: ``points``."""

    last_day: date
    points: Decimal


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A leaf that is measured by a day. ``steps`` in the order of their days, points falling; later: nothing."""

    leaf: str
    done_on: str
    """Code of the input that holds the day."""
    steps: tuple[Step, ...]

    def points_on(self, day: date) -> Decimal:
        """Points of what is done on ``day``."""
        return next((step.points for step in self.steps if day <= step.last_day), ZERO)

    def next_loss(self, day: date) -> tuple[date, Decimal] | None:
        """(last day, points lost when nothing is done by it), seen from ``day``; None: nothing more to lose."""
        for place, step in enumerate(self.steps):
            if day <= step.last_day:
                after = self.steps[place + 1].points if place + 1 < len(self.steps) else ZERO
                return step.last_day, step.points - after
        return None


def deadline_rules(ready: CompiledSet) -> Iterator[DeadlineRule]:
    """The leaves of the set that are measured by a day, in printed order."""
    for code, leaf in ready.leaves.items():
        kind = leaf.kind
        if isinstance(kind, BooleanByDeadlineKind):
            late = tuple(Step(kind.deadline + timedelta(days=days), points) for days, points in kind.late)
            yield DeadlineRule(code, kind.code, (Step(kind.deadline, leaf.maximum), *late))
