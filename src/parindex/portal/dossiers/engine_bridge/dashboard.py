"""Figures as pages show them: counts by unit, field, procedure and month of a chosen part, remembered by version.

An answer is remembered under the version of the roll-up that it was read from, so that it can never be stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import ibis
from ibis.expr.types import Table

from parindex.engine.periods import ResolvedWindow, WindowScheme, read_window_schemes, resolve
from parindex.lake.columns import Name
from parindex.lake.figures import (
    NO_FIGURES,
    PLACE_OF,
    Figures,
    Group,
    View,
    Window,
    day_of,
    figures_from,
    figures_of,
    groups_of,
    time_of,
)
from parindex.lake.movements import MOVED_ON, UNIT_DAY, UNIT_PROCEDURE_MONTH, Cube, Grain, Measure
from parindex.portal.dossiers.engine_bridge.figures import rollup, rollup_version
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import rollup_root

REPORT_SCHEME = "cv_581"
REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Part:
    """Which dossiers: of which units in which view, of which field and procedure ("" for all)."""

    view: View
    places: tuple[str, ...]
    field: str = ""
    procedure: str = ""

    @property
    def cube(self) -> Cube:
        """The roll-up that can answer it."""
        return UNIT_PROCEDURE_MONTH if self.procedure else UNIT_DAY


class MonthFigures(NamedTuple):
    """A month (its first day) and the counts of the window's days in it."""

    month: date
    figures: Figures


def whole(part: Part, window: Window) -> Figures:
    """Counts of everything together."""
    return _sum(group.figures for group in groups(part, window))


def groups(part: Part, window: Window, by: Name | None = None) -> tuple[Group, ...]:
    """Counts by ``by``; None: by unit in the view. Raises ``NotWholeMonths`` where procedures are asked for a window
    inside a month.
    """
    cube = UNIT_PROCEDURE_MONTH if part.procedure or by is Name.PROCEDURE_CODE else UNIT_DAY
    version = _version(cube)
    return () if version is None or not part.places else _groups(version, cube, part, window, by)


def crossed(part: Part, window: Window) -> tuple[Group, ...]:
    """Counts by unit and field."""
    version = _version(UNIT_DAY)
    return () if version is None or not part.places else _crossed(version, part, window)


def months(part: Part, window: Window) -> tuple[MonthFigures, ...]:
    """Counts month by month; the first and the last month only with the days inside the window. They add up."""
    version = _version(part.cube)
    return () if version is None or not part.places else _months(version, part, window)


def months_by_place(part: Part, window: Window) -> Mapping[str, tuple[MonthFigures, ...]]:
    """Code of the unit → its months."""
    version = _version(part.cube)
    return {} if version is None or not part.places else _months_by_place(version, part, window)


def procedures_of_fields() -> Mapping[str, frozenset[str]]:
    """Code of a field → codes of the procedures that the records hold under it."""
    version = _version(UNIT_PROCEDURE_MONTH)
    return {} if version is None else _procedures_of_fields(version)


def first_and_last_day() -> tuple[date, date] | None:
    """Between which days anything was received or closed; None before the first import.

    What is pending is known up to the last day only: who falls overdue later may have been closed by then.
    """
    version = _version(UNIT_DAY)
    return None if version is None else _first_and_last(version)


def days_covered(month: date, last: date | None = None, known: tuple[date, date] | None = None) -> Window | None:
    """The days of a month (up to ``last``) that the records cover, where a working day of the month is not among them;
    None for a month that they cover wholly, or not at all. ``known``: the first and last day of a kept version; None:
    of the newest.

    Raises ``OutOfRange`` for a month outside the working calendar.
    """
    known = known or first_and_last_day()
    begin, end = month.replace(day=1), month_end(month)
    first, until = begin, min(end, last or end)
    if known is not None:
        first, until = max(begin, known[0]), min(until, known[1])
    if first > until:
        return None
    works = working_calendar().is_working_day
    outside = (day for day in days_of(begin, end) if not first <= day <= until)
    return Window(first, until) if any(map(works, outside)) else None


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day, the last too."""
    return (first + timedelta(days=place) for place in range((last - first).days + 1))


def ended_months(window: Window) -> Window | None:
    """The whole months inside the window that the records cover; None when there is none."""
    known = first_and_last_day()
    last = min(window.last, known[1]) if known else window.last
    end = (last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    first = window.first if window.first.day == 1 else next_month(window.first)
    return Window(first, end) if first <= end else None


def report_windows(year: int) -> tuple[ResolvedWindow, ...]:
    """Windows of the periodic reports of a year."""
    return resolve(_scheme(), year)


def _version(cube: Cube) -> str | None:
    """Where the roll-up stands and its version: what answers are remembered under."""
    version = rollup_version(cube)
    return None if version is None else f"{rollup_root()}@{version}"


@lru_cache(REMEMBERED)
def _groups(version: str, cube: Cube, part: Part, window: Window, by: Name | None) -> tuple[Group, ...]:
    table = _chosen(cube, part, window)
    asked = (by,) if by is not None else ()
    return groups_of(figures_of(table, window, grain=cube.grain, view=part.view, by=asked, total=by is not None))


@lru_cache(REMEMBERED)
def _crossed(version: str, part: Part, window: Window) -> tuple[Group, ...]:
    table = _chosen(UNIT_DAY, part, window)
    return groups_of(figures_of(table, window, grain=Grain.DAY, view=part.view, by=(Name.FIELD_CODE,)))


@lru_cache(REMEMBERED)
def _months(version: str, part: Part, window: Window) -> tuple[MonthFigures, ...]:
    moved = _moved(part, window, by_place=False)
    return _figures_by_month(moved.get("", {}), window)


@lru_cache(32)
def _months_by_place(version: str, part: Part, window: Window) -> Mapping[str, tuple[MonthFigures, ...]]:
    moved = _moved(part, window, by_place=True)
    return {place: _figures_by_month(sums, window) for place, sums in moved.items()}


@lru_cache(2)
def _procedures_of_fields(version: str) -> Mapping[str, frozenset[str]]:
    held = rollup(UNIT_PROCEDURE_MONTH)
    if held is None:
        return {}
    pairs = held.every.select(Name.FIELD_CODE.value, Name.PROCEDURE_CODE.value).distinct().to_pyarrow().to_pylist()
    found: dict[str, set[str]] = {}
    for pair in pairs:
        if pair[Name.FIELD_CODE] and pair[Name.PROCEDURE_CODE]:
            found.setdefault(pair[Name.FIELD_CODE], set()).add(pair[Name.PROCEDURE_CODE])
    return {field: frozenset(procedures) for field, procedures in found.items()}


@lru_cache(2)
def _first_and_last(version: str) -> tuple[date, date] | None:
    held = rollup(UNIT_DAY)
    if held is None:
        return None
    table = held.every
    happened = table.filter((table[Measure.RECEIVED] + table[Measure.RESOLVED] + table[Measure.WITHDRAWN]) > 0)
    row = happened.agg(first=happened[MOVED_ON].min(), last=happened[MOVED_ON].max()).to_pyarrow().to_pylist()[0]
    if row["first"] is None:
        return None
    return day_of(row["first"]), day_of(row["last"])


def _chosen(cube: Cube, part: Part, window: Window) -> Table:
    held = rollup(cube)
    assert held is not None  # a version was read before
    table = held.until(window)
    table = table.filter(table[PLACE_OF[part.view]].isin(list(part.places)))
    if part.field:
        table = table.filter(table[Name.FIELD_CODE] == part.field)
    if part.procedure:
        table = table.filter(table[Name.PROCEDURE_CODE] == part.procedure)
    return table


Sums = Mapping[int, Mapping[str, int]]
"""Number of the month in the window (0: before it) → measure → sum."""


def _moved(part: Part, window: Window, *, by_place: bool) -> Mapping[str, Sums]:
    """Sums of every measure by month of the window, and before it; in one question to the roll-up."""
    table, grain = _chosen(part.cube, part, window), part.cube.grain
    table = table.filter(table[MOVED_ON] <= time_of(window.last, grain))
    bounds = [(time_of(month, grain), place) for place, month in enumerate(_month_firsts(window), start=1)]
    bounds[0] = (time_of(window.first, grain), 1)
    month = ibis.cases(*((table[MOVED_ON] >= first, place) for first, place in reversed(bounds)), else_=0)
    place = table[PLACE_OF[part.view]] if by_place else ibis.literal("")
    answer = table.group_by(place_=place, month_=month).agg(
        **{measure.value: table[measure.value].sum() for measure in Measure}
    )
    found: dict[str, dict[int, dict[str, int]]] = {}
    for row in answer.to_pyarrow().to_pylist():
        sums = {measure.value: int(row[measure.value] or 0) for measure in Measure}
        found.setdefault(row["place_"], {})[int(row["month_"])] = sums
    return found


def _figures_by_month(sums: Sums, window: Window) -> tuple[MonthFigures, ...]:
    firsts = _month_firsts(window)
    nothing = {measure.value: 0 for measure in Measure}
    running = dict(sums.get(0, nothing))
    found = []
    for place, month in enumerate(firsts, start=1):
        inside = sums.get(place, nothing)
        found.append(MonthFigures(month, figures_from(running, inside)))
        _add(running, inside)
    return tuple(found)


def _month_firsts(window: Window) -> list[date]:
    found, month = [], window.first.replace(day=1)
    while month <= window.last:
        found.append(month)
        month = next_month(month)
    return found


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return next_month(day) - timedelta(days=1)


def _add(running: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        running[name] += count


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, NO_FIGURES)


@cache
def _scheme() -> WindowScheme:
    content = (files("parindex") / "rulebooks" / "calendars" / "vn" / "reporting_windows.yaml").read_bytes()
    schemes: Sequence[WindowScheme] = read_window_schemes(content)
    return next(each for each in schemes if each.code == REPORT_SCHEME)
