"""Stop an import that has not written yet."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions import locked, stream_of, without_upload
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def stop_import(*, actor: User | None, batch: ImportBatch) -> ImportBatch:
    """Ask the job to stop, or drop a file whose columns nobody confirmed. Raises ``NotAllowed``, ``ActionRefused``."""
    permissions.may_import(actor, batch.source.owner).or_refuse()
    batch = locked(batch)
    if batch.state == BatchState.UPLOADED:
        batch = without_upload(batch)
        batch.cancel()
        batch.finished_at = clock.now()
    elif batch.is_under_way:
        batch.stop_asked = True
    else:
        raise ActionRefused("dossiers.nothing_to_stop", {"name": batch.file_name})
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.stop_import",
        subject=batch.public_id,
        references={"state": str(batch.state)},
    )
    return batch
