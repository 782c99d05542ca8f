"""Clocks of petitions (phản ánh, kiến nghị): how long each duty may take, since when, by which act."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from parindex.engine.working_days.policies import DeadlinePolicy
from parindex.engine.working_days.terms import Term, Unit
from parindex.engine.working_days.written import Part, Read, read_document


class Duty(StrEnum):
    """What must be done with a petition by a day; the portal words it."""

    FORWARD = "forward"
    REFUSE = "refuse"
    SUPPLEMENT = "supplement"
    ANSWER = "answer"
    PUBLISH = "publish"
    UPDATE = "update"


class PetitionClock(Part):
    """One duty's term, in force on some days. ``counts``: lateness is judged by it; else it is shown beside."""

    duty: Duty
    amount: Annotated[int, Field(gt=0)]
    unit: Unit
    counts: bool
    valid_from: date
    valid_to: date | None = None
    acts: Annotated[tuple[Read, ...], Field(min_length=1)]

    @property
    def term(self) -> Term:
        """The term as the engine counts it."""
        return Term(self.amount, self.unit)

    @property
    def unsure(self) -> tuple[str, ...]:
        """What may not be relied on."""
        return tuple(act.unsure for act in self.acts if act.unsure)

    @property
    def act(self) -> str:
        """The act, as cited."""
        return next((act.act for act in self.acts if act.act), "")

    def holds_on(self, day: date) -> bool:
        """Whether the clock is in force."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Retention(Part):
    """How many days after closing the petitioner's identity is kept, and who says so."""

    days: Annotated[int, Field(gt=0)]
    acts: Annotated[tuple[Read, ...], Field(min_length=1)]


class PetitionClocks(Part):
    """The whole document."""

    schema_version: Literal["parindex/petition-clocks/1"] = Field(alias="schema")
    policy: DeadlinePolicy
    clocks: Annotated[tuple[PetitionClock, ...], Field(min_length=1)]
    retention: Retention

    @model_validator(mode="after")
    def _one_counts(self) -> Self:
        for number, one in enumerate(self.clocks):
            for other in self.clocks[:number]:
                first = max(one.valid_from, other.valid_from)
                last = min(one.valid_to or date.max, other.valid_to or date.max)
                if one.duty is other.duty and one.counts and other.counts and first <= last:
                    raise ValueError(f"two clocks for {one.duty} count on {first}")
        return self

    def on(self, duty: Duty, day: date) -> tuple[PetitionClock, ...]:
        """The clocks for ``duty`` that hold on ``day``, the one that counts first; empty: no act says anything."""
        held = [clock for clock in self.clocks if clock.duty is duty and clock.holds_on(day)]
        return tuple(sorted(held, key=lambda clock: not clock.counts))


def read_petition_clocks(content: bytes) -> PetitionClocks:
    """Read the document (YAML). Raises ``DocumentRefused`` with every fault."""
    return read_document(content, PetitionClocks)
