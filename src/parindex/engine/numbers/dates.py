"""Reading of dates: day before month, always; a date with a blank part keeps what it does say."""

from __future__ import annotations

import re
from datetime import date

from parindex.engine.numbers.readings import Cleaned, NumberProblem, PartialDate, Reading, clean, noted

_NUMERIC = re.compile(r"(?:ngày )?([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00:00)?")
_MONTH = re.compile(r"(?:tháng )?([0-9]{1,2}) ?[/-] ?([0-9]{4})", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?:[^,]{1,80}, ?)?ngày ?([0-9]{1,2}|[.…]+)? ?tháng ?([0-9]{1,2}|[.…]+)? ?năm ?([0-9]{4})", re.IGNORECASE
)


def read_date(text: str) -> Reading[date]:
    """Read ``20/3/2024``, ``2024-03-20`` or ``[Krông Nô, ]ngày 20 tháng 3 năm 2024``.

    ``ngày tháng 01 năm 2024`` is incomplete (``partial``: 2024, 1, None). A day that does not exist is reported, with
    day and month exchanged as an alternative where that exists. A year of two digits is reported, never completed.
    """
    cleaned = clean(text)
    body = cleaned.body
    if match := _ISO.fullmatch(body):
        return noted(_day(cleaned, int(match[1]), int(match[2]), int(match[3])), cleaned)
    if match := _NUMERIC.fullmatch(body):
        if len(match[3]) == 2:
            return cleaned.fault(NumberProblem.YEAR_TOO_SHORT)
        return noted(_day(cleaned, int(match[3]), int(match[2]), int(match[1])), cleaned)
    if match := _IN_WORDS.fullmatch(body):
        return noted(_in_words(cleaned, match[1], match[2], int(match[3])), cleaned)
    if match := _MONTH.fullmatch(body):
        return noted(_incomplete(cleaned, PartialDate(int(match[2]), int(match[1]), None)), cleaned)
    return cleaned.fault(NumberProblem.NOT_A_DATE)


def _day(cleaned: Cleaned, year: int, month: int, day: int) -> Reading[date]:
    try:
        return Reading(cleaned.text, date(year, month, day))
    except ValueError:
        pass
    try:
        exchanged: tuple[date, ...] = (date(year, day, month),)
    except ValueError:
        exchanged = ()
    return Reading(cleaned.text, problem=NumberProblem.NO_SUCH_DAY, alternatives=exchanged)


def _in_words(cleaned: Cleaned, day: str | None, month: str | None, year: int) -> Reading[date]:
    known_day = int(day) if day and day.isdigit() else None
    known_month = int(month) if month and month.isdigit() else None
    if known_day is None or known_month is None:
        return _incomplete(cleaned, PartialDate(year, known_month, known_day))
    return _day(cleaned, year, known_month, known_day)


def _incomplete(cleaned: Cleaned, partial: PartialDate) -> Reading[date]:
    return Reading(cleaned.text, problem=NumberProblem.DATE_INCOMPLETE, partial=partial)
