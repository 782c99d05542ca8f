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


def proposal_rows(proposal: engine_bridge.Proposal) -> list[list[object]]:
    """A proposal as an import keeps it: header, column or "", confidence, codes of reasons, whether it is personal."""
    return [
        [each.header, each.column or "", each.confidence, [reason.value for reason in each.reasons], each.is_personal]
        for each in proposal.columns
    ]


def without_upload(batch: ImportBatch) -> ImportBatch:
    """Delete the uploaded file: it may hold citizens' data. The row is not saved."""
    if batch.upload:
        engine_bridge.drop_upload(batch.upload)
        batch.upload = ""
    return batch
