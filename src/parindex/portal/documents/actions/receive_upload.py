"""Take a file in by pieces: begin, receive, give up. The pieces wait on the disk until the file is attached."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge, permissions
from parindex.portal.documents.models import Upload
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused, Conflict

LIVES = timedelta(days=2)
MOST_AT_ONCE = 30
"""Unfinished uploads of one person."""


@transaction.atomic
def begin_upload(
    *, actor: User, unit: OrgUnit, name: str, size: int, place: str = "", sha256: str = "", again: bool = True
) -> Upload:
    """Begin, or go on with (``again``), the upload of a file of ``size`` bytes; gives how much has arrived already.

    The same person, place, name, size and digest mean the same file. Raises ``NotAllowed``, ``ActionRefused`` for an
    empty or too large file, and for too many begun.
    """
    permissions.may_register(actor, unit).or_refuse()
    name = engine_bridge.clean_name(name)
    if size <= 0:
        raise ActionRefused("documents.file_empty", {"name": name})
    if size > engine_bridge.largest_file():
        most = engine_bridge.megabytes(engine_bridge.largest_file())
        raise ActionRefused(
            "documents.file_too_large", {"name": name, "size": engine_bridge.megabytes(size), "most": most}
        )
    sha256 = sha256 if re.fullmatch(r"[0-9a-f]{64}", sha256) else ""
    drop_expired_uploads()
    own = Upload.objects.filter(person=actor)
    begun = own.filter(unit=unit, place=place, name=name, size=size, sha256=sha256).first() if again else None
    if begun is not None:
        return begun
    if own.count() >= MOST_AT_ONCE:
        raise ActionRefused("documents.uploads_too_many", {"count": MOST_AT_ONCE})
    now = clock.now()
    return Upload.objects.create(
        person=actor,
        unit=unit,
        place=place,
        name=name,
        size=size,
        sha256=sha256,
        begun_at=now,
        expires_at=now + LIVES,
    )


@transaction.atomic
def receive_part(*, actor: User, upload: Upload, offset: int, content: bytes) -> Upload:
    """Write the next piece at ``offset``.

    Raises ``NotAllowed`` for someone else's upload, ``Conflict`` when ``offset`` is not where the file stands (the
    value ``received`` says where), ``ActionRefused`` when it is over, or more arrives than was announced.
    """
    permissions.may_continue(actor, upload).or_refuse()
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.expires_at <= clock.now():
        raise ActionRefused("documents.upload_expired", {"name": upload.name})
    if offset != upload.received:
        raise Conflict("documents.upload_out_of_order", {"name": upload.name, "received": upload.received})
    if offset + len(content) > upload.size:
        raise ActionRefused("documents.upload_too_long", {"name": upload.name})
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    # What a broken transaction left behind `received` is written over.
    with upload.path.open("r+b" if upload.path.exists() else "w+b") as opened:
        opened.seek(offset)
        opened.write(content)
        opened.truncate()
    upload.received = offset + len(content)
    upload.save(update_fields=["received"])
    return upload


def keep_whole(*, actor: User, unit: OrgUnit, name: str, content: bytes, place: str = "") -> Upload:
    """A file that arrived in one piece (a form without script): kept, so that a refused form need not ask again."""
    upload = begin_upload(actor=actor, unit=unit, name=name, size=len(content), place=place, again=False)
    return receive_part(actor=actor, upload=upload, offset=0, content=content)


@transaction.atomic
def give_up_upload(*, actor: User, upload: Upload) -> None:
    """Throw away what has arrived. Raises ``NotAllowed`` for someone else's upload."""
    permissions.may_continue(actor, upload).or_refuse()
    drop_upload(upload)


def drop_upload(upload: Upload) -> None:
    """Remove the row, and after the commit the bytes: also when the file was attached."""
    path = upload.path
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def drop_expired_uploads() -> None:
    """Remove what nobody finished in time: every night, and whenever someone begins."""
    for upload in Upload.objects.filter(expires_at__lte=clock.now()):
        drop_upload(upload)
