"""The score that counts for each unit and leaf: one query for a round, a unit or a leaf.

Precedence: final (figures recorded as decided, or printed), council, appraisal 2, appraisal 1, self-assessment. An
explanation and a blind second appraisal never count: the one asks for a change, the other is only looked at. Drafts of
a stage count as soon as they stand; ``sealed_only`` leaves them out, for results that people approve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parindex.portal.assessments.models import Round, RoundUnit, Score, Stage

PRECEDENCE = (Stage.FINAL, Stage.COUNCIL, Stage.APPRAISAL_2, Stage.APPRAISAL_1, Stage.SELF)
"""The first one that stands counts."""
_PLACE = {stage.value: place for place, stage in enumerate(PRECEDENCE)}
_COLUMNS = ("pk", "entry__round_unit_id", "entry__leaf__code", "stage", "inputs", "points", "maximum", "status")


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score as it stands, without its steps. ``round_unit`` is the unit's row id in the round, ``leaf`` the code."""

    pk: int
    round_unit: int
    leaf: str
    stage: str
    inputs: Mapping[str, Any]
    points: Decimal | None
    maximum: Decimal | None
    status: str


def standing_scores(
    round_: Round,
    unit: RoundUnit | None = None,
    *,
    leaves: Iterable[str] | None = None,
    stages: Iterable[Stage] = PRECEDENCE,
    sealed_only: bool = False,
) -> dict[tuple[int, str], StoredScore]:
    """The score that counts for each (unit in the round, leaf code); one query.

    ``leaves``: only these codes. ``stages`` narrows the stages that may count: leave the later ones out to see what
    stood before them.
    """
    allowed = [stage.value for stage in stages if stage.value in _PLACE]
    scores = Score.objects.filter(entry__round_unit__round=round_, stage__in=allowed, actor=None)
    if unit is not None:
        scores = scores.filter(entry__round_unit=unit)
    if leaves is not None:
        scores = scores.filter(entry__leaf__code__in=list(leaves))
    if sealed_only:
        scores = scores.filter(sealed_at__isnull=False)
    found: dict[tuple[int, str], StoredScore] = {}
    for row in scores.values_list(*_COLUMNS):
        score = StoredScore(*row)
        standing = found.get((score.round_unit, score.leaf))
        if standing is None or _PLACE[score.stage] < _PLACE[standing.stage]:
            found[score.round_unit, score.leaf] = score
    return found


def counts_over(stage: str, other: str) -> bool:
    """Whether a score of ``stage`` counts before one of ``other``; a stage that never counts loses."""
    lowest = len(PRECEDENCE)
    return _PLACE.get(stage, lowest) < _PLACE.get(other, lowest)
