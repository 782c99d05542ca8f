"""Geometry of the path's floating bars, in SVG units; the table beside it has the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments.engine_bridge import PathToTarget

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 400, 190, 34, 28, 22
AIM_WORDS = 84
"""Kept free at the right for the words of the target's line."""
MOST_BARS = 9
"""More would not be readable; the table shows them all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``low`` to ``high`` index points; ``x``, ``y``, ``width``, ``height`` as SVG wants them."""

    label: str
    change: Decimal | None
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where the words stand."""
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        """Base line of the words above the bar."""
        return self.y - 4


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the target's line and the axis."""

    bars: Sequence[Bar]
    aim_y: int | None
    ticks: Sequence[tuple[int, Decimal]]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base_y: int = HEIGHT - BOTTOM
    label_y: int = HEIGHT - 12


def path_chart(path: PathToTarget, labels: Sequence[str], start: str) -> Chart | None:
    """The chart of a path with at least one step; None when there is nothing to draw."""
    if not path.steps or path.before.index is None:
        return None
    levels = [path.before.index]
    levels += [step.cumulative_index or ZERO for step in path.steps]
    aim = path.threshold if path.measured_in == "index" else None
    low = Decimal(int(min([*levels, aim or levels[0]])) - 2)
    high = Decimal(int(max([*levels, aim or levels[-1]])) + 1)

    def y(level: Decimal) -> int:
        return round(TOP + (high - level) / (high - low) * (HEIGHT - BOTTOM - TOP))

    drawn = min(len(path.steps), MOST_BARS)
    slot = (WIDTH - LEFT - AIM_WORDS) // (drawn + 1)
    wide = max(8, slot * 2 // 3)
    bars = [Bar(start, None, LEFT + 4, y(levels[0]), wide, HEIGHT - BOTTOM - y(levels[0]))]
    for place in range(drawn):
        top, bottom = y(levels[place + 1]), y(levels[place])
        x = LEFT + 4 + slot * (place + 1)
        bars.append(Bar(labels[place], path.steps[place].gain, x, top, wide, max(1, bottom - top)))
    middle = (low + high) / 2
    ticks = [(y(level), level) for level in (low, middle, high)]
    return Chart(bars, y(aim) if aim is not None else None, ticks, len(path.steps) - drawn)
