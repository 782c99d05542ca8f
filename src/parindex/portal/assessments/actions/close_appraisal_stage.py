"""Close a stage of appraisal for good: its scores are sealed, blind ones with the first appraisal."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.state_work_left_reason import keep_reason
from parindex.portal.assessments.models import Round, RoundStage, Score, Stage, StageWindow, WorkLeftKind
from parindex.portal.assessments.queries.appraisal_progress import unfinished_cells
from parindex.portal.assessments.queries.work_left import work_left
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def close_appraisal_stage(*, actor: User | None, round_: Round, stage: Stage, reason: str = "") -> StageWindow:
    """Seal every score of ``stage`` (appraisal 1 or 2). Where nobody appraised, the score before counts.

    Raises ``NotAllowed``; ``ActionRefused`` for a stage without times or closed already, and, unless a ``reason`` is
    given, while cells of the first appraisal are left. The reason is kept as the one to leave them undone.
    """
    permissions.may_assign(actor, round_).or_refuse()
    if stage not in (Stage.APPRAISAL_1, Stage.APPRAISAL_2):
        raise ActionRefused("assessments.not_an_appraisal_stage", {"stage": stage.value})
    calendar = RoundStage(stage.value)
    window = StageWindow.objects.select_for_update().filter(round=round_, stage=calendar).first()
    if window is None:
        raise ActionRefused("assessments.window_not_set", {"stage": stage.value})
    if window.sealed_at is not None:
        raise ActionRefused("assessments.appraisal_closed_already")
    left = unfinished_cells(round_) if stage is Stage.APPRAISAL_1 else 0
    if left and not reason.strip():
        raise ActionRefused("assessments.appraisal_unfinished", {"count": left})
    undone = work_left(round_, WorkLeftKind.NOT_APPRAISED) if left else None
    if undone is not None and undone.uncovered:
        keep_reason(actor, round_, undone.kind, undone.cells, reason.strip())
    now = clock.now()
    of_stage = Q(stage=stage, actor=None) | (Q(stage=Stage.BLIND) if stage is Stage.APPRAISAL_1 else Q(pk=None))
    sealed = Score.objects.filter(of_stage, entry__round_unit__round=round_, sealed_at=None).update(sealed_at=now)
    window.sealed_at, window.sealed_by = now, actor
    window.row_version += 1
    window.save()
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.close_appraisal_stage",
        subject=round_.public_id,
        references={
            "stage": stage.value,
            "sealed": sealed,
            "left": left,
            "reason_hash": sha256(reason.strip().encode()).hexdigest() if reason.strip() else "",
        },
    )
    events.happened("assessments.appraisal_closed", round_.public_id, {"stage": stage.value})
    return window
