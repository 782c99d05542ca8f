"""Confirm what the columns of an export are, and ask for its import."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.actions import locked, stream_of
from parindex.portal.dossiers.models import ImportBatch, SourceMapping
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def confirm_columns(
    *,
    actor: User | None,
    batch: ImportBatch,
    columns: Mapping[str, str],
    start: Callable[[ImportBatch], JobProgress] | None = None,
) -> ImportBatch:
    """Keep the columns for the file and for the source's next files, and have the import started.

    ``columns``: header → column of the layout; headers left out are not read. ``start``: asks for the job; without it
    the caller imports by himself. Raises ``NotAllowed``, ``ActionRefused``.
    """
    permissions.may_import(actor, batch.source.owner).or_refuse()
    batch = locked(batch)
    if batch.state != BatchState.UPLOADED:
        raise ActionRefused("dossiers.columns_confirmed", {"name": batch.file_name})
    _refuse_faulty(batch, columns)
    batch.mapping = dict(columns)
    batch.ask()
    batch.save()
    standing = batch.source.mappings.filter(layout=batch.columns_name).first()
    if standing is None or standing.columns != dict(columns):
        SourceMapping.objects.create(
            source=batch.source,
            layout=batch.columns_name,
            columns=dict(columns),
            confirmed_at=clock.now(),
            confirmed_by=actor,
        )
    if start is not None:
        batch.job = start(batch)
        batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.confirm_columns",
        subject=batch.public_id,
        references={"columns": sorted(columns.values())},
    )
    return batch


def _refuse_faulty(batch: ImportBatch, columns: Mapping[str, str]) -> None:
    layout = engine_bridge.layout(batch.layout)
    personal = {header for header, _, _, _, is_personal in batch.proposal if is_personal}
    taken: set[str] = set()
    for header, column in columns.items():
        if header in personal:
            raise ActionRefused("lake.mapping.personal", {"header": header})
        if column not in layout.by_name:
            raise ActionRefused("lake.mapping.unknown_column", {"column": column})
        if column in taken:
            raise ActionRefused("dossiers.column_twice", {"column": _title(column, batch)})
        taken.add(column)
    missing = [each.column for each in layout.columns if each.required and each.column not in taken]
    if missing:
        raise ActionRefused("dossiers.columns_missing", {"columns": ", ".join(_title(each, batch) for each in missing)})


def _title(column: str, batch: ImportBatch) -> str:
    return engine_bridge.column_title(column, batch.layout)
