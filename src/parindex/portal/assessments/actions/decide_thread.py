"""The appraiser decides on an explanation or an objection, with a reason."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.thread_rows import (
    check_frozen,
    check_time,
    locked,
    record,
    traces,
    wanted_text,
)
from parindex.portal.assessments.models import RoundStage, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.platform import clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def decide_thread(
    *, actor: User | None, thread: Thread, upheld: bool, reason: str, row_version: int | None = None
) -> Thread:
    """Uphold or dismiss. The points themselves change by the second appraisal of the leaf, from its figures.

    Raises ``NotAllowed`` for who is not the appraiser of this leaf; ``ActionRefused`` outside of the second appraisal,
    without a reason, for an appeal, for a thread that is closed, and while the unit may still answer.
    """
    thread = locked(thread, row_version)
    unit = thread.entry.round_unit
    permissions.may_appraise(actor, unit, thread.entry.leaf).or_refuse()
    check_frozen(unit)
    if thread.kind == ThreadKind.APPEAL or not thread.is_running:
        raise ActionRefused("assessments.thread_closed", {"leaf": thread.entry.leaf.number})
    check_time(unit, RoundStage.APPRAISAL_2)
    if thread.state == ThreadState.OPEN and is_open(unit, _answered_in(thread)):
        raise ActionRefused("assessments.may_still_answer", {"unit": unit.name})
    thread.decision = wanted_text(reason, "assessments.reason_missing")
    thread.state = ThreadState.UPHELD if upheld else ThreadState.DISMISSED
    thread.decided_by = actor
    thread.decided_at = clock.now()
    thread.row_version += 1
    thread.save()
    record(actor, "decide_thread", thread, **traces(thread.decision))
    events.happened("assessments.thread_decided", thread.public_id, {"unit": unit.unit.public_id})
    return thread


def _answered_in(thread: Thread) -> RoundStage:
    return RoundStage.EXPLANATION if thread.kind == ThreadKind.EXPLANATION else RoundStage.OBJECTION
