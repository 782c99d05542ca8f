"""Counting in the prefix tables over blocks of rows; ``vectorised`` cuts the blocks and speaks to callers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parindex.engine.working_days.policies import CutOffFor, DaysCounted, DeadlinePolicy, Supplement
from parindex.engine.working_days.tables import DayTables
from parindex.engine.working_days.terms import UNIT_CODES, Unit
from parindex.engine.working_days.written import MINUTES_OF_DAY

Times = NDArray[np.datetime64]
Whole = NDArray[np.int32]
NOT_A_TIME = np.iinfo(np.int64).min
"""NaT as integer."""
_MINUTE_OF_UNIT = {"m": 1, "s": 60, "ms": 60_000, "us": 60_000_000, "ns": 60_000_000_000}
_TOO_MANY = 1 << 28
"""No term is so long; larger amounts would overflow 32 bits."""


class Moments:
    """Times of a block as day of the calendar and minute of the day. ``lost``: NaT, or outside the calendar (day 0)."""

    __slots__ = ("lost", "minute", "place", "tables")

    def __init__(self, tables: DayTables, times: Times) -> None:
        self.tables = tables
        unit, step = np.datetime_data(times.dtype)
        days = len(tables.works)
        self.minute: Whole | None = None
        if unit == "D" and step == 1:
            since = times.view(np.int64) - tables.origin
            self.lost = since.view(np.uint64) >= days
            self.place = self._kept(since)
            return
        if step != 1 or unit not in _MINUTE_OF_UNIT:
            times, unit = times.astype("datetime64[s]"), "s"
        since = times.view(np.int64) // _MINUTE_OF_UNIT[unit] - tables.origin * MINUTES_OF_DAY
        self.lost = since.view(np.uint64) >= days * MINUTES_OF_DAY
        minutes = self._kept(since)
        self.place = minutes // np.int32(MINUTES_OF_DAY)
        self.minute = minutes - self.place * np.int32(MINUTES_OF_DAY)

    def _kept(self, since: NDArray[np.int64]) -> Whole:
        kept = since.astype(np.int32)
        if self.lost.any():
            kept[self.lost] = 0
        return kept

    def elapsed(self) -> Whole:
        """Office minutes since day 0; of a day without time: at its opening."""
        before: Whole = self.tables.minutes_before[self.place]
        if self.minute is not None:
            within = self.tables.minutes_within
            before += within.ravel()[self.tables.regime[self.place] * np.int32(within.shape[1]) + self.minute]
        return before

    def minute_since_start(self) -> Whole:
        """Minutes since day 0 began; of a day without time: at its opening."""
        minute = self.tables.opening[self.place] if self.minute is None else self.minute
        return self.place * np.int32(MINUTES_OF_DAY) + minute


class Counter:
    """Due dates of blocks under one policy, as int64 days or seconds since 1970 (``NOT_A_TIME``: cannot be counted)."""

    def __init__(self, tables: DayTables, policy: DeadlinePolicy, in_days: bool) -> None:
        self.tables, self.policy, self.in_days = tables, policy, in_days
        self.closing = tables.closing.astype(np.int32)
        cut_off = closing_limit(tables, policy)
        self.limit = cut_off if CutOffFor.ALL in policy.cut_off_for else self.closing
        self.same_day_limit = cut_off if CutOffFor.SAME_DAY in policy.cut_off_for else self.limit
        day = tables.worked_day.astype(np.int64)
        self.answer = day + tables.origin
        if not in_days:
            self.answer = (self.answer * MINUTES_OF_DAY + tables.closing[tables.worked_day]) * 60
        """Due date by number of the working day."""

    def due(self, received: Times, amount: NDArray[np.integer], unit: Unit | NDArray[np.integer]) -> NDArray[np.int64]:
        """Due dates without pauses."""
        return self._by_unit(Moments(self.tables, received), amount, unit, None)

    def due_paused(
        self,
        received: Times,
        amount: NDArray[np.integer],
        unit: Unit | NDArray[np.integer],
        paused_from: Times,
        paused_until: Times,
    ) -> NDArray[np.int64]:
        """Due dates with one pause a row, where ``paused_from`` is not NaT."""
        if self.policy.supplement is Supplement.SUBTRACT_PAUSE:
            return self.due(received, amount, unit)
        if self.policy.supplement is Supplement.RESTART:
            return self.due(np.where(np.isnat(paused_from), received, paused_until), amount, unit)
        began = np.where(np.isnat(paused_from), received, paused_from)
        ended = np.where(np.isnat(paused_from), received, paused_until)
        pause = (Moments(self.tables, began), Moments(self.tables, ended))
        return self._by_unit(Moments(self.tables, received), amount, unit, pause)

    def _by_unit(
        self,
        at: Moments,
        amount: NDArray[np.integer],
        unit: Unit | NDArray[np.integer],
        pause: tuple[Moments, Moments] | None,
    ) -> NDArray[np.int64]:
        lost = at.lost
        if pause is not None:
            lost = lost | pause[0].lost | pause[1].lost
        if len(amount) and (amount.min() < 0 or amount.max() >= _TOO_MANY):
            lost = lost | (amount < 0) | (amount >= _TOO_MANY)
            amount = np.where(lost, 0, amount)
        amounts = amount.astype(np.int32)
        if isinstance(unit, Unit):
            due = self._one_unit(at, amounts, unit, pause)
        else:
            due = np.full(len(amounts), NOT_A_TIME)
            for each, number in UNIT_CODES.items():
                rows = unit == number
                if rows.any():
                    due[rows] = self._one_unit(at, amounts, each, pause)[rows]
        if lost.any():
            due[lost] = NOT_A_TIME
        return due

    def _one_unit(
        self, at: Moments, amount: Whole, unit: Unit, pause: tuple[Moments, Moments] | None
    ) -> NDArray[np.int64]:
        if unit is Unit.WORKING_DAY and self.policy.days_counted is DaysCounted.WHOLE_DAYS:
            number = self._counted_from(at, amount == 0) + amount
            if pause is not None:
                counted = self.tables.worked_before
                number += np.maximum(counted[pause[1].place + 1] - counted[pause[0].place + 1], 0)
            return self._closing_of(number)
        if unit is Unit.CALENDAR_DAY:
            start = self.tables.worked_day.take(self._counted_from(at, amount == 0), mode="clip")
            number, lost = self._on_or_after(start + amount)
            if pause is not None:
                length = np.maximum(pause[1].place - pause[0].place, 0)
                number, more = self._on_or_after(self.tables.worked_day.take(number, mode="clip") + length)
                lost |= more
            due = self._closing_of(number)
            due[lost] = NOT_A_TIME
            return due
        minutes = amount.astype(np.int64)
        if unit is Unit.WORKING_DAY:
            minutes *= self.policy.day_minutes
        elif unit is Unit.WORKING_HOUR:
            minutes *= 60
        return self._minutes_later(at, minutes, pause)

    def _counted_from(self, at: Moments, same_day: NDArray[np.bool_]) -> Whole:
        """Number of the working day on which a term begins: its own, or the next one when off or too late."""
        number: Whole = self.tables.worked_before[at.place]
        if at.minute is not None:
            limit = self.limit[at.place]
            if self.same_day_limit is not self.limit and same_day.any():
                limit = np.where(same_day, self.same_day_limit[at.place], limit)
            number += at.minute > limit
        return number

    def _on_or_after(self, place: Whole) -> tuple[Whole, NDArray[np.bool_]]:
        """Number of the working day on or after a day, and which days lie outside the calendar."""
        lost = place >= len(self.tables.works)
        return self.tables.worked_before.take(place, mode="clip"), lost

    def _closing_of(self, number: Whole) -> NDArray[np.int64]:
        due: NDArray[np.int64] = self.answer.take(number, mode="clip")
        if len(number) and number.max() >= len(self.answer):
            due[number >= len(self.answer)] = NOT_A_TIME
        return due

    def _minutes_later(
        self, at: Moments, minutes: NDArray[np.int64], pause: tuple[Moments, Moments] | None
    ) -> NDArray[np.int64]:
        tables = self.tables
        reached = tables.minute_reached
        number = self._counted_from(at, minutes < self.policy.day_minutes)
        moved = number != tables.worked_before[at.place]
        begins = tables.minutes_before[tables.worked_day.take(number, mode="clip")]
        elapsed = np.where(moved, begins, at.elapsed())
        target = elapsed + minutes
        if pause is not None:
            target += np.maximum(pause[1].elapsed() - pause[0].elapsed(), 0)
        due = reached.take(target, mode="clip").astype(np.int64)
        none = target == elapsed
        if none.any():
            opens = reached.take(elapsed + 1, mode="clip") - 1
            own = at.minute_since_start()
            due = np.where(none, np.where((reached[elapsed] == own) & ~moved, own, opens), due)
        lost = (target >= len(reached)) | (number >= len(tables.worked_day))
        due += tables.origin * MINUTES_OF_DAY
        due = due // MINUTES_OF_DAY if self.in_days else due * 60
        due[lost] = NOT_A_TIME
        return due


def closing_limit(tables: DayTables, policy: DeadlinePolicy) -> Whole:
    """The last minute of each day that still counts for it; a day off never closes."""
    closing, opening = tables.closing.astype(np.int32), tables.opening.astype(np.int32)
    limit = closing - policy.last_minutes
    if policy.cut_off is not None:
        limit = np.minimum(limit, policy.cut_off)
    return np.where(tables.works, np.maximum(limit, opening), closing).astype(np.int32)
