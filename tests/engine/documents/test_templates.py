"""Documents from Word templates: their text as golden files, decree 30's page, what is told about wrong values."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.engine.documents.reading import layout, lines

from parindex.engine.documents.templates.building import build_template
from parindex.engine.documents.templates.context import context_of, roman
from parindex.engine.documents.templates.faults import TemplateFault, TemplateRefused
from parindex.engine.documents.templates.reading_values import read_values, schema_of
from parindex.engine.documents.templates.rendering import kind_of, render_document
from parindex.engine.documents.templates.values import VALUES_OF, TemplateKind
from parindex.engine.numbers.yaml_documents import load_yaml
from parindex.tools.shipped_templates import shipped_template
from parindex.wording import codes, sentence

ROOT = Path(__file__).resolve().parents[3]
KINDS = list(TemplateKind)


def given(kind: TemplateKind) -> dict[str, Any]:
    """The values of the documentation's example."""
    values: dict[str, Any] = load_yaml((ROOT / "docs/examples/documents" / f"{kind}.yaml").read_bytes())
    return values


def rendered(kind: TemplateKind, **changed: Any) -> bytes:
    values = read_values(kind, {**given(kind), **changed})
    return render_document(shipped_template(kind), values, layout=layout(), say=sentence)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_as_it_was(kind: TemplateKind) -> None:
    golden = ROOT / "tests/golden/documents" / f"{kind}.txt"
    assert "\n".join(lines(rendered(kind))) + "\n" == golden.read_text("utf-8")


@pytest.mark.parametrize("kind", [each for each in KINDS if each is not TemplateKind.APOLOGY])
def test_simulated_figures_are_named_under_the_text(kind: TemplateKind) -> None:
    named = ["Hồ sơ trực tuyến (61,45 %)", "Hồ sơ quá hạn (14)"]
    note = "Số liệu mô phỏng trong văn bản này: Hồ sơ trực tuyến (61,45\u00a0%); Hồ sơ quá hạn (14)."
    text = lines(rendered(kind, simulated=False, simulated_figures=named))
    assert text.count(note) == 1 and note not in lines(rendered(kind, simulated=False))
    assert any(line.endswith("./.") for line in text[: text.index(note)])
    assert note not in lines(rendered(kind, simulated=True, simulated_figures=named)), "its title says it of everything"


def with_regulation(**changed: Any) -> bytes:
    """A decision with an attached regulation, its articles of several paragraphs."""
    given: dict[str, Any] = load_yaml((ROOT / "docs/examples/documents/decision_with_regulation.yaml").read_bytes())
    values = read_values(TemplateKind.DECISION, {**given, **changed})
    return render_document(shipped_template(TemplateKind.DECISION), values, layout=layout(), say=sentence)


def test_a_decision_with_a_regulation_is_as_it_was() -> None:
    golden = ROOT / "tests/golden/documents/decision_with_regulation.txt"
    assert "\n".join(lines(with_regulation())) + "\n" == golden.read_text("utf-8")


def test_a_decision_brings_one_document_along() -> None:
    with pytest.raises(TemplateRefused) as told:
        with_regulation(plan=given(TemplateKind.DECISION)["plan"])
    (fault,) = told.value.faults
    assert fault.values["reason"] == "decision.two_attached"
    rules = {"kind": "rules", "subject": "Thử", "sections": [{"level": 2, "heading": "Một", "paragraphs": ["Hai"]}]}
    text = lines(with_regulation(regulation=rules))
    assert "QUY ĐỊNH" in text and "QUY CHẾ" not in text and "Điều 1. Một" in text and text[-1] == "Hai./."


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_file_is_what_the_page_writers_write(kind: TemplateKind) -> None:
    shipped, built = shipped_template(kind), build_template(kind, layout=layout(), say=sentence)
    with zipfile.ZipFile(io.BytesIO(shipped)) as left, zipfile.ZipFile(io.BytesIO(built)) as right:
        assert left.namelist() == right.namelist()
        for name in left.namelist():
            assert left.read(name) == right.read(name), f"{name}: run tools/build_templates.py"
    assert kind_of(shipped) is kind


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_is_left_and_every_name_is_one_of_the_kind(kind: TemplateKind) -> None:
    text = "\n".join(lines(rendered(kind)))
    assert "{{" not in text and "{%" not in text
    context = context_of(read_values(kind, given(kind)), layout=layout(), say=sentence)
    assert {"issuer", "number", "recipients", "signing", "document_title"} <= set(context)


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_fonts_are_those_of_the_decree(kind: TemplateKind) -> None:
    document = docx.Document(io.BytesIO(rendered(kind)))
    page = document.sections[0]
    assert page.page_width is not None and page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert page.left_margin is not None and page.right_margin is not None
    assert 30 <= round(page.left_margin.mm) <= 35 and 15 <= round(page.right_margin.mm) <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
    assert document.core_properties.category == ""


@pytest.mark.parametrize("kind", [TemplateKind.PLAN, TemplateKind.REPORT, TemplateKind.DECISION])
def test_the_annex_is_landscape_and_its_head_repeats(kind: TemplateKind) -> None:
    document = docx.Document(io.BytesIO(rendered(kind)))
    assert document.sections[-1].orientation is WD_ORIENT.LANDSCAPE
    head = document.tables[-1].rows[0]
    assert head._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_an_annex_without_rows_leaves_no_page() -> None:
    document = docx.Document(io.BytesIO(rendered(TemplateKind.PLAN, tasks=[])))
    (only,) = document.sections
    assert only.orientation is WD_ORIENT.PORTRAIT
    assert "PAGE" in only.header._element.xml
    decision = docx.Document(io.BytesIO(rendered(TemplateKind.DECISION, plan=None)))
    assert len(decision.sections) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_block_holds_on_to_the_last_words(kind: TemplateKind) -> None:
    document = docx.Document(io.BytesIO(rendered(kind)))
    at = next(
        place
        for place, element in enumerate(document.element.body)
        if element.tag == qn("w:tbl") and place > 0 and element.getprevious() is not None
    )
    before = docx.text.paragraph.Paragraph(document.element.body[at - 1], document._body)  # type: ignore[attr-defined]
    assert before.paragraph_format.keep_with_next
    assert before.text.endswith("./.")
    row = document.tables[1].rows[0]
    assert row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    for cell in row.cells:
        assert all(each.paragraph_format.keep_with_next for each in cell.paragraphs[:-1])


def test_number_and_date_are_slots_until_they_are_given() -> None:
    head = lines(rendered(TemplateKind.REPORT))[1]
    assert head == "Số:        /BC-UBND | Đông Sơn, ngày      tháng      năm       "
    dated = lines(rendered(TemplateKind.REPORT, number="09", signed_on="2027-06-09"))[1]
    assert dated == "Số: 09/BC-UBND | Đông Sơn, ngày 09 tháng 6 năm 2027"


@pytest.mark.parametrize(
    ("signature", "printed"),
    [
        ({"title": "Chủ tịch", "on_behalf_of": "Ủy ban nhân dân"}, "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"),
        (
            {"title": "Phó Chủ tịch", "capacity": "for_head", "head": "Chủ tịch"},
            "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
        ),
        ({"title": "Chánh Văn phòng", "capacity": "by_order", "head": "Chủ tịch"}, "TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG"),
        (
            {"title": "Giám đốc Sở Nội vụ", "capacity": "authorised", "head": "Chủ tịch"},
            "TUQ. CHỦ TỊCH / GIÁM ĐỐC SỞ NỘI VỤ",
        ),
        ({"title": "Chủ tịch", "capacity": "acting"}, "Q. CHỦ TỊCH"),
    ],
)
def test_capacity_of_the_signer(signature: dict[str, str], printed: str) -> None:
    closing = next(line for line in lines(rendered(TemplateKind.LETTER, signature=signature)) if "Nơi nhận" in line)
    assert closing.endswith(printed)


def test_signs_of_markup_survive_and_marks_in_values_are_words() -> None:
    sharp = "A & B <UBND> \"nháy\" 'đơn' {{ issuer }} {% if %}"
    text = lines(rendered(TemplateKind.LETTER, paragraphs=[sharp, "Hết"]))
    assert sharp in text


def test_the_rule_under_the_name_fits_the_name() -> None:
    def indent(name: str) -> int:
        issuer = {**given(TemplateKind.LETTER)["issuer"], "name": ["Ủy ban nhân dân", name]}
        cell = docx.Document(io.BytesIO(rendered(TemplateKind.LETTER, issuer=issuer))).tables[0].rows[0].cells[0]
        found = cell.paragraphs[-1].paragraph_format.left_indent
        assert found is not None
        return int(found)

    assert indent("xã Ea") > indent("thành phố Buôn Ma Thuột")


def test_everything_that_is_missing_or_unknown_is_told_at_once() -> None:
    with pytest.raises(TemplateRefused) as refused:
        read_values(TemplateKind.REPORT, {"subject": 7, "sectons": [], "issuer": {"name": ["UBND"], "place": "A"}})
    told = {(fault.code, fault.values["field"]) for fault in refused.value.faults}
    assert told == {
        (TemplateFault.MISSING, "issuer.symbol"),
        (TemplateFault.MISSING, "signature"),
        (TemplateFault.MISSING, "recipients"),
        (TemplateFault.MISSING, "sections"),
        (TemplateFault.UNKNOWN_FIELD, "sectons"),
        (TemplateFault.WRONG_VALUE, "subject"),
    }


def test_a_deputy_does_not_sign_in_his_own_name() -> None:
    signature = {"title": "Phó Chủ tịch", "on_behalf_of": "Ủy ban nhân dân"}
    with pytest.raises(TemplateRefused) as refused:
        read_values(TemplateKind.LETTER, {**given(TemplateKind.LETTER), "signature": signature})
    (fault,) = refused.value.faults
    assert fault.values == {"field": "signature", "reason": "signature.deputy_signs_for_head"}


def test_the_last_section_needs_words() -> None:
    with pytest.raises(TemplateRefused) as refused:
        read_values(TemplateKind.PLAN, {**given(TemplateKind.PLAN), "sections": [{"heading": "Chỉ có tên"}]})
    assert refused.value.faults[0].values["reason"] == "section.last_without_words"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_fault_and_kind_has_its_words(language: Any) -> None:
    known = codes(language)
    assert {f"template.fault.{fault}" for fault in TemplateFault} <= known
    assert {f"template.kind.{kind}" for kind in TemplateKind} <= known


def test_every_reason_has_its_words() -> None:
    wrong: list[dict[str, Any]] = [
        {"signed_on": "khi nào"},
        {"simulated": "x"},
        {"recipients": "UBND"},
        {"recipients": []},
        {"signature": {"title": "A", "capacity": "x"}},
        {"sections": [{"level": 9, "heading": "x", "paragraphs": ["y"]}]},
        {"sections": [{}]},
        {"issuer": "UBND"},
        {"subject": "x" * 2_000},
        {"subject": ""},
    ]
    for each in wrong:  # each a mistake of its own
        with pytest.raises(TemplateRefused) as refused:
            read_values(TemplateKind.REPORT, {**given(TemplateKind.REPORT), **each})
        for fault in refused.value.faults:
            assert fault.code is TemplateFault.WRONG_VALUE
            assert fault.values["reason"] != "other", fault
            assert sentence(f"template.fault.{fault.code}", fault.values)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_names_every_field(kind: TemplateKind) -> None:
    schema = schema_of(kind)
    assert set(schema["properties"]) == set(VALUES_OF[kind].model_fields)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX")])
def test_roman(number: int, text: str) -> None:
    assert roman(number) == text


def test_headings_are_numbered_within_the_one_above() -> None:
    sections = [
        {"heading": "Một"},
        {"level": 2, "heading": "Hai"},
        {"level": 3, "heading": "Ba"},
        {"level": 3, "heading": "Bốn"},
        {"level": 2, "heading": "Năm"},
        {"level": 3, "heading": "Sáu"},
        {"heading": "Bảy", "paragraphs": ["Hết"]},
    ]
    text = lines(rendered(TemplateKind.PLAN, sections=sections))
    assert [line for line in text if line.split(" ")[0] in ("I.", "II.", "1.", "2.", "a)", "b)")] == [
        "I. MỘT",
        "1. Hai",
        "a) Ba",
        "b) Bốn",
        "2. Năm",
        "a) Sáu",
        "II. BẢY",
    ]
