"""Declared, dated ways of counting: what the law says, what systems do, what the QĐ 766 index does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from parindex.engine.working_days.written import Minute, Part, Read, read_document


class DaysCounted(StrEnum):
    """How working days of a term are counted."""

    WHOLE_DAYS = "whole_days"
    """The day of receipt is not counted; due at the close of the last day."""
    AS_HOURS = "as_hours"
    """One day is ``day_minutes`` of office time, from the minute of receipt."""


class Supplement(StrEnum):
    """What the time spent waiting for the citizen's supplements does. Worded as ``supplement.<code>``."""

    RESTART = "restart"
    ADD_PAUSE = "add_pause"
    SUBTRACT_PAUSE = "subtract_pause"


class CutOffFor(StrEnum):
    """What a late hour of receipt matters for."""

    TRANSFER = "transfer"
    SAME_DAY = "same_day"
    ALL = "all"


class Compare(StrEnum):
    """How early, on time and late are told apart. Worded as ``compare.<code>``."""

    BY_DATE = "by_date"
    """Dates only: earlier, equal, later."""
    BY_MINUTE = "by_minute"
    """Late after the printed minute; early on an earlier date; on time between."""


class DeadlinePolicy(Part):
    """One way of counting, in force on some days. The defaults count whole days and nothing more."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "plain"
    title: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    acts: tuple[Read, ...] = ()
    days_counted: DaysCounted = DaysCounted.WHOLE_DAYS
    day_minutes: Annotated[int, Field(gt=0, le=1440)] = 480
    outside_hours: Literal["next_opening"] = "next_opening"
    cut_off: Minute | None = None
    last_minutes: Annotated[int, Field(ge=0, lt=1440)] = 0
    cut_off_for: frozenset[CutOffFor] = frozenset()
    supplement: Supplement = Supplement.RESTART
    supplement_requests_allowed: int | None = None
    supplement_closes_after_days: int | None = None
    """Working days without completion after which the office closes the dossier."""
    late_after_requests: int | None = None
    """More requests for supplements than this make the dossier late, whatever the time."""
    extensions_allowed: Annotated[int, Field(ge=0)] = 1
    apology_days_before_due: Annotated[int, Field(ge=0)] = 1
    return_incomplete_days: int | None = None
    """Working days within which an ineligible dossier is given back."""
    compare: Compare = Compare.BY_DATE

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.cut_off is not None or self.last_minutes) and not self.cut_off_for:
            raise ValueError("a cut-off must say what it is for")
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("ends before it begins")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the policy is in force."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class _Policies(Part):
    schema_version: Literal["parindex/deadline-policies/1"] = Field(alias="schema")
    policies: Annotated[tuple[DeadlinePolicy, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        for number, one in enumerate(self.policies):
            for other in self.policies[:number]:
                first = max(one.valid_from or date.min, other.valid_from or date.min)
                last = min(one.valid_to or date.max, other.valid_to or date.max)
                if one.code == other.code and first <= last:
                    raise ValueError(f"two versions of {one.code} are in force on {first}")
        return self


class NoPolicy(LookupError):
    """No policy of that code is in force on the day."""

    def __init__(self, code: str, day: date) -> None:
        self.code, self.day = code, day
        super().__init__(f"{code}: {day}")


def read_deadline_policies(content: bytes) -> tuple[DeadlinePolicy, ...]:
    """Read a policy document (YAML). Raises ``DocumentRefused`` with every fault."""
    return read_document(content, _Policies).policies


def policy_on(policies: Iterable[DeadlinePolicy], code: str, day: date) -> DeadlinePolicy:
    """The version of policy ``code`` that holds on ``day`` (the day of receipt). Raises ``NoPolicy``."""
    for policy in policies:
        if policy.code == code and policy.holds_on(day):
            return policy
    raise NoPolicy(code, day)
