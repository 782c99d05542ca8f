"""A bulk acceptance is taken back in one step; what changed since stays and says why."""

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import D, at
from tests.portal.appraisal.test_bulk_and_risks import with_evidence as with_evidence
from tests.portal.conftest import SignedIn

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    accept_self_scores,
    appraise,
    close_appraisal_stage,
    request_explanation,
    take_back_acceptance,
)
from parindex.portal.assessments.models import AcceptedUnit, BulkAcceptance, Round, RoundUnit, Score, Stage
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

Nodes = dict[str, NodeRow]
LEAF = "KH-TILE"


@pytest.fixture
def accepted(minh: User, round_2026: Round, nodes: Nodes, assigned: None, with_evidence: None) -> BulkAcceptance:
    """Minh accepted all three units together."""
    units = list(round_2026.units.values_list("pk", flat=True))
    answers = accept_self_scores(actor=minh, round_=round_2026, leaf=nodes[LEAF], units=units)
    assert all(answer.score is not None for answer in answers)
    return BulkAcceptance.objects.get()


def appraised() -> int:
    return Score.objects.filter(stage=Stage.APPRAISAL_1, entry__leaf__code=LEAF).count()


def change(minh: User, member: RoundUnit, nodes: Nodes) -> None:
    inputs, reasons = {"tasks": Ratio(D(40), D(50))}, {"M02": D("0.2"), "S01": D("0.2")}
    appraise(actor=minh, round_unit=member, leaf=nodes[LEAF], stage=Stage.APPRAISAL_1, inputs=inputs, reasons=reasons)


def test_one_step_back_and_no_second_one(minh: User, accepted: BulkAcceptance) -> None:
    answers = take_back_acceptance(actor=minh, acceptance=accepted)
    assert [row.code for row in answers] == ["", "", ""]
    assert appraised() == 0
    assert AcceptedUnit.objects.filter(taken_back=True).count() == 3
    told = AuditEntry.objects.filter(action="assessments.take_back_acceptance")
    assert told.count() == 3
    changes = told[0].references["changes"]
    assert changes["points"] == ["1.8", None] and changes["inputs"][1] is None
    with pytest.raises(ActionRefused) as refused:
        take_back_acceptance(actor=minh, acceptance=accepted)
    assert refused.value.code == "assessments.acceptance_not_last"


def test_it_can_be_accepted_again_afterwards(minh: User, accepted: BulkAcceptance, nodes: Nodes) -> None:
    take_back_acceptance(actor=minh, acceptance=accepted)
    units = list(accepted.round.units.values_list("pk", flat=True))
    accept_self_scores(actor=minh, round_=accepted.round, leaf=nodes[LEAF], units=units)
    assert appraised() == 3


def test_what_changed_since_stays_with_both_figures(
    minh: User, accepted: BulkAcceptance, nodes: Nodes, nam_nung: RoundUnit, dak_wil: RoundUnit
) -> None:
    change(minh, nam_nung, nodes)
    request_explanation(actor=minh, round_unit=dak_wil, leaf=nodes[LEAF], reason="Vì sao 45/50?")
    answers = {row.member.name: row for row in take_back_acceptance(actor=minh, acceptance=accepted)}
    changed = answers["Xã Nâm Nung"]
    assert (changed.code, changed.values["accepted"], changed.values["now"]) == (
        "assessments.acceptance_changed",
        D("1.8"),
        D("1.6"),
    )
    assert answers["Xã Đắk Wil"].code == "assessments.acceptance_asked"
    assert appraised() == 2


def test_when_everything_changed_it_is_refused(minh: User, accepted: BulkAcceptance, nodes: Nodes) -> None:
    for member in accepted.round.units.select_related("unit", "group", "sheet", "round__owner", "round__set_version"):
        change(minh, member, nodes)
    with pytest.raises(ActionRefused) as refused:
        take_back_acceptance(actor=minh, acceptance=accepted)
    assert refused.value.code == "assessments.acceptance_changed"
    accepted.refresh_from_db()
    assert accepted.taken_back_at is None and appraised() == 3


def test_only_in_its_stage_and_only_by_who_appraises(minh: User, hoa: User, accepted: BulkAcceptance) -> None:
    with pytest.raises(NotAllowed):
        take_back_acceptance(actor=hoa, acceptance=accepted)
    with clock.stopped_at(at(2, 1)), pytest.raises(ActionRefused) as refused:
        take_back_acceptance(actor=minh, acceptance=accepted)
    assert refused.value.code == "assessments.window_closed"
    close_appraisal_stage(actor=hoa, round_=accepted.round, stage=Stage.APPRAISAL_1, reason="đã đủ")
    with pytest.raises(ActionRefused) as sealed:
        take_back_acceptance(actor=minh, acceptance=accepted)
    assert sealed.value.code == "assessments.appraisal_sealed"
    assert appraised() == 3


def test_the_page_shows_both_readings_and_takes_back(
    signed_in: SignedIn, minh: User, lan: User, accepted: BulkAcceptance, nodes: Nodes, nam_nung: RoundUnit
) -> None:
    change(minh, nam_nung, nodes)
    address = reverse("assessments:take_back_acceptance", args=[accepted.round.public_id, LEAF])
    browser = signed_in(minh)
    pane = reverse("assessments:appraise_by_leaf", args=[accepted.round.public_id, LEAF, nam_nung.unit.public_id])
    assert address in browser.get(pane).content.decode()
    page = browser.get(address).content.decode()
    assert "lúc chấp nhận 1,800, nay 1,600 (Nguyễn Văn Minh)" in page and "Hoàn tác 2 đơn vị" in page
    assert signed_in(lan).post(address, {"lan": accepted.public_id}).status_code == 403
    done = signed_in(minh).post(address, {"lan": accepted.public_id}, follow=True)
    words = done.content.decode()
    assert "Đã hoàn tác: 2 đơn vị" in words and "nay 1,600" in words
    again = signed_in(minh).post(address, {"lan": accepted.public_id})
    assert again.status_code == 422 and appraised() == 1
