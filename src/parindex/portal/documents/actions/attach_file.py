"""Attach a file to a document. A file is never replaced: another version is another file."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge import Examined
from parindex.portal.documents.models import CheckedFile, Document, DocumentFile
from parindex.portal.platform import audit, clock, events, files

FILE_ATTACHED = "documents.file_attached"


@transaction.atomic
def attach_examined(*, actor: User | None, document: Document, examined: Examined) -> DocumentFile:
    """Attach a file that someone sent and that passed ``engine_bridge.examine``; what the checks found is kept."""
    attached = attach_file(
        actor=actor,
        document=document,
        content=examined.content,
        name=examined.name,
        media_type=examined.media_type,
    )
    CheckedFile.objects.get_or_create(
        stored=attached.stored,
        defaults={
            "kind": examined.kind.value,
            "warnings": list(examined.warnings),
            "signature": examined.signature,
            "signatures": [list(each) for each in examined.signatures],
            "scanned": examined.scanned,
            "checked_at": clock.now(),
        },
    )
    return attached


@transaction.atomic
def attach_file(*, actor: User | None, document: Document, content: bytes, name: str, media_type: str) -> DocumentFile:
    """Keep the bytes under their SHA-256 and link them; the same bytes are linked once."""
    permissions.may_register(actor, document.unit).or_refuse()
    stored = files.keep(content, media_type=media_type)
    known = DocumentFile.objects.filter(document=document, stored=stored).first()
    if known is not None:
        return known
    attached = DocumentFile.objects.create(
        document=document, stored=stored, name=name, attached_at=clock.now(), attached_by=actor
    )
    audit.record(
        stream=f"document:{document.public_id}",
        actor=actor,
        action="documents.attach_file",
        subject=attached.public_id,
        references={"sha256": stored.sha256, "size": stored.size},
    )
    events.happened(FILE_ATTACHED, attached.public_id)
    return attached
