"""Take an export in: keep the file until its import has ended, propose what its columns are."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import refuse_infected
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.actions import proposal_rows, stream_of, without_upload
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.public_ids import new_public_id
from parindex.portal.platform.refusals import ActionRefused

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson")
LONGEST_NAME = 200
SCANNED_AT_ONCE = 1 << 20


def take_in_export(
    *,
    actor: User | None,
    source: DossierSource,
    name: str,
    content: Iterable[bytes],
    layout: str = "",
    simulated: bool = False,
) -> ImportBatch:
    """Write the file down piece by piece and propose its columns. ``layout``: what its rows are; empty: its headers
    tell.

    Raises ``NotAllowed``; ``ActionRefused`` for a file that is too large, of another kind, unreadable, without a line
    of headers, imported before (``dossiers.imported_before``
    names the batch), harmful, or without the verdict of a scanner that is configured. Nothing is kept then.
    """
    permissions.may_import(actor, source.owner).or_refuse()
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise ActionRefused("dossiers.file_of_other_kind", {"name": _short(name)})
    path = engine_bridge.new_upload(f"{new_public_id()}{ending}")
    try:
        hashed, size = _write(path, content)
        _refuse_known(source, hashed)
        with path.open("rb") as stream:
            refuse_infected(iter(lambda: stream.read(SCANNED_AT_ONCE), b""), _short(name), size=size)
        layout, found = _found(source, path, name, layout)
        return _keep(actor, source, name, path, hashed, size, layout, found, simulated)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: Iterable[bytes]) -> tuple[str, int]:
    digest, size, largest = sha256(), 0, settings.DOSSIER_UPLOAD_MB * 1024 * 1024
    with path.open("wb") as stream:
        for piece in content:
            size += len(piece)
            if size > largest:
                raise ActionRefused("dossiers.file_too_large", {"megabytes": settings.DOSSIER_UPLOAD_MB})
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest(), size


def _refuse_known(source: DossierSource, hashed: str) -> None:
    before = ImportBatch.objects.filter(
        source=source, sha256=hashed, state__in=[BatchState.IMPORTED, BatchState.WAITING, BatchState.RUNNING]
    ).first()
    if before is not None:
        raise ActionRefused(
            "dossiers.imported_before",
            {"name": before.file_name, "at": f"{before.uploaded_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}",
             "batch": before.public_id},
        )  # fmt: skip


def _found(source: DossierSource, path: Path, name: str, layout: str) -> tuple[str, engine_bridge.ColumnsFound]:
    units = known_units(source)
    try:
        layout = layout or engine_bridge.layout_name(path, units)
        saved = source.mappings.filter(layout=layout).first()
        found = engine_bridge.columns_found(path, units, saved.columns if saved else None, layout)
    except engine_bridge.FileUnreadable as unreadable:
        raise ActionRefused(unreadable.code, {**unreadable.values, "file": _short(name)}) from unreadable
    if engine_bridge.has_no_header_line(found.proposal):
        raise ActionRefused("dossiers.no_header_line", {"name": _short(name)})
    return layout, found


@transaction.atomic
def _keep(
    actor: User | None,
    source: DossierSource,
    name: str,
    path: Path,
    hashed: str,
    size: int,
    layout: str,
    found: engine_bridge.ColumnsFound,
    simulated: bool,
) -> ImportBatch:
    batch = _unconfirmed(source, hashed) or ImportBatch(source=source, sha256=hashed)
    batch.file_name, batch.size, batch.upload = _short(name), size, path.name
    batch.layout, batch.header_row, batch.simulated = layout, found.header_row, simulated
    batch.proposal = proposal_rows(found.proposal)
    batch.uploaded_at, batch.uploaded_by = clock.now(), actor
    batch.save()
    audit.record(
        stream=stream_of(source),
        actor=actor,
        action="dossiers.take_in_export",
        subject=batch.public_id,
        references={"source": source.code, "sha256": hashed, "bytes": size, "layout": layout},
    )
    return batch


def _unconfirmed(source: DossierSource, hashed: str) -> ImportBatch | None:
    """The row of the same file whose columns nobody confirmed, without its upload: tries leave no lines behind."""
    standing = ImportBatch.objects.select_for_update().filter(
        source=source, sha256=hashed, state=BatchState.UPLOADED, by_pull=False
    )
    batch = standing.first()
    return without_upload(batch) if batch else None


def _short(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name[-LONGEST_NAME:]
