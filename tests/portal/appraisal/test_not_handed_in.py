"""A unit that does not hand in: listed as missing, never scored from its drafts; late only by an extension."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import at, member_of, tasks
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    appraise,
    compute_results,
    extend_stage,
    hand_in_self_assessment,
    reopen_sheet,
)
from parindex.portal.assessments.actions.publication_checks import check_nobody_is_awaited
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Score, Stage
from parindex.portal.assessments.queries import ranking_of, rounds_with_counts
from parindex.portal.assessments.queries.gaps import gaps_of
from parindex.portal.assessments.queries.hand_ins import not_handed_in
from parindex.portal.assessments.queries.overviews import most_lost
from parindex.portal.assessments.queries.readiness import Readiness
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused

Nodes = Mapping[str, NodeRow]


@pytest.fixture
def missing(hoa: User, nam_nung: RoundUnit) -> RoundUnit:
    """Nâm Nung's sheet was opened again until 22/12 and not handed in; its figures are still there."""
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    return nam_nung


def test_its_drafts_are_not_appraised_after_its_time(
    minh: User, missing: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    with clock.stopped_at(at(23)), pytest.raises(ActionRefused) as refused:
        appraise(
            actor=minh,
            round_unit=missing,
            leaf=nodes["KH-TILE"],
            stage=Stage.APPRAISAL_1,
            inputs=tasks(50, 50),
            reasons={},
        )
    assert refused.value.code == "assessments.appraise_not_handed_in"
    assert refused.value.values["until"] == "21/12/2026 23:59"
    assert not Score.objects.filter(stage=Stage.APPRAISAL_1).exists()


def test_it_is_listed_as_missing_with_the_reason_and_not_ranked(
    hoa: User, round_2026: Round, missing: RoundUnit
) -> None:
    with clock.stopped_at(at(23)):
        compute_results(actor=hoa, round_=round_2026)
    missing.refresh_from_db()
    assert (missing.submitted, missing.not_submitted_reason) == (False, "Không nộp phiếu đến hạn 21/12/2026 23:59")
    ranking = ranking_of(round_2026)
    assert [(row.pk, row.reason, row.points) for row in ranking.unplaced] == [(missing.pk, "not_submitted", None)]
    assert len(ranking.placed) == 2
    entry = AuditEntry.objects.filter(action="assessments.compute_results").latest("pk")
    assert entry.references["absent"] == 1


def test_while_it_still_has_time_its_draft_is_no_hand_in_and_nobody_calls_it_missing(
    hoa: User, round_2026: Round, missing: RoundUnit
) -> None:
    compute_results(actor=hoa, round_=round_2026)
    missing.refresh_from_db()
    waits = "Chưa nộp phiếu, còn thời hạn đến 21/12/2026 23:59"
    assert (missing.submitted, missing.not_submitted_reason) == (False, waits)
    ranking = ranking_of(round_2026)
    assert [(row.pk, row.rank, row.points, row.note) for row in ranking.unplaced] == [(missing.pk, None, None, waits)]
    assert len(ranking.placed) == 2
    entry = AuditEntry.objects.filter(action="assessments.compute_results").latest("pk")
    assert (entry.references["absent"], entry.references["awaited"]) == (0, 1)


def test_its_reason_follows_its_time_when_computed_again(hoa: User, round_2026: Round, missing: RoundUnit) -> None:
    compute_results(actor=hoa, round_=round_2026)
    with clock.stopped_at(at(23)):
        compute_results(actor=hoa, round_=round_2026)
        missing.refresh_from_db()
        assert missing.not_submitted_reason == "Không nộp phiếu đến hạn 21/12/2026 23:59"
        extend_stage(actor=hoa, round_unit=missing, stage=RoundStage.SELF_ASSESSMENT, until=at(25), reason="mất điện")
        compute_results(actor=hoa, round_=round_2026)
        missing.refresh_from_db()
        assert missing.not_submitted_reason == "Chưa nộp phiếu, còn thời hạn đến 24/12/2026 23:59"


def test_a_sheet_opened_again_no_longer_counts_before_results_are_computed_anew(
    hoa: User, thinh: User, round_2026: Round, nam_nung: RoundUnit
) -> None:
    compute_results(actor=hoa, round_=round_2026)
    assert Readiness(round_2026).fresh
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    assert not Readiness(round_2026).fresh  # the draft is nothing to vote on
    hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    assert Readiness(round_2026).fresh


def test_the_round_page_and_the_list_count_alike_before_results_are_computed(
    signed_in: SignedIn, hoa: User, lan: User, round_2026: Round, missing: RoundUnit
) -> None:
    """A draft within its time, and one whose time is over: never "every unit has handed in"."""
    address = reverse("assessments:round", args=[round_2026.public_id])
    for moment, said in ((at(20), "Chưa nộp phiếu, còn thời hạn đến 21/12/2026 23:59"), (at(23), "Không nộp phiếu")):
        with clock.stopped_at(moment):
            page = signed_in(hoa).get(address).content.decode()
            (listed,) = [row for row in rounds_with_counts(hoa) if row.pk == round_2026.pk]
            assert [line.member.pk for line in not_handed_in(round_2026)] == [missing.pk]
        assert said in page
        assert "Mọi đơn vị đã nộp" not in page
        assert getattr(listed, "absent_count") == 1  # noqa: B009 - annotated by the query, no field of the round
    assert "còn thời hạn" not in signed_in(lan).get(address).content.decode()  # units see it with the results


def test_drafts_lose_no_points_and_show_no_gap(
    hoa: User, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    leaf, lost = nodes["KH-TILE"], {"S01": Decimal("0.2")}
    place = {"actor": minh, "round_unit": nam_nung, "leaf": leaf, "stage": Stage.APPRAISAL_1}
    appraise(**place, inputs=tasks(45, 50), reasons=lost)  # type: ignore[arg-type]
    compute_results(actor=hoa, round_=round_2026)
    assert {line.of for line in most_lost(round_2026) if line.node == leaf} == {3}
    assert [unit.name for unit in gaps_of(round_2026).units] == [nam_nung.name]
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    assert {line.of for line in most_lost(round_2026) if line.node == leaf} == {2}
    assert gaps_of(round_2026).units == []


def test_who_computes_is_told_before_whom_the_results_wait_for(
    signed_in: SignedIn, hoa: User, round_2026: Round, missing: RoundUnit
) -> None:
    address, said = reverse("assessments:council", args=[round_2026.public_id]), "Còn 1 đơn vị chưa nộp phiếu"
    assert said in signed_in(hoa).get(address).content.decode()
    with clock.stopped_at(at(23)):
        assert said not in signed_in(hoa).get(address).content.decode()  # nothing was computed before its end
        compute_results(actor=hoa, round_=round_2026)
        assert said not in signed_in(hoa).get(address).content.decode()


def test_an_extension_takes_the_late_sheet_which_is_then_appraised_and_ranked(
    hoa: User, minh: User, thinh: User, round_2026: Round, missing: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    with clock.stopped_at(at(23)):
        compute_results(actor=hoa, round_=round_2026)
        with pytest.raises(ActionRefused):
            hand_in_self_assessment(actor=thinh, round_unit=missing)
        stage = RoundStage.SELF_ASSESSMENT
        extend_stage(actor=hoa, round_unit=missing, stage=stage, until=at(25), reason="lũ chia cắt")
        hand_in_self_assessment(actor=thinh, round_unit=missing)
        late = member_of(round_2026, "Nâm Nung")
        assert (late.submitted, late.not_submitted_reason) == (True, "")
        appraise(
            actor=minh,
            round_unit=late,
            leaf=nodes["KH-TILE"],
            stage=Stage.APPRAISAL_1,
            inputs=tasks(50, 50),
            reasons={},
        )
        compute_results(actor=hoa, round_=Round.objects.get(pk=round_2026.pk))
        assert len(ranking_of(Round.objects.get(pk=round_2026.pk)).placed) == 3


def test_nobody_is_published_by_a_draft_while_an_extension_runs(
    hoa: User, round_2026: Round, missing: RoundUnit
) -> None:
    with clock.stopped_at(at(20)):
        compute_results(actor=hoa, round_=round_2026)
        with pytest.raises(ActionRefused) as awaited:
            check_nobody_is_awaited(round_2026)
    assert awaited.value.code == "assessments.units_awaited"
    assert awaited.value.values == {"units": 1, "names": f"{missing.name}: 21/12/2026 23:59"}
    with clock.stopped_at(at(23)):
        with pytest.raises(ActionRefused):
            check_nobody_is_awaited(round_2026)  # its time is over, and the results still say that it has time
        compute_results(actor=hoa, round_=round_2026)
        check_nobody_is_awaited(round_2026)


def test_an_extension_given_after_the_results_is_waited_for(hoa: User, round_2026: Round, missing: RoundUnit) -> None:
    with clock.stopped_at(at(23)):
        compute_results(actor=hoa, round_=round_2026)
        check_nobody_is_awaited(round_2026)
        extend_stage(actor=hoa, round_unit=missing, stage=RoundStage.SELF_ASSESSMENT, until=at(25), reason="mất điện")
        with pytest.raises(ActionRefused) as awaited:
            check_nobody_is_awaited(round_2026)
    assert awaited.value.code == "assessments.units_awaited"


def test_the_council_page_counts_as_the_round_page_and_says_whom_the_results_wait_for(
    signed_in: SignedIn, hoa: User, round_2026: Round, missing: RoundUnit
) -> None:
    """Nâm Nung's time is over, Đắk Wil's still runs: two have not handed in, the results wait for one of them."""
    reopen_sheet(actor=hoa, round_unit=member_of(round_2026, "Đắk Wil"), until=at(25), reason="sai biểu")
    with clock.stopped_at(at(23)):
        assert len(not_handed_in(round_2026)) == 2
        page = signed_in(hoa).get(reverse("assessments:council", args=[round_2026.public_id])).content.decode()
        assert "Còn 2 đơn vị chưa nộp phiếu; kết quả phải chờ 1 đơn vị trong số đó" in page
        assert (
            "Chưa nộp (2)"
            in signed_in(hoa).get(reverse("assessments:round", args=[round_2026.public_id])).content.decode()
        )
