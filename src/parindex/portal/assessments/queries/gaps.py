"""How far units' self-assessed points stand from what was appraised, by unit and field; fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments.models import Round, Stage
from parindex.portal.assessments.queries.standing import standing_scores
from parindex.portal.criteria.models import NodeKind, NodeRow

APPRAISED = (Stage.APPRAISAL_2, Stage.APPRAISAL_1)


@dataclass(slots=True)
class Gap:
    """Self-assessed and appraised points over the leaves that have both. ``gap`` is appraised − self."""

    own: Decimal = ZERO
    appraised: Decimal = ZERO
    leaves: int = 0
    lowered: int = 0
    raised: int = 0

    @property
    def gap(self) -> Decimal:
        """Below 0: the unit gave itself too much."""
        return self.appraised - self.own

    def add(self, own: Decimal, appraised: Decimal) -> None:
        """Take in one leaf."""
        self.own += own
        self.appraised += appraised
        self.leaves += 1
        self.lowered += appraised < own
        self.raised += appraised > own


@dataclass(slots=True)
class UnitGap:
    """One unit, in all and by field (the places of ``RoundGaps.fields``)."""

    public_id: str
    name: str
    folded: str
    sort_key: str
    whole: Gap
    by_field: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoundGaps:
    """Every unit with a comparison, largest gap first; the sums of all."""

    fields: Sequence[NodeRow]
    units: Sequence[UnitGap]
    whole: Gap
    by_field: Sequence[Gap]


def gaps_of(round_: Round) -> RoundGaps:
    """Compare, leaf by leaf, the self score with the last appraisal; leaves without either are left out, and units
    whose sheet is open again: a draft is no self score.
    """
    nodes = {node.pk: node for node in NodeRow.objects.filter(version=round_.set_version_id).order_by("position")}
    fields = [node for node in nodes.values() if node.kind == NodeKind.FIELD]
    place = {node.pk: number for number, node in enumerate(fields)}
    field_of = {node.code: place[_top(node, nodes).pk] for node in nodes.values() if node.is_leaf}
    own, appraised = standing_scores(round_, stages=[Stage.SELF]), standing_scores(round_, stages=APPRAISED)
    units: dict[int, UnitGap] = {
        member.pk: UnitGap(
            member.unit.public_id, member.name, member.folded, member.sort_key, Gap(), [Gap() for _ in fields]
        )
        for member in round_.units.filter(submitted=True).select_related("unit")
    }
    whole, by_field = Gap(), [Gap() for _ in fields]
    for key, score in appraised.items():
        self_score = own.get(key)
        if key[0] not in units or self_score is None or self_score.points is None or score.points is None:
            continue
        unit, number = units[key[0]], field_of[key[1]]
        for each in (unit.whole, unit.by_field[number], whole, by_field[number]):
            each.add(self_score.points, score.points)
    compared = [unit for unit in units.values() if unit.whole.leaves]
    ordered = sorted(compared, key=lambda unit: (-abs(unit.whole.gap), unit.sort_key))
    return RoundGaps(fields, ordered, whole, by_field)


def _top(node: NodeRow, nodes: dict[int, NodeRow]) -> NodeRow:
    while node.parent_id is not None:
        node = nodes[node.parent_id]
    return node
