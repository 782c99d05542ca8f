"""Move a petition on: classify, forward, refuse, take up, ask for more, take what came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.petitions import permissions
from parindex.portal.petitions.actions import close, covered, keep, locked, needed, petitioner_of, stream_of
from parindex.portal.petitions.engine_bridge import Duty
from parindex.portal.petitions.models import Petition, PetitionKind, SupplementRequest
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


class Act(StrEnum):
    """What is done; each is a transition of the workflow."""

    CLASSIFY = "classify"
    FORWARD = "forward"
    REFUSE = "refuse"
    TAKE_UP = "take_up"
    ASK_SUPPLEMENT = "ask_supplement"
    TAKE_SUPPLEMENT = "take_supplement"


@dataclass(frozen=True, slots=True)
class Handling:
    """An act with what it needs. ``text``: the reason, or what is asked for; ``to``: to whom it is forwarded."""

    act: Act
    text: str = ""
    to: str = ""
    kind: PetitionKind | None = None
    subject_field: str = ""
    procedure_code: str = ""


@transaction.atomic
def handle_petition(
    *, actor: User | None, petition: Petition, handling: Handling, row_version: int | None = None
) -> Petition:
    """Do the act. Raises ``NotAllowed``; ``Conflict`` when it was moved meanwhile; ``ActionRefused`` when its state
    does not allow the act or words are missing.
    """
    permissions.may_handle(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    take = getattr(petition, handling.act.value)
    if not can_proceed(take):
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    before = petition.state
    _prepare(petition, handling)
    take()
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action=f"petitions.{handling.act.value}",
        subject=petition.public_id,
        references={"from": before, "to": petition.state, "letters": len(handling.text.strip())},
    )
    return petition


def _prepare(petition: Petition, handling: Handling) -> None:
    person, now = petitioner_of(petition), clock.now()
    text = covered(handling.text, person)
    match handling.act:
        case Act.CLASSIFY:
            petition.kind = handling.kind or petition.kind
            petition.subject_field = covered(handling.subject_field, person)[:200] or petition.subject_field
            petition.procedure_code = handling.procedure_code.strip()[:60] or petition.procedure_code
        case Act.FORWARD:
            petition.forwarded_to = covered(needed(handling.to, "petitions.forward_to_missing"), person)[:300]
            petition.reason = text
            close(petition, Duty.FORWARD)
        case Act.REFUSE:
            petition.reason = needed(text, "petitions.reason_missing")
            _end_supplement(petition)
            close(petition, Duty.REFUSE if petition.state != PetitionState.SUPPLEMENT else Duty.ANSWER)
        case Act.ASK_SUPPLEMENT:
            what = needed(text, "petitions.supplement_missing")
            SupplementRequest.objects.create(petition=petition, asked_at=now, what=what)
        case Act.TAKE_SUPPLEMENT:
            _end_supplement(petition)


def _end_supplement(petition: Petition) -> None:
    petition.supplements.filter(ended_at=None).update(ended_at=clock.now())
