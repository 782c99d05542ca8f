"""Form II.06a and the monthly assessment: figures bound to the text, tables that add up or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from io import BytesIO

import pytest
from docx import Document

from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.documents.dossier_report_values import (
    DossierReportCode,
    DossierReportRefused,
    Form06a,
    FormLine,
    Frame,
    HeldTo,
    MonthlyAssessment,
    OverdueLine,
    ShareLine,
    UnitLine,
)
from parindex.engine.documents.dossier_reports import render_form_06a, render_monthly_assessment
from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.reading.reader import read_document
from parindex.tools.shipped_reading import days_off, shipped_proof_rules, shipped_words
from parindex.wording import codes, sentence

LAYOUT = read_layout((files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml").read_bytes())
FRAME = Frame(
    "UBND tỉnh Lâm Đồng", date(2026, 10, 1), date(2026, 10, 31),
    IssuingBody(("ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG"), "Lâm Đồng", "BC-UBND"),
    Recipients(("Như trên",)), Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân"), 7, simulated=True,
)  # fmt: skip
ONE = FormLine("Xã Nâm Nung", 1310, 700, 500, 110, 1210, 900, 290, 20, 100, 90, 10)
TWO = FormLine("Xã Đắk Wil", 90, 40, 40, 10, 81, 60, 20, 0, 9, 8, 0, 1, 1, withdrawn=2)
TOTAL = FormLine("Tổng số", 1400, 740, 540, 120, 1291, 960, 310, 20, 109, 98, 10, 1, 1, withdrawn=2)


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
            UnitLine("Xã Đắk Wil", 79, 78, 0, 9, 0, 70, 70, True, without_due=1),
            UnitLine("Xã Nâm Nung", 1210, 1190, 20, 100, 10, 0, 0, False),
        ),
        (OverdueLine("H46.01-260901-0001", "Xã Nâm Nung", "1.001193", date(2026, 9, 1), date(2026, 9, 4)),),
        HeldTo(99, 100, "Kế hoạch số 12/KH-UBND", "UBND tỉnh Lâm Đồng", date(2026, 1, 1), date(2026, 12, 31)),
    )  # fmt: skip
    return replace(whole, **other)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_is_there(language: str) -> None:
    assert {code.value for code in DossierReportCode} <= codes(language)  # type: ignore[arg-type]  # the two languages


def test_the_form_holds_every_count_and_says_what_has_no_due_date() -> None:
    content = render_form_06a(Form06a(FRAME, TOTAL, (ONE, TWO), (TOTAL,)), layout=LAYOUT, say=say)
    text = text_of(content)
    for words in ("1.310", "1.210", "Tổng số", "Có 2 hồ sơ không có hạn trả", "phiên bản 7", "Số liệu mô phỏng"):
        assert words in text, words
    tables = [table for table in Document(BytesIO(content)).tables if len(table.columns) == 15]
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
    assert "Chưa đạt mục tiêu: 1 đơn vị." in text and "chưa đạt mục tiêu: Xã Nâm Nung 98,35 %." in text
    assert "Đạt mục tiêu: 1/2 đơn vị" in text
    assert "Kế hoạch số 12/KH-UBND" in text
    assert "quá hạn +5 hồ sơ" in text
    assert "H46.01-260901-0001" in text
    assert "Danh sách 1/10 hồ sơ" in text


def test_without_a_target_no_unit_is_held_against_one() -> None:
    text = text_of(render_monthly_assessment(month(target=None), layout=LAYOUT, say=say))
    assert "không đánh giá đạt, chưa đạt" in text
    assert "Chưa đạt mục tiêu:" not in text


def shown(form: Form06a | MonthlyAssessment) -> list[ProofFinding]:
    """What the program's own proof-reading finds, but that no number was given yet: the file is there to be signed."""
    if isinstance(form, Form06a):
        content = render_form_06a(form, layout=LAYOUT, say=say)
    else:
        content = render_monthly_assessment(form, layout=LAYOUT, say=say)
    reading = read_document(content, file_name="bao-cao.docx", words=shipped_words())
    found = proof_read(proof_text(reading), shipped_proof_rules(), days_off("vi"))
    return [each for each in found if each.rule != "number_left_blank"]


NAMES = ("Phường {} Bảo Lộc", "Xã Bảo Lâm {}", "Xã Đam Rông {}", "Xã Cát Tiên {}")
"""Names with numbers, as there are."""


def communes(count: int, undated: int, every: int = 9) -> list[FormLine]:
    """Communes whose parts add up; every ninth holds dossiers without a due date, most of them pending."""
    lines = []
    for at in range(1, count + 1):
        resolved, pending = (undated, 2 * undated) if at % every == 0 else (0, 0)
        early, on_time, late, within, overdue = 90 * at, 7 * at, at % 5, 11 * at, at % 4
        closed, left = early + on_time + late + resolved, within + overdue + pending
        online, direct = 60 * at, closed + left - 60 * at - 5
        name = NAMES[at % 4].format(at // 4 + 1)
        lines.append(
            FormLine(name, closed + left, online, direct, 5, closed, early, on_time, late, left, within,
                     overdue, resolved, pending, withdrawn=at)
        )  # fmt: skip
    return lines


def whole_of(lines: list[FormLine]) -> FormLine:
    names = [*(f"c{number}" for number in range(3, 14)), "resolved_without_due", "pending_without_due", "withdrawn"]
    return FormLine("Tổng số", **{name: sum(getattr(line, name) for line in lines) for name in names})


@pytest.mark.parametrize(("count", "undated", "every"), [(12, 1, 9), (12, 0, 1), (3, 4, 3), (6, 3, 1), (124, 2, 9)])
def test_the_own_proof_reading_finds_nothing_in_either_report(count: int, undated: int, every: int) -> None:
    lines = communes(count, undated, every)
    assert shown(Form06a(FRAME, whole_of(lines), tuple(lines), (whole_of(lines),))) == []
    units = tuple(
        UnitLine(line.title, line.c7 - line.withdrawn, line.c8 + line.c9 - line.withdrawn, line.c10, line.c11,
                 line.c13, 97 * at, 96 * at, line.c10 == 0, line.resolved_without_due)
        for at, line in enumerate(lines, start=1)
    )  # fmt: skip
    assert shown(month(total=whole_of(lines), before=whole_of(lines[1:]), units=units)) == []


def test_what_has_no_due_date_is_a_part_by_name() -> None:
    text = text_of(render_monthly_assessment(month(), layout=LAYOUT, say=say))
    assert "Đã giải quyết 1.291 hồ sơ: trước hạn 960, đúng hạn 310, quá hạn 20, không có hạn trả 1." in text
    assert "Đang giải quyết 109 hồ sơ: trong hạn 98, quá hạn 10, không có hạn trả 1." in text


def test_a_change_is_the_difference_of_the_printed_shares() -> None:
    one = UnitLine("Xã Nâm Nung", 1289, 1268, 20, 109, 10, 1, 1, False, 1)
    text = text_of(render_monthly_assessment(month(units=(one,)), layout=LAYOUT, say=say))
    assert "98,37 %\n100,00 %\n−1,63" in text
    line = ShareLine("Số hóa", 3541, 10000, 35336, 100000)
    text = text_of(render_monthly_assessment(month(shares=(line,)), layout=LAYOUT, say=say))
    assert "đạt 35,41 %; tháng trước 35,34 %; thay đổi (điểm phần trăm): +0,07" in text
    text = text_of(render_monthly_assessment(month(shares=(replace(line, numerator=35414, denominator=100000),)),
                                             layout=LAYOUT, say=say))  # fmt: skip
    assert "đạt 35,41 %; tháng trước 35,34 %; thay đổi (điểm phần trăm): +0,07" in text


def test_letters_say_up_to_which_day_they_count() -> None:
    later = month(letters_until=date(2026, 11, 22))
    for report, day in ((month(), "31/10/2026"), (later, "22/11/2026")):
        text = text_of(render_monthly_assessment(report, layout=LAYOUT, say=say))
        assert f"Quá hạn tính đến hết ngày 31/10/2026; văn bản xin lỗi được tính khi ký đến hết ngày {day}" in text


def test_the_target_says_whose_it_is_and_for_which_days() -> None:
    text = text_of(render_monthly_assessment(month(), layout=LAYOUT, say=say))
    assert "Mục tiêu của UBND tỉnh Lâm Đồng: 99,00 %" in text
    assert "đặt cho cả kỳ từ ngày 01/01/2026 đến ngày 31/12/2026" in text
    assert "chưa phải kết luận của cả kỳ" in text
    own = HeldTo(199, 200, "Kế hoạch số 3/KH-UBND", "xã Đắk Wil", date(2026, 1, 1))
    units = (replace(month().units[0], own_target=own), month().units[1])
    text = text_of(render_monthly_assessment(month(units=units), layout=LAYOUT, say=say))
    assert "Xã Đắk Wil 99,50 % (Kế hoạch số 3/KH-UBND)" in text
    assert "Mục tiêu này áp dụng từ ngày 01/01/2026, văn bản không ghi ngày kết thúc" in text_of(
        render_monthly_assessment(month(target=own), layout=LAYOUT, say=say)
    )


def test_a_month_that_the_records_cover_partly_is_held_to_nothing() -> None:
    partly = month(covered=(date(2026, 10, 1), date(2026, 10, 20)), before=None)
    text = text_of(render_monthly_assessment(partly, layout=LAYOUT, say=say))
    assert "từ ngày 01/10/2026 đến ngày 20/10/2026, chưa đủ tháng" in text
    assert "không có số liệu của tháng trước" in text
    assert "Đạt" not in text and "Chưa đạt" not in text


def test_a_unit_whose_parts_do_not_add_up_is_refused() -> None:
    with pytest.raises(DossierReportRefused) as refused:
        month(units=(replace(month().units[0], without_due=0), month().units[1]))
    assert "Xã Đắk Wil" in sentence(refused.value.code, refused.value.values, "vi")
