"""The improvement plan as a Word document: its text as a golden file, its page as decree 30 wants it."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.engine.documents import plans, reading

from parindex.engine.documents.codes import DecisionCode, DocumentCode, PlanCode
from parindex.engine.documents.improvement_plan import render_improvement_plan
from parindex.engine.documents.plan_annex import annex_rows, decimals_that_add_up
from parindex.engine.documents.plan_values import FieldPlan, ImprovementPlan, KeepLine, PlanRefused
from parindex.wording import sentence
from parindex.wording.catalogues import LANGUAGES, Language, room_catalogue

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def rendered(plan: ImprovementPlan) -> bytes:
    return render_improvement_plan(plan, layout=reading.layout(), say=sentence)


@pytest.mark.parametrize("name", ["krong_no", "commune"])
def test_text_is_the_golden_text(name: str) -> None:
    text = "\n".join(reading.lines(rendered(getattr(plans, name)()))) + "\n"
    assert text == (GOLDEN / f"improvement_plan_{name}.txt").read_text(encoding="utf-8")


def test_krong_no_says_what_its_source_says() -> None:
    text = "\n".join(reading.lines(rendered(plans.krong_no()))).replace("\u00a0", " ")
    assert "đạt 85,96/100 điểm, chỉ số CCHC đạt 85,96 %" in text
    for number, result in enumerate(
        ("14/14 điểm, đạt chỉ số 100 %", "11/11 điểm, đạt chỉ số 100 %", "14,591/17 điểm, đạt chỉ số 85,83 %",
         "7,5/7,5 điểm, đạt chỉ số 100 %", "7,787/11 điểm, đạt chỉ số 70,79 %", "10,975/11 điểm, đạt chỉ số 99,77 %",
         "10,766/15,5 điểm, đạt chỉ số 69,46 %", "9,34/12,5 điểm, đạt chỉ số 74,72 %"),
        start=1,
    ):  # fmt: skip
        line = next(line for line in text.splitlines() if line.startswith(f"- Lĩnh vực {number}:"))
        assert result in line


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("-0.857", "chỉ số giảm 0,86 điểm phần trăm so với năm 2022"),
        ("0.9", "chỉ số tăng 0,90 điểm phần trăm so với năm 2022"),
        ("0.001", "chỉ số bằng năm 2022"),
    ],
)
def test_years_with_other_maxima_are_compared_by_the_index(change: str, words: str) -> None:
    plan = plans.krong_no()
    past = replace(plan.result, change=Decimal("-2.507"), change_percent=Decimal(change))
    text = "\n".join(reading.lines(rendered(replace(plan, result=past)))).replace("\u00a0", " ")
    assert words in text and "điểm tối đa áp dụng của hai năm khác nhau" in text
    assert "2,507" not in text


def test_gaps_of_krong_no_come_out_in_the_order_that_its_points_give() -> None:
    lost = {field.code: field.lost for field in plans.krong_no().fields if field.improve}
    assert sorted(lost, key=lambda code: -lost[code]) == ["7", "5", "8", "3", "6"]


def test_page_is_that_of_the_decree() -> None:
    document = Document(io.BytesIO(rendered(plans.krong_no())))
    text, annex = document.sections
    assert text.page_width is not None and text.page_height is not None
    assert (round(text.page_width.mm), round(text.page_height.mm)) == (210, 297)
    for margin, (least, most) in (
        (text.top_margin, (20, 25)),
        (text.bottom_margin, (20, 25)),
        (text.left_margin, (30, 35)),
        (text.right_margin, (15, 20)),
    ):
        assert margin is not None
        assert least <= round(margin.mm) <= most  # Word keeps twentieths of a point
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    for section in (text, annex):
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_table_head_repeats_and_rows_stay_whole() -> None:
    table = Document(io.BytesIO(rendered(plans.krong_no()))).tables[-1]
    properties = [row._tr.get_or_add_trPr() for row in table.rows]
    assert [each.find(qn("w:tblHeader")) is not None for each in properties] == [True] + [False] * (len(properties) - 1)
    assert all(each.find(qn("w:cantSplit")) is not None for each in properties)


def test_signature_holds_on_to_the_last_sentence() -> None:
    document = Document(io.BytesIO(rendered(plans.commune())))
    last = next(p for p in document.paragraphs if p.text.endswith("./."))
    assert last.paragraph_format.keep_with_next


def test_number_and_date_are_slots() -> None:
    lines = reading.lines(rendered(plans.krong_no()))
    slots = next(line for line in lines if line.startswith("Số:"))
    assert slots == "Số:        /KH-UBND | Krông Nô, ngày      tháng      năm       "


def test_a_criterion_in_both_lists_is_refused_with_all_faults_at_once() -> None:
    plan = plans.commune()
    first, second, third = plan.fields
    twice = KeepLine("1.3", "Sáng kiến")
    too_much = replace(second.improve[0], expected=Decimal(3))
    with pytest.raises(PlanRefused) as refusal:
        replace(plan, fields=(replace(first, keep=(twice,)), replace(second, improve=(too_much,)), FieldPlan("LV9")))
    codes = {fault.code for fault in refusal.value.faults}
    assert codes == {PlanCode.REFUSED_BOTH_LISTS, PlanCode.REFUSED_EXPECTED, PlanCode.REFUSED_UNKNOWN_FIELD}
    assert all(sentence(fault.code, fault.values) for fault in refusal.value.faults)


def test_lines_that_lost_more_than_their_field_are_refused() -> None:
    plan = plans.commune()
    line = replace(plan.fields[0].improve[0], lost=Decimal("1.6"))
    with pytest.raises(PlanRefused, match=PlanCode.REFUSED_FIELD_SUM):
        replace(plan, fields=(FieldPlan("LV1", (line,)), *plan.fields[1:]))


def test_annex_sums_add_up_as_printed() -> None:
    plan = plans.commune()
    rows = annex_rows(plan, sentence)
    assert decimals_that_add_up(plan) == 3
    planned, unplanned, total = rows[-3:]
    assert (planned.cells[2], unplanned.cells[2], total.cells[2]) == ("4,167", "1", "5,167")


def test_decimals_grow_until_the_printed_sums_hold() -> None:
    plan = plans.commune()
    third = Decimal("0.333333333")
    lines = tuple(replace(plan.fields[0].improve[0], code=code, lost=third, expected=third) for code in "abcd")
    crowded = replace(plan, fields=(FieldPlan("LV1", lines), *plan.fields[1:]))
    assert decimals_that_add_up(crowded) == 9  # 4 × 0,333 is 1,332, but 1,333333332 prints as 1,333


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_every_sentence_a_code(language: Language) -> None:
    codes = {*DecisionCode, *DocumentCode, *PlanCode}
    assert set(room_catalogue(language, "documents")) == codes
