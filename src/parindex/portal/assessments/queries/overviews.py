"""A round seen as a whole: means by field against last year, and where all units together lose most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO, percent
from parindex.portal.assessments.models import NodeResult, Round
from parindex.portal.assessments.queries.compared_years import compared_round
from parindex.portal.assessments.queries.hand_ins import not_handed_in
from parindex.portal.assessments.queries.standing import standing_scores
from parindex.portal.criteria.models import NodeKind, NodeRow

MOST_LOST = 10


@dataclass(frozen=True, slots=True)
class FieldMean:
    """A field over all units: pooled points and maxima, this year and last."""

    node: NodeRow
    points: Decimal
    maximum: Decimal
    before: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """Percent of the pooled maximum."""
        return percent(self.points, self.maximum) if self.maximum else None

    @property
    def change(self) -> Decimal | None:
        """Percentage points against last year."""
        return None if self.share is None or self.before is None else self.share - self.before


@dataclass(frozen=True, slots=True)
class LostLeaf:
    """A leaf over all units: points lost together, and how many units lost some."""

    node: NodeRow
    lost: Decimal
    units: int
    of: int

    @property
    def mean(self) -> Decimal:
        """Points lost per scored unit."""
        return self.lost / self.of if self.of else ZERO


def field_means(round_: Round) -> list[FieldMean]:
    """Fields in printed order."""
    now, previous = _pooled(round_), compared_round(round_)
    before = {node.code: (points, maximum) for node, points, maximum in _pooled(previous)} if previous else {}
    means = []
    for node, points, maximum in now:
        past = before.get(node.code)
        means.append(FieldMean(node, points, maximum, percent(*past) if past and past[1] else None))
    return means


def _pooled(round_: Round) -> list[tuple[NodeRow, Decimal, Decimal]]:
    fields = NodeRow.objects.filter(version=round_.set_version_id, kind=NodeKind.FIELD).order_by("position")
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    parts = NodeResult.objects.filter(
        result__round_unit__round=round_,
        result__version=round_.result_version,
        node__kind=NodeKind.FIELD,
        points__isnull=False,
    )
    for node, points, maximum in parts.values_list("node_id", "points", "applicable_maximum"):
        so_far = sums.get(node, (ZERO, ZERO))
        sums[node] = (so_far[0] + (points or ZERO), so_far[1] + maximum)
    return [(node, *sums.get(node.pk, (ZERO, ZERO))) for node in fields]


def most_lost(round_: Round) -> list[LostLeaf]:
    """The leaves on which units that handed in lose most, by points per scored unit; drafts lose nothing."""
    leaves = {node.code: node for node in NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True)}
    sums: dict[str, tuple[Decimal, int, int]] = {}
    drafting = {line.member.pk for line in not_handed_in(round_)}
    for score in standing_scores(round_).values():
        if score.round_unit in drafting or score.points is None or score.maximum is None:
            continue
        lost, units, of = sums.get(score.leaf, (ZERO, 0, 0))
        short = score.maximum - score.points
        sums[score.leaf] = (lost + short, units + (short > 0), of + 1)
    lines = [LostLeaf(leaves[leaf], *figures) for leaf, figures in sums.items() if figures[0] > 0]
    return sorted(lines, key=lambda line: (-line.mean, line.node.position))[:MOST_LOST]
