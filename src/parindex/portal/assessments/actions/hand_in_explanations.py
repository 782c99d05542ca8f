"""The head of a unit hands in its answers; from then on nobody changes them."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.thread_rows import add_message, check_frozen, check_time, record, traces
from parindex.portal.assessments.models import RoundStage, RoundUnit, Sheet, Thread, ThreadKind, ThreadState
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def hand_in_explanations(*, actor: User | None, round_unit: RoundUnit) -> list[Thread]:
    """Turn every draft of the unit into a message and lock it; a later request is handed in again by itself.

    Raises ``NotAllowed`` for who is not the head; ``ActionRefused`` outside of the unit's explanation stage, when
    nothing waits, and when a request has no answer yet (all are named).
    """
    has_right(actor, Right.HAND_IN, round_unit.unit).or_refuse()
    check_frozen(round_unit)
    check_time(round_unit, RoundStage.EXPLANATION)
    waiting = Thread.objects.filter(
        entry__round_unit=round_unit, kind=ThreadKind.EXPLANATION, state=ThreadState.OPEN
    ).select_related("entry__leaf", "entry__round_unit__round", "entry__round_unit__unit", "drafted_by")
    threads = list(waiting.select_for_update(of=("self",)).order_by("entry__leaf__position"))
    if not threads:
        raise ActionRefused("assessments.nothing_to_explain", {"unit": round_unit.name})
    unanswered = [thread.entry.leaf.number for thread in threads if not thread.draft]
    if unanswered:
        raise ActionRefused("assessments.unanswered", {"leaves": tuple(unanswered), "number": len(unanswered)})
    for thread in threads:
        _lock(thread, actor)
    _sign(round_unit, actor, len(threads))
    return threads


def _lock(thread: Thread, actor: User | None) -> None:
    documents = list(thread.draft_documents.all())
    add_message(thread, thread.drafted_by, thread.draft, documents)
    told = traces(thread.draft, documents)
    thread.state = ThreadState.ANSWERED
    thread.draft = ""
    thread.row_version += 1
    thread.save()
    thread.draft_documents.clear()
    record(actor, "hand_in_explanation", thread, **told)


def _sign(round_unit: RoundUnit, actor: User | None, number: int) -> None:
    sheet, _ = Sheet.objects.select_for_update().get_or_create(round_unit=round_unit)
    sheet.explained_at = clock.now()
    sheet.explained_by = actor
    sheet.save()
    audit.record(
        stream=f"round:{round_unit.round.public_id}/unit:{round_unit.unit.public_id}",
        actor=actor,
        action="assessments.hand_in_explanations",
        subject=round_unit.unit.public_id,
        references={"answers": number},
    )
    events.happened("assessments.explanations_handed_in", sheet.public_id, {"unit": round_unit.unit.public_id})
