"""The same counting over arrays of millions of dossiers.

Times are ``datetime64`` (any unit from days to nanoseconds), local without a zone; seconds are dropped. Missing times
are NaT. A row that cannot be counted (NaT, negative amount, outside the calendar) comes back as NaT: it is the caller's
finding, never a guess. Work is done in blocks that stay in the processor's cache, so memory is that of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parindex.engine.working_days.calendar import VIETNAM, WorkingCalendar
from parindex.engine.working_days.counting import NOT_A_TIME, Counter, Moments, Times
from parindex.engine.working_days.policies import Compare, DeadlinePolicy, Supplement
from parindex.engine.working_days.terms import Timing, Unit

Whole = NDArray[np.integer]
BLOCK = 1 << 15
"""Rows at a time: some arrays of it fit the second-level cache."""
NO_MINUTES = int(np.iinfo(np.int32).min)
"""Office minutes of a row that has no beginning, no end, or leaves the calendar."""
PLAIN = DeadlinePolicy()
_FINEST = np.dtype("datetime64[us]")
_MINUTE, _DAY = 60, 24 * 60 * 60


def to_local(utc: Times) -> Times:
    """UTC as local time: seven hours later, all year."""
    offset = VIETNAM.utcoffset(None)
    return utc + np.timedelta64(int(offset.total_seconds()), "s")


def due_dates(
    calendar: WorkingCalendar,
    received: Times,
    amount: Whole | int,
    unit: Unit | NDArray[np.integer] = Unit.WORKING_DAY,
    policy: DeadlinePolicy = PLAIN,
    *,
    paused_from: Times | None = None,
    paused_until: Times | None = None,
) -> Times:
    """Due dates as ``due_at`` gives them; ``datetime64[s]``, or ``[D]`` when ``received`` are days (at opening).

    ``amount``: whole, (rows,) or one for all. ``unit``: one, or (rows,) of ``terms.UNIT_CODES``. One pause a row by
    ``paused_from`` and ``paused_until``, treated as ``policy.supplement`` says; an open one leaves NaT unless it is
    subtracted.
    """
    rows = len(received)
    days = np.datetime_data(received.dtype)[0] == "D"
    result = np.empty(rows, dtype="datetime64[D]" if days else "datetime64[s]")
    amounts = np.broadcast_to(np.asarray(amount), (rows,))
    counter = Counter(calendar.tables, policy, days)
    for block in _blocks(rows):
        units = unit if isinstance(unit, Unit) else unit[block]
        if paused_from is None or paused_until is None:
            due = counter.due(received[block], amounts[block], units)
        else:
            due = counter.due_paused(received[block], amounts[block], units, paused_from[block], paused_until[block])
        result[block] = due.view(f"datetime64[{'D' if days else 's'}]")
    return result


def working_minutes(calendar: WorkingCalendar, began: Times, ended: Times) -> NDArray[np.int32]:
    """Office minutes between two times of a row, negative the wrong way round; ``NO_MINUTES`` without one."""
    result = np.empty(len(began), dtype=np.int32)
    for block in _blocks(len(began)):
        first, last = Moments(calendar.tables, began[block]), Moments(calendar.tables, ended[block])
        minutes = last.elapsed() - first.elapsed()
        minutes[first.lost | last.lost] = NO_MINUTES
        result[block] = minutes
    return result


def working_days(calendar: WorkingCalendar, began: Times, ended: Times) -> NDArray[np.int32]:
    """Working days after ``began`` up to and with ``ended``; ``NO_MINUTES`` without one."""
    result = np.empty(len(began), dtype=np.int32)
    counted = calendar.tables.worked_before
    for block in _blocks(len(began)):
        first, last = Moments(calendar.tables, began[block]), Moments(calendar.tables, ended[block])
        days = counted[last.place + 1] - counted[first.place + 1]
        days[first.lost | last.lost] = NO_MINUTES
        result[block] = days
    return result


def covered(calendar: WorkingCalendar, times: Times) -> NDArray[np.bool_]:
    """Which times lie inside the calendar; NaT does not."""
    first, after = np.datetime64(calendar.first, "D"), np.datetime64(calendar.last, "D") + 1
    return (times >= first) & (times < after)


def timing(
    due: Times,
    finished: Times,
    as_of: np.datetime64 | Times,
    *,
    how: Compare = Compare.BY_DATE,
    counted: NDArray[np.bool_] | None = None,
) -> NDArray[np.int8]:
    """Group of every dossier as ``Timing``. NaT due: without due date. ``counted`` False: not counted.

    ``as_of``: one moment, or (rows,). What is finished after it was still pending then.
    """
    result = np.empty(len(due), dtype=np.int8)
    moments = np.broadcast_to(np.asarray(as_of), (len(due),))
    grain = _DAY if how is Compare.BY_DATE else _MINUTE
    for block in _blocks(len(due)):
        limit, ended, now = _seconds(due[block]), _seconds(finished[block]), _seconds(moments[block])
        done = (ended <= now) & (ended != NOT_A_TIME)
        until = np.where(done, ended, now)
        late = until >= limit - limit % grain + grain
        early = until < limit - limit % _DAY
        group = late.view(np.int8) + done * (Timing.ON_TIME - np.int8(early))
        group[limit == NOT_A_TIME] = Timing.WITHOUT_DUE_DATE
        if counted is not None:
            group[~counted[block]] = Timing.NOT_COUNTED
        result[block] = group
    return result


def _seconds(times: Times) -> NDArray[np.int64]:
    return times.astype("datetime64[s]", copy=False).view(np.int64)


def timing_subtracting(
    calendar: WorkingCalendar,
    received: Times,
    amount: Whole | int,
    unit: Unit | NDArray[np.integer],
    finished: Times,
    as_of: np.datetime64,
    policy: DeadlinePolicy,
    *,
    requests: Whole,
    paused_from: Times,
    paused_until: Times,
    counted: NDArray[np.bool_] | None = None,
) -> NDArray[np.int8]:
    """Groups as the QĐ 766 index judges: pause taken off; waiting: judged on the day of the request; too many
    requests: late. ``requests``: how often supplements were asked for; ``paused_from``, ``paused_until``: the pause."""
    still = np.isnat(paused_until) | (paused_until > as_of)
    ended = np.where(still, np.datetime64("NaT"), paused_until).astype(paused_until.dtype)
    closed_from = np.where(still, np.datetime64("NaT"), paused_from).astype(paused_from.dtype)
    adding = policy.model_copy(update={"supplement": Supplement.ADD_PAUSE})
    due = due_dates(calendar, received, amount, unit, adding, paused_from=closed_from, paused_until=ended)
    done = finished <= as_of
    waits = ~done & still & (paused_from <= as_of)
    until = np.where(waits, paused_from.astype(_FINEST), as_of.astype(_FINEST))
    group = timing(due, np.where(done, finished, np.datetime64("NaT")), until, how=policy.compare, counted=counted)
    group[done & (group < Timing.EARLY)] = Timing.LATE
    if policy.late_after_requests is not None:
        many = (requests > policy.late_after_requests) & (group < Timing.WITHOUT_DUE_DATE)
        group[many] = np.where(done[many], Timing.LATE, Timing.PENDING_OVERDUE)
    return group


def moved(
    before: WorkingCalendar,
    after: WorkingCalendar,
    received: Times,
    amount: Whole | int,
    unit: Unit | NDArray[np.integer] = Unit.WORKING_DAY,
    policy: DeadlinePolicy = PLAIN,
) -> tuple[NDArray[np.intp], Times, Times]:
    """Rows whose due date the new calendar would change, with the old and the new one. Nothing is moved."""
    old = due_dates(before, received, amount, unit, policy)
    new = due_dates(after, received, amount, unit, policy)
    rows = np.flatnonzero((old != new) & ~(np.isnat(old) & np.isnat(new)))
    return rows, old[rows], new[rows]


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(first, min(first + BLOCK, rows)) for first in range(0, rows, BLOCK))
