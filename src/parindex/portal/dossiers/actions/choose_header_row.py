"""Say in which line of an export its headers stand, where the program took another one."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.actions import locked, proposal_rows, stream_of
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def choose_header_row(*, actor: User | None, batch: ImportBatch, row: int | None) -> ImportBatch:
    """``row``: the line as a spreadsheet numbers it; the columns are proposed anew from it.

    Raises ``NotAllowed``; ``ActionRefused`` once the columns are confirmed, for a file without lines, and for a line
    that is empty, not there or beyond the first ones.
    """
    permissions.may_import(actor, batch.source.owner).or_refuse()
    batch = locked(batch)
    if batch.state != BatchState.UPLOADED:
        raise ActionRefused("dossiers.columns_confirmed", {"name": batch.file_name})
    if not row or not batch.header_row:
        raise ActionRefused("dossiers.header_row_missing")
    path, units = engine_bridge.uploaded(batch.upload), known_units(batch.source)
    try:
        batch.layout = engine_bridge.layout_name(path, units, row, batch.layout)
        saved = batch.source.mappings.filter(layout=batch.layout).first()
        found = engine_bridge.columns_found(path, units, saved.columns if saved else None, batch.layout, row)
    except engine_bridge.FileUnreadable as unreadable:
        raise ActionRefused("dossiers.header_row_empty", {"row": row}) from unreadable
    batch.proposal, batch.header_row = proposal_rows(found.proposal), found.header_row
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.choose_header_row",
        subject=batch.public_id,
        references={"header_row": row, "layout": batch.layout},
    )
    return batch
