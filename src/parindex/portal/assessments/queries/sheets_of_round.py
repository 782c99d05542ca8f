"""How far the self-assessment sheet of every unit of a round is, by the rules of the sheet itself (``self_sheets``).

A fixed number of queries, however many units and leaves. Most cells follow from what is stored: status, points, whether
anything proves them. Only those that something else has a say in (a figure that is known, a dispute, figures that are
not settled) are made into rows of a sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet
from django.db.models.fields import BooleanField

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.values import Status
from parindex.portal.assessments.models import (
    DisputeState,
    EvidenceLink,
    FigureDispute,
    Round,
    RoundUnit,
    Score,
    Stage,
)
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_in_round
from parindex.portal.assessments.queries.row_states import NOT_DONE
from parindex.portal.assessments.queries.self_sheets import LeafRow, leaf_row, self_scored
from parindex.portal.assessments.queries.sheet_parts import SheetParts
from parindex.portal.criteria.models import NodeRow

_UNDONE = {Status.MISSING.value, Status.REFUSED.value}
"""Statuses of a stored score whose row stands in one of ``NOT_DONE``."""


@dataclass(slots=True)
class Filled:
    """How far a unit's sheet is; of the leaves that the unit scores itself."""

    of: int
    begun: bool = False
    """A row was saved."""
    entered: int = 0
    without_evidence: int = 0
    points: Decimal | None = None
    saved_at: datetime | None = None
    cells: set[int] = field(default_factory=set)
    """Leaves (row ids) that are counted."""

    def count(self, leaf: int, *, done: bool, points: Decimal | None, needs_evidence: bool) -> None:
        """Take in a leaf."""
        self.cells.add(leaf)
        self.entered += done
        self.without_evidence += needs_evidence
        if points is not None:
            self.points = (self.points or ZERO) + points

    def count_row(self, row: LeafRow) -> None:
        """Take in a leaf that was made into a row."""
        done, needs = row.state not in NOT_DONE, row.needs_evidence
        self.count(row.node.pk, done=done, points=row.points, needs_evidence=needs)


def filled_sheets(round_: Round, members: Sequence[RoundUnit], nodes: Sequence[NodeRow]) -> Mapping[int, Filled]:
    """Unit in the round (row id) → how far its sheet is; six queries.

    ``members`` with their ``group``; ``nodes``: the leaves of the round's set.
    """
    own = [node for node in nodes if self_scored(node)]
    filled = {member.pk: Filled(len(own)) for member in members}
    scores = Score.objects.filter(entry__round_unit__round=round_, stage=Stage.SELF, actor=None)
    scores = scores.filter(entry__leaf__in=[node.pk for node in own])
    for unit, saved_at in scores.values_list("entry__round_unit_id").annotate(Max("saved_at")):
        filled[unit].begun, filled[unit].saved_at = True, saved_at
    make = _maker(round_, {member.group.set_group for member in members})
    parts = _special_parts(round_, members, own, scores)
    by_id = {node.pk: node for node in own}
    for member in members:
        of_unit = parts[member.pk]
        for leaf in _special_leaves(of_unit, own):
            filled[member.pk].count_row(make(by_id[leaf], member, of_unit))
    _count_stored(scores, filled)
    _count_empty(members, own, filled, make)
    return filled


Maker = Callable[[NodeRow, RoundUnit, SheetParts], LeafRow]


def _maker(round_: Round, groups: set[str]) -> Maker:
    ready = {name: compiled_for(round_, name) for name in groups}
    return lambda node, member, parts: leaf_row(node, ready[member.group.set_group], parts)


def _special_parts(
    round_: Round, members: Sequence[RoundUnit], own: Sequence[NodeRow], scores: QuerySet[Score]
) -> dict[int, SheetParts]:
    """What the rows of the special cells are made of, with the scores of whole leaves for which a figure is known."""
    # The figures that a leaf asks for are the same in every group of units; only maxima differ.
    documents = compiled_for(round_).leaves
    known = known_in_round(round_, [documents[node.code].leaf for node in own], [member.unit_id for member in members])
    parts = {member.pk: SheetParts({}, {}, {}, {}, known.get(member.unit_id, {})) for member in members}
    disputes = FigureDispute.objects.filter(entry__round_unit__round=round_, state=DisputeState.OPEN)
    disputed = set(disputes.values_list("entry__round_unit_id", "entry__leaf_id"))
    for unit, leaf in disputed:
        parts[unit].disputed.add(leaf)
    codes = {code for leaves in known.values() for code in leaves}
    filled_by_others = [node.pk for node in own if node.code in codes] + [leaf for _, leaf in disputed]
    found = scores.filter(~Q(unfinished={}) | Q(entry__leaf__in=filled_by_others)).defer("steps", "doubts_seen")
    proven = Exists(EvidenceLink.objects.filter(score=OuterRef("pk")))
    for score in found.select_related("entry").annotate(has_evidence=proven):
        of_unit = parts[score.entry.round_unit_id]
        of_unit.scores[score.entry.leaf_id] = score
        if score.has_evidence:
            of_unit.proven.add(score.pk)
    return parts


def _special_leaves(parts: SheetParts, own: Sequence[NodeRow]) -> set[int]:
    """Leaves of the unit whose row does not follow from its stored score alone."""
    unsettled = {leaf for leaf, score in parts.scores.items() if score.unfinished}
    asked = {node.pk for node in own}
    return (unsettled | parts.disputed | {node.pk for node in own if node.code in parts.known}) & asked


def _count_stored(scores: QuerySet[Score], filled: Mapping[int, Filled]) -> None:
    """The cells that follow from what is stored."""
    bare = Q(note="") & ~Exists(EvidenceLink.objects.filter(score=OuterRef("pk")))
    columns = ("entry__round_unit_id", "entry__leaf_id", "status", "points", "bare")
    rows = scores.annotate(bare=ExpressionWrapper(bare, output_field=BooleanField())).values_list(*columns)
    for unit, leaf, status, points, is_bare in rows:
        of_unit = filled[unit]
        if leaf not in of_unit.cells:
            claimed = points is not None and points > 0
            of_unit.count(leaf, done=status not in _UNDONE, points=points, needs_evidence=claimed and is_bare)


def _count_empty(
    members: Sequence[RoundUnit], own: Sequence[NodeRow], filled: Mapping[int, Filled], make: Maker
) -> None:
    """The cells of which nothing is stored or known: the same row for every unit of a group."""
    made: dict[tuple[int, str], LeafRow] = {}
    nothing = SheetParts({}, {}, {}, {}, {})
    for member in members:
        of_unit = filled[member.pk]
        for node in own:
            if node.pk not in of_unit.cells:
                key = (node.pk, member.group.set_group)
                row = made[key] = made.get(key) or make(node, member, nothing)
                of_unit.count_row(row)
