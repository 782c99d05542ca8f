"""Give an issued document its number and date: the register, the card in the catalogue, the Word file to be signed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import (
    DocumentCard,
    attach_file,
    edit_document_card,
    fill_in_number,
    reserve_number,
)
from parindex.portal.documents.models import Document, DocumentKind, ReservedNumber
from parindex.portal.documents.permissions import may_number
from parindex.portal.documents.queries.registers import same_body, waiting_number
from parindex.portal.platform import audit, files
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.actions import stream_of
from parindex.portal.reports.engine_bridge import WORD, file_name, numbered_word
from parindex.portal.reports.models import Draft
from parindex.portal.reports.workflow import DraftState


@transaction.atomic
def number_draft(
    *, actor: User | None, draft: Draft, issued_on: date | None = None, number: int | None = None
) -> Draft:
    """Take ``number`` (``None``: the next one) of the unit's register and write it, with the day, into the slots.

    The file with number and date is a further file of the card; the frozen one stays. A card that got its number in
    the catalogue keeps it. Raises ``NotAllowed``; ``ActionRefused`` when it is not issued or numbered already, without
    a day, for another body's document, and what the register refuses (a number taken, a day of another year).
    """
    may_number(actor, draft.unit).or_refuse()
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit", "stored").get(pk=draft.pk)
    if draft.state != DraftState.ISSUED or draft.document_id is None or draft.stored is None:
        raise ActionRefused("reports.not_issued")
    card = Document.objects.select_related("unit").get(pk=draft.document_id)
    if draft.numbered_id is not None:
        raise ActionRefused("reports.numbered_already", {"sign": card.sign})
    if not card.number or card.issued_on is None:
        card = _from_register(actor, draft, card, issued_on, number)
    assert card.issued_on is not None
    content = numbered_word(draft, files.read(draft.stored), card.number, card.issued_on)
    name = file_name(draft, sign=card.sign)
    draft.numbered = attach_file(actor=actor, document=card, content=content, name=name, media_type=WORD)
    draft.save(update_fields=["numbered"])
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.number_draft",
        subject=draft.public_id,
        references={"number": card.sign, "file": draft.numbered.public_id},
    )
    return draft


def _from_register(
    actor: User | None, draft: Draft, card: Document, issued_on: date | None, number: int | None
) -> Document:
    """The card with its number, which stands in the unit's register under it."""
    if issued_on is None:
        raise ActionRefused("reports.day_missing")
    if not same_body(draft.unit, card.issuer):
        raise ActionRefused("reports.numbered_elsewhere", {"issuer": card.issuer})
    given = _number(actor, draft, card, number)
    told = DocumentCard(
        kind=DocumentKind(card.kind),
        title=card.title,
        number=f"{given.number:02d}",
        symbol=given.symbol,
        issued_on=issued_on,
        issuer=given.issuer,  # as the register prints it, so that number and card are the same document
        unit=card.unit,
    )
    edit_document_card(actor=actor, document=card, card=told, row_version=card.row_version)
    return fill_in_number(actor=actor, reserved=given, kind=told.kind, issued_on=issued_on, title=card.title)


def _number(actor: User | None, draft: Draft, card: Document, number: int | None) -> ReservedNumber:
    """A blank line of the register when ``number`` is one, else a number taken now."""
    blank = waiting_number(draft.unit, card.symbol, number) if number is not None else None
    if blank is not None:
        return blank
    return reserve_number(actor=actor, unit=draft.unit, symbol=card.symbol, number=number, purpose=card.title)
