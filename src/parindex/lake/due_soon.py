"""Work that falls due: open dossiers by their due date, as at a day; those that wait for the citizen are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table

from parindex.engine.working_days import WorkingCalendar
from parindex.lake.columns import NOT_COUNTED, WAITING, Name
from parindex.lake.figures import PLACE_OF, View, time_of
from parindex.lake.movements import CLOSED, Grain, clock_stands, in_plain_utc, local_day


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Open dossiers of one unit. ``due``: per number of working days, those due from the day itself until then."""

    unit: str
    pending: int
    overdue: int
    """Due before the day, and not waiting for the citizen since before it was due."""
    without_due: int
    waiting: int
    """Of the pending: waiting for supplements or a fee, or stopped."""
    due: tuple[int, ...]


def last_days(calendar: WorkingCalendar, at: date, days: Sequence[int]) -> tuple[date, ...]:
    """The days on which the numbers of working days after ``at`` end. Raises ``OutsideCalendar``."""
    return tuple(calendar.add_working_days(at, each) for each in days)


def open_work(
    records: Table,
    at: date,
    until: Sequence[date],
    *,
    view: View = View.RECEIVED,
    places: Sequence[str] | None = None,
) -> tuple[OpenWork, ...]:
    """Units in the order of their codes. ``until``: ``last_days``; ``records``: each dossier once, in its latest state.

    What was closed after ``at`` was still open then.
    """
    t = in_plain_utc(records)
    day = time_of(at, Grain.DAY)
    closed = ibis.ifelse(
        t[Name.STATUS].isin([int(each) for each in CLOSED]),
        local_day(ibis.coalesce(t[Name.FINISHED_AT], t[Name.RETURNED_AT])),
        ibis.null(),
    )
    still = t[Name.STATUS].notin([int(each) for each in CLOSED]) | (closed.notnull() & (closed > day))
    counted = t[Name.STATUS].notin(sorted(int(each) for each in NOT_COUNTED))
    chosen = counted & still & (local_day(t[Name.RECEIVED_AT]) <= day)
    if places is not None:
        chosen &= t[PLACE_OF[view]].isin(list(places))
    t = t.mutate(due_day_=local_day(t[Name.DUE_AT]))
    rows = t.filter(chosen).select(
        unit=t[PLACE_OF[view]],
        due_day=t.due_day_,
        waits=t[Name.STATUS].isin([int(each) for each in sorted(WAITING)]),
        stands=clock_stands(t),
    )
    sums = {
        "pending": rows.count(),
        "overdue": ((rows.due_day < day) & ~rows.stands).fill_null(False).sum(),
        "without_due": rows.due_day.isnull().sum(),
        "waiting": rows.waits.sum(),
    }
    for place, last in enumerate(until):
        soon = (rows.due_day >= day) & (rows.due_day <= time_of(last, Grain.DAY))
        sums[f"due_{place}"] = soon.fill_null(False).sum()
    made = rows.group_by("unit").agg(**sums).order_by("unit").to_pyarrow().to_pylist()
    return tuple(
        OpenWork(
            row["unit"],
            int(row["pending"]),
            int(row["overdue"]),
            int(row["without_due"]),
            int(row["waiting"]),
            tuple(int(row[f"due_{place}"]) for place in range(len(until))),
        )
        for row in made
    )
