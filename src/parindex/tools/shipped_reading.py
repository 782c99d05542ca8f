"""What reading and proof-reading need of the package's own data: words, acts, days off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

from parindex.engine.checks.proof_reading.rules import ProofRules, read_rules
from parindex.engine.documents.reading import ReadingWords, read_words
from parindex.engine.working_days.calendar import WorkingCalendar, calendar_of
from parindex.wording import Language, sentence

_RULEBOOKS = files("parindex") / "rulebooks"
_SUNDAY = 6


@cache
def shipped_words() -> ReadingWords:
    """The reader's words, with the acts in force and no longer in force."""
    words, acts = "aliases/reading_words.yaml", "legal_acts/legal_acts.yaml"
    return read_words((_RULEBOOKS / words).read_bytes(), acts=(_RULEBOOKS / acts).read_bytes())


@cache
def shipped_proof_rules() -> ProofRules:
    """The rules of proof-reading."""
    return read_rules((_RULEBOOKS / "check_rules" / "proof_reading.yaml").read_bytes())


def days_off(language: Language) -> Callable[[date], str | None]:
    """Why a day is off: «Chủ nhật» or the holiday's name; None for a day of work."""
    content = (_RULEBOOKS / "calendars" / "vn" / "working_calendar.yaml").read_bytes()
    sunday = sentence("day_off.sunday", language=language)

    @cache
    def of_year(year: int) -> WorkingCalendar:
        return calendar_of(content, first_year=year, last_year=year, language="vi" if language == "vi" else "en_US")

    def why(day: date) -> str | None:
        found = of_year(day.year).day(day)
        if found.works:
            return None
        return found.name or (sunday if day.weekday() == _SUNDAY else None)

    return why
