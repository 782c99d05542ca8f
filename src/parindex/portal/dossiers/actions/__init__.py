"""What people do with dossiers. Only these write."""

from __future__ import annotations

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.models import DossierSource, ImportBatch


def stream_of(source: DossierSource) -> str:
    """The audit stream of a source."""
    return f"dossiers:{source.public_id}"


def locked(batch: ImportBatch) -> ImportBatch:
    """The row, locked for this transaction."""
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("source__owner").get(pk=batch.pk)


def without_upload(batch: ImportBatch) -> ImportBatch:
    """Delete the uploaded file: it may hold citizens' data. The row is not saved."""
    if batch.upload:
        engine_bridge.drop_upload(batch.upload)
        batch.upload = ""
    return batch
