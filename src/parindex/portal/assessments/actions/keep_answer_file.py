"""A file that comes with an answer, reply or objection becomes a document of the unit's catalogue."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.documents import engine_bridge, queries
from parindex.portal.documents.actions import DocumentCard, attach_examined, register_document
from parindex.portal.documents.models import Document, DocumentKind


def keep_answer_file(*, actor: User, round_unit: RoundUnit, name: str, content: bytes) -> Document:
    """Check the file and register it under its name; the unit's document that holds the same bytes is given back.

    Raises ``NotAllowed`` for another unit's people, ``ActionRefused`` for a file that is not taken in.
    """
    examined = engine_bridge.examine(content, name)
    for same in queries.with_same_content(actor, examined.sha256):
        if same.unit_id == round_unit.unit_id:
            return same
    with transaction.atomic():
        title = examined.name.rpartition(".")[0] or examined.name
        card = DocumentCard(
            kind=DocumentKind.OTHER,
            title=f"{title} ({examined.sha256[:8]})",
            unit=round_unit.unit,
            simulated=round_unit.round.simulated,
        )
        document = register_document(actor=actor, card=card)
        attach_examined(actor=actor, document=document, examined=examined)
    return document
