"""Working days between decision, publication and effect."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.portal.procedures.engine_bridge.words import rules


class Limits(NamedTuple):
    """Working days: announced before effect, made public after the decision."""

    announce_before: int
    make_public_within: int


def limits_of(announced_by: str = "province") -> Limits:
    """The limits of who announces. Raises ``LookupError``."""
    for each in rules().time_limits:
        if each.announced_by == announced_by:
            return Limits(each.announce_before, each.make_public_within)
    raise LookupError(announced_by)


def days_before_effect(decided_on: date, effective_from: date) -> int:
    """Working days after the decision up to and with the effective day; 0 when it is effective on signing."""
    if effective_from <= decided_on:
        return 0
    first, last = decided_on.year, max(effective_from.year, decided_on.year)
    return _calendar(first, last).working_days_between(decided_on, effective_from)


def public_until(decided_on: date) -> date:
    """The last day on which it is made public in time."""
    return _calendar(decided_on.year, decided_on.year + 1).add_working_days(decided_on, limits_of().make_public_within)


@cache
def _calendar(first: int, last: int) -> WorkingCalendar:
    document = files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml"
    return calendar_of(document.read_bytes(), first_year=first, last_year=last)
