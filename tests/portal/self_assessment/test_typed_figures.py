"""How a typed figure is read is said beside its box; a doubtful one is refused; old points say so."""

import re

import pytest
from django.test import Client
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import SET
from tests.portal.self_assessment.test_excel import download, paste, save, section, upload
from tests.portal.self_assessment.test_pages import at

from parindex.engine.rulebook.document import Input, InputType, Node, leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.platform.words import say

SAVED = "điểm của số liệu đã lưu"


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def money_leaf(unit: str, kind: InputType = InputType.NUMBER) -> Node:
    document = next(leaf for leaf in leaves(read_criteria_set(SET.encode())) if leaf.code == "HS-THU")
    money = Input(code="money", title="Số thu", type=kind, unit=unit)
    return document.model_copy(update={"inputs": (document.inputs[0], money)})


def problem(leaf: Node, text: str, box: str = "x-money") -> str:
    found = engine_bridge.read_entry(leaf, {box: text}, {}).problems.get(box)
    return say(found.code, found.values) if found else ""


def test_a_box_of_dong_has_no_fractions_so_a_point_groups() -> None:
    leaf = money_leaf("đồng")
    (box,) = [box for box in engine_bridge.boxes_of(leaf) if box.input_code == "money"]
    assert box.kind == "count"
    assert engine_bridge.read_entry(leaf, {"x-money": "1.310"}, {}).inputs == {"money": 1310}
    assert engine_bridge.read_as(box, "1.310") == "1.310"
    refused = problem(leaf, "1.5")
    assert all(each in refused for each in ("“1.5”", "gõ 15", "1,5", "chỉ nhận số nguyên"))
    assert "1310" in problem(leaf, "1,310") and "1,310" in problem(leaf, "1,310")


def test_both_numbers_of_a_ratio_in_dong_are_whole_and_in_millions_are_not() -> None:
    texts = {"x-money-tu": "1.310", "x-money-mau": "2.000"}
    whole = engine_bridge.read_entry(money_leaf("đồng", InputType.RATIO), texts, {})
    assert whole.inputs == {"money": (1310, 2000)}
    millions = engine_bridge.read_entry(money_leaf("triệu đồng", InputType.RATIO), texts, {})
    assert set(millions.problems) == set(texts)


def test_a_box_with_decimals_says_how_to_type_each_reading() -> None:
    refused = problem(money_leaf("triệu đồng"), "1.310")
    assert "Gõ 1310 nếu" in refused and "gõ 1,310 nếu" in refused


def test_the_reading_comes_with_the_save(browser: Client, nam_nung: RoundUnit) -> None:
    answer = browser.post(
        at("sheet_row", nam_nung, "HS-THU"), {"x-money": "1.5", "phien": "0"}, headers={"X-Sheet": "1"}
    )
    assert re.search(r'id="doc-x-money"[^>]*>đọc là 1,5 triệu đồng<', answer.content.decode())
    plain = browser.post(at("sheet_row", nam_nung, "HS-THU"), {"x-money": "15", "phien": "1"}, headers={"X-Sheet": "1"})
    assert re.search(r'id="doc-x-money" hidden><', plain.content.decode())


def test_points_of_older_figures_say_so(browser: Client, nam_nung: RoundUnit) -> None:
    row = at("sheet_row", nam_nung, "KH-TILE")
    assert browser.post(row, {"x-tasks-tu": "41", "x-tasks-mau": "42", "phien": "0"}).status_code == 302
    for page in (browser.get(row), browser.get(at("sheet", nam_nung))):
        assert "1,952" in page.content.decode() and SAVED not in page.content.decode()
    wrong = browser.post(row, {"x-tasks-tu": "43", "phien": "1"})
    assert wrong.status_code == 422
    for page in (wrong, browser.get(row), browser.get(at("sheet", nam_nung))):
        words = page.content.decode()
        assert "1,952" in words and SAVED in words
    parts = browser.post(row, {"x-tasks-tu": "44", "phien": "2"}, headers={"X-Sheet": "1"}).content.decode()
    assert SAVED in parts
    mended = browser.post(row, {"x-tasks-tu": "42", "phien": "3"}, headers={"X-Sheet": "1"}).content.decode()
    assert SAVED not in mended and "2,000" in mended
    assert Score.objects.get().inputs == {"tasks": ["42", "42"]}


def test_a_pasted_figure_shows_how_it_is_read_before_it_is_saved(browser: Client, nam_nung: RoundUnit) -> None:
    page = paste(browser, nam_nung, "HS-THU\ta\t12.5\nKH-SANGKIEN\t1.310").content.decode()
    assert "12.5 (đọc là 12,5 triệu đồng)" in page
    assert "1.310 (đọc là 1.310 sáng kiến)" in page


def test_a_workbook_is_read_like_the_boxes(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", "1.310")
    book.fill("x-money", "1.310")
    preview = upload(browser, nam_nung, book)
    assert "Gõ 1310 nếu" in section(preview, "Không lưu được")
    save(browser, preview)
    assert Score.objects.get(entry__leaf__code="KH-SANGKIEN").inputs == {"ideas": "1310"}
