"""The appraiser's pages, without JavaScript: lists, panes, who may look; the coordinator assigns, draws, closes."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import at, leaf_page, tasks, typed
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import Assigning, appraise, assign_appraiser, draw_sample, reopen_sheet
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.appraisal import Bench
from parindex.portal.assessments.queries.appraisal_progress import progress_of, unfinished_cells
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.stage_work import cells_left
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.models import AuditEntry

D = Decimal
Nodes = dict[str, NodeRow]


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
