"""The petitioner raises a matter again, or says what he thinks of the answer."""

from __future__ import annotations

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.petitions import permissions
from parindex.portal.petitions.actions import keep, locked, needed, petitioner_of, stream_of
from parindex.portal.petitions.actions.receive_petitions import NewPetition, receive_petitions
from parindex.portal.petitions.engine_bridge import KnownPerson, known_person
from parindex.portal.petitions.models import Petition, PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def raise_again(
    *, actor: User | None, petition: Petition, content: str, source: PetitionSource, row_version: int | None = None
) -> Petition:
    """Close the earlier one as raised again, and receive a further petition of the same person with its own clock.

    Raises ``NotAllowed``, ``Conflict``; ``ActionRefused`` for a state that does not allow it or without a text.
    """
    permissions.may_handle(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    if not can_proceed(petition.reopen):
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    petitioner = petitioner_of(petition)
    further = NewPetition(
        content=needed(content, "petitions.content_missing"),
        source=source,
        kind=PetitionKind(petition.kind),
        concerned=petition.concerned,
        subject_field=petition.subject_field,
        procedure_code=petition.procedure_code,
        dossier_code=petition.dossier_code,
        person=known_person(petitioner) or KnownPerson(),
        simulated=petition.simulated,
    )
    received = receive_petitions(actor=actor, unit=petition.unit, rows=[further], earlier=petition)[0]
    if received.petition is None:
        raise ActionRefused(received.code, received.values)
    petition.reopen()
    petition.rating = Rating.NOT_SATISFIED
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.raise_again",
        subject=petition.public_id,
        references={"to": petition.state, "petition": received.petition.public_id},
    )
    return received.petition


@transaction.atomic
def note_rating(*, actor: User | None, petition: Petition, rating: Rating, row_version: int | None = None) -> Petition:
    """Note whether the petitioner is satisfied. Raises ``NotAllowed``, ``Conflict``, ``ActionRefused`` before an
    answer.
    """
    permissions.may_handle(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    if petition.state not in {PetitionState.ANSWERED, PetitionState.PUBLISHED}:
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    petition.rating = rating
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.note_rating",
        subject=petition.public_id,
        references={"rating": rating.value},
    )
    return petition
