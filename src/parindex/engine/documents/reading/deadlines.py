"""The day by which something is due: a date, or the last day of a month, quarter or year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)")
_MONTH = re.compile(
    r"tháng\s+(?P<month>\d{1,2})(?:\s*/\s*|\s+năm\s+)(?P<year>\d{4})|(?<![\d/])(?P<m>\d{1,2})/(?P<y>\d{4})", re.I
)
_QUARTER = re.compile(r"quý\s+(?P<quarter>IV|I{1,3}|[1-4])(?:\s*/\s*|\s+năm\s+)(?P<year>\d{4})", re.I)
_YEAR = re.compile(r"^\s*(?:trong\s+)?năm\s+(?P<year>\d{4})\s*$", re.I)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def last_day(words: str) -> date | None:
    """The last day that the words leave; ``None`` when they name no day, month or quarter of a certain year."""
    try:
        if (found := _DATE.search(words)) is not None:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        if (found := _QUARTER.search(words)) is not None:
            quarter = _ROMAN.get(found["quarter"].lower()) or int(found["quarter"])
            return _end(int(found["year"]), quarter * 3)
        if (found := _MONTH.search(words)) is not None:
            return _end(int(found["year"] or found["y"]), int(found["month"] or found["m"]))
        found = _YEAR.match(words)
        return None if found is None else date(int(found["year"]), 12, 31)
    except ValueError:
        return None


def _end(year: int, month: int) -> date:
    """Raises ``ValueError`` when there is no such month."""
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else date(year, month, 1)
