"""Approve the results that the council voted for, under a decision whose number and date the clerk gave."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.publication_checks import (
    check_computed,
    check_nothing_open,
    check_stage_begun,
    days_late,
    wanted_decision,
)
from parindex.portal.assessments.actions.record_council_meeting import RESULTS_MEDIA_TYPE
from parindex.portal.assessments.models import Approval, CouncilMeeting, Round, RoundStage
from parindex.portal.assessments.queries.canonical import Prepared, agrees_with_stored, prepare
from parindex.portal.assessments.queries.council import changes_since, last_meeting, tally_of
from parindex.portal.platform import audit, clock, events, files
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def approve_results(
    *, actor: User | None, round_: Round, decision_number: str, decided_on: date | None, changed_reason: str = ""
) -> Approval:
    """Approve the newest results. ``changed_reason`` says why they differ from those that were voted on.

    Raises ``NotAllowed`` for who neither sits in the council nor runs the round; ``ActionRefused`` before its time,
    without number or date, without a valid vote (a simulated round needs none), while requests, objections or
    disputes are open, and when results changed since the vote and nobody says why.
    """
    permissions.may_publish(actor, round_).or_refuse()
    check_computed(round_)
    check_stage_begun(round_, RoundStage.APPROVAL)
    number, day = wanted_decision(decision_number, decided_on)
    check_nothing_open(round_)
    meeting = valid_meeting(round_)
    prepared = prepare(round_)
    if not agrees_with_stored(round_, prepared.results):
        raise ActionRefused("assessments.results_stale", {"title": round_.title})
    changed = _changed_since_vote(round_, meeting, prepared, changed_reason.strip())
    approval = Approval.objects.create(
        round=round_,
        meeting=meeting,
        result_version=round_.result_version,
        results_hash=prepared.results_hash,
        results=files.keep(prepared.results, media_type=RESULTS_MEDIA_TYPE),
        decision_number=number,
        decided_on=day,
        changed_reason=changed_reason.strip() if changed else "",
        approved_by=actor,
        approved_at=clock.now(),
    )
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.approve_results",
        subject=approval.public_id,
        references={
            "meeting": meeting.public_id if meeting else None,
            "decision": number,
            "decided_on": day.isoformat(),
            "results": prepared.results_hash,
            "changed_since_vote": changed,
            "reason_length": len(approval.changed_reason),
            "days_late": days_late(round_, RoundStage.APPROVAL) or None,
        },
    )
    events.happened("assessments.results_approved", round_.public_id, {"approval": approval.public_id})
    return approval


def valid_meeting(round_: Round) -> CouncilMeeting | None:
    """The newest meeting, if its vote carries; None is given for a simulated round only.

    Raises ``ActionRefused`` for a real round without a valid vote.
    """
    meeting = last_meeting(round_)
    if meeting is not None and tally_of(meeting).valid:
        return meeting
    if round_.simulated:
        return None
    raise ActionRefused("assessments.no_valid_vote", {"title": round_.title})


def _changed_since_vote(round_: Round, meeting: CouncilMeeting | None, prepared: Prepared, reason: str) -> bool:
    if meeting is None or meeting.results_hash == prepared.results_hash:
        return False
    if not reason:
        units = len(changes_since(round_, meeting.results, prepared.results).units)
        raise ActionRefused("assessments.changed_since_vote", {"units": units, "held_on": meeting.held_on})
    return True
