"""How far the blind second appraisers agree with the first ones, over the rows that both scored; two queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.models import Round, Score, Stage
from parindex.portal.criteria.models import NodeRow


@dataclass(frozen=True, slots=True)
class LeafAgreement:
    """Agreement on one leaf."""

    node: NodeRow
    found: bridge.Agreement


@dataclass(frozen=True, slots=True)
class RoundAgreement:
    """Agreement over everything, and by leaf in printed order."""

    found: bridge.Agreement
    leaves: Sequence[LeafAgreement]


def agreement_of(round_: Round) -> RoundAgreement:
    """Pairs of the official first appraisal and each blind one of the same entry. Open scores count as 0 points."""
    stages = [Stage.SELF, Stage.APPRAISAL_1, Stage.BLIND]
    scores = Score.objects.filter(entry__round_unit__round=round_, stage__in=stages)
    blind = scores.filter(stage=Stage.BLIND).values("entry_id")
    official: dict[tuple[int, str], Decimal | None] = {}
    second: list[tuple[int, int, Decimal | None]] = []
    for entry, leaf, stage, points in scores.filter(entry__in=blind).values_list(
        "entry_id", "entry__leaf_id", "stage", "points"
    ):
        if stage == Stage.BLIND:
            second.append((entry, leaf, points))
        else:
            official[entry, stage] = points
    by_leaf: dict[int, list[bridge.TwoOpinions]] = {}
    for entry, leaf, points in second:
        if (entry, Stage.APPRAISAL_1) in official:
            opinion = bridge.TwoOpinions(
                official.get((entry, Stage.SELF)) or ZERO, official[entry, Stage.APPRAISAL_1] or ZERO, points or ZERO
            )
            by_leaf.setdefault(leaf, []).append(opinion)
    nodes = NodeRow.objects.filter(pk__in=list(by_leaf)).order_by("position")
    return RoundAgreement(
        bridge.agreement(opinion for opinions in by_leaf.values() for opinion in opinions),
        [LeafAgreement(node, bridge.agreement(by_leaf[node.pk])) for node in nodes],
    )
