"""Until when the evidence of a stage may be changed."""

from __future__ import annotations

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import RoundStage, RoundUnit, Score, Sheet, Stage
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform.permissions import Allowed, Answer, Refused

WINDOWS = {
    Stage.SELF: RoundStage.SELF_ASSESSMENT,
    Stage.APPRAISAL_1: RoundStage.APPRAISAL_1,
    Stage.EXPLANATION: RoundStage.EXPLANATION,
    Stage.APPRAISAL_2: RoundStage.APPRAISAL_2,
    Stage.COUNCIL: RoundStage.COUNCIL,
}
"""Stages that carry evidence, and the window in which it may be changed."""


def may_change_evidence(actor: User | None, member: RoundUnit, stage: Stage) -> Answer:
    """Add, change and remove evidence of one stage: who fills it, while it is open and not handed in.

    Whether the one score is sealed is asked of the score: ``score_open``.
    """
    if stage not in WINDOWS:
        return Refused("assessments.evidence_no_stage", {"stage": stage.value})
    allowed = permissions.may_show_evidence(actor, member, stage)
    if not allowed:
        return allowed
    if stage == Stage.SELF and _is_handed_in(member):
        return Refused("assessments.evidence_sealed", {"unit": member.name})
    return is_open(member, WINDOWS[stage])


def score_open(score: Score | None, member: RoundUnit) -> Answer:
    """Whether the stage of this one score still takes changes."""
    if score is not None and score.sealed_at is not None:
        return Refused("assessments.evidence_sealed", {"unit": member.name})
    return Allowed()


def _is_handed_in(member: RoundUnit) -> bool:
    return Sheet.objects.filter(round_unit=member, state=SheetState.HANDED_IN).exists()
