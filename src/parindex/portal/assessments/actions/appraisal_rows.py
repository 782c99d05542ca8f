"""What every appraisal of a leaf does: check time and hands, write the score with its reasons, tell the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from parindex.engine.numbers.exact import ZERO, plain
from parindex.engine.scoring.values import Inputs, Outcome, Status
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.models import (
    Entry,
    LossReason,
    Origin,
    RoundStage,
    RoundUnit,
    Score,
    ScoreVersion,
    Sheet,
    Stage,
)
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.assessments.queries.windows import is_open, moment_text, window_for, window_of
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused, Conflict

APPRAISAL_STAGES = (Stage.APPRAISAL_1, Stage.APPRAISAL_2, Stage.BLIND)
LONGEST_NOTE = 4000


class AppraisalConflict(Conflict):
    """Someone else appraised the leaf meanwhile. ``standing`` is his; ``opened`` what this person had before him."""

    def __init__(self, standing: Score, opened: ScoreVersion | None, member: RoundUnit, leaf: NodeRow) -> None:
        super().__init__("assessments.appraisal_changed", {"leaf": leaf.number, "unit": member.name})
        self.standing = standing
        self.opened = opened


@dataclass(slots=True)
class AppraisalDesk:
    """One leaf of one unit held for appraising at a stage. One transaction around it."""

    actor: User | None
    member: RoundUnit
    node: NodeRow
    stage: Stage
    ready: engine_bridge.CompiledSet = field(init=False)

    def __post_init__(self) -> None:
        blind = self.stage is Stage.BLIND
        if self.stage not in APPRAISAL_STAGES:
            raise ActionRefused("assessments.not_an_appraisal_stage", {"stage": self.stage.value})
        permissions.may_appraise(self.actor, self.member, self.node, blind=blind).or_refuse()
        self._check_time()
        self.ready = compiled_for(self.member.round, self.member.group.set_group)

    def _check_time(self) -> None:
        round_ = self.member.round
        running = {RoundState.OPEN, RoundState.COMPUTED}
        if round_.origin == Origin.IMPORTED or round_.state not in running or round_.published_version is not None:
            raise ActionRefused("assessments.round_not_appraised", {"title": round_.title})
        stage = RoundStage.APPRAISAL_2 if self.stage is Stage.APPRAISAL_2 else RoundStage.APPRAISAL_1
        answer = is_open(self.member, stage)
        if not answer:
            raise ActionRefused(answer.reason, answer.values)
        window = window_of(round_, stage)
        if window is not None and window.sealed_at is not None:
            raise self._sealed()
        if self_scored(self.node):
            self._check_handed_in()

    def _check_handed_in(self) -> None:
        """What a unit left behind unsigned is not appraised: it hands in, late with an extension, or counts as missing.
        A round without that stage has no sheets to hand in.
        """
        filling = window_for(self.member, RoundStage.SELF_ASSESSMENT)
        if filling is None or Sheet.objects.filter(round_unit=self.member, state=SheetState.HANDED_IN).exists():
            return
        values = {"unit": self.member.name, "leaf": self.node.number, "until": moment_text(filling.ends_at)}
        over = clock.now() >= filling.ends_at
        raise ActionRefused(f"assessments.appraise_{'not_handed_in' if over else 'before_hand_in'}", values)

    def _sealed(self) -> ActionRefused:
        return ActionRefused("assessments.appraisal_sealed", {"unit": self.member.name, "leaf": self.node.number})

    def standing(self, stage: Stage) -> Score | None:
        """The score of a stage: the blind appraiser's own one, otherwise the official one."""
        owner = self.actor if stage is Stage.BLIND else None
        scores = Score.objects.select_related("entry").prefetch_related("loss_reasons")
        return scores.filter(entry__round_unit=self.member, entry__leaf=self.node, stage=stage, actor=owner).first()

    def held(self, row_version: int | None) -> Score | None:
        """The draft of this stage. Raises ``ActionRefused`` when sealed, ``AppraisalConflict`` when it changed."""
        score = self.standing(self.stage)
        if score is not None and score.sealed_at is not None:
            raise self._sealed()
        if row_version is not None and score is not None and row_version != score.row_version:
            raise AppraisalConflict(score, score.versions.filter(number=row_version).first(), self.member, self.node)
        return score

    def outcome_of(self, inputs: Inputs) -> Outcome:
        """The engine's outcome. Raises ``ActionRefused`` for inputs of the wrong kind or that contradict each other."""
        leaf = self.ready.leaves[self.node.code]
        wrong = engine_bridge.wrong_inputs(leaf.leaf, inputs)
        if wrong:
            raise ActionRefused("assessments.wrong_inputs", {"leaf": self.node.number, "inputs": tuple(wrong)})
        outcome = engine_bridge.score(leaf, inputs)
        if outcome.status is Status.REFUSED:
            raise ActionRefused("assessments.appraisal_contradicts", {"leaf": self.node.number})
        return outcome

    def check_reasons(self, outcome: Outcome, reasons: Mapping[str, Decimal]) -> None:
        """Raises ``ActionRefused`` unless the parts are of known codes, above 0, and add up exactly to what is lost."""
        known = bridge.reason_codes()
        for code, points in reasons.items():
            if code not in known:
                raise ActionRefused("assessments.reason_unknown", {"code": code})
            if points <= ZERO:
                raise ActionRefused("assessments.reason_not_positive", {"code": code})
        lost = bridge.points_to_explain(outcome, outside_scale=self.node.outside_scale)
        given = sum(reasons.values(), ZERO)
        if given != lost:
            code = "assessments.reasons_missing" if given < lost else "assessments.reasons_too_many"
            values = {"leaf": self.node.number, "lost": lost, "given": given, "rest": abs(lost - given)}
            raise ActionRefused(code, values)

    def write(
        self, score: Score | None, inputs: Inputs, outcome: Outcome, reasons: Mapping[str, Decimal], note: str
    ) -> Score:
        """Write the score, its reasons and its history."""
        if score is None:
            entry, _ = Entry.objects.get_or_create(round_unit=self.member, leaf=self.node)
            owner = self.actor if self.stage is Stage.BLIND else None
            score = Score(entry=entry, stage=self.stage, actor=owner, row_version=0)
        score.inputs, score.note = engine_bridge.inputs_to_json(inputs), note.strip()[:LONGEST_NOTE]
        score.fact_versions = self._facts_used(inputs)
        leaf = self.ready.leaves[self.node.code].leaf
        score.alternative = engine_bridge.chosen_alternative(leaf, inputs)
        score.points, score.maximum, score.status = outcome.points, outcome.maximum, outcome.status.value
        score.steps = engine_bridge.steps_to_json(outcome.steps)
        score.reason_code = max(reasons, key=lambda code: reasons[code]) if reasons else ""
        score.engine_version = engine_bridge.ENGINE_VERSION
        score.saved_by, score.saved_at = self.actor, clock.now()
        score.row_version += 1
        score.save()
        score.loss_reasons.all().delete()
        LossReason.objects.bulk_create(
            LossReason(score=score, code=code, points=part) for code, part in reasons.items()
        )
        ScoreVersion.objects.create(
            score=score,
            number=score.row_version,
            inputs=score.inputs,
            note=score.note,
            points=score.points,
            saved_by=self.actor,
            saved_at=score.saved_at,
        )
        return score

    def _facts_used(self, inputs: Inputs) -> dict[str, int]:
        known = known_figures(self.member, self.ready, [self.node.code]).get(self.node.code, {})
        return {code: figure.version.pk for code, figure in known.items() if inputs.get(code) == figure.value}


def told(
    actor: User | None,
    member: RoundUnit,
    action: str,
    node: NodeRow,
    score: Score,
    before: Mapping[str, object],
    **more: object,
) -> None:
    """One audit entry: stage, points and inputs from–to, reasons; of a note only its digest."""
    parts = {part.code: plain(part.points) for part in LossReason.objects.filter(score=score)}
    after = snapshot(score)
    audit.record(
        stream=f"round:{member.round.public_id}/unit:{member.unit.public_id}",
        actor=actor,
        action=f"assessments.{action}",
        subject=member.unit.public_id,
        references={
            "leaf": node.code,
            "stage": score.stage,
            "version": score.row_version,
            "changes": {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]},
            "reasons": parts,
            **more,
        },
    )


def snapshot(score: Score | None) -> dict[str, object]:
    """What the audit compares; empty for no score."""
    if score is None:
        return {}
    return {
        "points": None if score.points is None else plain(score.points),
        "inputs": score.inputs,
        "note": sha256(score.note.encode()).hexdigest() if score.note else "",
    }
