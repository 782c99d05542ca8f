"""The working calendar: which days are worked, at which hours, and why; everything else is subtraction in its tables.

Days off come from the ``holidays`` library; entries of the calendar documents overrule it and the week. All times are
local (Asia/Ho_Chi_Minh, UTC+7 all year) without a zone, in whole minutes: seconds are dropped. Whoever has UTC adds
seven hours first (``to_local``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

import holidays

from parindex.engine.working_days import deadlines
from parindex.engine.working_days.overrides import (
    CalendarDocument,
    DayKind,
    OfficeHours,
    Weekday,
    read_calendar_documents,
)
from parindex.engine.working_days.tables import DayTables, build_tables
from parindex.engine.working_days.written import DocumentFault, DocumentRefused, Read

if TYPE_CHECKING:
    from parindex.engine.working_days.policies import DeadlinePolicy
    from parindex.engine.working_days.terms import Due, Pause, Term

VIETNAM = timezone(timedelta(hours=7))
_DAY = timedelta(days=1)
_WEEKDAYS = tuple(Weekday)


class OutsideCalendar(LookupError):
    """A day lies outside the years of the calendar, or counting would leave them."""

    def __init__(self, day: date | None, first: date, last: date) -> None:
        self.day, self.first, self.last = day, first, last
        super().__init__(f"{day}: {first} - {last}")


class NotLocal(ValueError):
    """A time with a zone was given; convert it with ``to_local`` first."""


class Day(NamedTuple):
    """What a day is and why."""

    date: date
    works: bool
    name: str | None
    """Name of the holiday, None for a plain day or weekend."""
    made_up: bool
    """Worked although its weekday is a day off."""
    source: Read | None
    """The entry that decided it; None: the week or the library."""
    confirmed: bool


def to_local(at: datetime) -> datetime:
    """A time with a zone as local time without one."""
    return at.astimezone(VIETNAM).replace(tzinfo=None)


def calendar_of(
    holiday_overrides: bytes | Sequence[bytes], *, first_year: int, last_year: int, language: str = "vi"
) -> WorkingCalendar:
    """A calendar of whole years from calendar documents (YAML); later documents lie over earlier ones.

    ``language``: of the holidays' names (``vi``, ``en_US``). Raises ``DocumentRefused``.
    """
    contents = [holiday_overrides] if isinstance(holiday_overrides, bytes) else holiday_overrides
    return WorkingCalendar(read_calendar_documents(contents), first_year, last_year, language)


class WorkingCalendar:
    """Working days and hours of ``first_year`` … ``last_year``, both whole. Immutable; threads may share it."""

    def __init__(self, document: CalendarDocument, first_year: int, last_year: int, language: str = "vi") -> None:
        if last_year < first_year:
            raise ValueError(f"{first_year} > {last_year}")
        self.document = document
        self.first, self.last = date(first_year, 1, 1), date(last_year, 12, 31)
        # One more year on both sides: a swap may make up for a day of the year beside.
        library = holidays.country_holidays(
            document.country, years=range(first_year - 1, last_year + 2), language=language, expand=False
        )
        self._names = {day: name for day, name in library.items() if self.first <= day <= self.last}
        made_up = set(library.weekend_workdays)
        self._entries = {entry.day: entry for entry in document.days}
        self._made_up = {day for day in made_up if day not in self._entries}
        self._made_up |= {day for day, entry in self._entries.items() if entry.kind is DayKind.WORKING}
        spans = [self._spans(day) for day in _each_day(self.first, self.last)]
        self.tables: DayTables = build_tables(self.first, spans)

    # --- what a day is ---

    def day(self, day: date) -> Day:
        """What ``day`` is and why. Raises ``OutsideCalendar``."""
        place = self._place(day)
        entry = self._entries.get(_as_date(day))
        works = bool(self.tables.works[place])
        name = entry.name if entry is not None and entry.name else None if works else self._names.get(day)
        return Day(day, works, name, day in self._made_up, entry, self.is_confirmed(day))

    def is_confirmed(self, day: date) -> bool:
        """Whether the days off are decided up to ``day``; later ones are estimates."""
        return self.document.confirmed_until is None or _as_date(day) <= self.document.confirmed_until

    def is_working_day(self, day: date) -> bool:
        """Whether the offices open. Raises ``OutsideCalendar``."""
        return bool(self.tables.works[self._place(day)])

    def hours_of(self, day: date) -> tuple[tuple[time, time], ...]:
        """Office hours of ``day``; empty on a day off."""
        regime = self.tables.regimes[int(self.tables.regime[self._place(day)])]
        return tuple((_time(opens), _time(closes)) for opens, closes in regime)

    def days(self, first: date, last: date) -> Iterator[Day]:
        """Every day from ``first`` to ``last``, both inside."""
        return (self.day(each) for each in _each_day(first, last))

    # --- days ---

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the next one that is."""
        return self._worked(int(self.tables.worked_before[self._place(day)]))

    def add_working_days(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start`` (before it when negative); ``start`` itself when ``n`` is 0."""
        place = self._place(start)
        if n == 0:
            return _as_date(start)
        before = int(self.tables.worked_before[place + 1 if n > 0 else place])
        return self._worked(before + n - 1 if n > 0 else before + n)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and with ``b``; negative when ``b`` is earlier."""
        counted = self.tables.worked_before
        return int(counted[self._place(b) + 1]) - int(counted[self._place(a) + 1])

    # --- minutes ---

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Office minutes from ``a`` to ``b``; negative when ``b`` is earlier."""
        return self._elapsed(b) - self._elapsed(a)

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first minute at which ``minutes`` (≥ 0) office minutes have gone by since ``start``.

        With 0 it is ``start``, or the next opening when the offices are closed then.
        """
        opened = self.next_opening(start)
        if minutes <= 0:
            return opened
        worked = self._elapsed(opened) + minutes
        if worked >= len(self.tables.minute_reached):
            raise OutsideCalendar(None, self.first, self.last)
        return self._midnight(0) + timedelta(minutes=int(self.tables.minute_reached[worked]))

    def next_opening(self, at: datetime) -> datetime:
        """``at`` when the offices are open (the closing minute still counts), else the next opening."""
        place, minute = self._moment(at)
        for opens, closes in self.tables.regimes[int(self.tables.regime[place])]:
            if minute <= closes:
                return self._midnight(place) + timedelta(minutes=max(minute, opens))
        return self.opening(self.add_working_days(at, 1))

    def opening(self, day: date) -> datetime:
        """When the offices open on working day ``day``."""
        return datetime.combine(day, self.hours_of(day)[0][0])

    def closing(self, day: date) -> datetime:
        """When the offices close on working day ``day``."""
        return datetime.combine(day, self.hours_of(day)[-1][1])

    # --- deadlines ---

    def due_at(self, received_at: datetime, term: Term, policy: DeadlinePolicy, pauses: Sequence[Pause] = ()) -> Due:
        """When the result is due, with the steps that lead there. See ``deadlines.due_at``."""
        return deadlines.due_at(self, received_at, term, policy, pauses)

    # --- inside ---

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """Office hours of a day; empty when it is off."""
        entries = self.document.office_hours
        if day in self._made_up:
            hours = _hours_made_up(entries, day)
            if hours is None:
                raise DocumentRefused([DocumentFault("office_hours", day.isoformat(), "no hours for a made-up day")])
            return hours.spans
        listed = _hours_on(entries, day)
        off = day in self._names or day in self._entries
        return () if off or listed is None else listed.spans

    def _place(self, day: date) -> int:
        if isinstance(day, datetime) and day.tzinfo is not None:
            raise NotLocal(day.isoformat())
        place = day.toordinal() - self.first.toordinal()
        if not 0 <= place < len(self.tables.works):
            raise OutsideCalendar(_as_date(day), self.first, self.last)
        return place

    def _moment(self, at: datetime) -> tuple[int, int]:
        return self._place(at), at.hour * 60 + at.minute

    def _midnight(self, place: int) -> datetime:
        return datetime.combine(self.first + place * _DAY, time())

    def _worked(self, number: int) -> date:
        if not 0 <= number < len(self.tables.worked_day):
            raise OutsideCalendar(None, self.first, self.last)
        return self.first + int(self.tables.worked_day[number]) * _DAY

    def _elapsed(self, at: datetime) -> int:
        place, minute = self._moment(at)
        return int(self.tables.minutes_before[place]) + int(
            self.tables.minutes_within[int(self.tables.regime[place]), minute]
        )


def _hours_on(entries: Sequence[OfficeHours], day: date) -> OfficeHours | None:
    weekday = _WEEKDAYS[day.weekday()]
    return next((each for each in reversed(entries) if _in_force(each, day) and weekday in each.weekdays), None)


def _hours_made_up(entries: Sequence[OfficeHours], day: date) -> OfficeHours | None:
    return next((each for each in reversed(entries) if _in_force(each, day) and each.made_up), None)


def _in_force(entry: OfficeHours, day: date) -> bool:
    return entry.first_day <= day and (entry.last_day is None or day <= entry.last_day)


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + number * _DAY for number in range((last - first).days + 1))


def _as_date(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
