"""PDF files with a text layer: pages, paragraphs over lines and pages, ruled tables; scans and hostile files."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from time import perf_counter

import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from tests.engine.documents.reading_support import FOLDER, read_own, words

from parindex.engine.documents.reading import ReadingFault, ReadingLimits, ReadingRefused, read_document
from parindex.engine.documents.reading.model import DoubtCode, FileFormat

NAME = "report.pdf"


def _refused(content: bytes, limits: ReadingLimits | None = None) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as refused:
        read_document(content, file_name="a.pdf", words=words(), limits=limits)
    return refused.value


def _blank(pages: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_head_and_foot_stand_in_two_columns() -> None:
    reading = read_own(NAME)
    assert (reading.format, reading.pages) == (FileFormat.PDF, 2)
    (report,) = reading.documents
    head = report.metadata
    assert (head.type, head.number, head.symbol, head.place) == ("Báo cáo", "09", "BC-UBND", "Tân Lập")
    assert head.title and head.title.value == "Công tác cải cách hành chính 6 tháng đầu năm 2026"
    assert head.issuing_body and head.issuing_body.value == "ỦY BAN NHÂN DÂN XÃ TÂN LẬP"
    assert head.date and head.date.date.whole == date(2026, 6, 10)
    assert [each.value for each in head.recipients] == ["Sở Nội vụ", "Lưu: VT"]
    assert (head.signer_mode, head.signer_name and head.signer_name.value) == ("KT", "Đinh Thị Lan")


def test_a_paragraph_over_two_pages_is_one() -> None:
    (report,) = read_own(NAME).documents
    over = [each for each in report.paragraphs if {part.page for part in each.passages} == {1, 2}]
    assert len(over) == 1 and over[0].text.startswith("Thực hiện chỉ đạo") and over[0].text.endswith("50 hồ sơ.")
    sums = [each for each in report.figures if each.table is None]
    assert [each.value for each in sums] == [
        Decimal(value) for at in range(1, 9) for value in (f"1{at}50", f"1{at}00", "50")
    ]
    assert {each.passage.page for each in sums} == {1, 2}


def test_a_ruled_table() -> None:
    reading = read_own(NAME)
    (report,) = reading.documents
    assert [(each.name, each.scope, each.value) for each in report.figures if each.table] == [
        ("Hộ tịch", "Tiếp nhận", Decimal(1210)),
        ("Hộ tịch", "Đã giải quyết", Decimal(1205)),
        ("Đất đai", "Tiếp nhận", Decimal(300)),
        ("Đất đai", "Đã giải quyết", Decimal(270)),
    ]
    assert [(each.code, each.values) for each in reading.doubts] == [(DoubtCode.DRAWN_TABLE, {"page": 2})]
    assert report.tables[0].section == report.sections[2].id


def test_a_scan_is_said_to_be_one() -> None:
    refused = _refused(_blank(3))
    assert refused.fault is ReadingFault.NO_TEXT_LAYER and refused.values == {"pages": 3}


def test_two_thousand_pages_are_refused_at_once() -> None:
    content = _blank(2000)
    start = perf_counter()
    refused = _refused(content)
    assert refused.fault is ReadingFault.TOO_MANY_PAGES and refused.values == {"pages": 2000, "most": 1000}
    assert perf_counter() - start < 5


def test_a_password_is_asked_to_be_removed() -> None:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO((FOLDER / NAME).read_bytes())))
    writer.encrypt("secret", "secret")  # type: ignore[no-untyped-call]
    made = io.BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    assert _refused(made.getvalue()).fault is ReadingFault.PASSWORD


@pytest.mark.parametrize("kept", [20, 200, 3000])
def test_what_is_left_of_a_broken_file_is_refused(kept: int) -> None:
    assert _refused((FOLDER / NAME).read_bytes()[:kept]).fault in (ReadingFault.DAMAGED, ReadingFault.NO_TEXT_LAYER)


def test_a_broken_table_of_places_is_read_or_refused_in_bounds() -> None:
    whole = (FOLDER / NAME).read_bytes()
    at = whole.rindex(b"startxref")
    broken = whole[:at] + b"startxref\n99999999\n%%EOF\n"
    start = perf_counter()
    try:
        reading = read_document(broken, file_name="a.pdf", words=words())
        assert reading.documents[0].metadata.number == "09"
    except ReadingRefused as refused:
        assert refused.fault is ReadingFault.DAMAGED
    assert perf_counter() - start < 10
