"""Word files: labels, tables, footnotes in order; hostile files are refused with a code."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from tests.engine.documents import word_files
from tests.engine.documents.reading_support import words

from parindex.engine.documents.reading import ReadingFault, ReadingLimits, ReadingRefused, read_document
from parindex.engine.documents.reading.model import DoubtCode, FileFormat, Reading
from parindex.wording import codes, sentence


def _read(content: bytes, limits: ReadingLimits | None = None) -> Reading:
    return read_document(content, file_name="report.docx", words=words(), limits=limits)


def _fault(content: bytes, limits: ReadingLimits | None = None) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as refused:
        _read(content, limits)
    assert sentence(f"reading.fault.{refused.value.fault}", refused.value.values, "vi")
    return refused.value


def test_a_report_is_read_in_the_order_of_its_text() -> None:
    reading = _read(word_files.report())
    assert reading.format is FileFormat.DOCX
    (report,) = reading.documents
    head = report.metadata
    assert (head.type, head.number, head.symbol, head.place) == ("Báo cáo", "09", "BC-UBND", "Tân Lập")
    assert head.issuing_body and head.issuing_body.value == "ỦY BAN NHÂN DÂN XÃ TÂN LẬP"
    assert head.date and head.date.date.whole == date(2026, 6, 10)
    assert (head.signer_mode, head.signer_name and head.signer_name.value) == ("KT", "Đinh Thị Lan")
    assert [each.value for each in head.recipients] == ["Sở Nội vụ", "Lưu: VT"]
    assert [each.label for each in report.sections] == ["I", "I.1", "I.1.1", "I.1.2", "II", "II.1"]
    assert [each.name for each in report.tasks[0].leads] == ["Phòng Kinh tế"]
    assert report.tasks[0].deadline_on == date(2026, 9, 30)


def test_tables_keep_merged_heads_and_rows() -> None:
    (report,) = _read(word_files.report()).documents
    (table,) = report.tables
    assert (table.rows, table.columns, table.header_rows) == (4, 4, 2)
    cells = [each for each in report.figures if each.table == table.id]
    assert [(each.name, each.scope, each.value) for each in cells[:3]] == [
        ("Cấp xã", "Hồ sơ tiếp nhận / Kỳ trước chuyển sang", Decimal(46)),
        ("Cấp xã", "Hồ sơ tiếp nhận / Mới tiếp nhận", Decimal(1504)),
        ("Cấp xã", "Đã giải quyết", Decimal(1497)),
    ]
    assert cells[0].section == report.sections[3].id


def test_a_footnote_breaks_the_figure_before_its_mark_down() -> None:
    (report,) = _read(word_files.report()).documents
    (note,) = report.footnotes
    assert note.text == "Trực tuyến 1.240 hồ sơ; trực tiếp 310 hồ sơ."
    whole = next(each for each in report.figures if each.value == 1550)
    assert whole.split_by == note.id
    assert [each.value for each in report.figures if each.part_of == whole.id and each.footnote] == [1240, 310]


def test_a_zip_bomb_is_not_opened() -> None:
    refused = _fault(word_files.replaced(word_files.report(), {"word/media/a.xml": b" " * 60_000_000}))
    assert refused.fault is ReadingFault.BOMB and int(refused.values["unpacked"]) > 60_000_000


def test_a_directory_that_lies_about_sizes_is_damaged() -> None:
    content = bytearray(word_files.report())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    claimed = size.to_bytes(4, "little")
    assert content.count(claimed) >= 1
    lied = bytes(content).replace(claimed, (64).to_bytes(4, "little"))
    assert _fault(lied).fault is ReadingFault.DAMAGED


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document/>',
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><lolz>&b;</lolz>',
    ],
)
def test_entities_are_not_read(xml: str) -> None:
    refused = _fault(word_files.replaced(word_files.report(), {"word/document.xml": xml}))
    assert refused.fault is ReadingFault.UNSAFE_XML and refused.values == {"part": "word/document.xml"}


def test_deep_nesting_is_refused() -> None:
    inner = "<w:tbl><w:tr><w:tc>" * 40 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 40
    assert _fault(word_files.body(inner)).fault is ReadingFault.TOO_DEEP
    tables = "<w:tbl><w:tr><w:tc>" * 6 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 6
    assert _fault(word_files.body(tables)).fault is ReadingFault.TOO_DEEP


def test_macros_are_refused() -> None:
    content = word_files.replaced(word_files.report(), {"word/vbaProject.bin": b"x"})
    assert _fault(content).fault is ReadingFault.MACROS


def test_too_many_paragraphs_are_refused() -> None:
    refused = _fault(word_files.body("<w:p/>" * 300), ReadingLimits(lines=200))
    assert refused.fault is ReadingFault.TOO_MANY_LINES and refused.values["most"] == 200


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ReadingFault.EMPTY),
        (b" \n", ReadingFault.EMPTY),
        (b"PK\x03\x04" + b"\x00" * 40, ReadingFault.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ReadingFault.NEEDS_CONVERSION),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ReadingFault.PASSWORD),
        (b"BM\xff\xfe\x00\x01\x88", ReadingFault.NOT_TEXT),
        ("BÁO CÁO".encode("cp1258", "replace") + b"\x9d\xff", ReadingFault.NOT_TEXT),
    ],
)
def test_what_is_no_document_is_said_so(content: bytes, fault: ReadingFault) -> None:
    assert _fault(content).fault is fault


def test_a_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    refused = _fault(b"a" * 1001, ReadingLimits(size=1000))
    assert refused.fault is ReadingFault.TOO_LARGE and refused.values == {"size": 1001, "most": 1000}


def test_every_fault_and_doubt_has_its_sentence() -> None:
    for language in ("vi", "en"):
        known = codes(language)
        assert {f"reading.fault.{each}" for each in ReadingFault} <= known
        assert {f"reading.doubt.{each}" for each in DoubtCode} <= known
