"""Have an import undone as a job: what can be refused is refused at once, the store is written behind the page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions import locked
from parindex.portal.dossiers.actions.undo_import import LONGEST_REASON, refuse_undoing
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused

Start = Callable[[ImportBatch, str, bool], JobProgress]


@transaction.atomic
def ask_to_undo(*, actor: User | None, batch: ImportBatch, reason: str, later_too: bool, start: Start) -> ImportBatch:
    """``start``: asks for the job with the reason and whether later imports go too. The audit entry is that of the
    undoing itself. Raises what ``undo_import`` does, and ``ActionRefused`` while it is being undone already.
    """
    refuse_undoing(actor, batch, reason, later_too=later_too)
    batch = locked(batch)
    if batch.job is not None and not batch.job.is_finished:
        raise ActionRefused("dossiers.being_undone", {"name": batch.file_name})
    batch.job = start(batch, reason.strip()[:LONGEST_REASON], later_too)
    batch.save(update_fields=["job"])
    return batch
