"""What an earlier end of a stage cuts off: requests that nobody answered yet, and extensions that run on after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from parindex.portal.assessments.models import (
    Extension,
    Round,
    RoundStage,
    StageWindow,
    Thread,
    ThreadKind,
    ThreadState,
)
from parindex.portal.assessments.queries.windows import moment_text
from parindex.portal.platform import clock

ANSWERED_IN = {RoundStage.EXPLANATION: ThreadKind.EXPLANATION, RoundStage.OBJECTION: ThreadKind.OBJECTION}
"""Stages in which units answer, and what."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A stage that would end earlier than it does now while something in it is not done."""

    stage: RoundStage
    ends_at: datetime
    """The end that is asked for."""
    unanswered: int
    """Requests or objections without an answer."""
    extensions: int
    """Units' extensions that run on after that end; an earlier end of the stage does not shorten them."""
    until: datetime | None
    """The latest end of these."""

    @property
    def lines(self) -> list[tuple[str, dict[str, object]]]:
        """What is said of it: wording codes ``calendar_cut.…`` with their values."""
        values: dict[str, object] = {"stage": self.stage.value, "ends": moment_text(self.ends_at)}
        said = []
        if self.unanswered:
            said.append((f"calendar_cut.{self.stage.value}", values | {"number": self.unanswered}))
        if self.until is not None:
            more = {"number": self.extensions, "until": moment_text(self.until)}
            said.append(("calendar_cut.extensions", values | more))
        return said


def cuts_of(
    round_: Round, standing: Mapping[RoundStage, StageWindow], ends: Iterable[tuple[RoundStage, datetime]]
) -> list[Cut]:
    """Stages of ``standing`` that still run or are to come and would end earlier, with what that cuts off."""
    found = []
    for stage, ends_at in ends:
        row = standing.get(stage)
        if row is None or not clock.now() < row.closes_at or ends_at >= row.closes_at:
            continue
        runs_on = list(
            Extension.objects.filter(round_unit__round=round_, stage=stage, until__gt=max(clock.now(), ends_at))
            .order_by("until")
            .values_list("until", flat=True)
        )
        unanswered = _unanswered(round_, stage)
        if unanswered or runs_on:
            found.append(Cut(stage, ends_at, unanswered, len(runs_on), runs_on[-1] if runs_on else None))
    return found


def _unanswered(round_: Round, stage: RoundStage) -> int:
    kind = ANSWERED_IN.get(stage)
    if kind is None:
        return 0
    return Thread.objects.filter(entry__round_unit__round=round_, kind=kind, state=ThreadState.OPEN).count()
