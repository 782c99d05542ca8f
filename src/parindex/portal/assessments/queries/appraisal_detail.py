"""One cell of the appraisal in full: the unit's score and evidence, what the system knows, what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parindex.engine.scoring.values import Absence, Outcome, Status, Value
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge.appraisal import CompiledLeaf
from parindex.portal.assessments.models import (
    DisputeState,
    FigureDispute,
    Score,
    Stage,
    Thread,
    ThreadKind,
    ThreadState,
)
from parindex.portal.assessments.queries.appraisal import AppraisalRow, Bench
from parindex.portal.assessments.queries.evidence import EvidenceRow, evidence_row
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownFigure, known_figures


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything beside the form. ``start`` are the inputs from which the appraiser begins."""

    bench: Bench
    row: AppraisalRow
    ready: engine_bridge.CompiledSet
    own: Score | None
    before: Score | None
    mine: Score | None
    known: Mapping[str, KnownFigure]
    disputes: tuple[FigureDispute, ...]
    evidence: EvidenceRow
    start: Mapping[str, Value | Absence]
    threads: tuple[Thread, ...] = ()
    """In the second appraisal: what was asked and answered of the leaf, the newest first."""

    @property
    def leaf(self) -> CompiledLeaf:
        """The leaf ready to be scored for the unit's group."""
        return self.ready.leaves[self.row.node.code]

    @property
    def own_inputs(self) -> dict[str, Value | Absence]:
        """Figures of the unit."""
        return engine_bridge.inputs_from_json(self.leaf.leaf, self.own.inputs) if self.own else {}

    @property
    def own_outcome(self) -> Outcome | None:
        """The self-assessed outcome as it was sealed."""
        return None if self.own is None else outcome_of(self.own)


def outcome_of(score: Score) -> Outcome:
    """A stored score as the engine gave it."""
    assert score.maximum is not None
    return Outcome(score.points, score.maximum, Status(score.status), engine_bridge.steps_from_json(score.steps))


def detail_of(bench: Bench, row: AppraisalRow) -> Detail:
    """The cell behind a row of the list; a blind appraiser sees no appraised score but his own."""
    member, node = row.member, row.node
    ready = compiled_for(bench.round, member.group.set_group)
    scores = {
        (score.stage, score.actor_id): score
        for score in Score.objects.filter(entry__round_unit=member, entry__leaf=node)
        .select_related("saved_by")
        .prefetch_related("loss_reasons")
    }
    owner = bench.person.pk if bench.is_blind and bench.person else None
    own, mine = scores.get((Stage.SELF, None)), scores.get((bench.stage.value, owner))
    before = scores.get((Stage.APPRAISAL_1, None)) if bench.stage is Stage.APPRAISAL_2 else None
    disputes = tuple(
        FigureDispute.objects.filter(entry__round_unit=member, entry__leaf=node)
        .exclude(state=DisputeState.WITHDRAWN)
        .select_related("document", "raised_by")
    )
    return Detail(
        bench=bench,
        row=row,
        ready=ready,
        own=own,
        before=before,
        mine=mine,
        known=known_figures(member, ready, [node.code]).get(node.code, {}),
        disputes=disputes,
        evidence=evidence_row(member, node.code, stage=Stage.SELF, may_change=False),
        start=_start(ready.leaves[node.code], mine, before, own, disputes),
        threads=_threads(row) if bench.stage is Stage.APPRAISAL_2 else (),
    )


def _threads(row: AppraisalRow) -> tuple[Thread, ...]:
    asked = Thread.objects.filter(
        entry__round_unit=row.member, entry__leaf=row.node, kind__in=[ThreadKind.EXPLANATION, ThreadKind.OBJECTION]
    ).exclude(state=ThreadState.WITHDRAWN)
    found = asked.select_related("decided_by").prefetch_related("messages__author", "messages__documents")
    return tuple(found.order_by("-pk"))


def _start(
    leaf: CompiledLeaf,
    mine: Score | None,
    before: Score | None,
    own: Score | None,
    disputes: tuple[FigureDispute, ...],
) -> dict[str, Value | Absence]:
    """The draft of this stage; else the appraisal before, else the unit's figures with its accepted disputes."""
    standing = mine or before or own
    inputs = engine_bridge.inputs_from_json(leaf.leaf, standing.inputs) if standing else {}
    if mine is None:
        accepted = {each.input_code: each.own_value for each in disputes if each.state == DisputeState.ACCEPTED}
        inputs |= engine_bridge.inputs_from_json(leaf.leaf, accepted)
    return inputs
