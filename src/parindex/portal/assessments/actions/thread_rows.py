"""What every action on a thread does: lock the row, hold its version, write into the unit's audit."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Message, RoundStage, RoundUnit, Thread
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.documents.models import Document
from parindex.portal.platform import audit, clock
from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import ActionRefused, Conflict


def locked(thread: Thread, row_version: int | None = None) -> Thread:
    """The thread as it stands now, locked. Raises ``Conflict`` when it changed since ``row_version`` was read."""
    rows = Thread.objects.select_related("entry__leaf", "entry__round_unit__round__owner", "entry__round_unit__unit")
    row = rows.select_for_update(of=("self",)).get(pk=thread.pk)
    if row_version is not None and row_version != row.row_version:
        raise Conflict("assessments.thread_changed", {"leaf": row.entry.leaf.number})
    return row


def wanted_text(text: str, code: str = "assessments.text_missing") -> str:
    """The text without the blanks around it. Raises ``ActionRefused`` when nothing is left."""
    if not text.strip():
        raise ActionRefused(code)
    return text.strip()


def check_frozen(round_unit: RoundUnit) -> None:
    """Raises ``ActionRefused`` for a published round."""
    if round_unit.round.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": round_unit.round.title})


def check_time(unit: RoundUnit, stage: RoundStage) -> None:
    """Raises ``ActionRefused`` when the stage is not open for the unit."""
    answer = is_open(unit, stage)
    if isinstance(answer, Refused):
        raise ActionRefused(answer.reason, answer.values)


def check_documents(documents: Sequence[Document], unit: RoundUnit) -> None:
    """Raises ``ActionRefused`` for a document that is neither the unit's own nor published."""
    for document in documents:
        if document.unit_id != unit.unit_id and not document.published:
            raise ActionRefused("assessments.foreign_document", {"title": document.title, "unit": unit.name})


def add_message(thread: Thread, author: User | None, text: str, documents: Sequence[Document] = ()) -> Message:
    """Write a contribution; nothing changes it afterwards."""
    message = Message.objects.create(thread=thread, text=text, author=author, written_at=clock.now())
    message.documents.set(documents)
    return message


def record(actor: User | None, action: str, thread: Thread, **references: object) -> None:
    """Write what was done into the audit of the unit whose score it is about."""
    round_unit = thread.entry.round_unit
    audit.record(
        stream=f"round:{round_unit.round.public_id}/unit:{round_unit.unit.public_id}",
        actor=actor,
        action=f"assessments.{action}",
        subject=thread.public_id,
        references={"leaf": thread.entry.leaf.code, "kind": thread.kind, "state": thread.state, **references},
    )


def traces(text: str, documents: Sequence[Document] = ()) -> dict[str, object]:
    """What the audit keeps of a text: its length and digest, never the words; and the ids of the documents."""
    return {
        "length": len(text),
        "text_hash": sha256(text.encode()).hexdigest(),
        "documents": [document.public_id for document in documents],
    }
