"""Record a meeting of the council, or a written ballot, on the results as they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.publication_checks import check_computed, check_stage_begun, days_late
from parindex.portal.assessments.models import CouncilMeeting, Round, RoundStage, Vote, VoteChoice
from parindex.portal.assessments.queries.canonical import agrees_with_stored, prepare
from parindex.portal.assessments.queries.council import tally_of
from parindex.portal.documents.models import Document
from parindex.portal.platform import audit, clock, events, files
from parindex.portal.platform.refusals import ActionRefused

RESULTS_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's vote."""

    member: str
    choice: VoteChoice
    position: str = ""
    note: str = ""


@transaction.atomic
def record_council_meeting(
    *,
    actor: User | None,
    round_: Round,
    held_on: date,
    members: int,
    ballots: Sequence[Ballot],
    minutes: Document | None,
    by_ballot: bool = False,
) -> CouncilMeeting:
    """Keep minutes, votes and the canonical results that were voted on. ``members``: of the whole council.

    Raises ``NotAllowed`` for who does not run the round; ``ActionRefused`` before the council's time, on results that
    are not those of the present figures, without minutes, without any vote and for votes that cannot be. A vote that
    does not carry is recorded like any other: approval asks whether the newest one carried.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    check_computed(round_)
    check_stage_begun(round_, RoundStage.COUNCIL)
    if minutes is None:
        raise ActionRefused("assessments.minutes_missing")
    if held_on > clock.today():
        raise ActionRefused("assessments.meeting_ahead", {"held_on": held_on})
    named = _named(ballots, members)
    meeting = CouncilMeeting(round=round_, held_on=held_on, by_ballot=by_ballot, members=members, minutes=minutes)
    _attach_results(meeting, round_)
    meeting.closed_at, meeting.recorded_by = clock.now(), actor
    meeting.save()
    _keep_votes(meeting, named)
    _record(actor, meeting, named)
    events.happened("assessments.council_voted", round_.public_id, {"meeting": meeting.public_id})
    return meeting


def _in_favour(ballots: Sequence[Ballot]) -> int:
    return sum(1 for ballot in ballots if ballot.choice == VoteChoice.FOR)


def _attach_results(meeting: CouncilMeeting, round_: Round) -> None:
    """The results that were voted on, as they are computed from the figures now; refused when those stored differ."""
    prepared = prepare(round_)
    if not agrees_with_stored(round_, prepared.results):
        raise ActionRefused("assessments.results_stale", {"title": round_.title})
    meeting.result_version, meeting.results_hash = round_.result_version, prepared.results_hash
    meeting.results = files.keep(prepared.results, media_type=RESULTS_MEDIA_TYPE)


def _keep_votes(meeting: CouncilMeeting, ballots: Sequence[Ballot]) -> None:
    Vote.objects.bulk_create(
        Vote(
            meeting=meeting,
            member=ballot.member,
            position=ballot.position.strip(),
            choice=ballot.choice,
            note=ballot.note.strip(),
        )
        for ballot in ballots
    )


def _record(actor: User | None, meeting: CouncilMeeting, ballots: Sequence[Ballot]) -> None:
    round_ = meeting.round
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.record_council_meeting",
        subject=meeting.public_id,
        references={
            "version": meeting.result_version,
            "results": meeting.results_hash,
            "members": meeting.members,
            "in_favour": _in_favour(ballots),
            "carried": tally_of(meeting).valid,
            "votes": len(ballots),
            "by_ballot": meeting.by_ballot,
            "minutes": meeting.minutes.public_id if meeting.minutes else None,
            "days_late": days_late(round_, RoundStage.COUNCIL) or None,
        },
    )


def _named(ballots: Sequence[Ballot], members: int) -> list[Ballot]:
    """The ballots with tidy names. Refuses none at all, blank and repeated names, and more votes than members."""
    named = [
        Ballot(unicodedata.normalize("NFC", " ".join(each.member.split())), each.choice, each.position, each.note)
        for each in ballots
    ]
    if not named:
        raise ActionRefused("assessments.no_votes")
    if members < 1 or len(named) > members:
        raise ActionRefused("assessments.more_votes_than_members", {"votes": len(named), "members": members})
    seen: set[str] = set()
    for number, ballot in enumerate(named, start=1):
        if not ballot.member:
            raise ActionRefused("assessments.member_unnamed", {"row": number})
        if ballot.member.casefold() in seen:
            raise ActionRefused("assessments.member_twice", {"member": ballot.member})
        seen.add(ballot.member.casefold())
    return named
