"""The score that counts for each unit and leaf, and its figures as the engine takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import Round, RoundUnit, Score, Stage

DECISIVE = (Stage.SELF, Stage.APPRAISAL_1, Stage.EXPLANATION, Stage.APPRAISAL_2, Stage.COUNCIL, Stage.FINAL)
"""Later counts; a blind second appraisal is only looked at."""
_ORDER = {stage.value: place for place, stage in enumerate(DECISIVE)}


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score as it stands, without its steps."""

    pk: int
    round_unit: int
    leaf: str
    stage: str
    inputs: Mapping[str, Any]
    points: object
    status: str


def decisive_scores(round_: Round, unit: RoundUnit | None = None) -> dict[tuple[int, str], StoredScore]:
    """The score that counts for each (unit in the round, leaf code): that of the latest stage."""
    scores = Score.objects.filter(entry__round_unit__round=round_, stage__in=list(_ORDER))
    if unit is not None:
        scores = scores.filter(entry__round_unit=unit)
    columns = ("pk", "entry__round_unit_id", "entry__leaf__code", "stage", "inputs", "points", "status")
    found: dict[tuple[int, str], StoredScore] = {}
    for row in scores.values_list(*columns):
        score = StoredScore(*row)
        standing = found.get((score.round_unit, score.leaf))
        if standing is None or _ORDER[score.stage] > _ORDER[standing.stage]:
            found[score.round_unit, score.leaf] = score
    return found


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
    version = round_.set_version
    return engine_bridge.compiled(version.hash, version.canonical, round_.year, set_group)
