"""What the one-stop desk must do by when: hand over, give back, close, announce and extend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.working_days.calendar import WorkingCalendar
from parindex.engine.working_days.deadlines import is_late_in_the_day
from parindex.engine.working_days.policies import CutOffFor, DeadlinePolicy
from parindex.engine.working_days.terms import Due, Pause, Step, StepCode, clock


def transfer_due(calendar: WorkingCalendar, received_at: datetime, policy: DeadlinePolicy) -> datetime:
    """By when the dossier must be handed to the deciding unit: the same working day; received after the cut-off, at
    the start of the next working day (NĐ 61/2018/NĐ-CP)."""
    opened = calendar.next_opening(received_at)
    matters = policy.cut_off_for & {CutOffFor.TRANSFER, CutOffFor.ALL}
    if matters and is_late_in_the_day(calendar, received_at, opened, policy):
        return calendar.opening(calendar.add_working_days(opened, 1))
    return calendar.closing(opened)


def return_by(calendar: WorkingCalendar, received_at: datetime, policy: DeadlinePolicy) -> datetime | None:
    """By when a dossier that does not qualify is given back; None: the policy does not say."""
    return _days_later(calendar, received_at, policy.return_incomplete_days)


def closes_at(calendar: WorkingCalendar, requested_at: datetime, policy: DeadlinePolicy) -> datetime | None:
    """When a dossier may be closed because supplements asked for at ``requested_at`` have not come; None: never."""
    return _days_later(calendar, requested_at, policy.supplement_closes_after_days)


def requests_too_many(pauses: Sequence[Pause], policy: DeadlinePolicy) -> int:
    """How often supplements were asked for beyond what is allowed: a finding, even where it makes nothing late."""
    asked = sum(not pause.by_citizen for pause in pauses)
    allowed = policy.supplement_requests_allowed
    return max(0, asked - allowed) if allowed is not None else 0


def _days_later(calendar: WorkingCalendar, at: datetime, days: int | None) -> datetime | None:
    if days is None:
        return None
    return calendar.closing(calendar.add_working_days(calendar.next_opening(at).date(), days))


class Extension(NamedTuple):
    """One extension: the letter of apology goes out at ``announced_at`` and names the new due day."""

    announced_at: datetime
    new_due_on: date


class ExtensionCode(StrEnum):
    """Why an extension is refused, or what is wrong with one. Codes of catalogue ``working_days.po``."""

    ONLY_SO_MANY = "extension.only_so_many"
    NO_DUE_DATE = "extension.no_due_date"
    NOT_LATER = "extension.not_later"
    DAY_OFF = "extension.day_off"
    ANNOUNCED_LATE = "extension.announced_late"


class ExtensionRefused(ValueError):
    """The extension is not allowed. ``code`` is worded; ``values`` belong to its sentence."""

    def __init__(self, code: ExtensionCode, **values: date | int) -> None:
        self.code, self.values = code, values
        super().__init__(code)


class Extended(NamedTuple):
    """The new due date; ``announced_late``: the letter went out later than the policy's days before the old one."""

    due: Due
    announced_late: bool
    announce_by: date


def extend(
    calendar: WorkingCalendar, due: Due, extension: Extension, policy: DeadlinePolicy, *, earlier: int = 0
) -> Extended:
    """Extend a due date. ``earlier``: extensions that the dossier has had.

    A letter later than the policy's working days before the old due date is a finding
    (``ExtensionCode.ANNOUNCED_LATE``), not a refusal. Raises ``ExtensionRefused``.
    """
    if earlier >= policy.extensions_allowed:
        raise ExtensionRefused(ExtensionCode.ONLY_SO_MANY, allowed=policy.extensions_allowed)
    if due.at is None:
        raise ExtensionRefused(ExtensionCode.NO_DUE_DATE)
    day = extension.new_due_on
    if day <= due.at.date():
        raise ExtensionRefused(ExtensionCode.NOT_LATER, day=day, due=due.at.date())
    if not calendar.is_working_day(day):
        raise ExtensionRefused(ExtensionCode.DAY_OFF, day=day)
    announce_by = calendar.add_working_days(due.at.date(), -policy.apology_days_before_due)
    at = calendar.closing(day)
    step = Step(StepCode.EXTENDED, {"before": due.at.date(), **clock(at)})
    late = extension.announced_at > datetime.combine(announce_by, time.max)
    return Extended(Due(at, (*due.steps, step)), late, announce_by)
