"""A unit objects to what another unit of its peer group was given; the other unit replies."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.thread_rows import (
    add_message,
    check_documents,
    check_frozen,
    locked,
    record,
    traces,
    wanted_text,
)
from parindex.portal.assessments.models import Entry, RoundStage, RoundUnit, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.models import Document
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import clock, events
from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def raise_objection(
    *,
    actor: User | None,
    from_unit: RoundUnit,
    against: RoundUnit,
    leaf: NodeRow,
    reason: str,
    documents: Sequence[Document] = (),
) -> Thread:
    """Object to the score of ``against`` for ``leaf`` in the name of ``from_unit``.

    Raises ``NotAllowed`` for another unit's people; ``ActionRefused`` where the round does not allow objections,
    outside of the objection stage, for the own unit or another peer group, and while the unit's objection runs.
    """
    has_right(actor, Right.ENTER, from_unit.unit).or_refuse()
    check_frozen(against)
    _check_peers(from_unit, against)
    _check_time(from_unit)
    text = wanted_text(reason, "assessments.reason_missing")
    check_documents(documents, from_unit)
    if not leaf.is_leaf or leaf.version_id != against.round.set_version_id:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf.code})
    entry, _ = Entry.objects.get_or_create(round_unit=against, leaf=leaf)
    own = Thread.objects.filter(entry=entry, kind=ThreadKind.OBJECTION, from_unit=from_unit)
    if own.filter(state__in=[ThreadState.OPEN, ThreadState.ANSWERED]).exists():
        raise ActionRefused("assessments.already_objected", {"leaf": leaf.number, "unit": against.name})
    thread = Thread.objects.create(
        kind=ThreadKind.OBJECTION, entry=entry, from_unit=from_unit, opened_by=actor, opened_at=clock.now()
    )
    add_message(thread, actor, text, documents)
    record(actor, "raise_objection", thread, from_unit=from_unit.unit.public_id, **traces(text, documents))
    events.happened("assessments.objection_raised", thread.public_id, {"unit": against.unit.public_id})
    return thread


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

    Raises ``NotAllowed`` for another unit's people; ``ActionRefused`` outside of the objection stage, without a text and
    for an objection that was replied to, decided or withdrawn.
    """
    thread = locked(thread, row_version)
    unit = thread.entry.round_unit
    has_right(actor, Right.ENTER, unit.unit).or_refuse()
    check_frozen(unit)
    if thread.kind != ThreadKind.OBJECTION or thread.state != ThreadState.OPEN:
        raise ActionRefused("assessments.thread_locked", {"leaf": thread.entry.leaf.number})
    _check_time(unit)
    said = wanted_text(text)
    check_documents(documents, unit)
    add_message(thread, actor, said, documents)
    thread.state = ThreadState.ANSWERED
    thread.row_version += 1
    thread.save()
    record(actor, "reply_objection", thread, **traces(said, documents))
    return thread


def _check_peers(from_unit: RoundUnit, against: RoundUnit) -> None:
    if not against.round.objections_allowed:
        raise ActionRefused("assessments.no_objections", {"title": against.round.title})
    if from_unit.pk == against.pk:
        raise ActionRefused("assessments.objects_to_itself", {"unit": against.name})
    if from_unit.group_id != against.group_id:
        raise ActionRefused("assessments.other_group", {"unit": against.name})


def _check_time(unit: RoundUnit) -> None:
    answer = is_open(unit, RoundStage.OBJECTION)
    if isinstance(answer, Refused):
        raise ActionRefused(answer.reason, answer.values)
