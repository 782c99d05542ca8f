"""The unit that another one objected to replies; reply and decision stand beside the objection."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.thread_rows import (
    add_message,
    check_documents,
    check_frozen,
    check_time,
    locked,
    record,
    traces,
    wanted_text,
)
from parindex.portal.assessments.models import RoundStage, Thread, ThreadKind, ThreadState
from parindex.portal.documents.models import Document
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def reply_objection(
    *,
    actor: User | None,
    thread: Thread,
    text: str,
    documents: Sequence[Document] = (),
    row_version: int | None = None,
) -> Thread:
    """The unit objected to replies, once; reply and decision stand beside the objection.

    Raises ``NotAllowed`` for another unit's people; ``ActionRefused`` outside of the objection stage, without a text
    and for an objection that was replied to, decided or withdrawn.
    """
    thread = locked(thread, row_version)
    unit = thread.entry.round_unit
    has_right(actor, Right.ENTER, unit.unit).or_refuse()
    check_frozen(unit)
    if thread.kind != ThreadKind.OBJECTION or thread.state != ThreadState.OPEN:
        raise ActionRefused("assessments.thread_locked", {"leaf": thread.entry.leaf.number})
    check_time(unit, RoundStage.OBJECTION)
    said = wanted_text(text)
    check_documents(documents, unit)
    add_message(thread, actor, said, documents)
    thread.state = ThreadState.ANSWERED
    thread.row_version += 1
    thread.save()
    record(actor, "reply_objection", thread, **traces(said, documents))
    return thread
