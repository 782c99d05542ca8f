"""Indicator 2.1 of QĐ 766 by its own rule, and what else only records tell, dossier by dossier.

The end is the day on which the dossier was finished; waiting for supplements, the day of the request; unfinished, the
last day of the window. More than one request for supplements is late. Time spent waiting is taken off, which is the
same as moving the due date by it (in office minutes); days are compared. Withdrawn and stopped dossiers are not
counted; without a due date a dossier is counted, but never in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table

from parindex.engine.working_days import WorkingCalendar
from parindex.engine.working_days.vectorised import working_minutes
from parindex.lake.columns import DONE, LOCAL_HOURS, NOT_COUNTED, Name, Status
from parindex.lake.figures import PLACE_OF, View, Window, time_of
from parindex.lake.movements import Grain, in_plain_utc, local_day

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one unit. ``without_due``: handled, without a due date."""

    handled: int = 0
    in_time: int = 0
    without_due: int = 0
    digitised_with_result: int = 0


def progress_766(
    records: Table,
    window: Window,
    calendar: WorkingCalendar,
    *,
    view: View = View.RECEIVED,
    places: Sequence[str] | None = None,
    due_holds_pause: bool = False,
) -> dict[str, Progress]:
    """Place → its counts. ``records``: each dossier once.

    ``due_holds_pause``: the source has added the waiting to the due date already, so it is not taken off again.
    """
    rows = _rows(records, window, view, places)
    units, which = np.unique(rows["place"].astype(str), return_inverse=True)
    in_time = _in_time(rows, calendar, due_holds_pause)
    masks = (
        np.ones(len(which), dtype=bool),
        in_time,
        np.isnan(rows["due_day"]),
        rows["ended"] & rows["both"],
    )
    sums = [np.bincount(which[mask], minlength=len(units)) for mask in masks]
    return {str(unit): Progress(*(int(each[at]) for each in sums)) for at, unit in enumerate(units)}


def _rows(records: Table, window: Window, view: View, places: Sequence[str] | None) -> dict[str, Any]:
    """Dossiers of the window, as arrays: days since 1970 (NaN: none), minutes, flags."""
    first, last = time_of(window.first, Grain.DAY), time_of(window.last, Grain.DAY)
    t = in_plain_utc(records)
    done = t[Name.STATUS].isin([int(each) for each in DONE])
    closing = ibis.coalesce(t[Name.FINISHED_AT], t[Name.RETURNED_AT])
    closed = local_day(ibis.ifelse(done, closing, ibis.null()))
    left_out = sorted(int(each) for each in (*NOT_COUNTED, Status.WITHDRAWN, Status.STOPPED))
    handled = t[Name.STATUS].notin(left_out) & (local_day(t[Name.RECEIVED_AT]) <= last)
    handled &= ibis.ifelse(done, closed.notnull() & (closed >= first), True)
    if places is not None:
        handled &= t[PLACE_OF[view]].isin(list(places))
    ended = closed.notnull() & (closed <= last)
    waits = (t[Name.STATUS] == int(Status.SUPPLEMENT_ASKED)) & t[Name.SUPPLEMENT_ASKED_AT].notnull()
    until = ibis.ifelse(
        ended, closed, ibis.ifelse(waits, ibis.least(local_day(t[Name.SUPPLEMENT_ASKED_AT]), last), last)
    )
    chosen = t.filter(handled).select(
        place=t[PLACE_OF[view]],
        due=t[Name.DUE_AT],
        due_day=local_day(t[Name.DUE_AT]).cast("float64"),
        until=until.cast("int64"),
        ended=ended,
        requests=t[Name.SUPPLEMENT_REQUESTS].fill_null(0),
        paused=t[Name.PAUSED_MINUTES].fill_null(0),
        both=t[Name.DIGITISED_RESULT].fill_null(False) & (t[Name.DIGITISED_PARTS].fill_null(0) > 0),
    )
    made = chosen.to_pyarrow()
    rows = {name: made[name].to_numpy() for name in made.column_names if name != "due"}
    rows["due_day"] = rows["due_day"].astype(np.float64)
    moments = made["due"].cast("timestamp[us]").to_numpy() if made.num_rows else np.empty(0, dtype="datetime64[us]")
    rows["due"] = moments + np.timedelta64(LOCAL_HOURS, "h")
    return rows


def _in_time(rows: dict[str, Any], calendar: WorkingCalendar, due_holds_pause: bool) -> Any:
    good = rows["until"] <= rows["due_day"]
    if not due_holds_pause:
        later = np.flatnonzero(~good & ~np.isnan(rows["due_day"]) & (rows["paused"] > 0))
        morning = rows["until"][later].astype("datetime64[D]").astype("datetime64[s]")
        spent = working_minutes(calendar, rows["due"][later].astype("datetime64[s]"), morning)
        good[later] = spent < rows["paused"][later]
    return good & (rows["requests"] <= 1)
