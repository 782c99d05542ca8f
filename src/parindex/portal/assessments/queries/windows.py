"""Whether a stage is open, for whom, and how long still: computed from the calendar, the extensions and the clock.

The server's clock at receipt decides. A window is open from ``opens_at`` up to and without ``closes_at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet, Subquery

from parindex.portal.assessments.models import Extension, Round, RoundStage, RoundUnit, StageWindow
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused
from parindex.portal.platform.prepared import Prepared

HOURS_SHOWN_BELOW = timedelta(days=1)
"""With less than this left, hours are shown instead of days."""


class WindowState(StrEnum):
    """Where a stage stands for a unit. Each has a sentence ``window.<state>``."""

    NOT_SET = "not_set"
    NOT_YET = "not_yet"
    OPEN = "open"
    LAST_HOURS = "last_hours"
    EXTENDED = "extended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """A stage as it is open for one unit (or for everyone, without extension)."""

    stage: RoundStage
    opens_at: datetime
    closes_at: datetime
    """For everyone, without extension."""
    granted_at: datetime | None = None
    extended_until: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The end that counts for this unit."""
        return max(self.closes_at, self.extended_until or self.closes_at)

    def contains(self, moment: datetime) -> bool:
        """Whether the stage is open at ``moment``; an extension holds from the moment it was granted."""
        if self.opens_at <= moment < self.closes_at:
            return True
        return self.extended_until is not None and (self.granted_at or self.opens_at) <= moment < self.extended_until


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is left of a stage. ``days`` and ``hours`` are whole ones, ``minutes`` the rest of the hour."""

    state: WindowState
    ends_at: datetime | None = None
    """The end; of a stage that has not begun, its start."""
    days: int = 0
    hours: int = 0
    minutes: int = 0

    @property
    def code(self) -> str:
        """Wording code."""
        return f"window.{self.state.value}"

    @property
    def values(self) -> dict[str, object]:
        """Values of the sentence."""
        told = start_text if self.state == WindowState.NOT_YET else moment_text
        ends = "" if self.ends_at is None else told(self.ends_at)
        return {"days": self.days, "hours": self.hours, "minutes": self.minutes, "ends": ends}

    @property
    def tone(self) -> str:
        """Tint of its tag."""
        if self.state == WindowState.LAST_HOURS:
            return "warn"
        return "info" if self.state in {WindowState.OPEN, WindowState.EXTENDED} else "mute"


def start_text(moment: datetime) -> str:
    """A start, or the moment of an act, as it is: 16/12/2026 00:00."""
    return f"{moment.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def moment_text(moment: datetime) -> str:
    """An end in Vietnam as it is printed: 15/12/2026 17:00; midnight is the end of the day before."""
    local = moment.astimezone(clock.VIETNAM)
    if (local.hour, local.minute) == (0, 0):
        local -= timedelta(minutes=1)
    return f"{local:%d/%m/%Y %H:%M}"


def end_text(moment: datetime) -> str:
    """The end of a stage as people say it: 15/12/2026 when it is the end of that day, 15/12/2026 17:00 otherwise."""
    local = moment.astimezone(clock.VIETNAM)
    return moment_text(moment).split()[0] if (local.hour, local.minute) == (0, 0) else moment_text(moment)


def window_of(round_: Round, stage: RoundStage) -> StageWindow | None:
    """The row of a stage in the round's calendar; None when no time is set for it."""
    return round_.windows.filter(stage=stage).first()


def windows_of(round_: Round) -> dict[RoundStage, StageWindow]:
    """The whole calendar in the order of the stages; one query."""
    rows = {RoundStage(row.stage): row for row in round_.windows.all()}
    return {stage: rows[stage] for stage in RoundStage if stage in rows}


def window_for(round_unit: RoundUnit, stage: RoundStage) -> Window | None:
    """The stage as it is open for one unit, with its longest extension; one query. None: no time is set."""
    found = _WINDOW_FOR.first(round_=round_unit.round_id, unit=round_unit.pk, stage=stage.value)
    return None if found is None else Window(stage, *found)


def _window_for(round_: int, unit: int, stage: str) -> QuerySet[StageWindow, tuple[Any, ...]]:
    granted = Extension.objects.filter(round_unit=unit, stage=stage).order_by("-until")
    at, until = (Subquery(granted.values(name)[:1]) for name in ("granted_at", "until"))
    rows = StageWindow.objects.filter(round=round_, stage=stage).order_by("pk")[:1]
    return rows.annotate(granted_at=at, until=until).values_list("opens_at", "closes_at", "granted_at", "until")


_WINDOW_FOR = Prepared(_window_for, round_=int, unit=int, stage=str)


def windows_by_unit(round_: Round, stage: RoundStage) -> dict[int, Window]:
    """Unit in the round (row id) → the stage as it is open for it; three queries. Empty when no time is set."""
    row = window_of(round_, stage)
    if row is None:
        return {}
    longest: dict[int, Extension] = {}
    for extension in Extension.objects.filter(round_unit__round=round_, stage=stage).order_by("until"):
        longest[extension.round_unit_id] = extension
    return {pk: _window(row, longest.get(pk)) for pk in round_.units.values_list("pk", flat=True)}


def _window(row: StageWindow, granted: Extension | None) -> Window:
    return Window(
        RoundStage(row.stage),
        row.opens_at,
        row.closes_at,
        granted.granted_at if granted else None,
        granted.until if granted else None,
    )


def is_open(round_unit: RoundUnit, stage: RoundStage, at: datetime | None = None) -> Answer:
    """Whether the unit may act in the stage now, or at a moment.

    Refused with ``assessments.window_not_set``, ``assessments.window_not_yet`` or ``assessments.window_closed``, with
    the moments as texts.
    """
    return answer_of(window_for(round_unit, stage), stage, at)


def is_stage_open(round_: Round, stage: RoundStage, at: datetime | None = None) -> Answer:
    """Whether the stage is open for everyone, whatever was extended for some."""
    row = window_of(round_, stage)
    return answer_of(None if row is None else _window(row, None), stage, at)


def answer_of(window: Window | None, stage: RoundStage, at: datetime | None = None) -> Answer:
    """The answer for a window that was read before."""
    moment = at or clock.now()
    if window is None:
        return Refused("assessments.window_not_set", {"stage": stage.value})
    if window.contains(moment):
        return Allowed()
    values = {"stage": stage.value, "opens": start_text(window.opens_at), "ends": moment_text(window.ends_at)}
    if moment < window.opens_at:
        return Refused("assessments.window_not_yet", values)
    return Refused(
        "assessments.window_closed", values | {"received": f"{moment.astimezone(clock.VIETNAM):%H:%M:%S %d/%m/%Y}"}
    )


def countdown(window: Window | None, at: datetime | None = None) -> Countdown:
    """What is left of a window, for a fact line; a closed one says when it closed."""
    moment = at or clock.now()
    if window is None:
        return Countdown(WindowState.NOT_SET)
    if not window.contains(moment):
        ahead = moment < window.opens_at
        return Countdown(
            WindowState.NOT_YET if ahead else WindowState.CLOSED, window.opens_at if ahead else window.ends_at
        )
    left = window.ends_at - moment
    hours, minutes = left.seconds // 3600, left.seconds % 3600 // 60
    if left < HOURS_SHOWN_BELOW:
        state = WindowState.LAST_HOURS
    else:
        state = WindowState.OPEN if moment < window.closes_at else WindowState.EXTENDED
    return Countdown(state, window.ends_at, left.days, hours, minutes)
