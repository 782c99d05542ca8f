"""Take back a request before it is answered, or an objection before it is decided."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.thread_rows import check_frozen, locked, record
from parindex.portal.assessments.models import Thread, ThreadKind, ThreadState
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def withdraw_thread(*, actor: User | None, thread: Thread, row_version: int | None = None) -> Thread:
    """Withdraw; what was written stays to be read.

    A request is withdrawn by an appraiser of the leaf and only before the unit handed in its answer; an objection by
    the unit that raised it. Raises ``NotAllowed``, ``ActionRefused`` (answered or closed), ``Conflict``.
    """
    thread = locked(thread, row_version)
    unit = thread.entry.round_unit
    if thread.kind == ThreadKind.EXPLANATION:
        permissions.may_appraise(actor, unit, thread.entry.leaf).or_refuse()
        withdrawable = thread.state == ThreadState.OPEN
    else:
        by = unit if thread.from_unit is None else thread.from_unit
        has_right(actor, Right.ENTER, by.unit).or_refuse()
        withdrawable = thread.is_running
    check_frozen_unless_appeal(thread)
    if not withdrawable:
        raise ActionRefused("assessments.thread_locked", {"leaf": thread.entry.leaf.number})
    thread.state = ThreadState.WITHDRAWN
    thread.row_version += 1
    thread.save()
    record(actor, "withdraw_thread", thread)
    events.happened("assessments.thread_withdrawn", thread.public_id, {"unit": unit.unit.public_id})
    return thread


def check_frozen_unless_appeal(thread: Thread) -> None:
    """A published round takes no change, but an appeal comes after publication."""
    if thread.kind != ThreadKind.APPEAL:
        check_frozen(thread.entry.round_unit)
