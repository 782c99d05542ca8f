"""When a dossier is due, step by step: receipt, cut-off, term, pauses, the one extension.

The first day of a term is not counted, and a last day off moves to the next working day (Bộ luật Dân sự 2015,
Điều 147, 148).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from parindex.engine.working_days.policies import CutOffFor, DaysCounted, DeadlinePolicy, Supplement
from parindex.engine.working_days.terms import Due, Pause, Step, StepCode, StepValue, Term, TermRefused, Unit, clock

if TYPE_CHECKING:
    from parindex.engine.working_days.calendar import WorkingCalendar

_MINUTES_OF_HOUR = 60


def office_minutes(term: Term, policy: DeadlinePolicy) -> int | None:
    """The term in office minutes; None when it is counted in days. Raises ``TermRefused``."""
    amount = Decimal(term.amount)
    whole = amount == amount.to_integral_value()
    minutes: Decimal
    if term.unit is Unit.WORKING_MINUTE:
        minutes = amount
    elif term.unit is Unit.WORKING_HOUR:
        minutes = amount * _MINUTES_OF_HOUR
    elif term.unit is Unit.WORKING_DAY and (policy.days_counted is DaysCounted.AS_HOURS or not whole):
        minutes = amount * policy.day_minutes
    elif whole and amount >= 0:
        return None
    else:
        raise TermRefused(term)
    if minutes < 0 or minutes != minutes.to_integral_value():
        raise TermRefused(term)
    return int(minutes)


def due_at(
    calendar: WorkingCalendar,
    received_at: datetime,
    term: Term,
    policy: DeadlinePolicy,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When the result is due, with every step.

    Supplements (``policy.supplement``): *restart*: a full term from the last completion; *add_pause*: the due date
    moves by the office time (or days) of the pauses; *subtract_pause*: the due date stays and the pause is taken off
    the time spent when lateness is judged (``judging.judge``). A pause that has not ended leaves no due date under
    the first two. A stop at the citizen's own request is always added, never restarted.
    Raises ``TermRefused``, ``OutsideCalendar``, ``NotLocal``.
    """
    steps = [Step(StepCode.RECEIVED, clock(received_at))]
    opened = [pause for pause in pauses if pause.ended_at is None]
    if opened and (opened[-1].by_citizen or policy.supplement is not Supplement.SUBTRACT_PAUSE):
        code = StepCode.STOPPED if opened[-1].by_citizen else StepCode.WAITING
        return Due(None, (*steps, Step(code, clock(opened[-1].began_at))))
    start = received_at
    supplements = [pause.ended_at for pause in pauses if pause.ended_at is not None and not pause.by_citizen]
    added = [pause for pause in pauses if pause.by_citizen or policy.supplement is Supplement.ADD_PAUSE]
    if supplements and policy.supplement is Supplement.RESTART:
        start = max(supplements)
        steps.append(Step(StepCode.RESTARTED, clock(start)))
        added = [pause for pause in added if pause.began_at >= start]
    at = _plain_due(calendar, start, term, policy, steps)
    for pause in added:
        at = _add_pause(calendar, at, pause, term, policy, steps)
    if len(added) < len(pauses) and policy.supplement is Supplement.SUBTRACT_PAUSE:
        steps.append(Step(StepCode.PAUSE_SUBTRACTED, {"count": len(pauses) - len(added)}))
    steps.extend(_remarks(calendar, start, at))
    return Due(at, (*steps, Step(StepCode.DUE, clock(at))))


def counted_from(
    calendar: WorkingCalendar, received_at: datetime, term: Term, policy: DeadlinePolicy, steps: list[Step]
) -> datetime:
    """The moment from which the term is counted; what moved it is added to ``steps``."""
    opened = calendar.next_opening(received_at)
    if opened.replace(second=0) != received_at.replace(second=0, microsecond=0):
        steps.append(Step(StepCode.NEXT_OPENING, clock(opened)))
    minutes = office_minutes(term, policy)
    same_day = minutes == 0 or term.amount == 0 or (minutes is not None and minutes < policy.day_minutes)
    matters = CutOffFor.ALL in policy.cut_off_for or (same_day and CutOffFor.SAME_DAY in policy.cut_off_for)
    if matters and is_late_in_the_day(calendar, received_at, opened, policy):
        limit = cut_off_minute(calendar, opened, policy)
        opened = calendar.opening(calendar.add_working_days(opened, 1))
        shown = f"{limit // 60:02}:{limit % 60:02}"
        steps.append(Step(StepCode.AFTER_CUT_OFF, {"cut_off": shown, **clock(opened)}))
    return opened


def cut_off_minute(calendar: WorkingCalendar, day: date, policy: DeadlinePolicy) -> int:
    """The last minute of the working day that still counts for that day."""
    opening, closing = calendar.opening(day), calendar.closing(day)
    last = closing.hour * 60 + closing.minute - policy.last_minutes
    last = last if policy.cut_off is None else min(last, policy.cut_off)
    return max(last, opening.hour * 60 + opening.minute)


def is_late_in_the_day(
    calendar: WorkingCalendar, received_at: datetime, opened: datetime, policy: DeadlinePolicy
) -> bool:
    """Received on a working day, but after its cut-off; what came after closing has moved to ``opened`` already."""
    if opened.date() != received_at.date():
        return False
    return received_at.hour * 60 + received_at.minute > cut_off_minute(calendar, opened, policy)


def _plain_due(
    calendar: WorkingCalendar, received_at: datetime, term: Term, policy: DeadlinePolicy, steps: list[Step]
) -> datetime:
    """The due date without pauses."""
    minutes = office_minutes(term, policy)
    start = counted_from(calendar, received_at, term, policy, steps)
    if minutes is not None:
        at = calendar.add_working_minutes(start, minutes)
        steps.append(Step(StepCode.COUNTED_MINUTES, {"amount": term.amount, "unit": term.unit, "minutes": minutes}))
        return at
    amount = int(term.amount)
    if term.unit is Unit.WORKING_DAY:
        day = calendar.add_working_days(start.date(), amount)
        steps.append(Step(StepCode.COUNTED_DAYS, {"amount": amount, "first": start.date(), "last": day}))
    else:
        reached = start.date() + timedelta(days=amount)
        steps.append(Step(StepCode.COUNTED_CALENDAR_DAYS, {"amount": amount, "first": start.date(), "last": reached}))
        day = _rolled(calendar, reached, steps)
    return calendar.closing(day)


def _rolled(calendar: WorkingCalendar, day: date, steps: list[Step]) -> date:
    """The day itself, or the next working day."""
    works = calendar.next_working_day(day)
    if works != day:
        steps.append(Step(StepCode.ROLLED, {"day_off": day, "day": works}))
    return works


def _add_pause(
    calendar: WorkingCalendar, at: datetime, pause: Pause, term: Term, policy: DeadlinePolicy, steps: list[Step]
) -> datetime:
    """The due date moved by one pause that has ended, counted as the term is."""
    assert pause.ended_at is not None
    length = pause_length(calendar, pause.began_at, pause.ended_at, term, policy)
    values: dict[str, StepValue] = {"first": pause.began_at.date(), "last": pause.ended_at.date(), "amount": length}
    if office_minutes(term, policy) is not None:
        unit = Unit.WORKING_MINUTE
        at = calendar.add_working_minutes(at, length) if length else at
    elif term.unit is Unit.WORKING_DAY:
        unit = Unit.WORKING_DAY
        at = calendar.closing(calendar.add_working_days(at.date(), length))
    else:
        unit = Unit.CALENDAR_DAY
        at = calendar.closing(calendar.next_working_day(at.date() + timedelta(days=length)))
    steps.append(Step(StepCode.PAUSE_ADDED, {**values, "unit": unit}))
    return at


def pause_length(
    calendar: WorkingCalendar, began_at: datetime, ended_at: datetime, term: Term, policy: DeadlinePolicy
) -> int:
    """Length of a pause in what the term is counted in: minutes, working days or calendar days; never below 0."""
    if office_minutes(term, policy) is not None:
        return max(0, calendar.working_minutes_between(began_at, ended_at))
    if term.unit is Unit.WORKING_DAY:
        return max(0, calendar.working_days_between(began_at.date(), ended_at.date()))
    return max(0, (ended_at.date() - began_at.date()).days)


def _remarks(calendar: WorkingCalendar, start: datetime, at: datetime) -> Iterator[Step]:
    """Days between receipt and due date that a reader would stumble over."""
    passed = list(calendar.days(start.date(), at.date()))
    off = tuple(day.date for day in passed if not day.works and (day.name or day.source))
    made_up = tuple(day.date for day in passed if day.made_up)
    unsure = tuple(day.date for day in passed if day.source is not None and day.source.unsure)
    for code, days in ((StepCode.DAYS_OFF, off), (StepCode.MADE_UP_DAYS, made_up), (StepCode.UNSURE_DAYS, unsure)):
        if days:
            yield Step(code, {"days": days})
    if not calendar.is_confirmed(at) and calendar.document.confirmed_until is not None:
        yield Step(StepCode.NOT_CONFIRMED, {"until": calendar.document.confirmed_until})
