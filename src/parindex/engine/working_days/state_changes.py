"""What the changes of state of a dossier say about its clock: pauses, requests, extensions, stages with own limits.

Times are local. Which state does what is data (``rulebooks/calendars/vn/state_effects.yaml``); what a pause does to the
due date is said by the deadline policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from parindex.engine.working_days.calendar import OutsideCalendar, WorkingCalendar
from parindex.engine.working_days.duties import Extension, ExtensionCode, ExtensionRefused, extend
from parindex.engine.working_days.judging import Stage
from parindex.engine.working_days.policies import DeadlinePolicy
from parindex.engine.working_days.terms import Due, Pause, Term, Unit
from parindex.engine.working_days.written import Part, Read, read_document


class Effect(StrEnum):
    """What a state does to the clock."""

    NOT_RECEIVED = "not_received"
    RUNS = "runs"
    SUPPLEMENT = "supplement"
    CITIZEN = "citizen"
    ENDS = "ends"


class StateEffect(Part):
    """One state (code of the national portal) and its effect."""

    status: Annotated[int, Field(ge=1)]
    effect: Effect
    read: Read


class StateEffects(Part):
    """The effects of all states, as a document says."""

    schema_version: Literal["parindex/state-effects/1"] = Field(alias="schema")
    states: Annotated[tuple[StateEffect, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(self._by_status) != len(self.states):
            raise ValueError("a state is declared twice")
        return self

    @cached_property
    def _by_status(self) -> dict[int, Effect]:
        return {each.status: each.effect for each in self.states}

    def of(self, status: int) -> Effect:
        """The effect of a state. Raises ``KeyError`` for one that is not declared."""
        return self._by_status[status]

    def with_effect(self, *effects: Effect) -> tuple[int, ...]:
        """States that have one of the effects."""
        return tuple(each.status for each in self.states if each.effect in effects)


def read_state_effects(content: bytes) -> StateEffects:
    """Read a document of effects (YAML). Raises ``DocumentRefused`` with every fault."""
    return read_document(content, StateEffects)


class StateChange(NamedTuple):
    """One change, in order of time. ``stage_hours``: the limit of the stage that begins, in office hours."""

    at: datetime
    to_status: int
    unit: str = ""
    stage: str = ""
    stage_hours: int | None = None
    new_due_on: date | None = None


def pauses_of(
    changes: Sequence[StateChange], effects: StateEffects, received_at: datetime, ended_at: datetime | None
) -> tuple[Pause, ...]:
    """Times in which the clock stood still, between receipt and end; ``ended_at`` None: not ended.

    Changes between two states of one effect are one pause. A pause that no later change ends is open.
    """
    pauses: list[Pause] = []
    before: Effect | None = None
    for at, change in enumerate(changes):
        effect = effects.of(change.to_status)
        following = changes[at + 1].at if at + 1 < len(changes) else None
        if effect in (Effect.SUPPLEMENT, Effect.CITIZEN):
            began = max(change.at, received_at)
            until = following if following is None or ended_at is None else min(following, ended_at)
            if effect is before and pauses and pauses[-1].ended_at == began:
                pauses[-1] = pauses[-1]._replace(ended_at=until)
            elif until is None or until > began:
                pauses.append(Pause(began, until, effect is Effect.CITIZEN))
        before = effect
    return tuple(pauses)


def requests_of(changes: Sequence[StateChange], effects: StateEffects) -> tuple[datetime, ...]:
    """When supplements were asked for: each time that the dossier came to wait for them from another state."""
    asked = [effects.of(change.to_status) is Effect.SUPPLEMENT for change in changes]
    return tuple(change.at for at, change in enumerate(changes) if asked[at] and not (at and asked[at - 1]))


class ExtensionSeen(NamedTuple):
    """An extension that a change tells of: the due date it gives, or why it does not count (code of the engine)."""

    change: StateChange
    due_at: datetime | None
    refused: str = ""


def extensions_of(
    calendar: WorkingCalendar, changes: Sequence[StateChange], due_at: datetime | None, policy: DeadlinePolicy
) -> tuple[ExtensionSeen, ...]:
    """Every extension in order, as the policy lets it count: so many, later than the due date, on a working day."""
    seen: list[ExtensionSeen] = []
    due = Due(due_at, ())
    for change in changes:
        if change.new_due_on is None:
            continue
        earlier = sum(each.due_at is not None for each in seen)
        try:
            extended = extend(calendar, due, Extension(change.at, change.new_due_on), policy, earlier=earlier)
        except ExtensionRefused as refused:
            seen.append(ExtensionSeen(change, None, refused.code.value))
        except OutsideCalendar:
            seen.append(ExtensionSeen(change, None, ExtensionCode.NO_DUE_DATE.value))
        else:
            due = extended.due
            seen.append(ExtensionSeen(change, due.at))
    return tuple(seen)


def stages_of(
    changes: Sequence[StateChange], effects: StateEffects, pauses: Sequence[Pause], ended_at: datetime | None
) -> tuple[Stage, ...]:
    """Stages that have a limit: from the change that brings the dossier to a unit or step, to the next one that does.

    A pause belongs to the stage in which it began. ``code``: the unit, and the step where it is told. A change naming
    neither leaves the dossier where it is; one that ends the dossier begins no stage.
    """
    begun, before = [], ("", "")
    for at, change in enumerate(changes):
        ends, place = effects.of(change.to_status) is Effect.ENDS, _place(change)
        if change.stage_hours is not None and any(place) and place != before and not ends:
            begun.append(at)
        before = ("", "") if ends else place if any(place) else before
    stages = []
    for at in begun:
        change = changes[at]
        leaving = (
            each.at for each in changes[at + 1 :] if effects.of(each.to_status) is Effect.ENDS or _moves(change, each)
        )
        finished = next(leaving, None if ended_at is None else max(change.at, ended_at))
        within = tuple(
            each for each in pauses if each.began_at >= change.at and (finished is None or each.began_at < finished)
        )
        term = Term(change.stage_hours or 0, Unit.WORKING_HOUR)
        stages.append(Stage(" · ".join(filter(None, _place(change))), change.at, term, finished, within))
    return tuple(stages)


def _place(change: StateChange) -> tuple[str, str]:
    return change.unit, change.stage


def _moves(begun: StateChange, later: StateChange) -> bool:
    """Whether a later change takes the dossier elsewhere; one that names neither unit nor step does not."""
    return any(_place(later)) and _place(later) != _place(begun)
