"""Undo an import: the store stands again as before it, as a new version."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.actions import locked, stream_of
from parindex.portal.dossiers.actions.run_import import ALL, WRITTEN, Tell, refresh_figures
from parindex.portal.dossiers.actions.settle_findings import settle_findings
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.imports import batches_after
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_REASON = 1000


def undo_import(
    *, actor: User | None, batch: ImportBatch, reason: str, later_too: bool = False, tell: Tell = lambda done, of: None
) -> tuple[ImportBatch, ...]:
    """Undo the batch, and the ones that were imported after it where ``later_too`` says so; newest first.

    Versions stay readable. Raises ``NotAllowed`` (also for a later batch of someone else's source), ``ActionRefused``
    without a reason, for a batch that does not stand, while an import runs, or for later batches unless confirmed.
    """
    permissions.may_undo(actor, batch).or_refuse()
    try:
        with engine_bridge.one_import_at_a_time():
            undone = refuse_undoing(actor, batch, reason, later_too=later_too)
            answers = []
            for done, each in enumerate(undone, start=1):
                answers.append(_undo_one(actor, each, reason.strip()[:LONGEST_REASON]))
                tell(WRITTEN * done // len(undone), ALL)
            refresh_figures(tell)
            for each in {answer.source_id: answer for answer in answers}.values():
                settle_findings(batch=each)
            tell(ALL, ALL)
            return tuple(answers)
    except engine_bridge.StoreBusy as busy:
        raise ActionRefused("lake.busy") from busy


def refuse_undoing(actor: User | None, batch: ImportBatch, reason: str, *, later_too: bool) -> tuple[ImportBatch, ...]:
    """Refuse what cannot be undone; gives what would be, newest first."""
    permissions.may_undo(actor, batch).or_refuse()
    if not reason.strip():
        raise ActionRefused("dossiers.reason_missing")
    if not batch.is_standing:
        raise ActionRefused("dossiers.not_standing", {"name": batch.file_name})
    later = batches_after(batch)
    if later and not later_too:
        raise ActionRefused(
            "dossiers.later_batches",
            {"count": len(later), "names": ", ".join(each.file_name for each in later)},
        )
    undone = (*later, batch)
    for each in undone:
        permissions.may_undo(actor, each).or_refuse()
    return undone


@transaction.atomic
def _undo_one(actor: User | None, batch: ImportBatch, reason: str) -> ImportBatch:
    batch = locked(batch)
    if batch.state != BatchState.IMPORTED:
        raise ActionRefused("dossiers.not_standing", {"name": batch.file_name})
    batch.undone_version = engine_bridge.undo(batch.lake_batch)
    batch.undo()
    batch.undone_at, batch.undone_by, batch.undo_reason = clock.now(), actor, reason
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.undo_import",
        subject=batch.public_id,
        references={"store_version": batch.undone_version, "letters": len(reason)},
    )
    return batch
