"""The council's meetings and votes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.assessments.publication_cast import (
    DAY,
    NOW,
    ballots,
    later_figures,
    refused,
    voted,
)
from tests.portal.assessments.publication_cast import minutes as minutes
from tests.portal.assessments.publication_cast import round_ as round_
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Ballot,
    StageTimes,
    approve_results,
    compute_results,
    publish_results,
    record_council_meeting,
    set_calendar,
)
from parindex.portal.assessments.models import (
    Publication,
    Round,
    RoundStage,
    VoteChoice,
)
from parindex.portal.assessments.queries.canonical import prepare
from parindex.portal.assessments.queries.council import tally_of
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

D = Decimal


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.stopped_at(NOW):
        yield


def test_a_vote_is_valid_above_half_of_all_members(hoa: User, round_: Round, minutes: Document) -> None:
    wanted = {"actor": hoa, "round_": round_, "held_on": DAY, "minutes": minutes, "members": 10}
    meeting = record_council_meeting(**wanted, ballots=ballots(6, 3), by_ballot=True)  # type: ignore[arg-type]
    assert meeting.results_hash == prepare(round_).results_hash
    entry = AuditEntry.objects.get(action="assessments.record_council_meeting")
    assert (entry.references["in_favour"], entry.references["members"]) == (6, 10)
    assert entry.references["carried"] is True
    assert "Thành viên" not in json.dumps(entry.references, ensure_ascii=False)


def test_a_vote_that_fails_is_recorded_and_approves_nothing(hoa: User, round_: Round, minutes: Document) -> None:
    passed, failed = voted(hoa, round_, minutes), voted(hoa, round_, minutes, in_favour=5)
    assert (tally_of(passed).valid, tally_of(failed).valid) == (True, False)
    carried = AuditEntry.objects.filter(action="assessments.record_council_meeting").order_by("pk")
    assert [entry.references["carried"] for entry in carried] == [True, False]
    wanted = {"actor": hoa, "round_": round_, "decision_number": "318/QĐ-UBND", "decided_on": DAY}
    refused("assessments.no_valid_vote", approve_results, **wanted)  # the newest vote speaks
    voted(hoa, round_, minutes)
    assert approve_results(**wanted).meeting != passed  # type: ignore[arg-type]


def test_a_vote_that_fails_after_the_approval_stops_the_publication(
    hoa: User, round_: Round, minutes: Document, signed_in: SignedIn
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)
    voted(hoa, round_, minutes, in_favour=5)
    refused("assessments.voted_down", publish_results, actor=hoa, round_=round_)
    assert not Publication.objects.exists()
    address = reverse("assessments:announce", args=[round_.public_id])
    page = signed_in(hoa).get(address).content.decode()
    assert "Hội đồng không thông qua ngày 11/02/2027" in page and "disabled" in page.partition('id="cong-bo"')[2]
    answer = signed_in(hoa).post(address, {"act": "publish"})
    assert answer.status_code == 422
    assert "phiên họp ngày 11/02/2027 không thông qua kết quả (5/10 thành viên tán thành)" in answer.content.decode()
    assert not JobProgress.objects.exists()
    voted(hoa, round_, minutes)
    publish_results(actor=hoa, round_=round_)
    assert Publication.objects.get().number == 1


def test_what_cannot_be_a_meeting_is_refused(hoa: User, lan: User, round_: Round, minutes: Document) -> None:
    wanted = {"actor": hoa, "round_": round_, "held_on": DAY, "minutes": minutes, "members": 3, "ballots": ballots(3)}

    def attempt(code: str, **change: object) -> None:
        refused(code, record_council_meeting, **{**wanted, **change})

    attempt("assessments.minutes_missing", minutes=None)
    attempt("assessments.meeting_ahead", held_on=date(2027, 2, 12))
    attempt("assessments.no_votes", ballots=[])
    attempt("assessments.more_votes_than_members", ballots=ballots(4))
    attempt("assessments.member_twice", ballots=[*ballots(1), Ballot(" thành  viên 1", VoteChoice.FOR)])
    attempt("assessments.member_unnamed", ballots=[*ballots(2), Ballot(" ", VoteChoice.FOR)])
    with pytest.raises(NotAllowed):
        record_council_meeting(**{**wanted, "actor": lan})  # type: ignore[arg-type]


def test_the_council_votes_on_results_of_the_present_figures(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    later_figures(hoa, round_, places)
    with pytest.raises(ActionRefused) as refusal:
        voted(hoa, round_, minutes)
    assert refusal.value.code == "assessments.results_stale"
    compute_results(actor=hoa, round_=round_)
    assert voted(hoa, round_, minutes).results_hash


def test_the_council_waits_for_its_time(hoa: User, round_: Round, minutes: Document) -> None:
    times = StageTimes(RoundStage.COUNCIL, datetime(2027, 2, 12, tzinfo=UTC), datetime(2027, 2, 20, tzinfo=UTC))
    set_calendar(actor=hoa, round_=round_, stages=[times])
    with pytest.raises(ActionRefused) as refusal:
        voted(hoa, round_, minutes)
    assert refusal.value.code == "assessments.window_not_yet"
    with clock.stopped_at(datetime(2027, 2, 25, tzinfo=UTC)):
        assert voted(hoa, round_, minutes)  # late, but not refused
