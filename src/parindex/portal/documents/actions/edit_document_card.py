"""Put right what the catalogue says of a document. What a sealed stage shows is no longer changed."""

from __future__ import annotations

import hashlib

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions, queries
from parindex.portal.documents.actions.register_document import DocumentCard, identity_of, tidy
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.models import Document
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.refusals import ActionRefused, Conflict

PLAIN = ("kind", "number", "symbol", "issued_on")
WORDS = ("issuer", "title")
"""Free text: the audit keeps its digest, not the text."""


@transaction.atomic
def edit_document_card(*, actor: User | None, document: Document, card: DocumentCard, row_version: int) -> Document:
    """Write kind, number, symbol, date, issuer and title of ``card``; unit and origin of the document stay.

    Raises ``Conflict`` for a stale ``row_version``; ``ActionRefused`` without a title, for a document that a sealed
    score shows, for a published one, and when another document has that card already.
    """
    permissions.may_edit(actor, document).or_refuse()
    document = Document.objects.select_for_update(of=("self",)).select_related("unit").get(pk=document.pk)
    if document.row_version != row_version:
        raise Conflict("documents.card_changed", {"title": document.title})
    card = tidy(card)
    if not card.title:
        raise ActionRefused("documents.title_missing")
    if any(use.sealed for use in queries.uses_of([document.pk])[document.pk]):
        raise ActionRefused("documents.card_sealed", {"title": document.title})
    changes = _changes(document, card)
    if not changes:
        return document
    for name in (*PLAIN, *WORDS):
        setattr(document, name, getattr(card, name))
    _write(document)
    audit.record(
        stream=f"document:{document.public_id}",
        actor=actor,
        action="documents.edit_document_card",
        subject=document.public_id,
        references={"changed": changes, "row_version": document.row_version},
    )
    return document


def _write(document: Document) -> None:
    card = DocumentCard(
        kind=document.kind,  # type: ignore[arg-type]  # a choice is its value
        title=document.title,
        number=document.number,
        symbol=document.symbol,
        issued_on=document.issued_on,
        issuer=document.issuer,
        unit=document.unit,
    )
    identity = identity_of(card)
    same = Document.objects.filter(identity=identity).exclude(pk=document.pk).first()
    if same is not None:
        raise ActionRefused("documents.card_stands", {"sign": same.sign, "title": same.title})
    document.identity = identity
    document.folded = fold(f"{document.sign} {document.issuer} {document.title}")
    document.sort_key = sort_key(document.title)[:800]
    for name, key in card_keys(document.number, document.symbol, document.issuer)._asdict().items():
        setattr(document, name, key)
    document.row_version += 1
    document.save()


def _changes(document: Document, card: DocumentCard) -> dict[str, list[str]]:
    """Field → [from, to]."""
    changes = {}
    for name in (*PLAIN, *WORDS):
        before, after = str(getattr(document, name) or ""), str(getattr(card, name) or "")
        if before != after:
            changes[name] = [_digest(before), _digest(after)] if name in WORDS else [before, after]
    return changes


def _digest(text: str) -> str:
    return f"{len(text)}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
