"""Sums and counts of a unit's sheet: of the whole sheet as it was read, or after one row of it was saved.

After a save, rows that hold nothing but figures of their own count by their stored columns; every other row is made as
for the page. Which leaves there are, below which groups, and what an empty one gives, is kept for each set in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.values import Outcome
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import LeafOwner, Round, RoundUnit, Score, Sheet
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownByLeaf, KnownFigure
from parindex.portal.assessments.queries.row_states import NOT_DONE, RowState, row_state
from parindex.portal.assessments.queries.self_sheets import (
    LeafRow,
    SelfSheet,
    leaf_row,
    self_scored,
    stored_outcome,
)
from parindex.portal.assessments.queries.sheet_parts import SheetParts
from parindex.portal.assessments.queries.stored_rows import NOTHING, RowColumns, StoredRow, stored_rows
from parindex.portal.assessments.queries.windows import Countdown, Window, countdown
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.criteria.queries.printed_rows import printed_rows
from parindex.portal.platform.prepared import Prepared


@dataclass(slots=True)
class GroupSums:
    """A field or criterion. ``points``: None while nothing below it has points; ``to_enter``: leaves of the unit."""

    code: str
    is_field: bool
    to_enter: int = 0
    entered: int = 0
    points: Decimal | None = None


@dataclass(slots=True)
class SheetTotals:
    """What the fact line, the toolbar and the sums of a sheet show. Counts are of the leaves that the unit scores."""

    sheet: Sheet
    window: Window | None
    of: int = 0
    entered: int = 0
    unproven: int = 0
    """Above zero with neither evidence nor explanation."""
    mine: int = 0
    disputed: int = 0
    points: Decimal = ZERO
    maximum: Decimal = ZERO
    known: int = 0
    figures: int = 0
    groups: list[GroupSums] = field(default_factory=list)

    @property
    def countdown(self) -> Countdown:
        """What is left of the stage."""
        return countdown(self.window)

    @property
    def known_share(self) -> Decimal:
        """Percent of the figures that need not be typed."""
        return Decimal(self.known) * 100 / self.figures if self.figures else ZERO

    @property
    def views(self) -> dict[str, int]:
        """How many leaves each view of the toolbar holds (``self_sheets.VIEWS``)."""
        return {
            "": self.of,
            "chua-nhap": self.of - self.entered,
            "thieu-minh-chung": self.unproven,
            "cua-toi": self.mine,
            "phan-anh": self.disputed,
        }


def totals_of(standing: SelfSheet, person: User) -> SheetTotals:
    """The totals of a sheet whose rows are there; ``person``: whose rows are "mine"."""
    return SheetTotals(
        sheet=standing.sheet,
        window=standing.window,
        of=len(standing.own),
        entered=standing.entered,
        unproven=len(standing.without_evidence),
        mine=sum(1 for row in standing.own if row.owner == person),
        disputed=sum(1 for row in standing.own if row.disputed),
        points=standing.points,
        maximum=standing.maximum,
        known=standing.boxes[0],
        figures=standing.boxes[1],
        groups=[
            GroupSums(row.node.code, row.is_field, row.to_enter, row.entered, row.points) for row in standing.groups
        ],
    )


def row_after_save(
    person: User, member: RoundUnit, held: tuple[Sheet, Window | None, KnownByLeaf], saved: tuple[NodeRow, Score | None]
) -> tuple[LeafRow, SheetTotals]:
    """The row that was just saved and the totals of its sheet; two queries. ``held``: what the save has read."""
    sheet, window, known = held
    ready = compiled_for(member.round, member.group.set_group)
    form = _form(_Asked.of(member))
    stored = stored_rows(member)
    scores: dict[int, StoredRow] = {**stored.scores}
    node, score = saved
    if score is not None:
        scores[node.pk] = score
    owned = {leaf for (leaf,) in _OWNED.rows(unit=member.pk, person=person.pk)}
    parts = SheetParts(
        scores=scores, evidence={}, disputes={}, owners=dict.fromkeys(owned, person),
        known=known, proven=stored.proven, disputed=stored.disputed,
    )  # fmt: skip
    row = leaf_row(node, ready, parts)
    totals = SheetTotals(sheet, window, of=len(form.leaves), figures=form.figures)
    totals.groups = [GroupSums(code, is_field, to_enter) for code, is_field, to_enter in form.groups]
    totals.mine = sum(1 for leaf in form.leaves if leaf.node.pk in owned)
    for leaf in form.leaves:
        _add(totals, leaf, row if leaf.node.pk == node.pk else _counted(leaf, parts, ready))
    return row, totals


_OWNED = Prepared(
    lambda unit, person: LeafOwner.objects.filter(round_unit=unit, person=person).values_list("leaf"),
    unit=int,
    person=int,
)


class _Counted(NamedTuple):
    """A row as far as it counts, by the names of ``LeafRow``."""

    points: Decimal | None
    outcome: Outcome
    state: RowState
    needs_evidence: bool
    disputed: bool
    known: Mapping[str, KnownFigure]


def _counted(leaf: _FormLeaf, parts: SheetParts, ready: engine_bridge.CompiledSet) -> LeafRow | _Counted:
    score = parts.scores.get(leaf.node.pk)
    if leaf.node.code in parts.known or (isinstance(score, RowColumns) and score.unfinished_text != NOTHING):
        return leaf_row(leaf.node, ready, parts)
    outcome, proven = leaf.empty, False
    if isinstance(score, RowColumns):
        outcome = stored_outcome(score, leaf.maximum)
        proven = score.pk in parts.proven or bool(score.note)
    points, disputed = outcome.points, leaf.node.pk in parts.disputed
    needs = points is not None and points > 0 and not proven
    state = row_state(
        outcome.status, wrong=False, disputed=disputed, unfinished=False, given=score is not None, needs_evidence=needs
    )
    return _Counted(points, outcome, state, needs, disputed, {})


def _add(totals: SheetTotals, leaf: _FormLeaf, row: LeafRow | _Counted) -> None:
    entered, points = row.state not in NOT_DONE, row.points
    totals.entered += entered
    totals.unproven += row.needs_evidence
    totals.disputed += row.disputed
    totals.maximum += row.outcome.maximum
    totals.known += len(row.known)
    if points is not None:
        totals.points += points
    for place in leaf.above:
        group = totals.groups[place]
        group.entered += entered
        if points is not None:
            group.points = points if group.points is None else group.points + points


@dataclass(frozen=True, slots=True)
class _FormLeaf:
    """A leaf that the unit scores. ``above``: places of its groups; ``empty``: what it gives without figures."""

    node: NodeRow
    maximum: Decimal
    above: tuple[int, ...]
    empty: Outcome


@dataclass(frozen=True, slots=True)
class _SheetForm:
    """What is the same for every unit of a group: the own leaves and, of each group, code, kind and own leaves."""

    leaves: tuple[_FormLeaf, ...]
    groups: tuple[tuple[str, bool, int], ...]
    figures: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """All on which the form of a sheet depends; a version never changes."""

    version: int
    public_id: str
    year: int
    set_group: str
    outside: frozenset[str]
    round: Round = field(compare=False)

    @classmethod
    def of(cls, member: RoundUnit) -> _Asked:
        round_ = member.round
        version, outside = round_.set_version, frozenset(round_.outside_leaves)
        return cls(version.pk, version.public_id, round_.year, member.group.set_group, outside, round_)


@lru_cache(maxsize=32)
def _form(asked: _Asked) -> _SheetForm:
    ready, nodes = compiled_for(asked.round, asked.set_group), printed_rows(asked.round.set_version)
    groups = [node for node in nodes if not node.is_leaf]
    places = {node.pk: place for place, node in enumerate(groups)}
    parents = {node.pk: node.parent_id for node in nodes}
    to_enter = dict.fromkeys(places.values(), 0)
    leaves = []
    for node in nodes:
        if not (node.is_leaf and self_scored(node)):
            continue
        above, parent = [], node.parent_id
        while parent is not None:
            above.append(places[parent])
            parent = parents[parent]
        for place in above:
            to_enter[place] += 1
        leaf = ready.leaves[node.code]
        leaves.append(_FormLeaf(node, leaf.maximum, tuple(above), engine_bridge.score(leaf, {})))
    return _SheetForm(
        leaves=tuple(leaves),
        groups=tuple((node.code, node.kind == NodeKind.FIELD, to_enter[places[node.pk]]) for node in groups),
        figures=sum(len(ready.leaves[leaf.node.code].leaf.inputs) for leaf in leaves),
    )
