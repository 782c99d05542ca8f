"""Figures of a window: what came in, was resolved and is pending, read from a roll-up by differences of sums.

Every figure is a whole number of dossiers (minutes apart), for one group (unit, field, procedure, channel … as asked).
The columns of form II.06a (TT 02/2017, TT 01/2020/TT-VPCP) follow from them; its identities hold by construction,
except that dossiers without a due date stand in a group of their own, which the form does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from ibis.expr.types import Table

from parindex.lake.columns import Name
from parindex.lake.movements import MOVED_ON, Grain, Measure

_EPOCH = date(1970, 1, 1)
_INSIDE = "inside_"
_NOTHING: Mapping[str, int] = {measure.value: 0 for measure in Measure}


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
    waiting_past_due: int
    """Of those pending within time: they wait for the citizen, and the due day on the receipt has passed."""
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
        """Pending and due on or after the last day of the window, or waiting for the citizen since before that."""
        return self.pending - self.pending_overdue - self.pending_without_due

    @property
    def late_or_overdue(self) -> int:
        """Resolved late, or pending and overdue: those that a letter of apology is owed for."""
        return self.late + self.pending_overdue

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Figures)))


_FIELDS = tuple(each.name for each in fields(Figures))
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
    """The question for ``groups_of``: the place of ``view`` (unless ``total``), the keys ``by``, then every measure.

    Two rows a group: what moved before the window, and inside it. ``places``: only these units. Raises
    ``NotWholeMonths``.
    """
    if grain is Grain.MONTH and not window.whole_months:
        raise NotWholeMonths(f"{window.first}–{window.last}")
    place = PLACE_OF[view]
    chosen = rollup if places is None else rollup.filter(rollup[place].isin(list(places)))
    keys = [name.value for name in ((() if total else (place,)) + tuple(by))]
    first, last = time_of(window.first, grain), time_of(window.last, grain)
    moved = chosen.filter(chosen[MOVED_ON] <= last)
    sums = {measure.value: moved[measure.value].sum() for measure in Measure}
    halves = moved.group_by(*keys, **{_INSIDE: moved[MOVED_ON] >= first}).agg(**sums)
    return halves.order_by(keys) if keys else halves


def groups_of(answer: Table) -> tuple[Group, ...]:
    """Ask what ``figures_of`` made, and count; everything together is one group, also where there is nothing."""
    measures = {measure.value for measure in Measure}
    keys = [name for name in answer.columns if name not in measures and name != _INSIDE]
    halves: dict[tuple[str | int | None, ...], dict[bool, Mapping[str, int]]] = {} if keys else {(): {}}
    for row in answer.to_pyarrow().to_pylist():
        halves.setdefault(tuple(row[key] for key in keys), {})[row[_INSIDE]] = row
    return tuple(
        Group(group, figures_from(half.get(False, _NOTHING), half.get(True, _NOTHING)))
        for group, half in halves.items()
    )


def figures_from(before: Mapping[str, int], inside: Mapping[str, int]) -> Figures:
    """Counts of a window, from the sums of every measure before it and inside it."""
    until = {measure.value: before[measure] + inside[measure] for measure in Measure}

    def left(sums: Mapping[str, int], opened: Measure, *ended: Measure) -> int:
        return sums[opened] - sum(sums[each] for each in ended)

    closed = (Measure.RESOLVED, Measure.WITHDRAWN)
    overdue = (Measure.LATE, Measure.WITHDRAWN_OVERDUE)
    letters = (Measure.LATE_WITH_LETTER, Measure.WITHDRAWN_OVERDUE_WITH_LETTER)
    undated = (Measure.RESOLVED_WITHOUT_DUE, Measure.WITHDRAWN_WITHOUT_DUE)
    stock = {
        "received_new": inside[Measure.RECEIVED],
        "carried_over": left(before, Measure.RECEIVED, *closed),
        "carried_overdue": left(before, Measure.FELL_OVERDUE, *overdue),
        "pending": left(until, Measure.RECEIVED, *closed),
        "pending_overdue": left(until, Measure.FELL_OVERDUE, *overdue),
        "pending_overdue_with_letter": left(until, Measure.FELL_OVERDUE_WITH_LETTER, *letters),
        "pending_without_due": left(until, Measure.RECEIVED_WITHOUT_DUE, *undated),
        "waiting_past_due": until[Measure.WAITING_PAST_DUE],
        "suspended_now": until[Measure.SUSPENDED_NOW],
        "awaiting_supplement_now": until[Measure.AWAITING_SUPPLEMENT_NOW],
    }
    return Figures(*(stock[name] if name in stock else inside[name] for name in _FIELDS))


def time_of(day: date, grain: Grain) -> int:
    """A day as roll-ups keep it."""
    return (day - _EPOCH).days if grain is Grain.DAY else day.year * 100 + day.month


def day_of(moved_on: int) -> date:
    """The day that a roll-up by days keeps as a number."""
    return _EPOCH + timedelta(days=moved_on)


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
    "day_of",
    "figures_from",
    "figures_of",
    "form_06a",
    "groups_of",
    "time_of",
]
