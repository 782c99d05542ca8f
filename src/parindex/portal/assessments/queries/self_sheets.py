"""A unit's self-assessment sheet as it stands: rows in printed order, their state, subtotals that add up, what is
missing. A fixed number of queries, however many leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Status, Value
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import (
    EvidenceLink,
    FigureDispute,
    RoundStage,
    RoundUnit,
    Sheet,
)
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownFigure
from parindex.portal.assessments.queries.row_states import NOT_DONE as NOT_DONE
from parindex.portal.assessments.queries.row_states import TONES, row_state
from parindex.portal.assessments.queries.row_states import RowState as RowState
from parindex.portal.assessments.queries.sheet_parts import SheetParts, parts_of
from parindex.portal.assessments.queries.stored_rows import StoredRow
from parindex.portal.assessments.queries.windows import Countdown, Window, answer_of, countdown, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.criteria.queries.printed_rows import printed_rows
from parindex.portal.platform.folding import fold

SELF_MEASURED = {"", "self", "facts"}


@dataclass
class LeafRow:
    """A leaf of the sheet; read only, so what is asked again and again is worked out once."""

    node: NodeRow
    ready: engine_bridge.CompiledSet
    score: StoredRow | None
    """What is stored; ``RowColumns`` where only its columns were read."""
    inputs: Inputs
    known: Mapping[str, KnownFigure]
    outcome: Outcome
    """As stored, without its steps; computed anew where known figures fill the row."""
    problems: Mapping[str, engine_bridge.BoxProblem]
    unfinished: Mapping[str, str]
    self_scored: bool
    evidence: Sequence[EvidenceLink] = ()
    dispute: FigureDispute | None = None
    owner: User | None = None
    proven: bool = False
    """Has evidence."""
    disputed: bool = False

    is_leaf = True

    @property
    def maximum(self) -> Decimal:
        """Maximum of the leaf for the unit's group; 0 of it counts when it does not apply."""
        return self.ready.leaves[self.node.code].maximum

    @property
    def points(self) -> Decimal | None:
        """Points as they stand; None: open."""
        return self.outcome.points if self.self_scored else None

    @property
    def points_are_older(self) -> bool:
        """Something that was typed is no value: the points are those of the figures that stood before it."""
        return self.points is not None and bool(self.problems)

    @property
    def note(self) -> str:
        """The unit's explanation."""
        return self.score.note if self.score else ""

    @property
    def row_version(self) -> int:
        """Counts saves; 0 before the first."""
        return self.score.row_version if self.score else 0

    @cached_property
    def from_facts(self) -> bool:
        """Every figure is known already; the source of the figures is its evidence."""
        declared = self.ready.leaves[self.node.code].leaf.inputs
        return bool(declared) and all(each.code in self.known for each in declared)

    @cached_property
    def needs_evidence(self) -> bool:
        """Points are claimed with neither evidence nor explanation."""
        claimed = self.self_scored and self.points is not None and self.points > 0
        return claimed and not self.proven and not self.note and not self.from_facts

    @property
    def claims_nothing(self) -> bool:
        """Done with 0 points: nothing has to be proven."""
        return self.self_scored and self.points == 0 and self.state is RowState.COMPLETE

    @cached_property
    def state(self) -> RowState:
        """The one state that is shown."""
        if not self.self_scored:
            return RowState.OTHERS_SCORE
        return row_state(
            self.outcome.status,
            wrong=bool(self.problems),
            disputed=self.disputed,
            unfinished=bool(self.unfinished),
            given=any(not isinstance(value, Absence) for value in self.inputs.values()),
            needs_evidence=self.needs_evidence,
        )

    @property
    def tone(self) -> str:
        """Tint of the state's tag."""
        return TONES[self.state]


@dataclass
class GroupRow:
    """A field or criterion with the sums of what is below it."""

    node: NodeRow
    leaves: Sequence[LeafRow]

    is_leaf = False

    @property
    def is_field(self) -> bool:
        """Whether it is one of the set's fields: only those tell how much is entered."""
        return self.node.kind == NodeKind.FIELD

    @property
    def maximum(self) -> Decimal:
        """The node's own maximum, whoever scores it."""
        return self.node.maximum

    @cached_property
    def points(self) -> Decimal | None:
        """Exact sum of the leaves below that have points; None while there is none."""
        return points_of(self.leaves)

    @property
    def entered(self) -> int:
        """Self-scored leaves that are done."""
        return entered_of(self.leaves)

    @property
    def to_enter(self) -> int:
        """Self-scored leaves."""
        return sum(1 for row in self.leaves if row.self_scored)


@dataclass
class SelfSheet:
    """The whole sheet; read only, like its rows."""

    member: RoundUnit
    sheet: Sheet
    ready: engine_bridge.CompiledSet
    window: Window | None
    rows: Sequence[LeafRow | GroupRow]
    leaves: Mapping[str, LeafRow] = field(default_factory=dict)

    @property
    def groups(self) -> list[GroupRow]:
        """Fields and criteria, in printed order."""
        return [row for row in self.rows if isinstance(row, GroupRow)]

    @cached_property
    def own(self) -> list[LeafRow]:
        """Leaves that the unit scores itself, in printed order."""
        return [row for row in self.leaves.values() if row.self_scored]

    @property
    def countdown(self) -> Countdown:
        """What is left of the stage."""
        return countdown(self.window)

    @property
    def may_be_filled(self) -> bool:
        """The stage is open and the sheet is being drafted."""
        return bool(answer_of(self.window, RoundStage.SELF_ASSESSMENT)) and self.sheet.state == SheetState.DRAFTING

    @cached_property
    def entered(self) -> int:
        """Own leaves that are done."""
        return entered_of(self.own)

    @cached_property
    def points(self) -> Decimal:
        """Provisional self score: exact sum of what has points."""
        return points_of(self.own) or ZERO

    @cached_property
    def maximum(self) -> Decimal:
        """Maxima of the own leaves that apply."""
        return sum((row.outcome.maximum for row in self.own), ZERO)

    @cached_property
    def others(self) -> OthersShare:
        """What surveys and other bodies score."""
        return others_share((row.node, row.maximum) for row in self.leaves.values())

    @cached_property
    def without_evidence(self) -> list[LeafRow]:
        """Leaves above zero that have neither evidence nor explanation: the sheet is not handed in with them."""
        return [row for row in self.own if row.needs_evidence]

    @property
    def wrong(self) -> list[LeafRow]:
        """Leaves with figures that are not settled: half a ratio, a text that can be read two ways."""
        return [row for row in self.own if row.state == RowState.WRONG or row.unfinished]

    @property
    def blocking(self) -> int:
        """Rows that stand in the way of handing in."""
        return len({row.node.pk for row in (*self.wrong, *self.without_evidence)})

    @property
    def not_entered(self) -> list[LeafRow]:
        """Leaves that nobody has entered; those with wrong figures are told as such."""
        wrong = {row.node.pk for row in self.wrong}
        return [row for row in self.own if row.state in NOT_DONE and row.node.pk not in wrong]

    @cached_property
    def boxes(self) -> tuple[int, int]:
        """(figures filled from what is known, all figures): the ask-once meter."""
        of = sum(len(self.ready.leaves[row.node.code].leaf.inputs) for row in self.own)
        return sum(len(row.known) for row in self.own), of

    def shown(self, view: str = "", text: str = "", person: User | None = None) -> list[LeafRow | GroupRow]:
        """Rows that a filter keeps, with the groups above them."""
        if not view and not text:
            return list(self.rows)
        words = fold(text).split()
        kept = {
            row.node.pk
            for row in self.leaves.values()
            if _fits(row, view, person) and all(word in row.node.folded for word in words)
        }
        return [
            row
            for row in self.rows
            if (row.node.pk in kept if isinstance(row, LeafRow) else any(leaf.node.pk in kept for leaf in row.leaves))
        ]


VIEWS = ("", "chua-nhap", "thieu-minh-chung", "cua-toi", "phan-anh")
"""Values of ``loc`` in the address: all, not entered, missing evidence, mine, disputed."""


def _fits(row: LeafRow, view: str, person: User | None) -> bool:
    match view:
        case "chua-nhap":
            return row.self_scored and row.state in NOT_DONE
        case "thieu-minh-chung":
            return row.needs_evidence
        case "cua-toi":
            return row.owner is not None and row.owner == person
        case "phan-anh":
            return row.disputed
        case _:
            return True


def points_of(rows: Iterable[LeafRow]) -> Decimal | None:
    """Exact sum of the points that there are; None for none."""
    known = [row.points for row in rows if row.points is not None]
    return sum(known, ZERO) if known else None


class OthersShare(NamedTuple):
    """Points of the scale that the unit does not score itself. ``owners``: who does, in printed order."""

    maximum: Decimal
    owners: tuple[str, ...]


def others_share(leaves: Iterable[tuple[NodeRow, Decimal]]) -> OthersShare:
    """``leaves``: all of the set with their maxima for the unit's group."""
    others = [(node, maximum) for node, maximum in leaves if not self_scored(node) and not node.outside_scale]
    owners = dict.fromkeys(node.owner_alias for node, _maximum in others if node.owner_alias)
    return OthersShare(sum((maximum for _node, maximum in others), ZERO), tuple(owners))


def self_scored(node: NodeRow) -> bool:
    """Whether the unit scores the leaf itself; survey, rated, imported, bonus and penalty leaves have other owners."""
    return node.measured in SELF_MEASURED and not node.outside_scale


def entered_of(rows: Iterable[LeafRow]) -> int:
    """How many of a unit's own leaves are done, whether somebody typed them or known figures fill them."""
    return sum(1 for row in rows if row.self_scored and row.state not in NOT_DONE)


def self_sheet(member: RoundUnit) -> SelfSheet:
    """The sheet of a unit in a round. ``member`` needs ``round.set_version``, ``group`` and ``unit``."""
    ready = compiled_for(member.round, member.group.set_group)
    sheet = Sheet.objects.select_related("handed_in_by").get(round_unit=member)
    return sheet_of_parts(member, sheet, ready, window_for(member, RoundStage.SELF_ASSESSMENT), parts_of(member, ready))


def sheet_of_parts(
    member: RoundUnit, sheet: Sheet, ready: engine_bridge.CompiledSet, window: Window | None, parts: SheetParts
) -> SelfSheet:
    """The sheet from what was read of it."""
    nodes = printed_rows(member.round.set_version)
    leaves = {node.code: leaf_row(node, ready, parts) for node in nodes if node.is_leaf}
    return SelfSheet(
        member=member, sheet=sheet, ready=ready, window=window, rows=_in_order(nodes, leaves), leaves=leaves
    )


def leaf_row(node: NodeRow, ready: engine_bridge.CompiledSet, parts: SheetParts) -> LeafRow:
    """A leaf as it stands: the stored row, filled with what is known unless it is sealed."""
    leaf, score = ready.leaves[node.code], parts.scores.get(node.pk)
    stored = engine_bridge.inputs_from_json(leaf.leaf, score.inputs) if score else {}
    own = self_scored(node)
    sealed = score is not None and score.sealed_at is not None
    # What is sealed keeps the figures that it was sealed with, whatever is known since.
    known = parts.known.get(node.code, {}) if own and not sealed else _sealed(parts, node, score)
    inputs, unfinished, problems = stored, dict(score.unfinished) if score else {}, {}
    if unfinished or (known and not sealed):
        values: dict[str, Value] = {code: figure.value for code, figure in known.items()}
        reading = engine_bridge.read_entry(leaf.leaf, unfinished, stored, values)
        inputs, problems = reading.inputs, reading.problems
        outcome = engine_bridge.score(leaf, inputs)
    elif score is not None:
        outcome = stored_outcome(score, leaf.maximum)
    else:
        outcome = engine_bridge.score(leaf, {})
    evidence = parts.evidence.get(score.pk, []) if score else []
    return LeafRow(
        node=node,
        ready=ready,
        score=score,
        inputs=inputs,
        known=known,
        outcome=outcome,
        problems=problems,
        unfinished=unfinished,
        self_scored=own,
        evidence=evidence,
        dispute=parts.disputes.get(node.pk),
        owner=parts.owners.get(node.pk),
        proven=bool(evidence) or (score is not None and score.pk in parts.proven),
        disputed=node.pk in parts.disputes or node.pk in parts.disputed,
    )


def _sealed(parts: SheetParts, node: NodeRow, score: StoredRow | None) -> dict[str, KnownFigure]:
    if score is None:
        return {}
    return {
        code: figure
        for code, figure in parts.known.get(node.code, {}).items()
        if score.fact_versions.get(code) == figure.version.pk
    }


def stored_outcome(score: StoredRow, maximum: Decimal) -> Outcome:
    """What a stored score gives, without its steps; ``maximum``: the leaf's, where none was stored."""
    return Outcome(
        score.points,
        maximum if score.maximum is None else score.maximum,
        Status(score.status),
        (),
    )


def _in_order(nodes: Sequence[NodeRow], leaves: Mapping[str, LeafRow]) -> list[LeafRow | GroupRow]:
    """Rows in printed order; a group knows every leaf below it."""
    below: dict[int, list[LeafRow]] = {}
    parents = {node.pk: node.parent_id for node in nodes}
    for node in nodes:
        if node.is_leaf:
            above: int | None = parents[node.pk]
            while above is not None:
                below.setdefault(above, []).append(leaves[node.code])
                above = parents[above]
    return [leaves[node.code] if node.is_leaf else GroupRow(node, below.get(node.pk, [])) for node in nodes]


def is_field(row: LeafRow | GroupRow) -> bool:
    """Whether the row is one of the set's fields."""
    return row.node.kind == NodeKind.FIELD
