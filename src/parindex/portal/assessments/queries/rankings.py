"""A round's ranking: by total, field or criterion, with last year beside it. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.numbers.exact import HUNDRED, ZERO, divide, percent
from parindex.engine.numbers.ranks import shown_rank
from parindex.portal.assessments.models import NodeResult, Round, UnitResult
from parindex.portal.assessments.queries.compared_years import change_in_points, compared_round
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.criteria.queries import class_names

Standing = tuple[Decimal | None, Decimal, int | None]
"""Points, applicable maximum, rank of a unit for one node."""

ENDS = 3
LOW_SHARE = Decimal(70)
"""A bar below this share of its maximum is drawn in the warning colour."""


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's points for one field."""

    points: Decimal | None
    maximum: Decimal

    @property
    def low(self) -> bool:
        """Whether the share is below the warning level."""
        return self.points is not None and self.maximum > 0 and percent(self.points, self.maximum) < LOW_SHARE


@dataclass(slots=True)
class RankedUnit:
    """A row of the ranking. ``index`` is the share in percent of what is ranked: the total, a field or a criterion."""

    pk: int
    unit_id: int
    public_id: str
    name: str
    folded: str
    sort_key: str
    kind: str
    points: Decimal | None
    maximum: Decimal
    index: Decimal | None
    rank: int | None
    of: int
    """Units placed in the peer group."""
    band: str
    reason: str
    note: str
    open_maximum: Decimal
    before_index: Decimal | None = None
    before_rank: int | None = None
    before_points: Decimal | None = None
    before_maximum: Decimal | None = None
    fields: list[Part | None] = field(default_factory=list)

    @property
    def place(self) -> int | None:
        """The rank as it is shown: none for a unit that stands alone, ranked with nobody."""
        return shown_rank(self.rank, self.of)

    @property
    def change(self) -> Decimal | None:
        """Index points against last year."""
        if self.index is None or self.before_index is None:
            return None
        return self.index - self.before_index

    @property
    def change_in_points(self) -> Decimal | None:
        """Points against last year, where both years stand under the same maximum."""
        return change_in_points(self.points, self.maximum, self.before_points, self.before_maximum)

    @property
    def places(self) -> int | None:
        """Places won (positive) or lost against last year."""
        return None if self.place is None or self.before_rank is None else self.before_rank - self.place


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everything that the ranking page shows."""

    placed: list[RankedUnit]
    unplaced: list[RankedUnit]
    fields: Sequence[NodeRow]
    criteria: Sequence[NodeRow]
    node: NodeRow | None
    bands: Sequence[str]
    comparable: bool
    """Whether last year has something to compare with."""

    @property
    def mean(self) -> Decimal | None:
        """Pooled: all points ÷ all applicable maxima, in percent; never a mean of percentages."""
        base = sum((row.maximum for row in self.placed), ZERO)
        points = sum((row.points for row in self.placed if row.points is not None), ZERO)
        return percent(points, base) if base else None

    @property
    def counts(self) -> dict[str, int]:
        """Units in each class, best class first."""
        return {band: sum(1 for row in self.placed if row.band == band) for band in self.bands}

    @property
    def ends(self) -> list[RankedUnit]:
        """The first and the last three, for an overview."""
        return [*self.placed[:ENDS], *self.placed[max(ENDS, len(self.placed) - ENDS) :]]

    @property
    def highest(self) -> Decimal | None:
        """Best index."""
        return self.placed[0].index if self.placed else None

    @property
    def lowest(self) -> Decimal | None:
        """Index of the last one placed."""
        return self.placed[-1].index if self.placed else None


def ranking_of(round_: Round, node_code: str = "") -> Ranking:
    """The ranking of the round's newest results by total, or by the field or criterion ``node_code``."""
    nodes = list(
        NodeRow.objects.filter(version=round_.set_version_id, kind__in=[NodeKind.FIELD, NodeKind.CRITERION]).order_by(
            "position"
        )
    )
    fields = [node for node in nodes if node.kind == NodeKind.FIELD]
    node = next((each for each in nodes if each.code == node_code), None)
    shown = {each.pk: place for place, each in enumerate(fields)}
    parts = _node_results(round_, [*shown, *([node.pk] if node else [])])
    rows = [_row(result, parts, shown, node) for result in _unit_results(round_)]
    comparable = _add_last_year(round_, rows, node)
    placed = sorted((row for row in rows if row.rank is not None), key=lambda row: (row.rank or 0, row.sort_key))
    unplaced = sorted((row for row in rows if row.rank is None), key=lambda row: row.sort_key)
    return Ranking(
        placed=placed,
        unplaced=unplaced,
        fields=fields,
        criteria=[each for each in nodes if each.kind == NodeKind.CRITERION],
        node=node,
        bands=class_names(round_.set_version),
        comparable=comparable,
    )


def _unit_results(round_: Round) -> list[UnitResult]:
    results = UnitResult.objects.filter(round_unit__round=round_, version=round_.result_version)
    return list(results.select_related("round_unit__unit"))


def _node_results(round_: Round, nodes: Sequence[int]) -> dict[int, dict[int, Standing]]:
    """Result row id → node row id → points, maximum, rank."""
    found: dict[int, dict[int, Standing]] = {}
    results = NodeResult.objects.filter(
        result__round_unit__round=round_, result__version=round_.result_version, node__in=nodes
    )
    for result, node, points, maximum, rank in results.values_list(
        "result_id", "node_id", "points", "applicable_maximum", "rank"
    ):
        found.setdefault(result, {})[node] = (points, maximum, rank)
    return found


def _row(
    result: UnitResult,
    parts: Mapping[int, Mapping[int, Standing]],
    shown: Mapping[int, int],
    node: NodeRow | None,
) -> RankedUnit:
    unit = result.round_unit
    own = parts.get(result.pk, {})
    fields: list[Part | None] = [None] * len(shown)
    for pk, place in shown.items():
        if pk in own:
            fields[place] = Part(own[pk][0], own[pk][1])
    points, maximum, rank, index = result.points, result.base, result.rank, result.index
    if node is not None:
        points, maximum, rank = own.get(node.pk, (None, ZERO, None))
        index = divide(points * HUNDRED, maximum) if points is not None and maximum else None
    return RankedUnit(
        pk=unit.pk,
        unit_id=unit.unit_id,
        public_id=unit.unit.public_id,
        name=unit.name,
        folded=unit.folded,
        sort_key=unit.sort_key,
        kind=unit.kind,
        points=points,
        maximum=maximum,
        index=index,
        rank=rank,
        of=result.of,
        band=result.band,
        reason=result.unplaced_reason,
        note=unit.not_submitted_reason,
        open_maximum=result.open_maximum,
        fields=fields,
    )


def _add_last_year(round_: Round, rows: Sequence[RankedUnit], node: NodeRow | None) -> bool:
    """Put last year's results beside each unit; a node that last year's set does not have stays without."""
    previous = compared_round(round_)
    if previous is None:
        return False
    before: dict[int, tuple[Decimal | None, int | None, Decimal | None, Decimal]] = {}
    if node is None:
        results = UnitResult.objects.filter(round_unit__round=previous, version=previous.result_version)
        columns = ("round_unit__unit_id", "index", "rank", "of", "points", "base")
        for unit, index, rank, of, points, maximum in results.values_list(*columns):
            before[unit] = (index, shown_rank(rank, of), points, maximum)
    else:
        parts = NodeResult.objects.filter(
            result__round_unit__round=previous, result__version=previous.result_version, node__code=node.code
        )
        of_node = ("result__round_unit__unit_id", "points", "applicable_maximum", "rank", "result__of")
        for unit, points, maximum, rank, of in parts.values_list(*of_node):
            share = percent(points, maximum) if points is not None and maximum else None
            before[unit] = (share, shown_rank(rank, of), points, maximum)
    for row in rows:
        if row.unit_id in before:
            row.before_index, row.before_rank, row.before_points, row.before_maximum = before[row.unit_id]
    return bool(before)
