"""Saving an appraised score, without JavaScript: reasons, conflicts, refusals that keep what was typed."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import at, first, leaf_page, tasks, typed
from tests.portal.conftest import SignedIn

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import appraise, reopen_sheet
from parindex.portal.assessments.models import RoundUnit, Stage
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock

D = Decimal
Nodes = dict[str, NodeRow]


def test_saving_goes_to_the_next_unit(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, dak_wil: RoundUnit, assigned: None
) -> None:
    # Vietnamese order: Đắk Wil, Nâm Nung, Phước Hội.
    data = typed("41", "50", mat_1="0,2", ly_do_1="M02", mat_2="0,16", ly_do_2="S01", ghi_chu="thiếu sản phẩm")
    answer = signed_in(minh).post(leaf_page(dak_wil), data)
    assert answer.status_code == 302
    assert answer["Location"] == leaf_page(nam_nung)
    score = first(dak_wil)
    assert score is not None
    assert (score.points, score.note) == (D("1.64"), "thiếu sản phẩm")
    listed = signed_in(minh).get(leaf_page(nam_nung, query="?loc=chua-xong")).content.decode()
    assert "Chưa xong 2" in listed


def test_asking_to_explain_saves_what_was_typed_first(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    client, place = signed_in(minh), [nam_nung.round.public_id, nam_nung.unit.public_id, "KH-TILE"]
    ask = reverse("assessments:ask_explanation", args=place)
    untouched = typed("45", "50", mat_1="0,200", ly_do_1="M02", giai_trinh="1")
    assert client.post(leaf_page(nam_nung), untouched)["Location"] == ask
    assert first(nam_nung) is None, "nothing was typed, nothing is saved"
    answer = client.post(leaf_page(nam_nung), untouched | {"x-tasks-tu": "bốn mươi"})
    assert answer.status_code == 422 and "bốn mươi" in answer.content.decode()
    data = typed("41", "50", mat_1="0,36", ly_do_1="S01", ghi_chu="thiếu sản phẩm", giai_trinh="1")
    assert client.post(leaf_page(nam_nung), data)["Location"] == ask
    score = first(nam_nung)
    assert score is not None and score.note == "thiếu sản phẩm"
    assert leaf_page(nam_nung) in client.get(ask).content.decode(), "the way back to the row"


def test_an_empty_amount_takes_the_rest_exactly(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    # 43 ÷ 49 × 2 = 1,755102041; lost 0,244897959, printed 0,245.
    data = typed("43", "49", mat_1="0,1", ly_do_1="M02", ly_do_2="S01")
    assert signed_in(minh).post(leaf_page(nam_nung), data).status_code == 302
    score = first(nam_nung)
    assert score is not None and score.points == D("1.755102041")
    assert dict(score.loss_reasons.values_list("code", "points")) == {"M02": D("0.1"), "S01": D("0.144897959")}


def test_amounts_as_printed_add_up(signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None) -> None:
    data = typed("43", "49", mat_1="0,145", ly_do_1="M02", mat_2="0,1", ly_do_2="S01")
    assert signed_in(minh).post(leaf_page(nam_nung), data).status_code == 302
    score = first(nam_nung)
    assert score is not None
    assert dict(score.loss_reasons.values_list("code", "points")) == {"M02": D("0.145"), "S01": D("0.099897959")}


def test_what_is_refused_keeps_what_was_typed(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    page = signed_in(minh).post(
        leaf_page(nam_nung), typed("41", "50", mat_1="0,2", ly_do_1="M02", ghi_chu="còn xem lại")
    )
    words = page.content.decode()
    assert page.status_code == 422
    assert "còn thiếu 0,160" in words
    assert 'value="41"' in words and "còn xem lại" in words
    assert first(nam_nung) is None
    wrong = signed_in(minh).post(leaf_page(nam_nung), typed("bốn mươi", "50"))
    assert wrong.status_code == 422
    assert "bốn mươi" in wrong.content.decode()


def test_computing_saves_nothing(signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None) -> None:
    page = signed_in(minh).post(leaf_page(nam_nung), typed("41", "50", tinh="1"))
    assert page.status_code == 200
    assert "1,640" in page.content.decode()
    assert first(nam_nung) is None


def test_computing_keeps_reasons_that_still_add_up(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    data = typed("41", "50", tinh="1", mat_1="0,3", ly_do_1="M02", mat_2="", ly_do_2="S01")
    page = signed_in(minh).post(leaf_page(nam_nung), data).content.decode()
    assert 'name="mat-1" value="0,3"' in page and "Lý do trước khi tính" not in page
    first_reason, second_reason = page.split('name="ly-do-')[1:3]
    assert 'value="M02" selected' in first_reason and 'value="S01" selected' in second_reason


def test_reasons_that_computing_replaces_are_told(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    data = typed("40", "50", tinh="1", mat_1="0,3", ly_do_1="M02", mat_2="0,06", ly_do_2="S01")
    page = signed_in(minh).post(leaf_page(nam_nung), data).content.decode()
    told = page.partition("Lý do trước khi tính, cộng lại không còn bằng số điểm mất:")[2].partition("</p>")[0]
    assert "0,3 M02" in told and "0,06 S01" in told
    assert 'name="mat-1" value="0,3"' not in page, "0,4 are lost now"


def test_the_one_reason_chosen_before_is_kept_with_the_new_amount(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    data = typed("41", "50", tinh="1", mat_1="0,2", ly_do_1="M02", mat_2="0,4", ly_do_2="S01")
    page = signed_in(minh).post(leaf_page(nam_nung), data).content.decode()
    first_reason, second_reason = page.split('name="ly-do-')[1:3]
    assert 'value="M02" selected' in first_reason, "what the unit lost by its own figures"
    assert 'name="mat-2" value="0,160"' in first_reason and 'value="S01" selected' in second_reason


def test_accepting_the_self_score_of_one_unit(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    data = typed("41", "50") | {"chap-nhan": "1"}
    assert signed_in(minh).post(leaf_page(nam_nung), data).status_code == 302
    score = first(nam_nung)
    assert score is not None and score.points == D("1.8"), "what stood in the boxes does not count"
    assert dict(score.loss_reasons.values_list("code", "points")) == {"M02": D("0.2")}


def test_a_conflict_shows_both_and_the_second_save_keeps_mine(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    appraise(
        actor=None,
        round_unit=nam_nung,
        leaf=nodes["KH-TILE"],
        stage=Stage.APPRAISAL_1,
        inputs=tasks(40, 50),
        reasons={"M02": D("0.4")},
        note="của người kia",
    )
    mine = typed("41", "50", mat_1="0,36", ly_do_1="M02", ghi_chu="của tôi")
    page = signed_in(minh).post(leaf_page(nam_nung), mine)
    words = page.content.decode()
    assert page.status_code == 409
    assert "của người kia" in words and "của tôi" in words
    assert "1,600" in words and "1,640" in words
    assert 'name="row_version" value="1"' in words
    assert signed_in(minh).post(leaf_page(nam_nung), mine | {"row_version": "1"}).status_code == 302
    score = first(nam_nung)
    assert score is not None and (score.points, score.note) == (D("1.64"), "của tôi")
    assert [version.note for version in score.versions.all()] == ["của người kia", "của tôi"]


def test_a_unit_that_has_not_handed_in_is_only_read(
    signed_in: SignedIn, hoa: User, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    for moment in (at(20, hour=9), at(23, hour=9)):
        with clock.stopped_at(moment):
            words = signed_in(minh).get(leaf_page(nam_nung)).content.decode()
            assert "Chưa nộp phiếu tự đánh giá" in words
            assert 'data-key="enter"' not in words and 'name="chap-nhan"' not in words
            assert signed_in(minh).post(leaf_page(nam_nung), typed("45", "50") | {"chap-nhan": "1"}).status_code == 422
    assert first(nam_nung) is None


@pytest.mark.parametrize("button", ["tinh", ""])
def test_every_wrong_figure_is_told_and_its_text_kept(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None, button: str
) -> None:
    data = typed("4a", "-5", mat_1="0,2x", ly_do_1="M02", ghi_chu="xem lại") | ({button: "1"} if button else {})
    answer = signed_in(minh).post(leaf_page(nam_nung), data)
    page = answer.content.decode()
    assert answer.status_code == (200 if button else 422)
    swapped = page[page.index('id="so-va-diem"') : page.index('id="ghi-chu"')]
    assert "“4a” không phải là số" in swapped and "“-5” là số âm" in swapped
    assert 'value="4a"' in swapped and 'value="-5"' in swapped and "xem lại" in page
    assert "điểm của số liệu đã lưu" in swapped, "1,8 are the points of the unit's figures"
    assert "Chưa lưu, cần sửa: " in page and (button or "Lý do mất điểm 1: “0,2x”" in page.replace("\n", ""))
    assert first(nam_nung) is None


def test_a_missing_reason_is_called_a_missing_reason(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    answer = signed_in(minh).post(leaf_page(nam_nung), typed("40", "50", mat_1="0,2"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa lưu, cần sửa: Lý do mất điểm 1: Chọn lý do" in page
    assert "chưa đọc được" not in page
    assert first(nam_nung) is None


def test_the_reading_stands_beside_the_figure(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    page = signed_in(minh).post(leaf_page(nam_nung), typed("1.310", "1.400") | {"tinh": "1"}).content.decode()
    assert "đọc là 1.310 nhiệm vụ" in page
    assert "điểm của số liệu đã lưu" not in page


def test_reasons_add_up_as_they_are_printed(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    # 2 × 1797 ÷ 1960 = 1,833673469; lost 0,166326531: its thirds would print 0,055 three times beside 0,166.
    inputs = {"tasks": Ratio(D(1797), D(1960))}
    node = NodeRow.objects.get(version=nam_nung.round.set_version, code="KH-TILE")
    third = D("0.055442177")
    appraise(
        actor=minh, round_unit=nam_nung, leaf=node, stage=Stage.APPRAISAL_1, inputs=inputs,
        reasons={"M02": third, "S01": third, "S02": third},
    )  # fmt: skip
    page = signed_in(minh).get(leaf_page(nam_nung)).content.decode()
    shown = [D(each.replace(",", ".")) for each in re.findall(r'name="mat-\d" value="(0,\d{3})"', page)]
    assert len(shown) == 3
    assert sum(shown) == D("0.166")
