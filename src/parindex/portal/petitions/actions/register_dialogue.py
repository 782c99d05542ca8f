"""Register a dialogue with people and enterprises, and its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, attach_examined, register_document
from parindex.portal.documents.engine_bridge import Examined
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.petitions import engine_bridge, permissions
from parindex.portal.petitions.actions import needed
from parindex.portal.petitions.models import Dialogue
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class NewDialogue:
    """What is known of it. ``minutes_sign``: number and symbol of the minutes as cited."""

    held_on: date
    chaired_by: str
    held_with: str
    topics: str
    by_head: bool = False
    participants: int | None = None
    questions: int | None = None
    answered: int | None = None
    commitments: str = ""
    minutes_sign: str = ""
    minutes_file: Examined | None = None
    simulated: bool = False


@transaction.atomic
def register_dialogue(*, actor: User | None, unit: OrgUnit, given: NewDialogue) -> Dialogue:
    """Write it down. Raises ``NotAllowed``; ``ActionRefused`` for a day to come, counts that cannot be, or when the
    same one (unit, day, with whom) is registered.
    """
    permissions.may_register(actor, unit).or_refuse()
    chaired_by = needed(given.chaired_by, "petitions.dialogue_chair_missing")
    held_with = engine_bridge.cover(needed(given.held_with, "petitions.dialogue_with_missing"))
    topics = engine_bridge.cover(needed(given.topics, "petitions.dialogue_topics_missing"))
    if given.held_on > clock.today():
        raise ActionRefused("petitions.dialogue_in_future", {"day": given.held_on})
    if given.answered is not None and given.answered > (given.questions or 0):
        raise ActionRefused(
            "petitions.dialogue_answers", {"answered": given.answered, "questions": given.questions or 0}
        )
    if Dialogue.objects.filter(unit=unit, held_on=given.held_on, held_with=held_with[:300]).exists():
        raise ActionRefused("petitions.dialogue_known", {"day": given.held_on})
    dialogue = Dialogue.objects.create(
        unit=unit,
        held_on=given.held_on,
        chaired_by=chaired_by[:200],
        by_head=given.by_head,
        held_with=held_with[:300],
        participants=given.participants,
        questions=given.questions,
        answered=given.answered,
        topics=topics,
        commitments=engine_bridge.cover(given.commitments.strip()),
        minutes=_minutes(actor, unit, given, held_with),
        registered_at=clock.now(),
        registered_by=actor,
        simulated=given.simulated,
        folded=fold(f"{held_with} {chaired_by} {topics}"),
    )
    audit.record(
        stream=f"dialogue:{dialogue.public_id}",
        actor=actor,
        action="petitions.register_dialogue",
        subject=dialogue.public_id,
        references={
            "unit": unit.public_id,
            "document": dialogue.minutes.public_id if dialogue.minutes else None,
            "by_head": given.by_head,
        },
    )
    return dialogue


def _minutes(actor: User | None, unit: OrgUnit, given: NewDialogue, held_with: str) -> Document | None:
    if not given.minutes_sign.strip() and given.minutes_file is None:
        return None
    number, _, symbol = given.minutes_sign.strip().partition("/")
    card = DocumentCard(
        kind=DocumentKind.OTHER,
        title=f"Biên bản đối thoại ngày {given.held_on:%d/%m/%Y}: {held_with}"[:1000],
        number=number[:30],
        symbol=symbol[:60],
        issued_on=given.held_on,
        unit=unit,
        simulated=given.simulated,
    )
    document = register_document(actor=actor, card=card)
    if given.minutes_file is not None:
        attach_examined(actor=actor, document=document, examined=given.minutes_file)
    return document
