"""The sheet in the browser: whole pages without script, parts for the script, nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import CLOSES

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import FigureDispute, LeafOwner, RoundUnit, Score
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock


def at(name: str, member: RoundUnit, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[member.round.public_id, member.unit.public_id, *more])


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def test_the_sheet_shows_every_row_with_its_state(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    page = browser.get(at("sheet", nam_nung)).content.decode()
    for words in ("1.1.2", "Mức độ hoàn thành kế hoạch", "Chưa nhập", "Cơ quan khác chấm", "1.290/1.306", "1,975"):
        assert words in page
    assert "14 %" in page and "1/7" in page
    assert re.search(r"Cộng phần[^<]*tự chấm", page)


def test_the_steps_name_a_figure_by_its_title(browser: Client, nam_nung: RoundUnit) -> None:
    page = browser.get(at("sheet", nam_nung) + "?dong=KH-TILE").content.decode()
    assert "Chưa có số liệu “Nhiệm vụ đã hoàn thành”" in page
    assert "“tasks”" not in page


@pytest.mark.parametrize("address", ["?dong=1.1.2", "?dong=KH-TILE"])
def test_the_open_row_lives_in_the_address(browser: Client, nam_nung: RoundUnit, address: str) -> None:
    page = browser.get(at("sheet", nam_nung) + address).content.decode()
    assert 'name="x-tasks-tu"' in page and 'name="x-tasks-mau"' in page
    assert page.count('id="sua"') == 1


def test_a_row_is_saved_without_script(browser: Client, nam_nung: RoundUnit) -> None:
    answer = browser.post(
        at("sheet_row", nam_nung, "KH-TILE"), {"x-tasks-tu": "41", "x-tasks-mau": "42", "phien": "0", "sang-sau": "1"}
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("?dong=1.1.3#dong-KH-SANGKIEN")
    assert Score.objects.get().inputs == {"tasks": ["41", "42"]}


def test_a_save_by_script_gets_the_parts_that_changed(browser: Client, nam_nung: RoundUnit) -> None:
    answer = browser.post(
        at("sheet_row", nam_nung, "KH-TILE"),
        {"x-tasks-tu": "41", "x-tasks-mau": "42", "phien": "0", "giai-trinh": ""},
        headers={"X-Sheet": "1"},
    )
    parts = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in parts
    assert "Đã lưu 09:00" in parts and "1,952" in parts
    assert re.search(r'id="phien" value="1"', parts)
    assert re.search(r'id="d-CD">1,952<', parts)
    assert 'id="fact-line"' in parts


def test_a_wrong_box_is_named_and_its_text_stays(browser: Client, nam_nung: RoundUnit) -> None:
    answer = browser.post(at("sheet_row", nam_nung, "KH-TILE"), {"x-tasks-tu": "43", "x-tasks-mau": "42", "phien": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa lưu: 1 ô sai" in page
    assert "43 lớn hơn “Nhiệm vụ trong kế hoạch” (42)" in page
    assert 'value="43"' in page and 'aria-invalid="true"' in page
    again = browser.get(at("sheet", nam_nung) + "?dong=1.1.2").content.decode()
    assert 'value="43"' in again and "Sai số liệu" in again


def test_an_ambiguous_figure_is_asked(browser: Client, nam_nung: RoundUnit) -> None:
    answer = browser.post(at("sheet_row", nam_nung, "HS-THU"), {"x-money": "1.500", "x-way": "a", "phien": "0"})
    assert answer.status_code == 422
    assert "đọc được hai cách. Gõ 1500 nếu" in answer.content.decode()


def test_the_deadline_passes_and_the_text_stays(browser: Client, nam_nung: RoundUnit) -> None:
    assert browser.get(at("sheet", nam_nung) + "?dong=1.1.3").status_code == 200
    with clock.stopped_at(CLOSES):
        answer = browser.post(
            at("sheet_row", nam_nung, "KH-SANGKIEN"),
            {"x-ideas": "7", "giai-trinh": "Bảy sáng kiến", "phien": "0"},
            headers={"X-Sheet": "1"},
        )
        page = browser.post(at("sheet_row", nam_nung, "KH-SANGKIEN"), {"x-ideas": "7", "giai-trinh": "Bảy sáng kiến"})
    assert answer.status_code == page.status_code == 422
    assert "Không lưu: đã hết hạn" in answer.content.decode()
    text = page.content.decode()
    assert 'value="7"' in text and "Bảy sáng kiến" in text and "00:00:00 16/12/2026" in text
    assert not Score.objects.exists()


def test_two_tabs_choose_box_by_box(signed_in: SignedIn, browser: Client, thinh: User, nam_nung: RoundUnit) -> None:
    row = at("sheet_row", nam_nung, "KH-TILE")
    browser.post(row, {"x-tasks-tu": "40", "x-tasks-mau": "42", "phien": "0"})
    signed_in(thinh).post(row, {"x-tasks-tu": "40", "x-tasks-mau": "44", "phien": "1"})
    answer = browser.post(row, {"x-tasks-tu": "41", "x-tasks-mau": "42", "giai-trinh": "", "phien": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Y Thịnh Niê" in page and 'name="giu-x-tasks-tu"' in page and 'name="giu-x-tasks-mau"' in page
    kept = {
        "chon": "1",
        "phien": "1",
        "phien-da-xem": "2",
        "giu-x-tasks-tu": "toi",
        "cua-toi-x-tasks-tu": "41",
        "cua-ho-x-tasks-tu": "40",
        "giu-x-tasks-mau": "ho",
        "cua-toi-x-tasks-mau": "42",
        "cua-ho-x-tasks-mau": "44",
        "x-tasks-tu": "41",
        "x-tasks-mau": "42",
    }
    assert browser.post(row, kept).status_code == 302
    assert Score.objects.get().inputs == {"tasks": ["41", "44"]}


def test_typing_on_beside_a_conflict_chooses_nothing(
    signed_in: SignedIn, browser: Client, thinh: User, nam_nung: RoundUnit
) -> None:
    """The row saves by itself while both sides are shown: still a conflict, now with what was typed last."""
    row = at("sheet_row", nam_nung, "KH-TILE")
    browser.post(row, {"x-tasks-tu": "40", "x-tasks-mau": "42", "phien": "0"})
    signed_in(thinh).post(row, {"x-tasks-tu": "38", "x-tasks-mau": "42", "phien": "1"})
    first = browser.post(row, {"x-tasks-tu": "41", "x-tasks-mau": "42", "phien": "1"}, headers={"X-Sheet": "1"})
    assert 'name="phien" id="phien" value="1"' in first.content.decode()
    shown = {"giu-x-tasks-tu": "toi", "cua-toi-x-tasks-tu": "41", "cua-ho-x-tasks-tu": "38", "phien-da-xem": "2"}
    sent = {"x-tasks-tu": "42", "x-tasks-mau": "42", "phien": "1"}
    again = browser.post(row, shown | sent, headers={"X-Sheet": "1"})
    assert again.status_code == 409
    assert 'name="cua-toi-x-tasks-tu" value="42"' in again.content.decode()
    assert Score.objects.get().inputs == {"tasks": ["38", "42"]}


def test_signed_out_between_load_and_save_nothing_is_written(browser: Client, nam_nung: RoundUnit) -> None:
    browser.logout()
    answer = browser.post(at("sheet_row", nam_nung, "KH-TILE"), {"x-tasks-tu": "41"}, headers={"X-Sheet": "1"})
    assert answer.status_code == 302, "the script keeps the text and asks to sign in"
    assert not Score.objects.exists()


def test_a_known_figure_is_grey_with_its_source_and_can_be_disputed(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    page = browser.get(at("sheet_row", nam_nung, "HS-HAN")).content.decode()
    assert 'name="x-on_time-tu"' in page, "only inside the dispute"
    assert page.count('name="x-on_time-tu"') == 1
    assert "Hệ thống một cửa của tỉnh, 05/12/2026" in page
    answer = browser.post(
        at("sheet_dispute", nam_nung, "HS-HAN"),
        {"so-lieu": "on_time", "x-on_time-tu": "1300", "x-on_time-mau": "1306", "ly-do": "tạm dừng"},
        follow=True,
    )
    assert "Có phản ánh" in answer.content.decode() and "1.300/1.306" in answer.content.decode()
    dispute = FigureDispute.objects.get()
    browser.post(at("sheet_withdraw", nam_nung, "HS-HAN"), {"phan-anh": dispute.public_id})
    dispute.refresh_from_db()
    assert dispute.state == "withdrawn"


def test_small_acts_of_a_row(browser: Client, nam_nung: RoundUnit, lan: User) -> None:
    row = at("sheet_row", nam_nung, "KH-SANGKIEN")
    browser.post(row, {"x-ideas": "1", "phien": "0"})
    browser.post(row, {"x-ideas": "2", "phien": "1"})
    answer = browser.post(at("sheet_undo", nam_nung, "KH-SANGKIEN"), {"phien": "2"}, follow=True)
    assert answer.status_code == 200
    assert Score.objects.get().inputs == {"ideas": "1"}
    browser.post(at("sheet_owner", nam_nung, "KH-SANGKIEN"), {"nguoi": str(lan.pk)})
    assert LeafOwner.objects.get().person == lan
    refused = browser.post(at("sheet_carry_forward", nam_nung, "KH-SANGKIEN"), follow=True)
    assert "năm trước không có giải trình" in refused.content.decode()


def test_filters_and_search_live_in_the_address(browser: Client, nam_nung: RoundUnit) -> None:
    browser.post(at("sheet_row", nam_nung, "CD-TT"), {"x-done": "co", "phien": "0"})
    missing = browser.get(at("sheet", nam_nung) + "?loc=thieu-minh-chung").content.decode()
    assert "Có kế hoạch tuyên truyền" in missing and "Sáng kiến cải cách" not in missing
    found = browser.get(at("sheet", nam_nung) + "?q=sang kien").content.decode()
    assert "Sáng kiến cải cách" in found and "Có kế hoạch tuyên truyền" not in found
    assert "Không có dòng nào khớp" in browser.get(at("sheet", nam_nung) + "?q=zzz").content.decode()


def test_strangers_see_no_sheet_and_readers_no_boxes(
    signed_in: SignedIn, quan: User, ngan: User, nam_nung: RoundUnit
) -> None:
    assert signed_in(quan).get(at("sheet", nam_nung)).status_code == 403
    page = signed_in(ngan).get(at("sheet", nam_nung) + "?dong=1.1.2").content.decode()
    assert "<fieldset" in page and "disabled" in page
    answer = signed_in(ngan).post(at("sheet_row", nam_nung, "KH-TILE"), {"x-tasks-tu": "41"})
    assert answer.status_code == 403


def test_my_sheet_leads_to_the_newest(browser: Client, signed_in: SignedIn, phu: User, nam_nung: RoundUnit) -> None:
    assert browser.get(reverse("assessments:my_sheet"))["Location"] == at("sheet", nam_nung)
    assert signed_in(phu).get(reverse("assessments:my_sheet"))["Location"] == reverse("assessments:rounds")


@pytest.mark.parametrize(("asked", "most"), [("", 21), ("?dong=1.1.2", 24)])
def test_the_sheet_takes_a_fixed_number_of_queries(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion, asked: str, most: int
) -> None:
    with CaptureQueriesContext(connection) as empty:
        assert browser.get(at("sheet", nam_nung) + asked).status_code == 200
    for code, box, text in (("KH-SANGKIEN", "x-ideas", "1"), ("CD-TT", "x-done", "co"), ("HS-THU", "x-money", "5")):
        browser.post(at("sheet_row", nam_nung, code), {box: text, "phien": "0"}, headers={"X-Sheet": "1"})
    with CaptureQueriesContext(connection) as filled:
        assert browser.get(at("sheet", nam_nung) + asked).status_code == 200
    assert len(filled) == len(empty) <= most
