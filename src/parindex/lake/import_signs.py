"""What an import brought, per receiving unit and whole month: the counts that the checks after an import look at."""
# ruff: noqa: S608  (SQL from the names of our own columns and from our own ids as quoted literals)

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from parindex.engine.checks.dossier_imports import SignLimits, UnitMonth, UnitSigns
from parindex.engine.working_days import WorkingCalendar
from parindex.lake.columns import LOCAL_HOURS, NOT_COUNTED
from parindex.lake.engine_room import connection, quoted
from parindex.lake.movements import CLOSED
from parindex.lake.store import RecordStore


def unit_signs(
    store: RecordStore, batch_id: str, *, calendar: WorkingCalendar, today: date, limits: SignLimits
) -> tuple[UnitSigns, ...]:
    """Counts of every unit that the batch brought records of, by unit code.

    Months are whole ones before that of ``today``: a month that still runs would always look like a fall.
    """
    brought = f"batch_id = {quoted(batch_id)}"
    units = f"SELECT DISTINCT receiving_unit FROM records WHERE {brought}"
    return _signs(store, units, brought, calendar, today, limits)


def signs_of_units(
    store: RecordStore, units: Collection[str], *, calendar: WorkingCalendar, today: date, limits: SignLimits
) -> tuple[UnitSigns, ...]:
    """The same counts of all that the store holds of these units, whichever imports brought it."""
    if not units:
        return ()
    listed = f"SELECT unnest([{', '.join(quoted(unit) for unit in sorted(units))}])"
    return _signs(store, listed, "true", calendar, today, limits)


def _signs(
    store: RecordStore, units: str, looked_at: str, calendar: WorkingCalendar, today: date, limits: SignLimits
) -> tuple[UnitSigns, ...]:
    """``units``: a query for codes; ``looked_at``: which of their records are told of, as a condition."""
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened)
        opened.execute(_own(units, limits))
        totals = opened.execute(
            f"""SELECT unit, count(*) FILTER (undated), count(*), count(*) FILTER (dragged) FROM own
                WHERE {looked_at} GROUP BY unit ORDER BY unit"""
        ).fetchall()
        received = dict(
            ((unit, month), number)
            for unit, month, number in opened.execute("SELECT unit, month, count(*) FROM own GROUP BY ALL").fetchall()
        )
        touched = opened.execute(f"SELECT DISTINCT unit, month FROM own WHERE {looked_at} ORDER BY ALL").fetchall()
        days = opened.execute(
            "SELECT unit, closed_on, count(*) FROM own WHERE closed_on IS NOT NULL GROUP BY ALL"
        ).fetchall()
    months = _months(received, touched, days, calendar, f"{today:%Y-%m}")
    return tuple(
        UnitSigns(unit, tuple(months.get(unit, ())), undated, rows, dragged) for unit, undated, rows, dragged in totals
    )


def _own(units: str, limits: SignLimits) -> str:
    counted = f"status NOT IN ({', '.join(str(int(each)) for each in sorted(NOT_COUNTED))})"
    closed = f"status IN ({', '.join(str(int(each)) for each in CLOSED)})"
    return f"""CREATE TABLE own AS SELECT source, receiving_unit AS unit, received_month AS month, batch_id,
            due_at IS NULL AS undated, source || record_code AS code,
            coalesce(returned_at > finished_at + INTERVAL {int(limits.long_after_days)} DAY, false) AS dragged,
            CASE WHEN {closed} THEN
                CAST(coalesce(finished_at, returned_at) + INTERVAL {LOCAL_HOURS} HOUR AS DATE) END AS closed_on
        FROM records WHERE {counted} AND receiving_unit IN ({units})"""


def _months(
    received: dict[tuple[str, str], int],
    touched: Sequence[tuple[str, str]],
    days: Sequence[tuple[str, date, int]],
    calendar: WorkingCalendar,
    now: str,
) -> dict[str, list[UnitMonth]]:
    """Whole months of each unit, in order. ``now``: the month that still runs."""
    closings: dict[tuple[str, str], dict[date, int]] = {}
    for unit, day, number in days:
        closings.setdefault((unit, f"{day:%Y-%m}"), {})[day] = number
    earliest = min((month for _, month in received), default=now)  # perhaps not a whole one: nothing is held against it
    months: dict[str, list[UnitMonth]] = {}
    for unit, month in touched:
        if month >= now:
            continue
        last = _last_working_day(month, calendar)
        own = closings.get((unit, month), {})
        months.setdefault(unit, []).append(
            UnitMonth(
                month,
                received[unit, month],
                0 if _before(month) == earliest else received.get((unit, _before(month)), 0),
                sum(own.values()),
                sum(number for day, number in own.items() if day >= last),
            )
        )
    return months


def _before(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01') - timedelta(days=1):%Y-%m}"


def _last_working_day(month: str, calendar: WorkingCalendar) -> date:
    first = date.fromisoformat(f"{month}-01")
    day = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    while not calendar.is_working_day(day) and day > first:
        day -= timedelta(days=1)
    return day
