"""What a newcomer asks of the sheet is answered where he looks: why 86 and not 100, why no evidence, which figure."""

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import SET
from tests.portal.self_assessment.test_excel import download, paste, save, section, stored, upload
from tests.portal.self_assessment.test_pages import at

from parindex.engine.rulebook.document import leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.rulebook.rules import DeductionPerViolation, ZeroToleranceViolation
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions import save_self_assessment_inputs
from parindex.portal.assessments.forms.sheet_row import figures_text
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.self_sheets import self_sheet
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.words import say


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_wrong_row_is_listed_once(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", texts={"x-issued_on": "31/02/2026"})
    page = browser.get(at("sheet_missing", nam_nung)).content.decode().split("<main")[1]
    assert page.count("Ban hành kế hoạch đúng hạn") == 1
    assert "Số liệu sai hoặc dở dang (1)" in page
    standing = self_sheet(nam_nung)
    assert {row.node.code for row in standing.wrong} == {"KH-NGAY"}
    assert "KH-NGAY" not in {row.node.code for row in standing.not_entered}


def test_zero_points_say_that_nothing_is_to_be_proven(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    words = "0 điểm: không cần minh chứng"
    assert words not in browser.get(at("sheet", nam_nung)).content.decode()
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="CD-TT", texts={"x-done": "khong"})
    assert browser.get(at("sheet", nam_nung)).content.decode().count(words) == 1


def test_the_maximum_of_the_unit_is_explained(browser: Client, nam_nung: RoundUnit) -> None:
    assert "9,000 điểm tự chấm; 1,000 điểm do" in browser.get(at("sheet", nam_nung)).content.decode()


def test_several_figures_of_a_row_are_named(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    texts = {"x-way": "b", "x-money": "20"}
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="HS-THU", texts=texts)
    save_self_assessment_inputs(
        actor=lan, round_unit=nam_nung, leaf="KH-TILE", texts={"x-tasks-tu": "41", "x-tasks-mau": "42"}
    )
    page = text_of(browser.get(at("sheet", nam_nung)).content.decode())
    assert "Cách tính: Theo số; Số thu: 20 triệu đồng" in page
    assert " 41/42 (97,62 %) nhiệm vụ" in page, "a single figure needs no name"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (None, "0 sáng kiến"),
        (ZeroToleranceViolation(kind="zero_tolerance_violation", violations="ideas"), "Số sáng kiến: 0 sáng kiến"),
        (
            DeductionPerViolation(kind="deduction_per_violation", violations="ideas", deduction=Decimal(1)),
            "Số sáng kiến: 0 sáng kiến",
        ),
    ],
)
def test_a_count_of_what_went_wrong_is_called_so(rule: object, said: str) -> None:
    leaf = next(each for each in leaves(read_criteria_set(SET.encode())) if each.code == "KH-SANGKIEN")
    leaf = leaf.model_copy(update={"rule": rule}) if rule else leaf
    ready = SimpleNamespace(leaves={leaf.code: SimpleNamespace(leaf=leaf)})
    row: Any = SimpleNamespace(ready=ready, node=SimpleNamespace(code=leaf.code), inputs={"ideas": Decimal(0)})
    assert figures_text(row) == said, "beside “in time”, “0 reports” would say the opposite"


def test_the_rule_stands_in_steps(browser: Client, nam_nung: RoundUnit) -> None:
    page = browser.get(at("sheet", nam_nung) + "?dong=KH-TILE").content.decode()
    rule = re.search(r'<ul class="note rule">(.*?)</ul>', page, re.S)
    assert rule is not None and rule.group(1).count("<li>") >= 2


def test_a_situation_that_there_is_not_is_refused() -> None:
    leaf = next(each for each in leaves(read_criteria_set(SET.encode())) if each.code == "KH-SANGKIEN")
    assert leaf.policies is not None
    open_to_gaps = leaf.policies.model_copy(update={"not_applicable": "exclude"})
    leaf = leaf.model_copy(update={"policies": open_to_gaps})
    assert engine_bridge.situations_of(leaf)
    reading = engine_bridge.read_entry(leaf, {"tinh-huong": "36", "x-ideas": "2"}, {})
    problem = reading.problems["tinh-huong"]
    assert say(problem.code, problem.values) == (
        "“36” không phải là tình huống của dòng này. Ghi “Không áp dụng” hoặc để trống."
    )
    assert not engine_bridge.read_entry(leaf, {"tinh-huong": "", "x-ideas": "2"}, {}).problems


def test_a_choice_that_there_is_not_is_refused_in_the_preview(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-way", "Theo ý riêng")
    book.fill("x-money", 20)
    refused = section(upload(browser, nam_nung, book), "Không lưu được")
    assert "“Theo ý riêng” không có trong các lựa chọn. Ghi một trong các mục: “Theo dự toán”, “Theo số”." in refused
    refused = section(paste(browser, nam_nung, "1.2\tcó lẽ"), "Không lưu được")
    assert "“có lẽ” không có trong các lựa chọn. Ghi một trong các mục: có, không." in refused


@pytest.mark.parametrize(("done", "way"), [("Có", "Theo số"), ("CO", "theo so"), ("có", "B"), ("co", "THEO SỐ ")])
def test_a_choice_is_read_by_its_words_or_its_code(browser: Client, nam_nung: RoundUnit, done: str, way: str) -> None:
    save(browser, paste(browser, nam_nung, f"1.2\t{done}\n2.2\t{way}\t20"))
    assert stored() == {"CD-TT": {"done": True}, "HS-THU": {"way": "b", "money": "20"}}


def test_of_many_choices_the_first_eight_are_named() -> None:
    leaf = next(each for each in leaves(read_criteria_set(SET.encode())) if each.code == "HS-THU")
    way = leaf.inputs[0]
    many = [way.choices[0].model_copy(update={"code": f"c{n}", "title": f"Cách {n}"}) for n in range(1, 11)]
    leaf = leaf.model_copy(update={"inputs": [way.model_copy(update={"choices": many}), *leaf.inputs[1:]]})
    problem = engine_bridge.read_entry(leaf, {"x-way": "khác"}, {}).problems["x-way"]
    said = say(problem.code, problem.values)
    assert "“Cách 8” và 2 mục khác" in said and "“Cách 9”" not in said
    assert engine_bridge.read_entry(leaf, {"x-way": "cach 10"}, {}).inputs["way"] == "c10"
    assert engine_bridge.choice_of("cach la", [("a", "Cách lạ"), ("b", "Cách là")]) is None, "two bear it"
    assert engine_bridge.choice_of("Cách là", [("a", "Cách lạ"), ("b", "Cách là")]) == "b"


def test_rows_filled_by_the_system_are_not_called_unsaved_work(
    signed_in: SignedIn, hoa: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    page = signed_in(hoa).get(reverse("assessments:round_overview", args=[nam_nung.round.public_id])).content.decode()
    assert "1 dòng đã có từ số liệu sẵn có; đơn vị chưa lưu dòng nào" in page
    assert "Chưa lưu lần nào" in page, "of the units of which nothing is known"


def test_the_two_ways_to_add_evidence_have_their_own_names(browser: Client, nam_nung: RoundUnit) -> None:
    page = browser.get(at("sheet", nam_nung) + "?dong=KH-TILE").content.decode()
    assert "Tải tệp từ máy lên" in page and "Chọn văn bản đã có" in page
