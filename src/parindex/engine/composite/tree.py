"""The shape of a criteria set laid flat once, so that many units can be summed up along it.

Sums are exact: leaf points stand on the nine-decimal grid, and a set rounds only where it declares it. Nothing is
clamped on the way up: a deduction below 0 lowers its parent, and points above a maximum stay
(docs/decisions/0006-no-clamping.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from parindex.engine.composite.classes import band_of
from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, round_half_up
from parindex.engine.rulebook.document import CriteriaSet, Criterion, Field, Node, Rounding, children
from parindex.engine.scoring.values import Outcome, Status


class LeafPlace(NamedTuple):
    """A leaf in the flat tree."""

    code: str
    declared: Decimal
    maximum: Decimal
    """Maximum for the group of units that the tree was laid out for."""
    decimals: int | None
    """Rounding of the leaf as a criterion or field; the rounding of leaves is done where they are scored."""
    outside: bool
    rescales: bool
    """Missing figures of this leaf spread its weight over the rest (policy ``survey_missing_rescale``)."""


class Branch(NamedTuple):
    """A field or criterion with children, after its children."""

    code: str
    declared: Decimal
    below: tuple[str, ...]
    decimals: int | None


def maximum_for(leaf: Node, group: str | None) -> Decimal:
    """The leaf's maximum for a group of units; the general one when the group has none of its own."""
    return next((each.maximum for each in leaf.maximum_by_group if each.group == group), leaf.maximum)


def _decimals_at(node: Node, rounding: Rounding) -> int | None:
    if isinstance(node, Field):
        return rounding.field
    return rounding.criterion if isinstance(node, Criterion) else None


@dataclass(frozen=True, slots=True)
class SumTree:
    """A criteria set as a flat list of leaves and of branches in the order in which they can be summed."""

    criteria_set: CriteriaSet
    leaves: tuple[LeafPlace, ...]
    branches: tuple[Branch, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, criteria_set: CriteriaSet, group: str | None = None) -> SumTree:
        """Lay ``criteria_set`` out for units of ``group``."""
        leaves: list[LeafPlace] = []
        branches: list[Branch] = []
        rounding = criteria_set.rounding

        def lay(node: Node, outside: bool) -> None:
            decimals = _decimals_at(node, rounding)
            below = children(node)
            for child in below:
                lay(child, outside)
            if below:
                branches.append(Branch(node.code, node.maximum, tuple(child.code for child in below), decimals))
                return
            rescales = node.policies is not None and node.policies.missing == "survey_missing_rescale"
            maximum = maximum_for(node, group)
            leaves.append(LeafPlace(node.code, node.maximum, maximum, decimals, outside, rescales))

        for field in criteria_set.fields:
            lay(field, field.outside_scale)
        return cls(criteria_set, tuple(leaves), tuple(branches), tuple(field.code for field in criteria_set.fields))

    def total_up(self, unit: str, outcomes: Mapping[str, Outcome]) -> UnitResult:
        """Sum one unit's leaf outcomes up the tree.

        ``outcomes``: leaf code → outcome in points; a leaf without one is open with its whole maximum.
        Raises ``ValueError`` naming codes that are no leaves of the set.
        """
        nodes: dict[str, NodeTotal] = {}
        rescaled = left_out = ZERO
        found = 0
        for place in self.leaves:
            outcome = outcomes.get(place.code)
            if outcome is None:
                nodes[place.code] = _leaf_total(place, None, place.maximum)
                continue
            found += 1
            nodes[place.code] = _leaf_total(place, outcome.points, outcome.maximum)
            if outcome.maximum != place.declared and not place.outside:
                left_out += place.declared - outcome.maximum
                if place.rescales and outcome.status is Status.MISSING:
                    rescaled += place.maximum - outcome.maximum
        if found != len(outcomes):
            unknown = sorted(set(outcomes) - {place.code for place in self.leaves})
            raise ValueError(f"{unit}: no leaves of {self.criteria_set.code}: {', '.join(unknown)}")
        for branch in self.branches:
            nodes[branch.code] = _sum(nodes, branch.below, branch.declared, branch.decimals)
        cs = self.criteria_set
        total = _sum(nodes, self.fields, cs.scale, cs.rounding.total)
        return self._result(unit, outcomes, nodes, total, rescaled, left_out)

    def _result(
        self,
        unit: str,
        outcomes: Mapping[str, Outcome],
        nodes: Mapping[str, NodeTotal],
        total: NodeTotal,
        rescaled: Decimal,
        left_out: Decimal,
    ) -> UnitResult:
        cs = self.criteria_set
        scale_left = cs.scale - left_out
        index_base = scale_left if cs.index_base == "declared_scale" else None
        base = total.applicable_maximum if index_base is None else index_base
        index = None
        if total.points is not None and base > 0:
            with localcontext(CONTEXT):
                index = max(ZERO, total.points * HUNDRED / base)
        band = None
        if cs.class_scheme is not None and index is not None:
            band = band_of(cs.class_scheme, total, scale_left)
        return UnitResult(unit, outcomes, nodes, total, index, band, index_base, scale_left, rescaled)


def _leaf_total(place: LeafPlace, points: Decimal | None, maximum: Decimal) -> NodeTotal:
    counted = ZERO if place.outside else maximum
    if points is None:
        # an excluded leaf (maximum 0) is not open: there is nothing left to wait for
        return NodeTotal(None if maximum else ZERO, counted, place.declared, counted)
    return NodeTotal(_rounded(points, maximum, place.decimals), counted, place.declared, ZERO)


def _sum(nodes: Mapping[str, NodeTotal], below: tuple[str, ...], declared: Decimal, decimals: int | None) -> NodeTotal:
    points: Decimal | None = None
    applicable = open_maximum = ZERO
    for code in below:
        part = nodes[code]
        if part.points is not None:
            points = part.points if points is None else points + part.points
        applicable += part.applicable_maximum
        open_maximum += part.open_maximum
    if points is not None:
        points = _rounded(points, applicable, decimals)
    return NodeTotal(points, applicable, declared, open_maximum)


def _rounded(points: Decimal, maximum: Decimal, decimals: int | None) -> Decimal:
    if decimals is None:
        return points
    rounded = round_half_up(points, decimals)
    # rounding must not lift points over the maximum
    return maximum if points <= maximum < rounded else rounded
