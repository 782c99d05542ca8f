"""A unit writes its answer to a request; a draft until its head hands the answers in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.thread_rows import (
    check_documents,
    check_frozen,
    check_time,
    locked,
    record,
    traces,
)
from parindex.portal.assessments.models import RoundStage, Thread, ThreadKind, ThreadState
from parindex.portal.documents.models import Document
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def answer_explanation(
    *,
    actor: User | None,
    thread: Thread,
    text: str,
    documents: Sequence[Document] = (),
    row_version: int | None = None,
) -> Thread:
    """Keep the answer and its documents as a draft; an empty text takes the draft back.

    Raises ``NotAllowed`` for another unit's people; ``ActionRefused`` outside of the unit's explanation stage and for a
    request that was answered, decided or withdrawn; ``Conflict`` when somebody else wrote since ``row_version``.
    """
    thread = locked(thread, row_version)
    unit = thread.entry.round_unit
    has_right(actor, Right.ENTER, unit.unit).or_refuse()
    check_frozen(unit)
    _check_open(thread)
    check_documents(documents, unit)
    thread.draft = text.strip()
    thread.drafted_by = actor
    thread.drafted_at = clock.now()
    thread.row_version += 1
    thread.save()
    thread.draft_documents.set(documents)
    record(actor, "answer_explanation", thread, version=thread.row_version, **traces(thread.draft, documents))
    return thread


def _check_open(thread: Thread) -> None:
    if thread.kind != ThreadKind.EXPLANATION or thread.state != ThreadState.OPEN:
        raise ActionRefused("assessments.thread_locked", {"leaf": thread.entry.leaf.number})
    check_time(thread.entry.round_unit, RoundStage.EXPLANATION)
