"""Minh appraises: figures in, the engine's points out, every lost point under a reason; and everyone who is refused."""

from decimal import Decimal

import pytest
from tests.portal.appraisal.conftest import FILLING, SECOND, at, member_of, tasks

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    AppraisalConflict,
    Assigning,
    appraise,
    assign_appraiser,
    close_appraisal_stage,
    compute_results,
    draw_sample,
    reopen_sheet,
)
from parindex.portal.assessments.models import LossReason, Round, RoundUnit, Score, Stage, UnitResult
from parindex.portal.assessments.queries import standing_scores
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.models import Document
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

D = Decimal
FIRST = Stage.APPRAISAL_1
Nodes = dict[str, NodeRow]


def self_points(member: RoundUnit, leaf: str) -> Decimal | None:
    return Score.objects.get(entry__round_unit=member, entry__leaf__code=leaf, stage=Stage.SELF).points


def test_corrected_figures_give_the_points(minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None) -> None:
    score = appraise(
        actor=minh,
        round_unit=nam_nung,
        leaf=nodes["KH-TILE"],
        stage=FIRST,
        inputs=tasks(41, 50),
        reasons={"M02": D("0.2"), "S01": D("0.16")},
        note="4 nhiệm vụ chưa có sản phẩm",
    )
    assert score.points == D("1.64")
    assert (score.saved_by, score.actor, score.row_version, score.reason_code) == (minh, None, 1, "M02")
    parts = LossReason.objects.filter(score=score).values_list("code", "points")
    assert dict(parts) == {"M02": D("0.2"), "S01": D("0.16")}
    assert self_points(nam_nung, "KH-TILE") == D("1.8"), "the unit's own score is not touched"
    told = AuditEntry.objects.get(action="assessments.appraise")
    assert told.actor_id == minh.pk
    assert told.references["changes"]["inputs"] == [None, {"tasks": ["41", "50"]}]
    assert told.references["reasons"] == {"M02": "0.2", "S01": "0.16"}
    assert "nhiệm vụ" not in str(told.references)
    assert list(audit.broken_entries(told.stream)) == []


@pytest.mark.parametrize(
    ("reasons", "code", "rest"),
    [
        ({}, "assessments.reasons_missing", "0.36"),
        ({"M02": "0.2"}, "assessments.reasons_missing", "0.16"),
        ({"M02": "0.2", "S01": "0.160000001"}, "assessments.reasons_too_many", "0.000000001"),
    ],
)
def test_every_lost_point_needs_a_reason(
    minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None, reasons: dict[str, str], code: str, rest: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        appraise(
            actor=minh,
            round_unit=nam_nung,
            leaf=nodes["KH-TILE"],
            stage=FIRST,
            inputs=tasks(41, 50),
            reasons={name: D(points) for name, points in reasons.items()},
        )
    assert (refused.value.code, refused.value.values["rest"]) == (code, D(rest))
    assert not Score.objects.filter(stage=FIRST).exists()


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        ({"Q99": "0.36"}, "assessments.reason_unknown"),
        ({"M02": "0.46", "S01": "-0.1"}, "assessments.reason_not_positive"),
    ],
)
def test_reasons_come_from_the_list_and_take_points(
    minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None, reasons: dict[str, str], code: str
) -> None:
    given = {name: D(points) for name, points in reasons.items()}
    with pytest.raises(ActionRefused) as refused:
        appraise(
            actor=minh,
            round_unit=nam_nung,
            leaf=nodes["KH-TILE"],
            stage=FIRST,
            inputs=tasks(41, 50),
            reasons=given,
        )
    assert refused.value.code == code


def test_full_marks_need_no_reason_and_a_second_save_replaces_the_draft(
    minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    where = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["KH-TILE"], "stage": FIRST}
    appraise(**where, inputs=tasks(41, 50), reasons={"M02": D("0.36")})  # type: ignore[arg-type]
    score = appraise(**where, inputs=tasks(50, 50), reasons={}, row_version=1)  # type: ignore[arg-type]
    assert (score.points, score.row_version, score.reason_code) == (D(2), 2, "")
    assert not LossReason.objects.exists()
    assert [version.points for version in score.versions.all()] == [D("1.64"), D(2)]


def test_the_appraiser_may_choose_another_way_to_measure(
    minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes
) -> None:
    assign_appraiser(actor=None, round_=round_2026, rows=[Assigning(minh, nodes["HS"])])
    score = appraise(
        actor=minh,
        round_unit=nam_nung,
        leaf=nodes["HS-THU"],
        stage=FIRST,
        inputs={"way": "b", "money": D(120)},
        reasons={"S03": D("0.5")},
    )
    assert (score.alternative, score.points) == ("b", D("0.5"))


def test_a_survey_leaf_is_entered_by_its_owner_with_the_source(
    minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, survey_report: Document
) -> None:
    assign_appraiser(actor=None, round_=round_2026, rows=[Assigning(minh, nodes["HS-DTXHH"])])
    where = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["HS-DTXHH"], "stage": FIRST}
    entered = {"inputs": {"mean": Ratio(D(9), D(10))}, "reasons": {"X01": D("0.1")}}
    with pytest.raises(ActionRefused) as refused:
        appraise(**where, **entered)  # type: ignore[arg-type]
    assert refused.value.code == "assessments.source_missing"
    score = appraise(**where, **entered, source=survey_report)  # type: ignore[arg-type]
    assert score.points == D("0.9")
    assert score.evidence.get().document == survey_report
    appraise(**where, inputs={"mean": Ratio(D(1), D(1))}, reasons={})  # type: ignore[arg-type]
    assert standing_scores(round_2026)[nam_nung.pk, "HS-DTXHH"].points == D(1)


def test_contradicting_and_foreign_figures_are_refused(
    minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    for inputs, code in (
        (tasks(60, 50), "assessments.appraisal_contradicts"),
        ({"ideas": D(2)}, "assessments.wrong_inputs"),
    ):
        with pytest.raises(ActionRefused) as refused:
            appraise(
                actor=minh,
                round_unit=nam_nung,
                leaf=nodes["KH-TILE"],
                stage=FIRST,
                inputs=inputs,
                reasons={},
            )
        assert refused.value.code == code


def test_who_may_not(
    request: pytest.FixtureRequest, nam_nung: RoundUnit, nodes: Nodes, assigned: None, minh: User
) -> None:
    for name in ("lan", "thinh", "hoa", "phu", "ngan", "long", "quan", "thu"):
        with pytest.raises(NotAllowed):
            appraise(
                actor=request.getfixturevalue(name),
                round_unit=nam_nung,
                leaf=nodes["KH-TILE"],
                stage=FIRST,
                inputs=tasks(50, 50),
                reasons={},
            )
    with pytest.raises(NotAllowed) as refused:
        appraise(actor=minh, round_unit=nam_nung, leaf=nodes["HS-THU"], stage=FIRST, inputs={}, reasons={})
    assert refused.value.code == "assessments.not_assigned"


@pytest.mark.parametrize(
    ("moment", "stage", "code"),
    [
        (FILLING, FIRST, "assessments.window_not_yet"),
        (at(1, 1), FIRST, "assessments.window_closed"),
        (at(20), Stage.APPRAISAL_2, "assessments.window_not_yet"),
        (at(20), Stage.COUNCIL, "assessments.not_an_appraisal_stage"),
    ],
)
def test_only_while_the_stage_is_open(
    minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None, moment: object, stage: Stage, code: str
) -> None:
    with clock.stopped_at(moment), pytest.raises(ActionRefused) as refused:  # type: ignore[arg-type]
        appraise(actor=minh, round_unit=nam_nung, leaf=nodes["KH-TILE"], stage=stage, inputs=tasks(50, 50), reasons={})
    assert refused.value.code == code


def test_not_while_the_unit_still_fills(
    hoa: User, minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    with pytest.raises(ActionRefused) as refused:
        appraise(actor=minh, round_unit=nam_nung, leaf=nodes["KH-TILE"], stage=FIRST, inputs=tasks(50, 50), reasons={})
    assert refused.value.code == "assessments.appraise_before_hand_in"


def test_two_people_the_second_sees_both(minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None) -> None:
    where = {"round_unit": nam_nung, "leaf": nodes["KH-TILE"], "stage": FIRST}
    appraise(actor=None, **where, inputs=tasks(41, 50), reasons={"M02": D("0.36")}, row_version=0)  # type: ignore[arg-type]
    with pytest.raises(AppraisalConflict) as conflict:
        appraise(actor=minh, **where, inputs=tasks(50, 50), reasons={}, row_version=0)  # type: ignore[arg-type]
    assert conflict.value.standing.points == D("1.64")
    assert conflict.value.opened is None, "Minh had nothing before him"
    appraise(actor=minh, **where, inputs=tasks(50, 50), reasons={}, row_version=1)  # type: ignore[arg-type]
    with pytest.raises(AppraisalConflict) as again:
        appraise(actor=None, **where, inputs=tasks(40, 50), reasons={"M02": D("0.4")}, row_version=1)  # type: ignore[arg-type]
    assert again.value.opened is not None and again.value.opened.points == D("1.64")
    assert again.value.standing.points == D(2)


def test_closing_seals_and_the_second_appraisal_counts(
    hoa: User, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    where = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["KH-TILE"]}
    appraise(**where, stage=FIRST, inputs=tasks(41, 50), reasons={"M02": D("0.36")})  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        close_appraisal_stage(actor=minh, round_=round_2026, stage=FIRST)
    with pytest.raises(ActionRefused) as refused:
        close_appraisal_stage(actor=hoa, round_=round_2026, stage=FIRST)
    assert (refused.value.code, refused.value.values["count"]) == ("assessments.appraisal_unfinished", 20)
    close_appraisal_stage(actor=hoa, round_=round_2026, stage=FIRST, reason="hết hạn")
    with pytest.raises(ActionRefused) as sealed:
        appraise(**where, stage=FIRST, inputs=tasks(50, 50), reasons={})  # type: ignore[arg-type]
    assert sealed.value.code == "assessments.appraisal_sealed"
    with clock.stopped_at(SECOND):
        appraise(**where, stage=Stage.APPRAISAL_2, inputs=tasks(48, 50), reasons={"M02": D("0.08")})  # type: ignore[arg-type]
    stages = dict(
        Score.objects.filter(entry__leaf=nodes["KH-TILE"], entry__round_unit=nam_nung).values_list("stage", "points")
    )
    assert stages == {"self": D("1.8"), "appraisal_1": D("1.64"), "appraisal_2": D("1.92")}
    assert standing_scores(round_2026)[nam_nung.pk, "KH-TILE"].points == D("1.92")
    assert standing_scores(round_2026, stages=[Stage.SELF])[nam_nung.pk, "KH-TILE"].points == D("1.8")
    told = AuditEntry.objects.get(action="assessments.close_appraisal_stage")
    assert (told.references["sealed"], told.references["left"]) == (1, 20)


def test_results_count_what_stands_and_never_the_blind_score(
    hoa: User, minh: User, thu: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    draw_sample(actor=hoa, round_=round_2026, size=3, seed="2026")
    where = {"round_unit": nam_nung, "leaf": nodes["KH-TILE"]}
    appraise(actor=minh, **where, stage=FIRST, inputs=tasks(41, 50), reasons={"M02": D("0.36")})  # type: ignore[arg-type]
    appraise(actor=thu, **where, stage=Stage.BLIND, inputs=tasks(10, 50), reasons={"M01": D("2")})  # type: ignore[arg-type]
    compute_results(actor=hoa, round_=round_2026)
    totals = dict(UnitResult.objects.values_list("round_unit__name", "points"))
    # 1 + 1,64 + 1 + 2 + 1; the others keep their own 1,8.
    assert totals == {"Xã Nâm Nung": D("6.64"), "Xã Đắk Wil": D("6.8"), "Phường Phước Hội": D("6.8")}


def test_a_blind_appraiser_works_on_the_sample_and_once_a_person(
    hoa: User, thu: User, minh: User, round_2026: Round, nodes: Nodes, assigned: None
) -> None:
    drawn = draw_sample(actor=hoa, round_=round_2026, size=1, seed="mẫu 2026", node=nodes["CD-KH"])
    inside = drawn[0].round_unit.name
    outside = next(unit.name for unit in round_2026.units.all() if unit.name != inside)
    given = {"leaf": nodes["KH-TILE"], "stage": Stage.BLIND, "inputs": tasks(50, 50), "reasons": {}}
    score = appraise(actor=thu, round_unit=member_of(round_2026, inside), **given)  # type: ignore[arg-type]
    assert (score.actor, score.saved_by) == (thu, thu)
    with pytest.raises(NotAllowed) as refused:
        appraise(actor=thu, round_unit=member_of(round_2026, outside), **given)  # type: ignore[arg-type]
    assert refused.value.code == "assessments.not_in_sample"
    with pytest.raises(NotAllowed):
        appraise(actor=minh, round_unit=member_of(round_2026, inside), **given)  # type: ignore[arg-type]
