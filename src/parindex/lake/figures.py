"""Figures of a window: what came in, was resolved and is pending, read from a roll-up by differences of sums.

Every figure is a whole number of dossiers (minutes apart), for one group (unit, field, procedure, channel … as asked).
The columns of form II.06a (TT 02/2017, TT 01/2020/TT-VPCP) follow from them; its identities hold by construction,
except that dossiers without a due date stand in a group of their own, which the form does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from ibis.expr.types import BooleanValue, IntegerScalar, Table

from parindex.lake.columns import Name
from parindex.lake.movements import MOVED_ON, Grain, Measure

_EPOCH = date(1970, 1, 1)


class View(StrEnum):
    """Whose dossiers: of the desk that received them or of the body that decides (NĐ 118/2025 parts the two)."""

    RECEIVED = "received"
    DECIDED = "decided"


PLACE_OF = {View.RECEIVED: Name.RECEIVING_UNIT, View.DECIDED: Name.DECIDING_UNIT}


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a report, both inclusive; pending and overdue are as at the end of the last day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"window ends {self.last} before it begins {self.first}")

    @property
    def whole_months(self) -> bool:
        """Whether a roll-up by months can answer it."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


class NotWholeMonths(ValueError):
    """A window inside a month was asked of a roll-up by months."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one group in one window; ``processing_minutes`` are working minutes."""

    received_new: int
    received_online: int
    received_post: int
    received_full_online: int
    full_online_eligible: int
    with_fee: int
    paid_online: int
    digitised: int
    reused: int
    supplemented: int
    carried_over: int
    carried_overdue: int
    resolved: int
    early: int
    on_time: int
    late: int
    resolved_without_due: int
    withdrawn: int
    processing_minutes: int
    processing_known: int
    digitised_result: int
    asked: int
    satisfied: int
    late_with_letter: int
    pending: int
    pending_overdue: int
    pending_overdue_with_letter: int
    pending_without_due: int
    suspended_now: int
    awaiting_supplement_now: int
    closed_undated: int

    @property
    def received_total(self) -> int:
        """New and carried over: column 3 of form 06a."""
        return self.received_new + self.carried_over

    @property
    def closed(self) -> int:
        """Resolved or withdrawn: column 7."""
        return self.resolved + self.withdrawn

    @property
    def pending_within(self) -> int:
        """Pending and due on or after the last day of the window."""
        return self.pending - self.pending_overdue - self.pending_without_due

    @property
    def late_or_overdue(self) -> int:
        """Resolved late, or pending and overdue: those that a letter of apology is owed for."""
        return self.late + self.pending_overdue

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Figures)))


NO_FIGURES = Figures(*(0 for _ in fields(Figures)))


@dataclass(frozen=True, slots=True)
class Group:
    """Figures and what they are of: values of the keys asked for, in that order (the place first)."""

    keys: tuple[str | int | None, ...]
    figures: Figures


def figures_of(
    rollup: Table,
    window: Window,
    *,
    grain: Grain,
    view: View,
    by: Sequence[Name] = (),
    places: Sequence[str] | None = None,
    total: bool = False,
) -> Table:
    """One row a group: the place of ``view`` (unless ``total``), the keys ``by``, then every field of ``Figures``.

    ``places``: only these units. Raises ``NotWholeMonths``.
    """
    if grain is Grain.MONTH and not window.whole_months:
        raise NotWholeMonths(f"{window.first}–{window.last}")
    place = PLACE_OF[view]
    chosen = rollup if places is None else rollup.filter(rollup[place].isin(list(places)))
    keys = [name.value for name in ((() if total else (place,)) + tuple(by))]
    halves = _halves(chosen, keys, window, grain)
    sums = _sums(halves)
    answer = halves.group_by(keys).agg(**sums) if keys else halves.agg(**sums)
    return answer.order_by(keys) if keys else answer


def groups_of(answer: Table) -> tuple[Group, ...]:
    """Run the expression of ``figures_of``."""
    names = [each.name for each in fields(Figures)]
    rows = answer.to_pyarrow().to_pylist()
    keys = [name for name in answer.columns if name not in names]
    return tuple(
        Group(tuple(row[key] for key in keys), Figures(*(int(row[name] or 0) for name in names))) for row in rows
    )


def time_of(day: date, grain: Grain) -> int:
    """A day as roll-ups keep it."""
    return (day - _EPOCH).days if grain is Grain.DAY else day.year * 100 + day.month


def _halves(rollup: Table, keys: Sequence[str], window: Window, grain: Grain) -> Table:
    """Each group's movements before and inside the window, summed at once: two rows a group go on from here."""
    first, last = time_of(window.first, grain), time_of(window.last, grain)
    moved = rollup.filter(rollup[MOVED_ON] <= last)
    sums = {measure.value: moved[measure.value].sum() for measure in Measure}
    return moved.group_by(*keys, inside_=moved[MOVED_ON] >= first).agg(**sums)


def _sums(rollup: Table) -> dict[str, IntegerScalar]:
    inside: BooleanValue = rollup.inside_
    before, until = ~inside, inside | ~inside

    def count(measure: Measure, when: BooleanValue) -> IntegerScalar:
        return rollup[measure.value].sum(where=when).fill_null(0)

    def open_at(when: BooleanValue) -> IntegerScalar:
        return count(Measure.RECEIVED, when) - count(Measure.RESOLVED, when) - count(Measure.WITHDRAWN, when)

    def overdue_at(when: BooleanValue) -> IntegerScalar:
        ended = count(Measure.LATE, when) + count(Measure.WITHDRAWN_OVERDUE, when)
        return count(Measure.FELL_OVERDUE, when) - ended

    def excused_at(when: BooleanValue) -> IntegerScalar:
        ended = count(Measure.LATE_WITH_LETTER, when) + count(Measure.WITHDRAWN_OVERDUE_WITH_LETTER, when)
        return count(Measure.FELL_OVERDUE_WITH_LETTER, when) - ended

    def undated_at(when: BooleanValue) -> IntegerScalar:
        ended = count(Measure.RESOLVED_WITHOUT_DUE, when) + count(Measure.WITHDRAWN_WITHOUT_DUE, when)
        return count(Measure.RECEIVED_WITHOUT_DUE, when) - ended

    stock: dict[str, IntegerScalar] = {
        "received_new": count(Measure.RECEIVED, inside),
        "carried_over": open_at(before),
        "carried_overdue": overdue_at(before),
        "pending": open_at(until),
        "pending_overdue": overdue_at(until),
        "pending_overdue_with_letter": excused_at(until),
        "pending_without_due": undated_at(until),
        "suspended_now": count(Measure.SUSPENDED_NOW, until),
        "awaiting_supplement_now": count(Measure.AWAITING_SUPPLEMENT_NOW, until),
    }
    flows = {each.name: count(Measure(each.name), inside) for each in fields(Figures) if each.name not in stock}
    return {each.name: (stock | flows)[each.name] for each in fields(Figures)}


@dataclass(frozen=True, slots=True)
class Form06aRow:
    """Columns 3–13 of form II.06a. Withdrawn dossiers stand in column 9, paused ones in 12, as systems print them."""

    received: int
    received_online: int
    received_direct_post: int
    carried_over: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int
    within: int
    overdue: int
    without_due: int
    """Not a column: in 7 or 11, but in none of 8, 9, 10, 12 and 13; a finding when it is not zero."""


def form_06a(figures: Figures) -> Form06aRow:
    """The form's row of a group."""
    return Form06aRow(
        received=figures.received_total,
        received_online=figures.received_online,
        received_direct_post=figures.received_new - figures.received_online,
        carried_over=figures.carried_over,
        resolved=figures.closed,
        early=figures.early,
        on_time=figures.on_time + figures.withdrawn,
        late=figures.late,
        pending=figures.pending,
        within=figures.pending_within,
        overdue=figures.pending_overdue,
        without_due=figures.resolved_without_due + figures.pending_without_due,
    )


__all__ = [
    "NO_FIGURES",
    "Figures",
    "Form06aRow",
    "Group",
    "NotWholeMonths",
    "View",
    "Window",
    "figures_of",
    "form_06a",
    "groups_of",
    "time_of",
]
