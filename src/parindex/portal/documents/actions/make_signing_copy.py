"""Make the clean PDF of a file of the catalogue, to be signed outside."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge import FileKind
from parindex.portal.documents.engine_bridge.signing import clean_pdf, is_signed, kind_to_sign
from parindex.portal.documents.models import Document, DocumentFile, SigningCopy
from parindex.portal.documents.workflow import OPEN
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.refusals import ActionRefused


def make_signing_copy(*, actor: User | None, document: Document, file: DocumentFile) -> SigningCopy:
    """Convert the file (a PDF stays as it is) and keep the copy; an open copy of the document is given up for it.

    Slow: conversion runs before any transaction. Raises ``NotAllowed``; ``ActionRefused`` for a file of another
    document, of a kind that is not signed, or signed already, and when no PDF comes out.
    """
    permissions.may_have_signed(actor, document).or_refuse()
    kind = kind_to_sign(file)
    if file.document_id != document.pk or not kind:
        raise ActionRefused("documents.signing_kind", {"name": file.name})
    if is_signed(file):
        raise ActionRefused("documents.signing_signed_already", {"name": file.name})
    return _keep(actor, document, file, clean_pdf(files.read(file.stored), kind, file.name))


@transaction.atomic
def _keep(actor: User | None, document: Document, file: DocumentFile, content: bytes) -> SigningCopy:
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    for earlier in SigningCopy.objects.filter(document=document, state__in=OPEN):
        earlier.give_up()
        earlier.save(update_fields=["state"])
    clean = files.keep(content, media_type=f"application/{FileKind.PDF.value}")
    copy = SigningCopy.objects.create(
        document=document, source=file, clean_file=clean, made_at=clock.now(), made_by=actor
    )
    audit.record(
        stream=f"document:{document.public_id}",
        actor=actor,
        action="documents.make_signing_copy",
        subject=document.public_id,
        references={"file": file.public_id, "sha256": clean.sha256},
    )
    return copy
