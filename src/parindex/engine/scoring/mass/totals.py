"""Sums of many draws up the tree: what ``composite`` does, for the one figure that is simulated, the index.

Rounds where the set rounds, clamps nothing, divides by the same base; held to ``composite`` by test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from parindex.engine.rulebook.document import CriteriaSet, Criterion, Field, Node, children
from parindex.engine.scoring.kinds.arrays import Floats, round_half_up_many
from parindex.engine.scoring.mass.columns import LeafColumns


class Sum(NamedTuple):
    """A node with what is below it, laid out so that the parts come first."""

    code: str
    below: tuple[str, ...]
    decimals: int | None


@dataclass(frozen=True, slots=True)
class IndexTree:
    """How a set adds up."""

    sums: tuple[Sum, ...]
    """Nodes that must be summed on their own because the set rounds them, parts first; the last is the total."""
    outside: frozenset[str]
    """Leaves whose maximum does not count."""
    declared: Mapping[str, float]
    scale: float
    on_scale: bool
    """The index divides by the declared scale, less what was left out."""

    @classmethod
    def of(cls, criteria_set: CriteriaSet) -> IndexTree:
        """Lay a set out."""
        rounding = criteria_set.rounding
        sums: list[Sum] = []
        outside: set[str] = set()
        declared: dict[str, float] = {}

        def lay(node: Node, out: bool) -> tuple[str, ...]:
            below = children(node)
            decimals = rounding.field if isinstance(node, Field) else None
            decimals = rounding.criterion if isinstance(node, Criterion) else decimals
            if not below:
                declared[node.code] = float(node.maximum)
                if out:
                    outside.add(node.code)
            codes = tuple(code for child in below for code in lay(child, out)) or (node.code,)
            if decimals is None:
                return codes
            name = node.code if below else f"{node.code}/rounded"
            sums.append(Sum(name, codes, decimals))
            return (name,)

        fields = tuple(code for field in criteria_set.fields for code in lay(field, field.outside_scale))
        sums.append(Sum("", fields, rounding.total))
        scale = float(criteria_set.scale)
        return cls(tuple(sums), frozenset(outside), declared, scale, criteria_set.index_base == "declared_scale")

    def base_of(self, leaves: Mapping[str, LeafColumns]) -> Floats:
        """What each unit's index divides by, in points: (units, 1); not-a-number when there is nothing to divide by."""
        inside = [(code, entry) for code, entry in leaves.items() if code not in self.outside]
        if self.on_scale:
            base = self.scale - sum((self.declared[code] - entry.maximum for code, entry in inside), np.zeros((1, 1)))
        else:
            base = sum((entry.maximum for _, entry in inside), np.zeros((1, 1)))
        everything_open = np.logical_and.reduce([entry.open for entry in leaves.values()])
        return np.where((base > 0) & ~everything_open, base, np.nan)

    def starts_of(self, leaf: str) -> str:
        """The sum that a leaf's points go into first."""
        return next(entry.code for entry in self.sums if leaf in entry.below)

    def finish(self, points: dict[str, Floats]) -> Floats:
        """Total points from the points of each sum's leaves (sum code → array), rounding on the way up."""
        for entry in self.sums:
            total = points.get(entry.code, np.zeros((1, 1)))
            for code in entry.below:
                if code in points:
                    total = total + points[code]
            points[entry.code] = total if entry.decimals is None else round_half_up_many(total, entry.decimals)
        return points[""]
