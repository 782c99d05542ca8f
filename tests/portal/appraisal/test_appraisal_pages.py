"""The appraiser's pages, without JavaScript: lists, panes, saving, refusals that keep what was typed, who may look."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import at, tasks
from tests.portal.conftest import SignedIn

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import Assigning, appraise, assign_appraiser, draw_sample, reopen_sheet
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.appraisal import Bench
from parindex.portal.assessments.queries.appraisal_progress import progress_of, unfinished_cells
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.stage_work import cells_left
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry

D = Decimal
Nodes = dict[str, NodeRow]


def leaf_page(member: RoundUnit, leaf: str = "KH-TILE", query: str = "") -> str:
    ids = [member.round.public_id, leaf, member.unit.public_id]
    return reverse("assessments:appraise_by_leaf", args=ids) + query


def typed(done: str, planned: str, **more: str) -> dict[str, str]:
    return {"x-tasks-tu": done, "x-tasks-mau": planned, "row_version": "0"} | {
        name.replace("_", "-"): value for name, value in more.items()
    }


def first(member: RoundUnit, leaf: str = "KH-TILE") -> Score | None:
    return Score.objects.filter(entry__round_unit=member, entry__leaf__code=leaf, stage=Stage.APPRAISAL_1).first()


def test_the_page_shows_unit_system_and_own_figures(
    signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None
) -> None:
    page = signed_in(minh).get(leaf_page(nam_nung))
    words = page.content.decode()
    assert page.status_code == 200
    assert "Mức độ hoàn thành kế hoạch" in words
    assert 'name="x-tasks-tu" value="45"' in words
    assert "Có điểm nhưng không có minh chứng" in words
    assert 'value="M02" selected' in words, "the engine's reason for the lost 0,2 is proposed"
    assert 'class="menu-button"' in words, "the panes need the width: the navigation opens over them"


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


def test_progress_counts_assigned_leaves_of_units_that_handed_in(
    signed_in: SignedIn, hoa: User, minh: User, nam_nung: RoundUnit, dak_wil: RoundUnit, assigned: None
) -> None:
    assert signed_in(minh).post(leaf_page(dak_wil), typed("45", "50") | {"chap-nhan": "1"}).status_code == 302
    reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(22), reason="sai biểu")
    round_ = nam_nung.round
    progress = progress_of(Bench(round_, Stage.APPRAISAL_1, minh))
    assert (progress.done, progress.of, progress.handed_in) == (1, 4 * 2, 2)
    assert progress.of == sum(line.of for line in progress.units), "by leaf and by unit the same"
    assert cells_left(round_, assigned_leaves(minh, round_, blind=False)) == (progress.of - progress.done, 2)
    whole = progress_of(Bench(round_, Stage.APPRAISAL_1, None))
    assert whole.of - whole.done == unfinished_cells(round_)
    page = signed_in(minh).get(reverse("assessments:appraisal", args=[round_.public_id])).content.decode()
    assert "tiêu chí được phân công cho bạn, của 2 đơn vị đã nộp phiếu" in page


def test_search_without_accents(signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None) -> None:
    words = signed_in(minh).get(leaf_page(nam_nung, query="?tim=dak wil")).content.decode()
    table = words.partition('aria-label="Đơn vị"')[2].partition("</table>")[0]
    assert "Đắk Wil" in table and "Phước Hội" not in table


def test_by_unit_runs_over_the_leaves(signed_in: SignedIn, minh: User, nam_nung: RoundUnit, assigned: None) -> None:
    ids = [nam_nung.round.public_id, nam_nung.unit.public_id]
    page = signed_in(minh).get(reverse("assessments:appraise_unit", args=ids))
    words = page.content.decode()
    assert page.status_code == 200
    assert "1.1.1" in words and "1.2" in words
    assert "2.2 " not in words.partition("</table>")[0], "field 2 is not his"
    one = reverse("assessments:appraise_by_unit", args=[*ids, "KH-NGAY"])
    answer = signed_in(minh).post(one, {"x-issued_on": "20/01/2026", "row_version": "0"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("assessments:appraise_by_unit", args=[*ids, "KH-TILE"])


def test_the_blind_appraiser_never_sees_the_first_ones_points(
    signed_in: SignedIn,
    hoa: User,
    minh: User,
    thu: User,
    round_2026: Round,
    nam_nung: RoundUnit,
    nodes: Nodes,
    assigned: None,
) -> None:
    draw_sample(actor=hoa, round_=round_2026, size=3, seed="2026")
    appraise(
        actor=minh,
        round_unit=nam_nung,
        leaf=nodes["KH-TILE"],
        stage=Stage.APPRAISAL_1,
        inputs=tasks(41, 50),
        reasons={"M02": D("0.36")},
        note="ý kiến của Minh",
    )
    page = signed_in(thu).get(leaf_page(nam_nung))
    words = page.content.decode()
    assert page.status_code == 200
    assert "Chấm độc lập" in words
    assert "1,640" not in words and "ý kiến của Minh" not in words and "Nguyễn Văn Minh" not in words
    results = [
        reverse("assessments:unit", args=[round_2026.public_id, nam_nung.unit.public_id]),
        reverse("assessments:leaf", args=[round_2026.public_id, nam_nung.unit.public_id, "KH-TILE"]),
    ]
    for address in results:
        assert signed_in(thu).get(address).status_code == 403
        assert signed_in(minh).get(address).status_code == 200
    answer = signed_in(thu).post(leaf_page(nam_nung), typed("40", "50", mat_1="0,4", ly_do_1="M02"))
    assert answer.status_code == 302
    blind = Score.objects.get(stage=Stage.BLIND)
    assert (blind.actor, blind.points) == (thu, D("1.6"))
    shown = signed_in(hoa).get(reverse("assessments:agreement", args=[round_2026.public_id])).content.decode()
    assert "100,00 %" in shown, "both lowered it"
    assert "0,040" in shown
    assert signed_in(thu).get(reverse("assessments:agreement", args=[round_2026.public_id])).status_code == 403


PAGES = ("appraisal", "sample", "disputes")
OVERSIGHT = ("agreement", "gaps")


@pytest.mark.parametrize("name", PAGES + OVERSIGHT)
def test_who_may_look(
    request: pytest.FixtureRequest, signed_in: SignedIn, round_2026: Round, assigned: None, name: str
) -> None:
    address = reverse(f"assessments:{name}", args=[round_2026.public_id])
    oversee, appraisers = {"hoa", "ngan"}, {"minh", "thu"}
    allowed = oversee if name in OVERSIGHT else oversee | appraisers
    for person in ("hoa", "minh", "thu", "lan", "thinh", "phu", "ngan", "long", "quan"):
        expected = 200 if person in allowed else 403
        if name in OVERSIGHT or person != "x":
            assert signed_in(request.getfixturevalue(person)).get(address).status_code == expected, person


def test_who_only_oversees_has_no_buttons(
    request: pytest.FixtureRequest, signed_in: SignedIn, nam_nung: RoundUnit, assigned: None
) -> None:
    for name in ("hoa", "ngan"):
        words = signed_in(request.getfixturevalue(name)).get(leaf_page(nam_nung)).content.decode()
        assert 'data-key="enter"' not in words
        assert "không được phân công" in words
    for name in ("lan", "phu", "quan", "long"):
        person = request.getfixturevalue(name)
        assert signed_in(person).get(leaf_page(nam_nung)).status_code == 403
        assert signed_in(person).post(leaf_page(nam_nung), typed("50", "50")).status_code == 403


def test_the_coordinator_assigns_and_withdraws(
    signed_in: SignedIn, hoa: User, minh: User, thu: User, round_2026: Round, nodes: Nodes
) -> None:
    address = reverse("assessments:assignments", args=[round_2026.public_id])
    data = {"nguoi": ["minh", "thu"], "tieu-chi": ["CD", "HS-HAN"]}
    assert signed_in(hoa).post(address, data).status_code == 302
    assert AppraisalAssignment.objects.count() == 4
    assert signed_in(hoa).post(address, data).status_code == 302
    assert AppraisalAssignment.objects.count() == 4, "a second click writes nothing"
    refused = signed_in(hoa).post(address, {"nguoi": ["minh"], "tieu-chi": ["KH-TILE"], "doc-lap": "1"})
    assert refused.status_code == 422
    assert "vừa thẩm định vừa chấm độc lập" in refused.content.decode()
    held = AppraisalAssignment.objects.get(person=minh, node=nodes["CD"])
    assert signed_in(hoa).post(address, {"rut": str(held.pk)}).status_code == 302
    assert AppraisalAssignment.objects.count() == 3
    acts = AuditEntry.objects.filter(stream=f"round:{round_2026.public_id}").values_list("action", flat=True)
    assert list(acts).count("assessments.assign_appraiser") == 4
    assert "assessments.withdraw_assignment" in acts
    for person in (minh, thu):
        assert signed_in(person).post(address, data).status_code == 403


def test_drawing_and_closing_in_the_browser(
    signed_in: SignedIn, hoa: User, minh: User, round_2026: Round, assigned: None
) -> None:
    sample = reverse("assessments:sample", args=[round_2026.public_id])
    assert signed_in(minh).post(sample, {"co-mau": "2"}).status_code == 403
    assert signed_in(hoa).post(sample, {"co-mau": "9"}).status_code == 422
    assert signed_in(hoa).post(sample, {"co-mau": "2", "hat-giong": "cchc-2026"}).status_code == 302
    again = signed_in(hoa).post(sample, {"co-mau": "2"})
    assert again.status_code == 422 and "cchc-2026" in again.content.decode()
    close = reverse("assessments:close_appraisal", args=[round_2026.public_id, "1"])
    assert signed_in(minh).get(close).status_code == 403
    assert "21 ô chưa thẩm định" in signed_in(hoa).get(close).content.decode()
    assert signed_in(hoa).post(close).status_code == 422
    assert signed_in(hoa).post(close, {"ly-do": "hết hạn"}).status_code == 302


def test_gaps_page_and_its_excel(
    signed_in: SignedIn, hoa: User, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    appraise(
        actor=minh,
        round_unit=nam_nung,
        leaf=nodes["KH-TILE"],
        stage=Stage.APPRAISAL_1,
        inputs=tasks(41, 50),
        reasons={"M02": D("0.36")},
    )
    address = reverse("assessments:gaps", args=[round_2026.public_id])
    words = signed_in(hoa).get(address).content.decode()
    assert "−0,160" in words and "Xã Nâm Nung" in words and "Đắk Wil" not in words
    answer = signed_in(hoa).get(address + "?format=xlsx")
    assert answer.content[:2] == b"PK"


def test_a_leaf_of_someone_else(
    signed_in: SignedIn, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes
) -> None:
    assign_appraiser(actor=None, round_=round_2026, rows=[Assigning(minh, nodes["HS"])])
    assert signed_in(minh).get(leaf_page(nam_nung)).status_code == 403
    assert signed_in(minh).get(leaf_page(nam_nung, "HS-THU")).status_code == 200
    survey = signed_in(minh).get(leaf_page(nam_nung, "HS-DTXHH")).content.decode()
    assert 'name="nguon"' in survey, "a survey leaf asks for its source"


def test_the_navigation_leads_to_the_round_that_waits(
    signed_in: SignedIn, hoa: User, minh: User, lan: User, round_2026: Round, assigned: None
) -> None:
    address, own = reverse("assessments:my_appraisal"), reverse("assessments:appraisal", args=[round_2026.public_id])
    for person in (minh, hoa):
        assert signed_in(person).get(address)["Location"] == own
        assert address in signed_in(person).get(own).content.decode()
    assert signed_in(lan).get(address)["Location"] == reverse("assessments:rounds")


def test_the_line_of_the_navigation_that_the_page_belongs_to_is_marked(
    signed_in: SignedIn, minh: User, lan: User, hoa: User, nam_nung: RoundUnit, assigned: None
) -> None:
    place = [nam_nung.round.public_id, nam_nung.unit.public_id]
    for person, name, args, line in (
        (lan, "sheet", place, "Phiếu tự đánh giá"),
        (lan, "sheet_row", [*place, "CD-TT"], "Phiếu tự đánh giá"),
        (lan, "evidence", [*place, "CD-TT"], "Minh chứng"),
        (lan, "unit", place, "Đợt, xếp hạng"),
        (minh, "appraise_leaf", [place[0], "CD-TT"], "Thẩm định"),
        (minh, "assignments", place[:1], "Thẩm định"),
        (hoa, "calendar", place[:1], "Tổng quan đợt"),
        (hoa, "sheet", place, "Đợt, xếp hạng"),
    ):
        page = signed_in(person).get(reverse(f"assessments:{name}", args=args)).content.decode()
        marked = re.findall(r'aria-current="page"><span>([^<]+)</span>', page)
        assert marked == [line], (person.username, name, marked)


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
    assert "ô chưa đọc được" in page
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
