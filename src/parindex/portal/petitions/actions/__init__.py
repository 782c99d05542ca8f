"""What people do with petitions. Only these write.

Texts pass ``covered`` before they are stored: what identifies the petitioner stays in the restricted table alone.
"""

from __future__ import annotations

from parindex.portal.petitions import engine_bridge
from parindex.portal.petitions.models import Petition, Petitioner
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, Conflict


def stream_of(petition: Petition) -> str:
    """The audit stream of a petition."""
    return f"petition:{petition.public_id}"


def locked(petition: Petition, row_version: int | None) -> Petition:
    """The row, locked. Raises ``Conflict`` when another person moved it since ``row_version``."""
    row = Petition.objects.select_for_update().select_related("unit").get(pk=petition.pk)
    if row_version is not None and row.row_version != row_version:
        raise Conflict("petitions.changed_meanwhile", {"code": row.code})
    return row


def petitioner_of(petition: Petition) -> Petitioner | None:
    """The restricted row, for covering texts."""
    return Petitioner.objects.filter(petition=petition).first()


def has_reply_file(petition: Petition) -> bool:
    """Whether a signed reply is kept; says nothing of the person."""
    return Petitioner.objects.filter(petition=petition, reply_file__isnull=False).exists()


def covered(text: str, petitioner: Petitioner | None) -> str:
    """The text without anybody's numbers and without anything of the petitioner."""
    return engine_bridge.cover(text.strip(), engine_bridge.known_person(petitioner))


def keep(petition: Petition) -> None:
    """Set what must be done next, and store the row as its next version."""
    supplements = list(petition.supplements.all()) if petition.pk else []
    if petition.is_open:
        petition.due_at = engine_bridge.due_of(engine_bridge.Duty.ANSWER, petition.received_at, supplements)
    due = engine_bridge.next_duty(petition, supplements)
    petition.duty = due.duty.value if due else ""
    petition.duty_due_at = due.at if due else None
    petition.folded = fold(
        f"{petition.code} {petition.outside_code} {petition.procedure_code} {petition.dossier_code} "
        f"{petition.subject_field} {petition.concerned} {petition.content}"
    )
    if petition.pk:
        petition.row_version += 1
    petition.save()


def close(petition: Petition, duty: engine_bridge.Duty) -> None:
    """Note when it left the unit's hands and whether that was late."""
    now = clock.now()
    due = petition.due_at
    if duty is not engine_bridge.Duty.ANSWER:
        due = engine_bridge.due_of(duty, petition.received_at)
    petition.closed_at, petition.closed_as = now, duty.value
    petition.late = engine_bridge.is_late(now, due)


def needed(text: str, code: str) -> str:
    """The text, tidied. Raises ``ActionRefused`` when there is none."""
    if not text.strip():
        raise ActionRefused(code)
    return text.strip()
