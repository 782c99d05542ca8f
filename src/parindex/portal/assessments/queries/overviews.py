"""A round seen as a whole: means by field against last year, and where all units together lose most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO, percent
from parindex.portal.assessments.models import NodeResult, Round
from parindex.portal.assessments.queries.compared_years import compared_round, maxima_differ
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
    maxima_differ: bool = False
    """Whether most units stand under another maximum of this field than most did last year: something in it was left
    out of one of the years for all of them, and the two percentages are not of the same thing."""

    @property
    def share(self) -> Decimal | None:
        """Percent of the pooled maximum."""
        return percent(self.points, self.maximum) if self.maximum else None

    @property
    def change(self) -> Decimal | None:
        """Percentage points against last year; None where there is nothing to compare with."""
        return None if self.share is None or self.before is None or self.maxima_differ else self.share - self.before


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


@dataclass(slots=True)
class _Pool:
    """A field over the units that have points for it."""

    points: Decimal = ZERO
    maximum: Decimal = ZERO
    units_by_maximum: Counter[Decimal] = field(default_factory=Counter)

    def add(self, points: Decimal, maximum: Decimal) -> None:
        """Take in one unit."""
        self.points += points
        self.maximum += maximum
        self.units_by_maximum[maximum] += 1

    @property
    def usual_maximum(self) -> Decimal:
        """The applicable maximum of most units; of two that are as frequent the larger. Raises for a pool of none."""
        return max(self.units_by_maximum, key=lambda maximum: (self.units_by_maximum[maximum], maximum))


def field_means(round_: Round) -> list[FieldMean]:
    """Fields in printed order."""
    previous = compared_round(round_)
    before = {node.code: pool for node, pool in _pooled(previous)} if previous else {}
    means = []
    for node, pool in _pooled(round_):
        past = before.get(node.code)
        if past is None or not past.maximum:
            means.append(FieldMean(node, pool.points, pool.maximum, None))
            continue
        differ = bool(pool.maximum) and maxima_differ(pool.usual_maximum, past.usual_maximum)
        means.append(FieldMean(node, pool.points, pool.maximum, percent(past.points, past.maximum), differ))
    return means


def _pooled(round_: Round) -> list[tuple[NodeRow, _Pool]]:
    fields = NodeRow.objects.filter(version=round_.set_version_id, kind=NodeKind.FIELD).order_by("position")
    pools: dict[int, _Pool] = {}
    parts = NodeResult.objects.filter(
        result__round_unit__round=round_,
        result__version=round_.result_version,
        node__kind=NodeKind.FIELD,
        points__isnull=False,
    )
    for node, points, maximum in parts.values_list("node_id", "points", "applicable_maximum"):
        pools.setdefault(node, _Pool()).add(points or ZERO, maximum)
    return [(node, pools.get(node.pk, _Pool())) for node in fields]


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
