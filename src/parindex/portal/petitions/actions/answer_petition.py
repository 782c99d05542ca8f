"""Answer a petition: the reply's text, its sign and date, and the signed file, which only those who handle it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import Examined
from parindex.portal.petitions import permissions
from parindex.portal.petitions.actions import close, covered, keep, locked, needed, stream_of
from parindex.portal.petitions.engine_bridge import Duty
from parindex.portal.petitions.models import Petition, Petitioner
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply. ``sign``: number and symbol as cited; ``file``: it passed ``documents.engine_bridge.examine``."""

    text: str
    sign: str = ""
    signed_on: date | None = None
    file: Examined | None = None


@transaction.atomic
def answer_petition(
    *, actor: User | None, petition: Petition, reply: Reply, row_version: int | None = None
) -> Petition:
    """Store the reply and stop the clock. The text as written and the file go to the restricted table.

    Raises ``NotAllowed``, ``Conflict``; ``ActionRefused`` for a state that does not allow it, without a text, or with
    a date that cannot be.
    """
    permissions.may_handle(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    if not can_proceed(petition.answer):
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    text = needed(reply.text, "petitions.reply_missing")
    received = petition.received_at.astimezone(clock.VIETNAM).date()
    if reply.signed_on is not None and not received <= reply.signed_on <= clock.today():
        raise ActionRefused("petitions.reply_date_wrong", {"received": received})
    petitioner, _ = Petitioner.objects.get_or_create(petition=petition)
    petitioner.reply_as_written = text
    if reply.file is not None:
        petitioner.reply_file = files.keep(reply.file.content, media_type=reply.file.media_type)
        petitioner.reply_file_name = reply.file.name[:200]
    petitioner.save()
    petition.reply = covered(text, petitioner)
    petition.reply_sign, petition.reply_on = reply.sign.strip()[:80], reply.signed_on
    before = petition.state
    close(petition, Duty.ANSWER)
    petition.answer()
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.answer",
        subject=petition.public_id,
        references={"from": before, "to": petition.state, "late": petition.late, "file": reply.file is not None},
    )
    return petition
