"""Prefix tables over days and office minutes, as numpy arrays that nobody can write to.

Day 0 is the calendar's first day. With them «between» is a subtraction, «add» a subtraction and a look-up, and both
work on one value as on arrays of ten million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parindex.engine.working_days.written import MINUTES_OF_DAY

Spans = tuple[tuple[int, int], ...]
_Kind = TypeVar("_Kind", bound=np.generic)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DayTables:
    """``n`` days, ``w`` of them worked, ``m`` office minutes in all."""

    origin: int
    """Days from 1970-01-01 to day 0: numpy's ``datetime64[D]`` of day 0 as integer."""
    works: NDArray[np.bool_]
    """(n,)"""
    worked_before: NDArray[np.int32]
    """(n + 1,) working days before day i."""
    worked_day: NDArray[np.int32]
    """(w,) the k-th working day, from 0."""
    regime: NDArray[np.int8]
    """(n,) number of the office hours of day i; 0 = closed."""
    regimes: tuple[Spans, ...]
    """Spans in minutes of the day, by number of regime."""
    closing: NDArray[np.int16]
    """(n,) closing minute of day i; a day off never closes: 1440."""
    opening: NDArray[np.int16]
    """(n,) opening minute of day i; 0 on a day off."""
    minutes_before: NDArray[np.int32]
    """(n + 1,) office minutes before day i."""
    minutes_within: NDArray[np.int16]
    """(regimes, 1441) office minutes of the day that have gone by at a minute of the day."""
    minute_reached: NDArray[np.int32]
    """(m + 1,) minute since day 0 at which k office minutes have just gone by; at 0: −1, never."""


def build_tables(first: date, hours: Sequence[Spans]) -> DayTables:
    """Tables of consecutive days from ``first``, given by their office hours; a day without hours is off."""
    regimes: dict[Spans, int] = {(): 0}
    regime = np.array([regimes.setdefault(tuple(spans), len(regimes)) for spans in hours], dtype=np.int8)
    known = tuple(regimes)
    worked = regime != 0
    within = np.zeros((len(known), MINUTES_OF_DAY + 1), dtype=np.int16)
    for number, spans in enumerate(known):
        opened = np.zeros(MINUTES_OF_DAY, dtype=np.int16)
        for opens, closes in spans:
            opened[opens:closes] = 1
        within[number, 1:] = np.cumsum(opened)
    of_day = within[regime, MINUTES_OF_DAY].astype(np.int32)
    steps = np.diff(within, axis=1)  # 1 for every minute that is an office minute
    reached = [np.full(1, -1, dtype=np.int32)]
    minutes = [np.flatnonzero(steps[number]).astype(np.int32) + 1 for number in range(len(known))]
    reached += [minutes[number] + np.int32(day * MINUTES_OF_DAY) for day, number in enumerate(regime) if number]
    return DayTables(
        origin=first.toordinal() - _EPOCH,
        works=_still(worked),
        worked_before=_still(_prefix(worked)),
        worked_day=_still(np.flatnonzero(worked).astype(np.int32)),
        regime=_still(regime),
        regimes=known,
        closing=_still(np.array([s[-1][1] if s else MINUTES_OF_DAY for s in known], dtype=np.int16)[regime]),
        opening=_still(np.array([s[0][0] if s else 0 for s in known], dtype=np.int16)[regime]),
        minutes_before=_still(_prefix(of_day)),
        minutes_within=_still(within),
        minute_reached=_still(np.concatenate(reached)),
    )


def _prefix(values: NDArray[np.bool_] | NDArray[np.int32]) -> NDArray[np.int32]:
    sums = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum(values, out=sums[1:])
    return sums


def _still(array: NDArray[_Kind]) -> NDArray[_Kind]:
    array.setflags(write=False)
    return array
