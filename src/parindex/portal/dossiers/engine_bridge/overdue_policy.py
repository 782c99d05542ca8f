"""When units are reminded of overdue work, when their superiors are told, how far a letter may put off: as data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

Days = Annotated[int, Field(ge=1, le=366)]


class _Part(BaseModel):
    """Where it comes from: an act, or our own default, which ``unsure`` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade: Literal["A", "B", "C", "D"]
    act: str = ""
    unsure: str = ""


class Reminder(_Part):
    """What a unit is told each working morning; ``newest_records_days``: older records remind nobody."""

    ahead_days: Days
    newest_records_days: Days


class Escalation(_Part):
    """Working days overdue from which the superior is told."""

    after_days: Days


class Letters(_Part):
    """Working days that a letter puts off, and how many letters are made at once."""

    usual_days: Days
    most_days: Days
    most_at_once: Days


class OverduePolicy(BaseModel):
    """Everything that is a setting of overdue work."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal["parindex/overdue-work/1"] = Field(alias="schema")
    reminder: Reminder
    escalation: Escalation
    letters: Letters


@cache
def overdue_policy() -> OverduePolicy:
    """The policy in use."""
    content = (files("parindex") / "rulebooks" / "calendars" / "vn" / "overdue_work.yaml").read_text("utf-8")
    return OverduePolicy.model_validate(YAML(typ="safe", pure=True).load(content))
