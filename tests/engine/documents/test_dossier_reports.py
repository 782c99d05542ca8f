"""Form II.06a and the monthly assessment: figures bound to the text, tables that add up or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from io import BytesIO

import pytest
from docx import Document

from parindex.engine.documents.dossier_report_values import (
    DossierReportCode,
    DossierReportRefused,
    Form06a,
    FormLine,
    Frame,
    MonthlyAssessment,
    OverdueLine,
    ShareLine,
    UnitLine,
)
from parindex.engine.documents.dossier_reports import render_form_06a, render_monthly_assessment
from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.wording import codes, sentence

LAYOUT = read_layout((files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml").read_bytes())
FRAME = Frame(
    "UBND tỉnh Lâm Đồng", date(2026, 10, 1), date(2026, 10, 31),
    IssuingBody(("ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG"), "Lâm Đồng", "BC-UBND"),
    Recipients(("Như trên",)), Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân"), 7, simulated=True,
)  # fmt: skip
ONE = FormLine("Xã Nâm Nung", 1310, 700, 500, 110, 1210, 900, 290, 20, 100, 90, 10)
TWO = FormLine("Xã Đắk Wil", 90, 40, 40, 10, 81, 60, 20, 0, 9, 9, 0, without_due=1)
TOTAL = FormLine("Tổng số", 1400, 740, 540, 120, 1291, 960, 310, 20, 109, 99, 10, without_due=1)


def say(code: str, values: Mapping[str, object]) -> str:
    return sentence(code, values, "vi")


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\u00a0", " ")


def month(**other: object) -> MonthlyAssessment:
    whole = MonthlyAssessment(
        FRAME, TOTAL, replace(TOTAL, c7=1301, c10=15, c13=12),
        (ShareLine("Giải quyết trước hạn, đúng hạn", 1270, 1290, 1280, 1300),),
        (
            UnitLine("Xã Đắk Wil", 81, 80, 0, 9, 0, 70, 70, True),
            UnitLine("Xã Nâm Nung", 1210, 1190, 20, 100, 10, 0, 0, False),
        ),
        (OverdueLine("H46.01-260901-0001", "Xã Nâm Nung", "1.001193", date(2026, 9, 1), date(2026, 9, 4)),),
        (99, 100, "Kế hoạch số 12/KH-UBND"),
    )  # fmt: skip
    return replace(whole, **other)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_is_there(language: str) -> None:
    assert {code.value for code in DossierReportCode} <= codes(language)  # type: ignore[arg-type]  # the two languages


def test_the_form_holds_every_count_and_says_what_has_no_due_date() -> None:
    content = render_form_06a(Form06a(FRAME, TOTAL, (ONE, TWO), (TOTAL,)), layout=LAYOUT, say=say)
    text = text_of(content)
    for words in ("1.310", "1.210", "Tổng số", "có 1 hồ sơ không có hạn trả", "phiên bản 7", "Số liệu mô phỏng"):
        assert words in text, words
    tables = [table for table in Document(BytesIO(content)).tables if len(table.columns) == 13]
    assert len(tables) == 2
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)


def test_rows_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(DossierReportRefused) as refused:
        Form06a(FRAME, replace(TOTAL, c10=21), (ONE, TWO), ())
    assert "Tổng số" in sentence(refused.value.code, refused.value.values, "vi")
    with pytest.raises(DossierReportRefused):
        month(total=replace(TOTAL, c13=11))


def test_the_assessment_names_units_below_the_target_and_the_change() -> None:
    text = text_of(render_monthly_assessment(month(), layout=LAYOUT, say=say))
    assert "1.270/1.290, đạt 98,45 %; tháng trước 98,46 %; thay đổi (điểm phần trăm): −0,01" in text
    assert "Chưa đạt mục tiêu: 1 đơn vị, gồm: Xã Nâm Nung 98,35 %" in text
    assert "Đạt mục tiêu: 1/2 đơn vị" in text
    assert "Kế hoạch số 12/KH-UBND" in text
    assert "quá hạn +5 hồ sơ" in text
    assert "H46.01-260901-0001" in text
    assert "Danh sách 1/10 hồ sơ" in text


def test_without_a_target_no_unit_is_held_against_one() -> None:
    text = text_of(render_monthly_assessment(month(target=None), layout=LAYOUT, say=say))
    assert "không đánh giá đạt, chưa đạt" in text
    assert "Chưa đạt mục tiêu:" not in text
