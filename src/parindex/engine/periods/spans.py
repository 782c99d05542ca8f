"""Reporting periods by the calendar: year, half-years, nine months, quarters."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class PeriodKind(StrEnum):
    """What a report covers."""

    Q1 = "q1"
    Q2 = "q2"
    Q3 = "q3"
    Q4 = "q4"
    HALF_1 = "half_1"
    HALF_2 = "half_2"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


class Span(NamedTuple):
    """Days from ``first`` to ``last``, both inside."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


_MONTHS = {
    PeriodKind.Q1: (1, 3),
    PeriodKind.Q2: (4, 6),
    PeriodKind.Q3: (7, 9),
    PeriodKind.Q4: (10, 12),
    PeriodKind.HALF_1: (1, 6),
    PeriodKind.HALF_2: (7, 12),
    PeriodKind.NINE_MONTHS: (1, 9),
    PeriodKind.YEAR: (1, 12),
}


class Period(NamedTuple):
    """One period of one year."""

    year: int
    kind: PeriodKind

    @property
    def calendar_span(self) -> Span:
        """The period by the calendar, whatever window a scheme uses for it."""
        first, last = _MONTHS[self.kind]
        return Span(date(self.year, first, 1), date(self.year, last, monthrange(self.year, last)[1]))
