"""A stored roll-up made ready for questions of pages: read once, then summed by month in memory.

Pages ask of every day until a window's end, so that what is pending is known; all of that but the months that the
window cuts is read from sums by month, a twentieth of the rows. The question stays the one of ``figures_of``: it gets
rows that have been added up already, and the same figures follow (a test holds both together).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table

from parindex.lake.figures import Window, time_of
from parindex.lake.movements import MOVED_ON, PLACES, Cube, Grain, Measure

_WIDE = (Measure.PROCESSING_MINUTES,)
"""Sums that may not fit into 32 bits: the others are numbers of dossiers."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Tables of one engine, without the month of receipt. ``months``: by the first day of each month; None where the
    roll-up knows months only.
    """

    every: Table
    months: Table | None

    def until(self, window: Window) -> Table:
        """Rows from which any question of ``window``, or of its months one by one, is answered; none after its end."""
        last = window.last
        if self.months is None:
            return self.every.filter(self.every[MOVED_ON] <= time_of(last, Grain.MONTH))
        first_of_cut = window.first.replace(day=1)
        ends_whole = (last + timedelta(days=1)).day == 1
        cut = [] if window.first.day == 1 else [(first_of_cut, min(_month_end(window.first), last))]
        if not ends_whole and (not cut or _month_end(window.first) < last):
            cut.append((last.replace(day=1), last))
        bounds = [(time_of(begin, Grain.DAY), time_of(end, Grain.DAY)) for begin, end in cut]
        whole = self.months.filter(self.months[MOVED_ON] <= time_of(last, Grain.DAY))
        if not bounds:
            return whole
        whole = whole.filter(whole[MOVED_ON].notin([begin for begin, _ in bounds]))
        days = self.every.filter(ibis.or_(*(self.every[MOVED_ON].between(*each) for each in bounds)))
        return ibis.union(whole, days)


def prepare(rollup: Table, cube: Cube) -> Prepared:
    """Read a stored roll-up into the memory of its engine."""
    keys = [name.value for name in (*PLACES, *cube.keys)]
    counts = {measure.value: rollup[measure.value].cast(_kind(measure)) for measure in Measure}
    every = rollup.select(*keys, MOVED_ON, **counts).cache()
    if cube.grain is Grain.MONTH:
        return Prepared(every, None)
    day = ibis.date(1970, 1, 1) + every[MOVED_ON].cast("int64").as_interval("D")
    months = {MOVED_ON: day.cast("date").truncate("M").epoch_days().cast("int32")}
    sums = {measure.value: every[measure.value].sum().cast(_kind(measure)) for measure in Measure}
    return Prepared(every, every.group_by(*keys, **months).agg(**sums).cache())


def _kind(measure: Measure) -> str:
    return "int64" if measure in _WIDE else "int32"


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
