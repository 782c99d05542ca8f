"""Deadlines of 10 million dossiers against ``numpy.busday_offset``, which cannot honour made-up Saturdays.

Run: ``.venv/bin/python benchmarks/working_days.py [rows]``. Three times of ours: days in and days out (the rival's own
job), with the minute of receipt (next opening, closing hour of the due day), and days as office hours. Goal: at least
twice as fast as the rival with days and with minutes, peak memory under 3 GB. Checked: equal to the rival on a calendar
without made-up Saturdays, equal to single values on a sample with them, and the share the rival gets wrong.
"""

from __future__ import annotations

import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np

from parindex.engine.working_days import (
    Compare,
    DaysCounted,
    DeadlinePolicy,
    Term,
    WorkingCalendar,
    calendar_of,
    vectorised,
)

GOAL_RATIO, GOAL_MEGABYTES = 2.0, 3000.0
ROUNDS = 3
FIRST, LAST = 2024, 2027
BLOCK_OF_SAMPLE = 997


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds, result) of the fastest of some rounds."""
    times, result = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def rival_of(calendar: WorkingCalendar) -> np.busdaycalendar:
    """The same days off for numpy; made-up Saturdays have no place there."""
    days = calendar.days(date(FIRST, 1, 1), date(LAST, 12, 31))
    off = [day.date for day in days if not day.works and day.date.weekday() < 5]
    return np.busdaycalendar(weekmask="1111100", holidays=np.array(off, dtype="datetime64[D]"))


def without_made_up(calendar: WorkingCalendar) -> WorkingCalendar:
    """The calendar with its made-up Saturdays off, for the comparison with numpy."""
    made_up = [day for day in calendar.days(calendar.first, calendar.last) if day.made_up]
    lines = "".join(f"  - {{date: {day.date}, kind: off, grade: D, note: benchmark}}\n" for day in made_up)
    document = f"schema: parindex/working-calendar/1\ntitle: benchmark\ndays:\n{lines}"
    return calendar_of([shipped(), document.encode()], first_year=FIRST, last_year=LAST)


def shipped() -> bytes:
    return (files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml").read_bytes()


def main() -> int:
    """Print times, ratios, memory and whether results agree; 1 when a check fails or a goal is missed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    random = np.random.default_rng(1)
    seconds = random.integers(0, 3 * 365 * 86_400, rows)
    received = np.datetime64(f"{FIRST}-01-01", "s") + seconds.astype("timedelta64[s]")
    days = received.astype("datetime64[D]")
    amounts = random.integers(1, 31, rows).astype(np.int32)
    calendar = calendar_of(shipped(), first_year=FIRST, last_year=LAST)
    plain, numpys = without_made_up(calendar), rival_of(calendar)
    as_hours = DeadlinePolicy(days_counted=DaysCounted.AS_HOURS)

    theirs, guess = best(lambda: np.busday_offset(days, amounts, roll="forward", busdaycal=numpys))
    in_days, due_days = best(lambda: vectorised.due_dates(calendar, days, amounts))
    in_minutes, due = best(lambda: vectorised.due_dates(calendar, received, amounts))
    in_hours, due_hours = best(lambda: vectorised.due_dates(calendar, received, amounts, policy=as_hours))
    between, minutes = best(lambda: vectorised.working_minutes(calendar, received, due))
    finished = due + random.integers(-400_000, 200_000, rows).astype("timedelta64[s]")
    as_of = np.datetime64("2026-06-30T18:00")
    grouping, groups = best(lambda: vectorised.timing(due, finished, as_of, how=Compare.BY_DATE))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    equal = bool((vectorised.due_dates(plain, days, amounts) == guess).all())
    wrong = float((due_days != guess).mean())
    sample = slice(0, rows, max(1, rows // BLOCK_OF_SAMPLE))
    single = all(
        one == calendar.due_at(at.item(), Term(int(amount)), DeadlinePolicy()).at
        and hours == calendar.due_at(at.item(), Term(int(amount)), as_hours).at
        and passed == calendar.working_minutes_between(at.item(), one)
        for at, amount, one, hours, passed in zip(
            received[sample], amounts[sample], due[sample].tolist(), due_hours[sample].tolist(), minutes[sample],
            strict=True,
        )
    )  # fmt: skip
    print(
        f"machine         {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, one thread"
    )
    print(f"busday_offset   {theirs:.2f} s for {rows} rows; {wrong:.1%} wrong where a made-up Saturday matters")
    print(f"days            {in_days:.2f} s: {theirs / in_days:.1f} × (goal {GOAL_RATIO:.0f})")
    print(f"with minutes    {in_minutes:.2f} s: {theirs / in_minutes:.1f} × (goal {GOAL_RATIO:.0f})")
    print(f"as office hours {in_hours:.2f} s: {theirs / in_hours:.1f} ×")
    print(f"office minutes between two times {between:.2f} s; groups {grouping:.2f} s ({np.bincount(groups).tolist()})")
    print(f"memory          {megabytes:.0f} MB at the peak, both sides' arrays included (goal {GOAL_MEGABYTES:.0f})")
    print(f"equal           to numpy without made-up Saturdays: {equal}; to single values with them: {single}")
    fast = min(theirs / in_days, theirs / in_minutes) >= GOAL_RATIO
    return int(not (equal and single and fast and megabytes < GOAL_MEGABYTES))


if __name__ == "__main__":
    raise SystemExit(main())
