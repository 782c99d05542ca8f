"""Early, on time or late: one dossier, and the stages of an inter-agency dossier each with its own limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.working_days.calendar import WorkingCalendar
from parindex.engine.working_days.deadlines import due_at, office_minutes
from parindex.engine.working_days.policies import Compare, DeadlinePolicy, Supplement
from parindex.engine.working_days.terms import Due, Pause, Step, StepCode, Term, Timing, Unit, clock


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one dossier, local times."""

    received_at: datetime
    term: Term | None = None
    printed_due: datetime | None = None
    """The due date on the slip. When it is known, it is what the dossier is judged by; nothing moves it silently."""
    finished_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    """In order, not overlapping."""
    counted: bool = True
    """False: withdrawn, returned, not accepted."""


class Judged(NamedTuple):
    """The group, and the due date it was judged by (None: without one, or the clock stands still)."""

    timing: Timing
    due: Due


def compare(due: datetime, finished_at: datetime | None, as_of: datetime, how: Compare) -> Timing:
    """The group of a dossier with a due date. What is finished after ``as_of`` was still pending then."""
    if finished_at is None or finished_at > as_of:
        late = as_of.date() > due.date() if how is Compare.BY_DATE else _minute(as_of) > _minute(due)
        return Timing.PENDING_OVERDUE if late else Timing.PENDING_WITHIN
    if finished_at.date() < due.date():
        return Timing.EARLY
    late = finished_at.date() > due.date() if how is Compare.BY_DATE else _minute(finished_at) > _minute(due)
    return Timing.LATE if late else Timing.ON_TIME


def judge(calendar: WorkingCalendar, course: Course, policy: DeadlinePolicy, as_of: datetime) -> Judged:
    """The group of one dossier at ``as_of``.

    Without a term and a printed date: ``WITHOUT_DUE_DATE``. While the clock stands still (waiting for supplements, or
    stopped by the citizen) a dossier is pending within its time under *restart* and *add_pause* (form II.06a, column
    12); a dossier stopped by the citizen is not counted. Under *subtract_pause* (QĐ 766) the pause is taken off, a
    dossier that waits is judged on the day of the request, and more requests than allowed make it late.
    """
    if not course.counted or course.received_at > as_of:
        return Judged(Timing.NOT_COUNTED, Due(None, ()))
    seen = [_seen(pause, as_of) for pause in course.pauses if pause.began_at <= as_of]
    due = _due_of(calendar, course, policy, seen)
    if due is None:
        return Judged(Timing.WITHOUT_DUE_DATE, Due(None, ()))
    if due.at is None:
        finished = course.finished_at is not None and course.finished_at <= as_of
        if seen[-1].by_citizen or not finished:
            return Judged(Timing.NOT_COUNTED if seen[-1].by_citizen else Timing.PENDING_WITHIN, due)
        # Finished although a request was never closed: judged as if there had been no such request.
        return judge(calendar, _without_open_pauses(course), policy, as_of)
    if policy.supplement is Supplement.SUBTRACT_PAUSE:
        return _subtracting(calendar, course, policy, as_of, due, seen)
    return Judged(compare(due.at, course.finished_at, as_of, policy.compare), due)


def _due_of(calendar: WorkingCalendar, course: Course, policy: DeadlinePolicy, seen: Sequence[Pause]) -> Due | None:
    """The printed due date where there is one and no pause makes a new slip; else the counted one."""
    if course.printed_due is not None and (not seen or policy.supplement is Supplement.SUBTRACT_PAUSE):
        return Due(course.printed_due, (Step(StepCode.DUE, clock(course.printed_due)),))
    if course.term is None:
        return None if course.printed_due is None else Due(course.printed_due, ())
    return due_at(calendar, course.received_at, course.term, policy, seen)


def _subtracting(
    calendar: WorkingCalendar,
    course: Course,
    policy: DeadlinePolicy,
    as_of: datetime,
    due: Due,
    seen: Sequence[Pause],
) -> Judged:
    """Taking the pause off the time spent is the same as judging by the due date moved by the pause."""
    assert due.at is not None
    requests = [pause for pause in seen if not pause.by_citizen]
    finished = course.finished_at is not None and course.finished_at <= as_of
    if policy.late_after_requests is not None and len(requests) > policy.late_after_requests:
        step = Step(StepCode.TOO_MANY_REQUESTS, {"count": len(requests), "allowed": policy.late_after_requests})
        timing = Timing.LATE if finished else Timing.PENDING_OVERDUE
        return Judged(timing, due._replace(steps=(*due.steps, step)))
    limit = due.at
    ended = tuple(pause for pause in seen if pause.ended_at is not None)  # a stop by the citizen moves the date as ever
    if any(not pause.by_citizen for pause in ended) and course.term is not None:
        adding = policy.model_copy(update={"supplement": Supplement.ADD_PAUSE})
        moved = due_at(calendar, course.received_at, course.term, adding, ended).at
        assert moved is not None
        limit = moved
    waits = next((pause for pause in requests if pause.ended_at is None), None)
    until = waits.began_at if waits is not None and not finished else as_of
    return Judged(compare(limit, course.finished_at if finished else None, until, policy.compare), due)


def _seen(pause: Pause, as_of: datetime) -> Pause:
    """A pause as it was known at ``as_of``."""
    return pause._replace(ended_at=None) if pause.ended_at is not None and pause.ended_at > as_of else pause


def _without_open_pauses(course: Course) -> Course:
    return Course(
        course.received_at,
        course.term,
        course.printed_due,
        course.finished_at,
        tuple(pause for pause in course.pauses if pause.ended_at is not None and pause.ended_at <= course.finished_at)
        if course.finished_at is not None
        else (),
        course.counted,
    )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


class Stage(NamedTuple):
    """One stage of an inter-agency dossier; ``finished_at`` None: the dossier lies there. ``pauses``: within it."""

    code: str
    received_at: datetime
    term: Term
    finished_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()


class JudgedStage(NamedTuple):
    """One stage: its own due date and group, and office minutes past its due date (0 when not late)."""

    stage: Stage
    due: Due
    timing: Timing
    minutes_late: int


class JudgedStages(NamedTuple):
    """All stages. ``limit_minutes``: their limits together, in office minutes; ``over_whole``: how much that is more
    than the procedure's own term (None when a calendar-day term cannot be held against hours)."""

    stages: tuple[JudgedStage, ...]
    limit_minutes: int | None
    over_whole: int | None

    @property
    def late(self) -> tuple[JudgedStage, ...]:
        """The stages that answer for lateness."""
        return tuple(each for each in self.stages if each.timing in (Timing.LATE, Timing.PENDING_OVERDUE))


def judge_stages(
    calendar: WorkingCalendar,
    stages: Sequence[Stage],
    policy: DeadlinePolicy,
    as_of: datetime,
    whole: Term | None = None,
) -> JudgedStages:
    """Each stage by its own limit, whatever the whole dossier came to; and the limits added up against ``whole``."""
    judged = []
    for stage in stages:
        course = Course(stage.received_at, stage.term, finished_at=stage.finished_at, pauses=stage.pauses)
        timing, due = judge(calendar, course, policy, as_of)
        minutes = 0
        if due.at is not None and timing in (Timing.LATE, Timing.PENDING_OVERDUE):
            ended = stage.finished_at if timing is Timing.LATE and stage.finished_at is not None else as_of
            minutes = calendar.working_minutes_between(due.at, ended)
        judged.append(JudgedStage(stage, due, timing, minutes))
    limits = [term_minutes(stage.term, policy) for stage in stages]
    known = [limit for limit in limits if limit is not None]
    total = sum(known) if len(known) == len(limits) else None
    of_whole = term_minutes(whole, policy) if whole is not None else None
    over = max(0, total - of_whole) if total is not None and of_whole is not None else None
    return JudgedStages(tuple(judged), total, over)


def term_minutes(term: Term, policy: DeadlinePolicy) -> int | None:
    """A term as office minutes, a working day being ``policy.day_minutes``; None for calendar days."""
    if term.unit is Unit.CALENDAR_DAY:
        return None
    minutes = office_minutes(term, policy)
    return int(Decimal(term.amount) * policy.day_minutes) if minutes is None else minutes
