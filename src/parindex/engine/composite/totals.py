"""From figures or outcomes to a unit's result."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.tree import SumTree
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import CompiledSet, score_figures
from parindex.engine.scoring.values import Figures, Outcome


def total_up(
    criteria_set: CriteriaSet, unit: str, outcomes: Mapping[str, Outcome], group: str | None = None
) -> UnitResult:
    """Sum outcomes (leaf code → outcome, in points) up the tree; a leaf without an outcome is open.

    ``group``: the unit's group where maxima differ by group; only needed for leaves without an outcome.
    Raises ``ValueError`` naming codes that are no leaves of the set.
    """
    return SumTree.of(criteria_set, group).total_up(unit, outcomes)


def score_unit(compiled: CompiledSet, unit: str, figures: Figures) -> UnitResult:
    """Score one unit's figures (leaf code → inputs) and sum up. Raises ``ValueError`` for unknown leaf codes."""
    return score_units(compiled, {unit: figures})[0]


def score_units(compiled: CompiledSet, figures_by_unit: Mapping[str, Figures]) -> list[UnitResult]:
    """Score many units, in the order given. Raises ``ValueError`` naming a unit's unknown leaf codes."""
    tree = SumTree.of(compiled.criteria_set, compiled.group)
    results = []
    for unit, figures in figures_by_unit.items():
        unknown = figures.keys() - compiled.leaves.keys()
        if unknown:
            raise ValueError(f"{unit}: no leaves of {compiled.criteria_set.code}: {', '.join(sorted(unknown))}")
        results.append(tree.total_up(unit, score_figures(compiled, figures)))
    return results
