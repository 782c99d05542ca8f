"""The shipped calendar and policies, and the moments and terms of the golden tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from parindex.engine.working_days import (
    DeadlinePolicy,
    Pause,
    Term,
    Unit,
    WorkingCalendar,
    calendar_of,
    policy_on,
    read_deadline_policies,
)

DATA = files("parindex") / "rulebooks" / "calendars" / "vn"
CALENDAR = (DATA / "working_calendar.yaml").read_bytes()
POLICIES = read_deadline_policies((DATA / "deadline_policies.yaml").read_bytes())
PLAIN = DeadlinePolicy()


@cache
def shipped_calendar() -> WorkingCalendar:
    return calendar_of(CALENDAR, first_year=2018, last_year=2030)


def table(name: str) -> list[dict[str, Any]]:
    document = YAML(typ="safe").load(Path(__file__).with_name(f"golden_{name}.yaml"))
    rows: list[dict[str, Any]] = document[name]
    return rows


def policy(named: str | Mapping[str, object], day: date) -> DeadlinePolicy:
    return policy_on(POLICIES, named, day) if isinstance(named, str) else DeadlinePolicy.model_validate(named)


def moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def term(text: str) -> Term:
    amount, unit = text.split()
    return Term(Decimal(amount), Unit(unit))


def pauses(row: Mapping[str, Any]) -> tuple[Pause, ...]:
    found = []
    for key in ("pauses", "stops"):
        for text in row.get(key, ()):
            began, _, ended = (part.strip() for part in text.partition("–"))
            found.append(Pause(moment(began), moment(ended) if ended else None, by_citizen=key == "stops"))
    return tuple(found)
