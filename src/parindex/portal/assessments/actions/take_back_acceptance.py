"""Take a bulk acceptance back: its units are as they were before it, not appraised; what changed since stays."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.appraisal_rows import AppraisalDesk, snapshot
from parindex.portal.assessments.models import BulkAcceptance, Score, Stage
from parindex.portal.assessments.queries.acceptances import AcceptedRow, accepted_rows, newest_acceptance
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@transaction.atomic
def take_back_acceptance(*, actor: User | None, acceptance: BulkAcceptance) -> tuple[AcceptedRow, ...]:
    """Undo the last bulk acceptance of a leaf, one step. The answer has a row a unit: taken back (no ``code``), or why
    it stays.

    Raises ``NotAllowed`` for units that are not the actor's to appraise; ``ActionRefused`` for an acceptance that is
    not the last one or was taken back, outside of the stage, and when every unit changed since.
    """
    held = BulkAcceptance.objects.select_for_update().select_related("leaf", "round").get(pk=acceptance.pk)
    newest = newest_acceptance(held.round, held.leaf)
    if newest is None or newest.pk != held.pk:
        raise ActionRefused("assessments.acceptance_not_last", {"leaf": held.leaf.number})
    _hold_scores(held)
    answers = tuple(_taken_back(actor, held, row) for row in accepted_rows(held))
    if all(row.code for row in answers):
        # The reason of the first stands for all: nothing is taken back, so nothing is written.
        raise ActionRefused(answers[0].code, answers[0].values)
    held.taken_back_by, held.taken_back_at = actor, clock.now()
    held.save(update_fields=["taken_back_by", "taken_back_at"])
    return answers


def _hold_scores(acceptance: BulkAcceptance) -> None:
    """Nobody saves one of the scores while it is looked at and deleted."""
    scores = Score.objects.select_for_update(of=("self",)).filter(stage=Stage.APPRAISAL_1, actor=None)
    mine = scores.filter(entry__leaf=acceptance.leaf, entry__round_unit__round=acceptance.round)
    list(mine.values_list("pk", flat=True))


def _taken_back(actor: User | None, acceptance: BulkAcceptance, row: AcceptedRow) -> AcceptedRow:
    try:
        # Hands, time and seal of the stage, as for any appraisal.
        AppraisalDesk(actor, row.member, acceptance.leaf, Stage.APPRAISAL_1)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return AcceptedRow(row.accepted, row.score, refused.code, refused.values)
    if row.code or row.score is None:
        return row
    _delete(actor, acceptance, row, row.score)
    return row


def _delete(actor: User | None, acceptance: BulkAcceptance, row: AcceptedRow, score: Score) -> None:
    """The draft made by the acceptance goes; the audit keeps what it said."""
    before = snapshot(score)
    audit.record(
        stream=f"round:{row.member.round.public_id}/unit:{row.member.unit.public_id}",
        actor=actor,
        action="assessments.take_back_acceptance",
        subject=row.member.unit.public_id,
        references={
            "leaf": acceptance.leaf.code,
            "stage": score.stage,
            "version": score.row_version,
            "changes": {name: [value, None] for name, value in before.items() if value},
        },
    )
    score.versions.all().delete()
    score.loss_reasons.all().delete()
    score.evidence.all().delete()
    score.delete()
    row.accepted.taken_back = True
    row.accepted.save(update_fields=["taken_back"])
