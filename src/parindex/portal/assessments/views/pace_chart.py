"""The line of sheets handed in by day, as points of an SVG: this year solid, last year dashed."""

from __future__ import annotations

from dataclasses import dataclass

from parindex.portal.assessments.queries.round_overview import Pace

WIDTH, HEIGHT = 200, 120
LEFT, TOP = 28, 8


@dataclass(frozen=True, slots=True)
class PaceChart:
    """Points of both lines in the coordinates of the picture, and where its labels stand."""

    now: str
    before: str
    end_x: int
    end_y: int
    last: int
    grid: tuple[tuple[int, int], ...]
    """(y, number of units)."""


def pace_chart(pace: Pace) -> PaceChart:
    """The picture of a pace; the table beside it holds the same figures."""

    def x(day: int) -> int:
        return LEFT + WIDTH * day // pace.length

    def y(number: int) -> int:
        return TOP + HEIGHT - HEIGHT * number // pace.units

    days = list(enumerate(pace.days))
    end, last = days[-1]
    return PaceChart(
        now=" ".join(f"{x(day)},{y(row.now)}" for day, row in days),
        before=" ".join(f"{x(day)},{y(number)}" for day, number in enumerate(pace.whole_before)),
        end_x=x(end),
        end_y=y(last.now),
        last=last.now,
        grid=tuple((y(pace.units * part // 4), pace.units * part // 4) for part in range(5)),
    )
