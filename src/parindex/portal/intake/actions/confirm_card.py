"""Confirm the card of a document that was read: from then on it stands in the catalogue, with its file."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, attach_examined, register_document
from parindex.portal.documents.engine_bridge import Examined
from parindex.portal.intake import permissions
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge.reading import examine_to_read
from parindex.portal.intake.models import Intake
from parindex.portal.intake.workflow import IntakeState
from parindex.portal.platform import audit, files
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused


def confirm_card(*, actor: User | None, intake: Intake, card: DocumentCard) -> Intake:
    """Register the card, or find the document that has it already, and attach the file.

    The unit is that of the intake. Raises ``NotAllowed``; ``ActionRefused`` before it was read, when a card was
    confirmed already (it is edited in the catalogue), or for a card without title.
    """
    permissions.may_decide(actor, intake).or_refuse()
    return _register(actor, intake, card, examine_to_read(files.read(intake.stored), intake.file_name))


@transaction.atomic
def _register(actor: User | None, intake: Intake, card: DocumentCard, examined: Examined) -> Intake:
    intake = Intake.objects.select_for_update(of=("self",)).select_related("unit").get(pk=intake.pk)
    if intake.state != IntakeState.READ:
        raise ActionRefused("intake.not_read_yet")
    if intake.document_id is not None:
        raise ActionRefused("intake.card_confirmed")
    document = register_document(actor=actor, card=replace(card, unit=intake.unit, simulated=intake.simulated))
    attach_examined(actor=actor, document=document, examined=examined)
    intake.document = document
    intake.folded = fold(f"{intake.folded} {document.sign} {document.issuer} {document.title}")
    intake.save(update_fields=["document", "folded"])
    audit.record(
        stream=stream_of(intake),
        actor=actor,
        action="intake.confirm_card",
        subject=intake.public_id,
        references={"document": document.public_id},
    )
    return intake
