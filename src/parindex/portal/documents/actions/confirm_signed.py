"""Confirm a signed PDF: it stands in the catalogue, and the card has its number and date."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions.attach_file import attach_examined
from parindex.portal.documents.actions.edit_document_card import edit_document_card
from parindex.portal.documents.actions.register_document import DocumentCard
from parindex.portal.documents.actions.take_back_signed import locked
from parindex.portal.documents.engine_bridge import Examined, examine
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.models import Document, DocumentKind, SigningCopy
from parindex.portal.documents.queries.registers import borne_by
from parindex.portal.documents.workflow import SigningState
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.refusals import ActionRefused, Conflict


def confirm_signed(
    *,
    actor: User | None,
    copy: SigningCopy,
    seen: str,
    number: str,
    symbol: str,
    issued_on: date | None,
    reason: str = "",
    number_shared: bool = False,
) -> SigningCopy:
    """Attach the file and write number, symbol and date as the person confirmed them.

    ``seen``: SHA-256 of the file that the person looked at; ``number_shared``: the person was told that another
    document of the register bears the number, and that is right. Raises ``NotAllowed``; ``Conflict`` when another file
    came meanwhile or none waits; ``ActionRefused`` without number or date, without a reason where the text differs or
    nobody vouches for the signer, for a number that another document bears unless ``number_shared``, and what
    ``edit_document_card`` refuses.
    """
    permissions.may_have_signed(actor, copy.document).or_refuse()
    if copy.returned is None or copy.state != SigningState.RETURNED:
        raise Conflict("documents.signed_not_waiting", {"title": copy.document.title})
    if copy.returned.sha256 != seen:
        raise Conflict("documents.signed_another_came", {"title": copy.document.title})
    number, symbol, reason = number.strip(), symbol.strip(), reason.strip()
    if not number or issued_on is None:
        raise ActionRefused("documents.signed_number_missing", {"title": copy.document.title})
    if copy.needs_reason and not reason:
        raise ActionRefused("documents.signed_reason_missing", {"title": copy.document.title})
    if not number_shared and (other := _bearer(copy.document, number, symbol, issued_on)):
        raise ActionRefused("documents.signed_number_taken", {"sign": other.sign, "title": other.title})
    examined = examine(files.read(copy.returned), copy.returned_name)
    return _confirm(actor, copy, examined, (number, symbol, issued_on), reason)


@transaction.atomic
def _confirm(
    actor: User | None, copy: SigningCopy, examined: Examined, sign: tuple[str, str, date], reason: str
) -> SigningCopy:
    copy = locked(copy)
    if copy.state != SigningState.RETURNED or copy.returned is None or copy.returned.sha256 != examined.sha256:
        raise Conflict("documents.signed_another_came", {"title": copy.document.title})
    document = copy.document
    card = _card(document, *sign)
    if (document.number, document.symbol, document.issued_on) != (card.number, card.symbol, card.issued_on):
        edit_document_card(actor=actor, document=document, card=card, row_version=document.row_version)
    copy.attached = attach_examined(actor=actor, document=document, examined=examined)
    copy.confirm()
    copy.confirmed_at, copy.confirmed_by, copy.reason = clock.now(), actor, reason[:500]
    copy.save()
    audit.record(
        stream=f"document:{document.public_id}",
        actor=actor,
        action="documents.confirm_signed",
        subject=document.public_id,
        references={
            "file": copy.attached.public_id,
            "signature": copy.signature,
            "comparison": copy.comparison,
            "with_reason": bool(reason),
        },
    )
    return copy


def _bearer(document: Document, number: str, symbol: str, issued_on: date) -> Document | None:
    """Another document of the same register and year that bears the number."""
    keys = card_keys(number, symbol, document.issuer)
    if keys.number_value is None or not keys.series_key or document.unit is None:
        return None
    borne = borne_by(document.unit, keys.body_key, keys.series_key, issued_on.year)
    return borne.filter(number_value=keys.number_value).exclude(pk=document.pk).order_by("pk").first()


def _card(document: Document, number: str, symbol: str, issued_on: date) -> DocumentCard:
    return DocumentCard(
        kind=DocumentKind(document.kind),
        title=document.title,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        issuer=document.issuer,
        unit=document.unit,
    )
