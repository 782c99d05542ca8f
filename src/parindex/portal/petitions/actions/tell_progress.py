"""Tell the petitioner how far it is while the answer is late: every seven days."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.petitions import permissions
from parindex.portal.petitions.actions import covered, keep, locked, needed, petitioner_of, stream_of
from parindex.portal.petitions.models import Petition, PetitionNote
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def tell_progress(*, actor: User | None, petition: Petition, text: str, row_version: int | None = None) -> PetitionNote:
    """Note what was told. Raises ``NotAllowed``, ``Conflict``; ``ActionRefused`` when it is closed or without words."""
    permissions.may_handle(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    if not petition.is_open:
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    words = covered(needed(text, "petitions.progress_missing"), petitioner_of(petition))
    note = PetitionNote.objects.create(petition=petition, at=clock.now(), text=words, by=actor)
    petition.updated_at = note.at
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.tell_progress",
        subject=petition.public_id,
        references={"letters": len(words)},
    )
    return note
