"""A unit objects to what another unit of its peer group was given."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.thread_rows import (
    add_message,
    check_documents,
    check_frozen,
    check_time,
    record,
    traces,
    wanted_text,
)
from parindex.portal.assessments.models import Entry, RoundStage, RoundUnit, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries.peers import may_be_looked_at
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
    outside of the objection stage, for the own unit or another peer group, against a sheet that is not handed in, and
    while the unit's objection runs.
    """
    has_right(actor, Right.ENTER, from_unit.unit).or_refuse()
    check_frozen(against)
    _check_peers(from_unit, against)
    check_time(from_unit, RoundStage.OBJECTION)
    text = wanted_text(reason, "assessments.reason_missing")
    check_documents(documents, from_unit)
    if not leaf.is_leaf or leaf.version_id != against.round.set_version_id:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf.code})
    Entry.objects.get_or_create(round_unit=against, leaf=leaf)
    entry = Entry.objects.select_for_update().get(round_unit=against, leaf=leaf)  # a double click waits here
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


def _check_peers(from_unit: RoundUnit, against: RoundUnit) -> None:
    if not against.round.objections_allowed:
        raise ActionRefused("assessments.no_objections", {"title": against.round.title})
    if from_unit.pk == against.pk:
        raise ActionRefused("assessments.objects_to_itself", {"unit": against.name})
    if from_unit.group_id != against.group_id:
        raise ActionRefused("assessments.other_group", {"unit": against.name})
    shown = may_be_looked_at(against)
    if isinstance(shown, Refused):
        raise ActionRefused(shown.reason, shown.values)
