"""Terms of procedures, due dates and the steps that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """What a term is counted in. Worded as ``term.unit.<code>``."""

    WORKING_DAY = "working_day"
    """«ngày làm việc»"""
    CALENDAR_DAY = "calendar_day"
    """«ngày»: by the calendar, but the due date is never a day off."""
    WORKING_HOUR = "working_hour"
    """«giờ» of office time."""
    WORKING_MINUTE = "working_minute"


UNIT_CODES: Mapping[Unit, int] = {unit: number for number, unit in enumerate(Unit)}
"""Unit → number, as arrays hold it."""


class Term(NamedTuple):
    """How long a procedure, or a stage of one, may take.

    ``amount`` ≥ 0. Half working days (0,5) are counted in office minutes, 8 hours a day; calendar days are whole.
    """

    amount: Decimal | int
    unit: Unit = Unit.WORKING_DAY


class TermRefused(ValueError):
    """A negative term, or a part of a calendar day or minute."""

    def __init__(self, term: Term) -> None:
        self.term = term
        super().__init__(f"{term.amount} {term.unit}")


class StepCode(StrEnum):
    """One step on the way to a due date. The codes of catalogue ``working_days.po``."""

    RECEIVED = "deadline.received"
    NEXT_OPENING = "deadline.next_opening"
    AFTER_CUT_OFF = "deadline.after_cut_off"
    RESTARTED = "deadline.restarted"
    WAITING = "deadline.waiting"
    STOPPED = "deadline.stopped"
    COUNTED_DAYS = "deadline.counted_days"
    COUNTED_CALENDAR_DAYS = "deadline.counted_calendar_days"
    COUNTED_MINUTES = "deadline.counted_minutes"
    DAYS_OFF = "deadline.days_off"
    MADE_UP_DAYS = "deadline.made_up_days"
    ROLLED = "deadline.rolled"
    PAUSE_ADDED = "deadline.pause_added"
    PAUSE_SUBTRACTED = "deadline.pause_subtracted"
    EXTENDED = "deadline.extended"
    TOO_MANY_REQUESTS = "deadline.too_many_requests"
    UNSURE_DAYS = "deadline.unsure_days"
    NOT_CONFIRMED = "deadline.not_confirmed"
    DUE = "deadline.due"


StepValue = date | int | str | Decimal | tuple[date, ...]


class Step(NamedTuple):
    """A step: code and the values of its sentence."""

    code: StepCode
    values: Mapping[str, StepValue]


class Due(NamedTuple):
    """When the result is due, local time; None while the clock stands still (waiting for the citizen, stopped)."""

    at: datetime | None
    steps: tuple[Step, ...]


class Pause(NamedTuple):
    """The clock stands still: ``began_at`` up to ``ended_at`` (None: still). Times local."""

    began_at: datetime
    ended_at: datetime | None = None
    by_citizen: bool = False
    """Stopped at the citizen's own request; otherwise the office asked for supplements."""


class Timing(IntEnum):
    """The group in which a dossier is counted. Worded as ``timing.<code>`` (name in small letters)."""

    PENDING_WITHIN = 0
    PENDING_OVERDUE = 1
    EARLY = 2
    ON_TIME = 3
    LATE = 4
    WITHOUT_DUE_DATE = 5
    """Never on time by default: a finding."""
    NOT_COUNTED = 6
    """Withdrawn, stopped, not accepted, or not yet received."""


def clock(at: datetime) -> Mapping[str, StepValue]:
    """Day and time of a moment as values of a sentence."""
    return {"day": at.date(), "time": f"{at:%H:%M}"}
