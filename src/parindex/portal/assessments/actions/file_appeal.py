"""A unit appeals against its published result of one sub-criterion; whoever publishes decides, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.thread_rows import (
    add_message,
    check_documents,
    locked,
    record,
    traces,
    wanted_text,
)
from parindex.portal.assessments.models import Entry, RoundUnit, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def file_appeal(
    *, actor: User | None, round_unit: RoundUnit, leaf: NodeRow, reason: str, documents: Sequence[Document] = ()
) -> Thread:
    """Appeal against the published points of ``leaf``.

    Raises ``NotAllowed`` for who does not sign for the unit; ``ActionRefused`` before publication, without a reason,
    for another unit's document, and while an appeal about the same leaf runs.
    """
    permissions.may_appeal(actor, round_unit).or_refuse()
    if round_unit.round.state != RoundState.PUBLISHED:
        raise ActionRefused("assessments.not_published", {"title": round_unit.round.title})
    if not leaf.is_leaf or leaf.version_id != round_unit.round.set_version_id:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf.code})
    text = wanted_text(reason, "assessments.reason_missing")
    check_documents(documents, round_unit)
    entry, _ = Entry.objects.get_or_create(round_unit=round_unit, leaf=leaf)
    running = [ThreadState.OPEN, ThreadState.ANSWERED]
    if Thread.objects.filter(entry=entry, kind=ThreadKind.APPEAL, state__in=running).exists():
        raise ActionRefused("assessments.already_appealed", {"leaf": leaf.number})
    thread = Thread.objects.create(kind=ThreadKind.APPEAL, entry=entry, opened_by=actor, opened_at=clock.now())
    add_message(thread, actor, text, documents)
    record(actor, "file_appeal", thread, **traces(text, documents))
    events.happened("assessments.appeal_filed", thread.public_id, {"unit": round_unit.unit.public_id})
    return thread


@transaction.atomic
def decide_appeal(
    *,
    actor: User | None,
    thread: Thread,
    upheld: bool,
    reason: str,
    document: Document | None = None,
    row_version: int | None = None,
) -> Thread:
    """Uphold or dismiss an appeal. Published points change only by a correction with its own decision.

    Raises ``NotAllowed``; ``Conflict`` for a stale ``row_version``; ``ActionRefused`` without a reason and for an
    appeal that was decided or withdrawn.
    """
    thread = locked(thread, row_version)
    permissions.may_publish(actor, thread.entry.round_unit.round).or_refuse()
    if thread.kind != ThreadKind.APPEAL or not thread.is_running:
        raise ActionRefused("assessments.thread_closed", {"leaf": thread.entry.leaf.number})
    thread.decision = wanted_text(reason, "assessments.reason_missing")
    thread.state = ThreadState.UPHELD if upheld else ThreadState.DISMISSED
    thread.decision_document = document
    thread.decided_by, thread.decided_at = actor, clock.now()
    thread.row_version += 1
    thread.save()
    record(actor, "decide_appeal", thread, **traces(thread.decision, [document] if document else []))
    unit = thread.entry.round_unit.unit.public_id
    events.happened("assessments.appeal_decided", thread.public_id, {"unit": unit})
    return thread
