"""After a process that ended on the way: say of each import what became of it; drop files nobody confirmed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions import locked, stream_of, without_upload
from parindex.portal.dossiers.actions.check_import import check_import
from parindex.portal.dossiers.actions.run_import import keep_imported, refresh_figures
from parindex.portal.dossiers.actions.settle_findings import settle_findings
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock, jobs

FORGET_AFTER = timedelta(hours=24)


def settle_imports() -> int:
    """Close every import that no process works on any more; gives their number.

    An import holds a lock as long as it lives, so one that is marked running while the lock is free was killed. Its
    rows are either all in the store (it is imported) or none is (it is interrupted).
    """
    _forget_unconfirmed()
    _close_killed_pulls()
    running = ImportBatch.objects.filter(state=BatchState.RUNNING).select_related("source__owner")
    if not running.exists():
        return 0
    settled = 0
    try:
        with engine_bridge.one_import_at_a_time():
            engine_bridge.settle()
            for batch in running.all():
                _settle_one(batch)
                settled += 1
    except engine_bridge.StoreBusy:
        return settled
    return settled


def _settle_one(batch: ImportBatch) -> None:
    entry = engine_bridge.entry_of(batch.source.code, batch.sha256)
    if batch.job is not None:
        jobs.give_up(batch.job, "dossiers.interrupted")
    if entry is not None and not ImportBatch.objects.filter(lake_batch=entry.batch_id).exists():
        batch = keep_imported(None, batch, entry, None)
        refresh_figures()
        check_import(batch=batch)
        settle_findings(batch=batch)
        return
    _interrupt(batch)


@transaction.atomic
def _interrupt(batch: ImportBatch) -> None:
    batch = without_upload(locked(batch))
    batch.interrupt()
    _end(batch, "dossiers.pull_interrupted" if batch.by_pull else "dossiers.interrupted")


def _close_killed_pulls() -> None:
    """A pull asks for its pages while it still waits for its turn to write; its job tells when it was killed."""
    waiting = ImportBatch.objects.filter(state=BatchState.WAITING, by_pull=True).select_related("job")
    for batch in waiting:
        if batch.job is None or batch.job.is_finished:
            _interrupt(batch)


def _forget_unconfirmed() -> None:
    left = ImportBatch.objects.filter(
        state__in=[BatchState.UPLOADED, BatchState.WAITING], uploaded_at__lt=clock.now() - FORGET_AFTER
    )
    for batch in left:
        _forget(batch)


@transaction.atomic
def _forget(batch: ImportBatch) -> None:
    batch = without_upload(locked(batch))
    batch.cancel()
    _end(batch, "dossiers.pull_not_confirmed" if batch.by_pull else "dossiers.not_confirmed")


def _end(batch: ImportBatch, problem: str) -> None:
    batch.finished_at, batch.problem_code = clock.now(), problem
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=None,
        action="dossiers.end_import",
        subject=batch.public_id,
        references={"state": batch.state, "problem": problem},
    )
