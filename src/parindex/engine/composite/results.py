"""What adding up gives: totals of every node, a unit's result, a ranked group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.scoring.values import Outcome


class NodeTotal(NamedTuple):
    """A node's sum. ``points`` is None only when every leaf below is open."""

    points: Decimal | None
    applicable_maximum: Decimal
    """Sum of the leaves' applicable maxima (what was excluded is gone; blocks outside the scale add 0)."""
    declared_maximum: Decimal
    open_maximum: Decimal
    """Share of ``applicable_maximum`` whose leaves are still open (missing, not yet due); 0 when complete."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit in one round: leaf outcomes, node totals and the index."""

    unit: str
    outcomes: Mapping[str, Outcome]
    """Leaf code → outcome."""
    nodes: Mapping[str, NodeTotal]
    """Code of every field, criterion and sub-criterion → total."""
    total: NodeTotal
    index: Decimal | None
    """total.points ÷ total.applicable_maximum × 100, unrounded; None when nothing is scored."""
    band: str | None
    """Class name by the set's scheme; None without a scheme or an index."""

    @property
    def complete(self) -> bool:
        """Whether no leaf is open; an incomplete result is "tạm tính"."""
        return self.total.open_maximum == 0


class Placed(NamedTuple):
    """A unit's place in its peer group."""

    unit: str
    value: Decimal
    rank: int


class Ranked(NamedTuple):
    """A peer group in order, and the units that have no place with the reason code."""

    placed: tuple[Placed, ...]
    unplaced: tuple[tuple[str, str], ...]
    """(unit, reason): ``not_submitted`` · ``nothing_scored``; never ranked last."""
