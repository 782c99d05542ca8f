"""How much effort a change costs: the user's figure, or a default simple enough to be explained and overruled.

Effort of a change = ``opening`` + ``full`` × (how far the figures move ÷ how far the leaf's longest useful change
moves). Opening a leaf costs 1 (someone must be charged with it); going all the way costs 1 more where a document
must be issued or an answer changed, 2 where things are counted, 4 where a ratio of many dossiers must rise
(docs/decisions/0005-effort.md). The unit of effort is a comparison, neither money nor days.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.numbers.exact import CONTEXT, ONE, to_grid
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Rung

OPENING = ONE
ACT = Decimal(1)
COUNT = Decimal(2)
RATIO = Decimal(4)

FULL_BY_KIND: Mapping[str, Decimal] = {
    "boolean": ACT,
    "boolean_by_deadline": ACT,
    "additive_checklist": ACT,
    "zero_tolerance_violation": COUNT,
    "deduction_per_violation": COUNT,
    "count_thresholds": COUNT,
    "base_plus_increment_capped": COUNT,
    "bonus_penalty_block": COUNT,
    "share_of_targets_met": COUNT,
}
"""Effort of the longest change beyond opening, by rule kind; every other kind moves a ratio."""


class LeafEffort(NamedTuple):
    """Effort figures of one leaf; both at least 0."""

    opening: Decimal
    """For touching the leaf at all."""
    full: Decimal
    """On top, for the longest useful change; shorter ones cost their share."""


def default_effort(leaf: Node) -> LeafEffort:
    """The default that is shown beside the leaf for the user to overrule."""
    return LeafEffort(OPENING, FULL_BY_KIND.get(leaf.rule.kind if leaf.rule else "", RATIO))


def effort_of(rung: Rung, ladder: tuple[Rung, ...], effort: LeafEffort) -> Decimal:
    """Effort of one rung of ``ladder``, on the nine-decimal grid.

    Raises ``ValueError`` for a negative figure: a change that costs less than nothing has no least-effort path.
    """
    if effort.opening < 0 or effort.full < 0:
        raise ValueError(f"effort below 0: {effort.opening}, {effort.full}")
    longest = max(each.amount for each in ladder)
    share = CONTEXT.divide(rung.amount, longest) if longest > 0 else ONE
    return to_grid(effort.opening + CONTEXT.multiply(effort.full, share))
