"""Adding and counting back, tables against a loop, arrays against single values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.engine.working_days.shipped import PLAIN, POLICIES, shipped_calendar

from parindex.engine.working_days import (
    UNIT_CODES,
    Compare,
    Course,
    DaysCounted,
    DeadlinePolicy,
    Pause,
    Supplement,
    Term,
    Timing,
    Unit,
    due_at,
    judge,
    vectorised,
)
from parindex.engine.working_days.policies import CutOffFor

MIDNIGHT = time()
FIRST, LAST = datetime.combine(date(2018, 1, 1), MIDNIGHT), datetime.combine(date(2028, 12, 31), MIDNIGHT)
moments = st.datetimes(FIRST, LAST).map(lambda at: at.replace(microsecond=0))
days = st.dates(FIRST.date(), LAST.date())
terms = st.builds(Term, st.integers(0, 60), st.sampled_from(Unit))
policies = st.one_of(
    st.sampled_from(POLICIES),
    st.builds(
        DeadlinePolicy,
        days_counted=st.sampled_from(DaysCounted),
        cut_off=st.sampled_from(["08:00", "11:30", "12:15", "15:00", "18:00"]),
        last_minutes=st.sampled_from([0, 60, 300]),
        cut_off_for=st.sets(st.sampled_from(CutOffFor), min_size=1),
        supplement=st.sampled_from(Supplement),
        compare=st.sampled_from(Compare),
    ),
)


def works(day: date) -> bool:
    return shipped_calendar().is_working_day(day)


def open_at(at: datetime) -> bool:
    return any(opens <= at.time() < closes for opens, closes in shipped_calendar().hours_of(at.date()))


# --- tables against a loop


@given(days, st.integers(0, 400))
def test_working_days_between_is_the_loop(start: date, length: int) -> None:
    passed = [start + timedelta(days=number) for number in range(1, length + 1)]
    expected = sum(works(day) for day in passed)
    end = start + timedelta(days=length)
    assert shipped_calendar().working_days_between(start, end) == expected
    assert shipped_calendar().working_days_between(end, start) == -expected


@given(days, st.integers(1, 60))
def test_adding_working_days_is_the_loop(start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= works(day)
    assert shipped_calendar().add_working_days(start, n) == day


@settings(max_examples=30)
@given(moments, st.integers(0, 4 * 24 * 60))
def test_working_minutes_between_is_the_loop(start: datetime, length: int) -> None:
    begins = start.replace(second=0)
    expected = sum(open_at(begins + timedelta(minutes=number)) for number in range(length))
    assert shipped_calendar().working_minutes_between(start, begins + timedelta(minutes=length)) == expected


@settings(max_examples=30)
@given(moments, st.integers(1, 1200))
def test_adding_working_minutes_is_the_loop(start: datetime, minutes: int) -> None:
    at, left = start.replace(second=0), minutes
    while left:
        left -= open_at(at)
        at += timedelta(minutes=1)
    assert shipped_calendar().add_working_minutes(start, minutes) == at


# --- adding and counting back


@given(days, st.integers(0, 500))
def test_add_then_between_is_the_identity(start: date, n: int) -> None:
    calendar = shipped_calendar()
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n


@given(days, st.integers(1, 300))
def test_add_then_take_away_comes_back_to_a_working_day(start: date, n: int) -> None:
    calendar = shipped_calendar()
    day = calendar.next_working_day(start)
    assert calendar.add_working_days(calendar.add_working_days(day, n), -n) == day


@given(moments, st.integers(0, 20_000))
def test_add_then_between_minutes_is_the_identity(start: datetime, minutes: int) -> None:
    calendar = shipped_calendar()
    assert calendar.working_minutes_between(start, calendar.add_working_minutes(start, minutes)) == minutes


@given(moments, moments, moments)
def test_minutes_add_up(a: datetime, b: datetime, c: datetime) -> None:
    between = shipped_calendar().working_minutes_between
    assert between(a, b) + between(b, c) == between(a, c)


# --- due dates


@given(moments, st.integers(0, 48 * 60), terms, policies)
def test_received_later_is_never_due_earlier(
    received: datetime, later: int, term: Term, policy: DeadlinePolicy
) -> None:
    first = due_at(shipped_calendar(), received, term, policy).at
    second = due_at(shipped_calendar(), received + timedelta(minutes=later), term, policy).at
    assert first is not None and second is not None and first <= second


@given(moments, terms, policies)
def test_a_longer_term_is_never_due_earlier(received: datetime, term: Term, policy: DeadlinePolicy) -> None:
    if term.amount * 60 < 480 <= (term.amount + 1) * 60:
        return  # an hour more may take a term out of the rule for procedures of the same day
    first = due_at(shipped_calendar(), received, term, policy).at
    second = due_at(shipped_calendar(), received, term._replace(amount=term.amount + 1), policy).at
    same_day = term.amount == 0 and CutOffFor.SAME_DAY in policy.cut_off_for
    assert first is not None and second is not None and (first <= second or same_day)


@given(moments, terms, policies)
def test_a_due_date_is_never_a_day_off_nor_before_receipt(
    received: datetime, term: Term, policy: DeadlinePolicy
) -> None:
    due = due_at(shipped_calendar(), received, term, policy).at
    assert due is not None and works(due.date()) and due >= received.replace(second=0)


# --- arrays against single values


@settings(max_examples=60)
@given(st.lists(st.tuples(moments, terms), min_size=1, max_size=40), policies)
def test_due_dates_of_arrays_are_those_of_single_values(
    rows: list[tuple[datetime, Term]], policy: DeadlinePolicy
) -> None:
    received = np.array([at for at, _ in rows], dtype="datetime64[s]")
    amounts = np.array([term.amount for _, term in rows], dtype=np.int64)
    units = np.array([UNIT_CODES[term.unit] for _, term in rows], dtype=np.int8)
    expected = [due_at(shipped_calendar(), at, term, policy).at for at, term in rows]
    assert vectorised.due_dates(shipped_calendar(), received, amounts, units, policy).tolist() == expected


pauses = st.one_of(
    st.none(),
    st.tuples(st.integers(1, 10_000), st.one_of(st.none(), st.integers(0, 20_000))),
)
Row = tuple[datetime, Term, tuple[int, int | None] | None, int | None, bool]
courses = st.tuples(moments, terms, pauses, st.one_of(st.none(), st.integers(0, 60_000)), st.booleans())


@settings(max_examples=60)
@given(st.lists(courses, min_size=1, max_size=30), policies)
def test_paused_due_dates_of_arrays_are_those_of_single_values(rows: list[Row], policy: DeadlinePolicy) -> None:
    made = [course(row) for row in rows]
    received, amounts, units, began, ended = arrays(made)
    due = vectorised.due_dates(
        shipped_calendar(), received, amounts, units, policy, paused_from=began, paused_until=ended
    )
    expected = []
    for each in made:
        assert each.term is not None
        expected.append(due_at(shipped_calendar(), each.received_at, each.term, policy, each.pauses).at)
    assert due.tolist() == expected


@settings(max_examples=60)
@given(st.lists(courses, min_size=1, max_size=30), moments, st.sampled_from(Compare))
def test_groups_of_arrays_are_those_of_single_values(rows: list[Row], as_of: datetime, how: Compare) -> None:
    policy = PLAIN.model_copy(update={"compare": how})
    made = [course(row, paused=False) for row in rows]
    received, amounts, units, _, _ = arrays(made)
    due = vectorised.due_dates(shipped_calendar(), received, amounts, units, policy)
    finished = np.array([each.finished_at for each in made], dtype="datetime64[s]")
    counted = np.array([each.counted for each in made]) & (received <= np.datetime64(as_of))
    groups = vectorised.timing(due, finished, np.datetime64(as_of), how=how, counted=counted)
    assert groups.tolist() == [judge(shipped_calendar(), each, policy, as_of).timing for each in made]


@settings(max_examples=60)
@given(st.lists(courses, min_size=1, max_size=30), moments, st.sampled_from(Compare))
def test_groups_of_qd766_are_those_of_single_values(rows: list[Row], as_of: datetime, how: Compare) -> None:
    policy = PLAIN.model_copy(
        update={"supplement": Supplement.SUBTRACT_PAUSE, "late_after_requests": 1, "compare": how}
    )
    made = [course(row) for row in rows]
    received, amounts, units, began, ended = arrays(made)
    groups = vectorised.timing_subtracting(
        shipped_calendar(),
        received,
        amounts,
        units,
        np.array([each.finished_at for each in made], dtype="datetime64[s]"),
        np.datetime64(as_of),
        policy,
        requests=np.array([len(each.pauses) for each in made]),
        paused_from=began,
        paused_until=ended,
        counted=np.array([each.counted for each in made]) & (received <= np.datetime64(as_of)),
    )
    assert groups.tolist() == [judge(shipped_calendar(), each, policy, as_of).timing for each in made]


@settings(max_examples=60)
@given(st.lists(st.tuples(moments, moments), min_size=1, max_size=40))
def test_minutes_and_days_of_arrays_are_those_of_single_values(rows: list[tuple[datetime, datetime]]) -> None:
    began, ended = (np.array(column, dtype="datetime64[us]") for column in zip(*rows, strict=True))
    calendar = shipped_calendar()
    minutes = [calendar.working_minutes_between(a, b) for a, b in rows]
    assert vectorised.working_minutes(calendar, began, ended).tolist() == minutes
    assert vectorised.working_days(calendar, began, ended).tolist() == [
        calendar.working_days_between(a, b) for a, b in rows
    ]


def course(row: Row, paused: bool = True) -> Course:
    received, term, pause, finished, counted = row
    found: tuple[Pause, ...] = ()
    if pause is not None and paused:
        began = received + timedelta(minutes=pause[0])
        found = (Pause(began, None if pause[1] is None else began + timedelta(minutes=pause[1])),)
    ended = None if finished is None else received + timedelta(minutes=finished)
    return Course(received, term, finished_at=ended, pauses=found, counted=counted)


def arrays(courses: list[Course]) -> tuple[NDArray[Any], ...]:
    pauses = [each.pauses[0] if each.pauses else None for each in courses]
    return (
        np.array([each.received_at for each in courses], dtype="datetime64[s]"),
        np.array([each.term.amount for each in courses if each.term], dtype=np.int32),
        np.array([UNIT_CODES[each.term.unit] for each in courses if each.term], dtype=np.int8),
        np.array([pause and pause.began_at for pause in pauses], dtype="datetime64[s]"),
        np.array([pause and pause.ended_at for pause in pauses], dtype="datetime64[s]"),
    )


def test_every_group_can_come_out_of_arrays() -> None:
    due = np.array(["2026-01-10T17:00"] * 5 + ["NaT", "2026-01-10T17:00"], dtype="datetime64[s]")
    finished = np.array(
        ["NaT", "NaT", "2026-01-09", "2026-01-10", "2026-01-11", "2026-01-09", "2026-01-09"], dtype="datetime64[s]"
    )
    as_of = np.array(["2026-01-10T20:00"] + ["2026-01-31"] * 6, dtype="datetime64[s]")
    counted = np.array([True] * 6 + [False])
    assert vectorised.timing(due, finished, as_of, counted=counted).tolist() == list(Timing)
