"""Last year's figures under a set that is still being written: nothing is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from parindex.engine.composite.ranking import place_among
from parindex.engine.composite.years import NotCarried, NotCarriedLeaf, recompute_under
from parindex.engine.numbers.exact import ZERO, percent
from parindex.engine.numbers.ranks import shown_rank
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.values import Figures


@dataclass(frozen=True, slots=True)
class TriedUnit:
    """One unit, on the leaves that both sets have: points and index under the old rules and under the draft."""

    unit: int
    points_before: Decimal
    points_after: Decimal | None
    before: Decimal | None
    after: Decimal | None
    rank_before: int | None
    rank_after: int | None

    @property
    def change(self) -> Decimal | None:
        """Change of the index in percentage points."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def places(self) -> int | None:
        """Places won (negative: lost)."""
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after


@dataclass(frozen=True, slots=True)
class GroupTrial:
    """A peer group tried; leaves of the draft that could not be carried, with the number of units."""

    units: tuple[TriedUnit, ...]
    carried: int
    not_carried: tuple[tuple[NotCarriedLeaf, int], ...]


def try_draft(
    was: CompiledSet, draft: CriteriaSet, figures: Mapping[int, Figures], told: Callable[[], None] = lambda: None
) -> GroupTrial:
    """Score each unit's figures of the old year under both sets; ranks are by the index on the carried leaves.

    ``told`` is called after each unit; what it raises ends the trial.
    """
    now = compile_set(draft, year=was.year, group=was.group)
    left_out: Counter[NotCarriedLeaf] = Counter()
    found: list[tuple[int, Decimal, Decimal | None, Decimal | None, Decimal | None]] = []
    carried: set[str] = set()
    for unit, own in figures.items():
        tried = recompute_under(was, now, str(unit), own)
        left_out.update(tried.not_carried)
        carried |= {leaf for _, leaf in tried.carried}
        old = tried.under_old
        before = percent(max(old.numerator, ZERO), old.denominator) if old.denominator else None
        found.append((unit, old.numerator, tried.result.total.points, before, tried.result.index))
        told()
    old_values, new_values = _values(row[3] for row in found), _values(row[4] for row in found)
    units = tuple(
        TriedUnit(*row, _place(row[3], old_values), _place(row[4], new_values)) for row in found
    )  # fmt: skip
    order = {leaf: position for position, leaf in enumerate(now.leaves)}
    lines = sorted(left_out.items(), key=lambda line: order[line[0].leaf])
    return GroupTrial(units, len(carried), tuple(lines))


def _values(values: Iterable[Decimal | None]) -> list[Decimal]:
    return [value for value in values if value is not None]


def _place(value: Decimal | None, everyone: Sequence[Decimal]) -> int | None:
    return None if value is None else shown_rank(place_among(value, everyone), len(everyone))


StoredUnit = tuple[int, str, str | None, str | None, str | None, int | None, int | None]
"""A tried unit as JSON keeps it: the fields of ``TriedUnit`` in their order, decimals as text."""
StoredLine = tuple[str, str, Sequence[str], int]
"""A leaf that was not carried, why, its inputs, and in how many units."""


class StoredTrial(TypedDict):
    """A trial of a peer group as JSON keeps it."""

    units: Sequence[StoredUnit]
    carried: int
    not_carried: Sequence[StoredLine]


def trial_to_json(trial: GroupTrial) -> StoredTrial:
    """A trial as plain values."""
    return {
        "units": [
            (
                each.unit,
                str(each.points_before),
                _text(each.points_after),
                _text(each.before),
                _text(each.after),
                each.rank_before,
                each.rank_after,
            )
            for each in trial.units
        ],
        "carried": trial.carried,
        "not_carried": [(line.leaf, line.reason.value, line.inputs, units) for line, units in trial.not_carried],
    }


def trial_from_json(stored: StoredTrial) -> GroupTrial:
    """The trial of ``trial_to_json``."""
    units = tuple(
        TriedUnit(unit, Decimal(points), _number(points_after), _number(before), _number(after), was, now)
        for unit, points, points_after, before, after, was, now in stored["units"]
    )
    left_out = tuple(
        (NotCarriedLeaf(leaf, NotCarried(reason), tuple(inputs)), units)
        for leaf, reason, inputs, units in stored["not_carried"]
    )
    return GroupTrial(units, stored["carried"], left_out)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
