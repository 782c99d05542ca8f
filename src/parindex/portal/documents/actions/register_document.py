"""Register a document in the catalogue. The same document is registered once."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What the catalogue says of a document."""

    kind: DocumentKind
    title: str
    number: str = ""
    symbol: str = ""
    issued_on: date | None = None
    issuer: str = ""
    unit: OrgUnit | None = None
    published: bool = False
    simulated: bool = False
    source_address: str = ""


@transaction.atomic
def register_document(*, actor: User | None, card: DocumentCard) -> Document:
    """Write the card, or give back the document that has it already. Raises ``ActionRefused`` without a title."""
    permissions.may_register(actor, card.unit).or_refuse()
    card = tidy(card)
    if not card.title:
        raise ActionRefused("documents.title_missing")
    identity = identity_of(card)
    known = Document.objects.filter(identity=identity).first()
    if known is not None:
        return known
    document = Document.objects.create(
        kind=card.kind,
        number=card.number,
        symbol=card.symbol,
        issued_on=card.issued_on,
        issuer=card.issuer,
        title=card.title,
        unit=card.unit,
        published=card.published,
        simulated=card.simulated,
        source_address=card.source_address,
        identity=identity,
        registered_at=clock.now(),
        registered_by=actor,
        folded=fold(f"{card.number}/{card.symbol} {card.issuer} {card.title}"),
        sort_key=sort_key(card.title)[:800],
        **card_keys(card.number, card.symbol, card.issuer)._asdict(),
    )
    audit.record(
        stream=f"document:{document.public_id}",
        actor=actor,
        action="documents.register_document",
        subject=document.public_id,
        references={"kind": card.kind.value, "unit": card.unit.public_id if card.unit else None},
    )
    return document


def tidy(card: DocumentCard) -> DocumentCard:
    """The card with its texts composed (NFC), without blanks around them; browsers on some systems send them apart."""
    return replace(
        card,
        title=_composed(card.title),
        number=_composed(card.number),
        symbol=_composed(card.symbol),
        issuer=_composed(card.issuer),
    )


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def identity_of(card: DocumentCard) -> str:
    """The digest by which the same document is known again."""
    day = card.issued_on.isoformat() if card.issued_on else ""
    unit = card.unit.public_id if card.unit else ""
    parts = [DocumentKind(card.kind).value, card.number, card.symbol, day, fold(card.issuer), fold(card.title), unit]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
