"""What an explanation or objection waits for, from when to when, and what can be done meanwhile: for its page."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.portal.assessments.models import RoundStage, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries.threads import ANSWER_STAGE, RUNNING, ThreadLine
from parindex.portal.assessments.queries.windows import (
    Window,
    WindowState,
    countdown,
    moment_text,
    start_text,
    window_for,
)


@dataclass(frozen=True, slots=True)
class Waits:
    """A sentence of the page: its code ``thread_waits.…`` and its values."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


def waits_of(thread: Thread, line: ThreadLine) -> list[Waits]:
    """What the unit may do and what the appraiser may do, with the times of both; none for a thread that is closed.

    One query, none for a published round.
    """
    if thread.state not in RUNNING:
        return []
    member = thread.entry.round_unit
    if member.round.published_version is not None:
        return [Waits("thread_waits.published")]
    stage = ANSWER_STAGE[ThreadKind(thread.kind)]
    told = [_waits("answer", stage, line.window, member.name)] if thread.state == ThreadState.OPEN else []
    second = window_for(member, RoundStage.APPRAISAL_2)
    return [*told, _waits("decide", RoundStage.APPRAISAL_2, second, member.name)]


def _waits(act: str, stage: RoundStage, window: Window | None, unit: str) -> Waits:
    values: dict[str, object] = {"stage": stage.value, "unit": unit}
    if window is None:
        return Waits(f"thread_waits.{act}_not_set", values)
    state = countdown(window).state
    is_open = state not in {WindowState.NOT_YET, WindowState.CLOSED}
    when = "open" if is_open else state.value
    times = {"opens": start_text(window.opens_at), "ends": moment_text(window.ends_at)}
    return Waits(f"thread_waits.{act}_{when}", values | times)
