"""What a change of the calendar would move: due dates on slips stay, a person decides from this list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from parindex.engine.working_days.calendar import OutsideCalendar, WorkingCalendar
from parindex.engine.working_days.deadlines import due_at
from parindex.engine.working_days.policies import DeadlinePolicy
from parindex.engine.working_days.terms import Term


class Slip(NamedTuple):
    """A slip that was handed out."""

    code: str
    received_at: datetime
    term: Term
    printed_due: datetime


class Moved(NamedTuple):
    """A slip whose due date would be another. ``printed_due`` is still what the citizen holds."""

    code: str
    printed_due: datetime
    before: datetime | None
    """As the old calendar counts it; where it is not ``printed_due``, the slip was never what the calendar says."""
    after: datetime | None
    """None: the new calendar does not reach so far."""

    @property
    def disadvantage(self) -> bool:
        """The citizen would wait longer than the slip says."""
        return self.after is not None and self.after > self.printed_due


def moved_by(
    before: WorkingCalendar, after: WorkingCalendar, slips: Iterable[Slip], policy: DeadlinePolicy
) -> tuple[Moved, ...]:
    """Slips that ``after`` would give another due date than ``before``, by printed date. Nothing is moved."""
    moved = []
    for slip in slips:
        old, new = (_due(calendar, slip, policy) for calendar in (before, after))
        if old != new:
            moved.append(Moved(slip.code, slip.printed_due, old, new))
    return tuple(sorted(moved, key=lambda each: (each.printed_due, each.code)))


def changed_days(before: WorkingCalendar, after: WorkingCalendar) -> tuple[date, ...]:
    """Days that both calendars hold and that are worked, or open, differently."""
    first, last = max(before.first, after.first), min(before.last, after.last)
    return tuple(day.date for day in before.days(first, last) if before.hours_of(day.date) != after.hours_of(day.date))


def _due(calendar: WorkingCalendar, slip: Slip, policy: DeadlinePolicy) -> datetime | None:
    try:
        return due_at(calendar, slip.received_at, slip.term, policy).at
    except OutsideCalendar:
        return None
