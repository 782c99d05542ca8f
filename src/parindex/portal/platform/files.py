"""Keeping files by their content."""

import hashlib

from django.core.files.base import ContentFile

from parindex.portal.platform import clock
from parindex.portal.platform.models import StoredFile


def keep(content: bytes, *, media_type: str) -> StoredFile:
    """Keep the bytes; the same bytes give the same row. Called by actions, inside their transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = StoredFile.objects.filter(sha256=sha256).first()
    if kept:
        return kept
    row = StoredFile(sha256=sha256, size=len(content), media_type=media_type, stored_at=clock.now())
    row.content.save(f"{sha256[:2]}/{sha256}", ContentFile(content), save=False)
    row.save()
    return row


def read(file: StoredFile) -> bytes:
    """The bytes. Raises ValueError when they are no longer those that were kept."""
    with file.content.open("rb") as opened:
        content: bytes = opened.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError(f"kept file {file.public_id} has changed on disk")
    return content
