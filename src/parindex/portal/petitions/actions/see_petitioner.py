"""Look at who raised a petition, or open the signed reply: a purpose is said, and every view is audited."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.petitions import permissions
from parindex.portal.petitions.actions import petitioner_of, stream_of
from parindex.portal.petitions.models import Petition, Petitioner
from parindex.portal.platform import audit, files
from parindex.portal.platform.refusals import ActionRefused


class Purpose(StrEnum):
    """Why somebody looks. A closed list: free words could hold what must not be in the audit."""

    CONTACT = "contact"
    VERIFY = "verify"
    REPLY = "reply"
    CHECK_TEXT = "check_text"


@transaction.atomic
def see_petitioner(*, actor: User, petition: Petition, purpose: Purpose | None) -> Petitioner:
    """The restricted row. Raises ``NotAllowed``; ``ActionRefused`` without a purpose or when it was wiped."""
    permissions.may_see_petitioner(actor, petition).or_refuse()
    if purpose is None:
        raise ActionRefused("petitions.purpose_missing")
    petitioner = petitioner_of(petition)
    if petitioner is None or petitioner.wiped_at is not None:
        raise ActionRefused("petitions.petitioner_wiped", {"code": petition.code})
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.see_petitioner",
        subject=petition.public_id,
        references={"purpose": purpose.value},
    )
    return petitioner


@transaction.atomic
def open_reply_file(*, actor: User, petition: Petition) -> tuple[bytes, str]:
    """The signed reply and its name; it is addressed to the person, so this is a view of him."""
    permissions.may_see_petitioner(actor, petition).or_refuse()
    petitioner = petitioner_of(petition)
    if petitioner is None or petitioner.reply_file is None:
        raise ActionRefused("petitions.no_reply_file", {"code": petition.code})
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.open_reply_file",
        subject=petition.public_id,
        references={"file": petitioner.reply_file.sha256},
    )
    return files.read(petitioner.reply_file), petitioner.reply_file_name
