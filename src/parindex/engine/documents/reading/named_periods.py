"""Days of a period that a report names in words: "6 tháng đầu năm 2026", "quý II/2026", "tháng 5/2026", "năm 2025"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_MONTHS = re.compile(r"\b0?(?P<count>[369]) tháng(?: (?P<half>đầu|cuối))?(?: năm)?(?: (?P<year>\d{4}))?")
_QUARTER = re.compile(r"\bquý (?P<quarter>iv|i{1,3}|[1-4])(?:(?:/| năm )(?P<year>\d{4}))?\b")
_MONTH = re.compile(r"(?<!\d )\btháng (?P<month>\d{1,2})(?:/| năm )(?P<year>\d{4})\b")
"""Not the month of a day: "ngày 15 tháng 6 năm 2026"."""
_UNTIL = re.compile(r"(?:\bđến|[-–])(?: hết)? tháng\b")
"""From one month to another: neither alone."""
_YEAR = re.compile(r"\bnăm (?P<year>\d{4})\b")
_SPAN = re.compile(r"\bgiai đoạn (?P<first>\d{4})\s*[-–]\s*(?P<last>\d{4})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def named_period(words: str, *, year: int | None = None) -> tuple[date, date] | None:
    """First and last day of the named period; ``year``: that of the document, where the words name none.

    ``None`` when the words name no period, compare with another one ("cùng kỳ"), or leave its year open.
    """
    text = " ".join(words.lower().split())
    if "cùng kỳ" in text or "kỳ trước" in text or "năm trước" in text:
        return None
    if (span := _SPAN.search(text)) is not None:
        return _months(int(span["first"]), 1, int(span["last"]), 12)
    if (month := _MONTH.search(text)) is not None and _UNTIL.search(text) is None:
        return _months(int(month["year"]), int(month["month"]), int(month["year"]), int(month["month"]))
    if (quarter := _QUARTER.search(text)) is not None:
        number = _ROMAN.get(quarter["quarter"]) or int(quarter["quarter"])
        return _of_year(quarter["year"], year, number * 3 - 2, number * 3)
    if (months := _MONTHS.search(text)) is not None:
        count = int(months["count"])
        first = 13 - count if months["half"] == "cuối" else 1
        return _of_year(months["year"], year, first, first + count - 1)
    found = _YEAR.search(text)
    return _of_year(found["year"], None, 1, 12) if found is not None else None


def counted_until(period: tuple[date, date] | None, day: date | None) -> tuple[date, date] | None:
    """The period, ended by the day that a sentence counts to: «năm 2026 … tính đến ngày 30/9/2026» is 01/01–30/09.

    Only whole years end so: a report of a half-year that counts to its cut-off is of the half-year. A day alone counts
    from the first of its year.
    """
    if day is None:
        return period
    if period is None:
        return date(day.year, 1, 1), day
    first, last = period
    years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return (first, day) if years and first <= day < last else period


def _of_year(said: str | None, year: int | None, first: int, last: int) -> tuple[date, date] | None:
    of = int(said) if said else year
    return None if of is None else _months(of, first, of, last)


def _months(from_year: int, first: int, to_year: int, last: int) -> tuple[date, date] | None:
    if not (1 <= first <= 12 and 1 <= last <= 12 and 1900 <= from_year <= to_year <= 2200):
        return None
    return date(from_year, first, 1), date(to_year, last, monthrange(to_year, last)[1])
