"""Put the draft decision into the catalogue of documents, from where it goes out to be signed."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.engine_bridge.announcing import WORD_MEDIA_TYPE, DecisionRefused, decision_document
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.announcements import SYMBOL, decision_of
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.documents.queries.registers import issuer_of
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say


@transaction.atomic
def register_draft_decision(*, actor: User, round_: Round) -> Document:
    """Register the decision for the newest results without number and date, with its Word file.

    Asked again for the same results it gives the same document; changed results add a file to the draft. Raises
    ``NotAllowed``; ``ActionRefused`` when the results make no decision.
    """
    permissions.may_publish(actor, round_).or_refuse()
    permissions.may_see_results(actor, round_).or_refuse()
    decision = decision_of(round_)
    try:
        content = decision_document(decision)
    except DecisionRefused as refused:
        raise ActionRefused(refused.code, refused.values) from refused
    card = DocumentCard(
        kind=DocumentKind.DECISION,
        title=say("decision.subject", {"title": round_.title}),
        symbol=SYMBOL,
        issuer=issuer_of(round_.owner),
        unit=round_.owner,
        simulated=round_.simulated,
    )
    document = register_document(actor=actor, card=card)
    name = f"du-thao-quyet-dinh-{round_.year}-ban-{round_.result_version}.docx"
    attach_file(actor=actor, document=document, content=content, name=name, media_type=WORD_MEDIA_TYPE)
    return document
