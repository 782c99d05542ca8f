"""Set the kind of many cards at once, as a person confirmed them; every card gets its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions.edit_document_card import edit_document_card
from parindex.portal.documents.actions.register_document import DocumentCard
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


class KindChoice(NamedTuple):
    """What a person chose for one card. ``row_version``: the one that he saw."""

    document: Document
    kind: DocumentKind
    row_version: int


class KindAnswer(NamedTuple):
    """``code`` and ``values`` say why a card was left as it is; empty: it has the kind now."""

    document: Document
    code: str = ""
    values: Mapping[str, object] = {}


def set_kinds(*, actor: User | None, choices: Sequence[KindChoice]) -> list[KindAnswer]:
    """Write the chosen kinds, each card by itself and audited as any change of a card (``edit_document_card``).

    A card that is sealed, published or was changed meanwhile is left as it is and says so. Raises ``NotAllowed`` when
    the person may put none of them right.
    """
    answers, refused = [], list[NotAllowed]()
    for each in choices:
        card = DocumentCard(
            kind=each.kind,
            title=each.document.title,
            number=each.document.number,
            symbol=each.document.symbol,
            issued_on=each.document.issued_on,
            issuer=each.document.issuer,
        )
        try:
            edit_document_card(actor=actor, document=each.document, card=card, row_version=each.row_version)
        except ActionRefused as refusal:
            if isinstance(refusal, NotAllowed):
                refused.append(refusal)
            answers.append(KindAnswer(each.document, refusal.code, refusal.values))
        else:
            answers.append(KindAnswer(each.document))
    if choices and len(refused) == len(choices):
        raise refused[0]
    return answers
