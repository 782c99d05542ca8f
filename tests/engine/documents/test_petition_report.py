"""The report on petitions: every sentence is worded, every line adds up, the Word file says what the values say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.parts import Capacity, IssuingBody, Recipients, Signature
from parindex.engine.documents.petition_report import (
    Part,
    PetitionReport,
    PetitionReportCode,
    PetitionReportRefused,
    ReportLine,
    render_petition_report,
    share,
)
from parindex.wording import codes, sentence

LAYOUT = read_layout((files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml").read_bytes())
NAM_NUNG = ReportLine("Xã Nâm Nung", 2, 10, 6, 2, 4, 1, answered=5, forwarded=2, refused=1, published=3)
DAK_WIL = ReportLine("Xã Đắk Wil", 0, 2, 1, 0, 1, 0, answered=1)
TOTAL = ReportLine("", 2, 12, 7, 2, 5, 1, answered=6, forwarded=2, refused=1, published=3)
REPORT = PetitionReport(
    unit="UBND tỉnh Lâm Đồng",
    first=date(2025, 12, 15),
    last=date(2026, 12, 14),
    issuer=IssuingBody(("ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG"), "Lâm Đồng", "BC-UBND"),
    recipients=Recipients(("Như trên",)),
    signature=Signature("CHỦ TỊCH", Capacity.OWN, None, "Ủy ban nhân dân"),
    total=TOTAL,
    rows=(NAM_NUNG, DAK_WIL),
    kinds=(Part("hành vi hành chính", 7), Part("quy định hành chính", 5)),
    sources=(Part("trực tiếp", 12),),
    dialogues=2,
    dialogues_by_head=1,
    simulated=True,
)


def text_of(report: PetitionReport) -> str:
    content = render_petition_report(report, layout=LAYOUT, say=lambda code, values: sentence(code, values, "vi"))
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_sentence_is_worded_in_both_languages() -> None:
    assert {code.value for code in PetitionReportCode} <= codes("vi") & codes("en")


def test_the_document_says_what_the_values_say() -> None:
    text = text_of(REPORT).replace("\u00a0", " ")
    for words in (
        "từ ngày 15/12/2025 đến ngày 14/12/2026",
        "Tổng số phải xử lý: 14 phản ánh, kiến nghị, gồm kỳ trước chuyển sang 2, tiếp nhận trong kỳ 12; đã xử lý 9",
        "tỷ lệ đúng hạn là 11/14, đạt 78,57 %",
        "Số cuộc đối thoại đã tổ chức: 2, trong đó do người đứng đầu chủ trì: 1.",
        "Số liệu mô phỏng",
        "TM. ỦY BAN NHÂN DÂN",
        "Xã Đắk Wil",
    ):
        assert words in text, words


def test_without_petitions_it_says_so_and_divides_by_nothing() -> None:
    empty = replace(REPORT, total=ReportLine(""), rows=(), kinds=(), sources=())
    assert "không phát sinh" in text_of(empty)
    assert share(0, 0) == "–"


@pytest.mark.parametrize("change", [{"rows": (NAM_NUNG,)}, {"kinds": (Part("x", 11),)}, {"sources": ()}])
def test_a_report_whose_parts_do_not_add_up_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PetitionReportRefused):
        replace(REPORT, **change)  # type: ignore[arg-type]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_line_holds_exactly_when_it_balances(
    opening: int, received: int, on_time: int, late: int, open_: int
) -> None:
    balanced = opening + received == on_time + late + open_
    given_line = {"opening": opening, "received": received, "on_time": on_time, "late": late, "pending": open_}
    if balanced:
        assert ReportLine("x", **given_line, answered=on_time + late).handled <= opening + received
    else:
        with pytest.raises(PetitionReportRefused):
            ReportLine("x", **given_line, answered=on_time + late)
