"""What adding up gives: totals of every node, a unit's result, a ranked group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from parindex.engine.numbers.exact import CONTEXT, ZERO, to_grid
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
    """total.points ÷ base × 100, unrounded (40 digits), not below 0; None when nothing is scored."""
    band: str | None
    """Class name by the set's scheme; None without a scheme or an index."""
    index_base: Decimal | None = None
    """What the index divides by when it is not ``total.applicable_maximum`` (set says ``declared_scale``)."""
    scale_left: Decimal | None = None
    """The declared scale less what left the calculation by exclusions, in points; what class schemes on the declared
    scale divide by."""
    rescaled_maximum: Decimal = ZERO
    """Maximum of missing survey parts whose weight the set spreads over the appraised rest."""

    @property
    def base(self) -> Decimal:
        """What the index divides by, in points; 0 when every leaf left the calculation."""
        return self.total.applicable_maximum if self.index_base is None else self.index_base

    @property
    def points_on_scale(self) -> Decimal | None:
        """Total points; where a survey is missing and the set rescales, brought up to the full scale (grid of nine)."""
        points, applicable = self.total.points, self.total.applicable_maximum
        if points is None or not self.rescaled_maximum or not applicable:
            return points
        with localcontext(CONTEXT):
            return to_grid(points * (applicable + self.rescaled_maximum) / applicable)

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
