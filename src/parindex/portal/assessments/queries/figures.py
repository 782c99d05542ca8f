"""Figures of stored scores as the engine takes them, and the set made ready for a round."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.standing import StoredScore
from parindex.portal.criteria.models import CriteriaSetVersion


def figures_of(
    ready: engine_bridge.CompiledSet, scores: Mapping[tuple[int, str], StoredScore]
) -> dict[int, dict[str, Inputs]]:
    """Unit in the round → leaf code → inputs, as the engine takes them."""
    figures: dict[int, dict[str, Inputs]] = {}
    for (unit, leaf), score in scores.items():
        figures.setdefault(unit, {})[leaf] = engine_bridge.inputs_from_json(ready.leaves[leaf].leaf, score.inputs)
    return figures


def compiled_for(round_: Round, set_group: str = "") -> engine_bridge.CompiledSet:
    """The round's criteria set made ready for its year and a group of units."""
    return compiled_version(round_.set_version, round_.year, set_group, frozenset(round_.outside_leaves))


def compiled_version(
    version: CriteriaSetVersion, year: int, set_group: str = "", outside: frozenset[str] = frozenset()
) -> engine_bridge.CompiledSet:
    """A version made ready for a year and a group of units; its text may be deferred."""
    text = engine_bridge.SetText(version.hash, lambda: version.canonical)
    return engine_bridge.compiled(text, year, set_group, outside)
