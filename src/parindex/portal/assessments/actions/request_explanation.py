"""The appraiser asks a unit to explain one leaf."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.thread_rows import add_message, check_frozen, record, traces, wanted_text
from parindex.portal.assessments.models import Entry, RoundStage, RoundUnit, Sheet, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.queries.windows import answer_of, is_open, moment_text, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def request_explanation(*, actor: User | None, round_unit: RoundUnit, leaf: NodeRow, reason: str) -> Thread:
    """Ask the unit why its score of ``leaf`` should stand; it answers within its explanation stage.

    Raises ``NotAllowed`` for who is not the appraiser of this leaf; ``ActionRefused`` outside of the appraisal and the
    explanation, without a reason, for a unit that still fills its sheet or never handed it in, and while a request on
    the leaf runs.
    """
    permissions.may_appraise(actor, round_unit, leaf).or_refuse()
    check_frozen(round_unit)
    _check_time(round_unit)
    text = wanted_text(reason, "assessments.reason_missing")
    if not leaf.is_leaf or leaf.version_id != round_unit.round.set_version_id:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf.code})
    Entry.objects.get_or_create(round_unit=round_unit, leaf=leaf)
    entry = Entry.objects.select_for_update().get(round_unit=round_unit, leaf=leaf)  # a double click waits here
    if _runs(entry):
        raise ActionRefused("assessments.already_asked", {"leaf": leaf.number, "unit": round_unit.name})
    thread = Thread.objects.create(kind=ThreadKind.EXPLANATION, entry=entry, opened_by=actor, opened_at=clock.now())
    add_message(thread, actor, text)
    record(actor, "request_explanation", thread, **traces(text))
    events.happened("assessments.explanation_requested", thread.public_id, {"unit": round_unit.unit.public_id})
    return thread


def _runs(entry: Entry) -> bool:
    running = [ThreadState.OPEN, ThreadState.ANSWERED]
    return Thread.objects.filter(entry=entry, kind=ThreadKind.EXPLANATION, state__in=running).exists()


def _check_time(round_unit: RoundUnit) -> None:
    window = window_for(round_unit, RoundStage.EXPLANATION)
    explaining = answer_of(window, RoundStage.EXPLANATION)
    if not explaining and (explaining.reason != "assessments.window_not_yet"):
        raise ActionRefused(explaining.reason, explaining.values)
    if not explaining and not is_open(round_unit, RoundStage.APPRAISAL_1):
        raise ActionRefused(explaining.reason, explaining.values)
    _check_handed_in(round_unit)


def _check_handed_in(round_unit: RoundUnit) -> None:
    """Who handed in nothing counts as missing and has no score to explain. A round without that stage has no sheets."""
    filling = window_for(round_unit, RoundStage.SELF_ASSESSMENT)
    if filling is None or Sheet.objects.filter(round_unit=round_unit, state=SheetState.HANDED_IN).exists():
        return
    if answer_of(filling, RoundStage.SELF_ASSESSMENT):
        raise ActionRefused("assessments.still_filling", {"unit": round_unit.name})
    values = {"unit": round_unit.name, "until": moment_text(filling.ends_at)}
    raise ActionRefused("assessments.asked_without_sheet", values)
