"""Scans and photographs are read through Tesseract: all of it marked uncertain, bounded in pages, time and memory."""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import subprocess
from decimal import Decimal
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from tests.tools.scans import PAGES, as_jpeg, as_png, needs_recognition, scanned

from parindex.engine.documents.reading import ReadingFault, ReadingRefused, read_document
from parindex.engine.documents.reading.model import DoubtCode, FileFormat, Reading
from parindex.tools import text_recognition
from parindex.tools.document_reading import DocumentRefused, read_and_proof, read_with_pictures
from parindex.tools.shipped_reading import shipped_words


@cache
def _read() -> Reading:
    return read_with_pictures(scanned(PAGES.read_bytes()), name="ban-chup.pdf").reading


@needs_recognition
def test_a_scan_says_what_the_document_says() -> None:
    (report,) = _read().documents
    head = report.metadata
    assert (head.type, head.number, head.symbol) == ("Báo cáo", "09", "BC-UBND")
    assert head.title and head.title.value == "Công tác cải cách hành chính 6 tháng đầu năm 2026"
    assert [each.value for each in report.figures][:6] == [Decimal(n) for n in (1150, 1100, 50, 1250, 1200, 50)]
    assert [each.leads[0].name for each in report.tasks] == ["Phòng Kinh tế"]


@needs_recognition
def test_words_that_another_program_recognised_are_marked_too() -> None:
    """A searchable scan: the picture, and under it words that nobody sees."""
    searchable = ["tesseract", "-", "-", "-l", "vie", "pdf"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    made = subprocess.run(
        searchable, input=as_png(PAGES.read_bytes()), capture_output=True, check=True, env=environment
    )
    reading = read_and_proof(made.stdout, name="tim-duoc.pdf").reading
    assert reading.recognised_pages == (1,)
    assert [each.code for each in reading.doubts] == [DoubtCode.HIDDEN_TEXT]
    figures = reading.documents[0].figures
    assert figures and all(each.passage.recognised for each in figures)


@needs_recognition
def test_the_mark_of_a_scanner_makes_no_text_of_a_picture() -> None:
    document = pdfium.PdfDocument(scanned(PAGES.read_bytes(), pages=(1,)))
    page, made = document[0], io.BytesIO()
    mark = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 9.0)
    words = [*map(ord, "Scanned with CamScanner"), 0]
    raw.FPDFText_SetText(mark, (ctypes.c_ushort * len(words))(*words))
    raw.FPDFPageObj_Transform(mark, 1, 0, 0, 1, 20, 20)
    raw.FPDFPage_InsertObject(page, mark)
    page.gen_content()
    document.save(made)
    before = read_and_proof(made.getvalue(), name="a.pdf").reading
    assert [each.values for each in before.doubts if each.code is DoubtCode.NO_TEXT_LAYER] == [{"page": 1}]
    reading = read_with_pictures(made.getvalue(), name="a.pdf").reading
    assert reading.recognised_pages == (1,) and reading.documents[0].metadata.number == "09"


@needs_recognition
def test_words_in_columns_are_a_table() -> None:
    """The ruled table of the report, of which a scan has the words alone."""
    reading = _read()
    (report,) = reading.documents
    assert [(each.name, each.scope, each.value) for each in report.figures if each.table] == [
        ("Hộ tịch", "Tiếp nhận", Decimal(1210)),
        ("Hộ tịch", "Đã giải quyết", Decimal(1205)),
        ("Đất đai", "Tiếp nhận", Decimal(300)),
        ("Đất đai", "Đã giải quyết", Decimal(270)),
    ]
    assert all(each.passage.recognised for each in report.tables[0].cells)


@needs_recognition
def test_everything_that_a_machine_read_is_marked() -> None:
    reading = _read()
    assert reading.recognised_pages == (1, 2)
    (report,) = reading.documents
    parts = (report.figures, report.tasks, report.sections, report.citations)
    places = [each.passage for part in parts for each in part]
    assert len(places) > 30 and all(each.recognised for each in places)
    told = [each for each in reading.doubts if each.code is DoubtCode.FROM_RECOGNITION]
    assert [each.values["page"] for each in told] == [1, 2] and all(int(each.values["sure"]) > 80 for each in told)


@needs_recognition
def test_only_the_pages_without_text_are_recognised() -> None:
    content, told = scanned(PAGES.read_bytes(), pages=(2,)), []
    before = read_and_proof(content, name="a.pdf").reading
    assert [each.code for each in before.doubts] == [DoubtCode.NO_TEXT_LAYER] and not before.recognised_pages
    reading = read_with_pictures(content, name="a.pdf", tell=lambda done, total: told.append((done, total))).reading
    assert reading.recognised_pages == (2,) and told == [(0, 1), (1, 1)]
    (report,) = reading.documents
    assert {each.passage.recognised for each in report.figures if each.passage.page == 1} == {False}
    assert {each.passage.recognised for each in report.figures if each.passage.page == 2} == {True}


@needs_recognition
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_is_turned(turn: int) -> None:
    reading = read_with_pictures(scanned(PAGES.read_bytes(), turn=turn, pages=(1,)), name="a.pdf").reading
    assert reading.documents[0].metadata.number == "09"


@needs_recognition
def test_a_picture_of_a_page_is_read_as_a_scan() -> None:
    reading = read_with_pictures(as_png(PAGES.read_bytes()), name="trang.png").reading
    assert (reading.format, reading.pages, reading.recognised_pages) == (FileFormat.PICTURE, 1, (1,))
    assert reading.documents[0].metadata.number == "09"


@needs_recognition
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler (pdftoppm) is absent")
def test_a_photograph_is_read_as_a_scan() -> None:
    reading = read_with_pictures(as_jpeg(PAGES.read_bytes()), name="trang.jpg").reading
    assert reading.documents[0].metadata.symbol == "BC-UBND" and reading.recognised_pages == (1,)


@needs_recognition
def test_findings_in_what_was_recognised_say_so() -> None:
    """Page 1 of the scan broken by one digit before it is scanned: a sum that does not hold."""
    before = read_and_proof(_with_a_slip().encode(), name="a.txt").findings
    assert before and not any(each["recognised"] for each in before)
    recognised = text_recognition.recognise(scanned(PAGES.read_bytes()), pages=[1])
    line = next(each for each in recognised[1].runs if "1.100 hồ sơ, đang" in each.text)
    runs = tuple(
        each._replace(text=each.text.replace("1.100", "1.010")) if each is line else each for each in recognised[1].runs
    )
    page = recognised[1].model_copy(update={"runs": runs})
    found = read_and_proof(scanned(PAGES.read_bytes(), pages=(1,)), name="a.pdf", recognised={1: page}).findings
    assert [(each["rule"], each["page"], each["recognised"]) for each in found if each["page"] == 1] == [
        ("sum_differs", 1, True)
    ]


def _with_a_slip() -> str:
    said = "Tiếp nhận 1.150 hồ sơ, trong đó: giải quyết 1.010 hồ sơ, đang giải quyết 50 hồ sơ."
    return f"BÁO CÁO\nNăm 2026\n\nI. KẾT QUẢ\n\n{said}\n"


def _blank() -> bytes:
    document, made = pdfium.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(made)
    return made.getvalue()


def test_without_the_program_a_scan_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not text_recognition.is_installed()
    with pytest.raises(DocumentRefused) as refused:
        read_with_pictures(scanned(PAGES.read_bytes()), name="a.pdf")
    assert (refused.value.code, refused.value.values) == ("no_text_layer", {"pages": 2})
    with pytest.raises(DocumentRefused) as refused:
        read_with_pictures(as_png(PAGES.read_bytes()), name="a.png")
    assert refused.value.code == "picture"
    partly = read_with_pictures(scanned(PAGES.read_bytes(), pages=(2,)), name="a.pdf").reading
    assert [each.code for each in partly.doubts] == [DoubtCode.NO_TEXT_LAYER]


def test_too_many_pictures_are_refused_at_once() -> None:
    with pytest.raises(ReadingRefused) as refused:
        text_recognition.recognise(b"", pages=range(1, 62))
    assert refused.value.fault is ReadingFault.TOO_MANY_PICTURES and refused.value.values == {"pages": 61, "most": 60}


@needs_recognition
def test_recognition_is_bounded_in_time_and_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ReadingRefused) as refused:
        text_recognition.recognise(scanned(PAGES.read_bytes()), pages=[1, 2], timeout_s=0.2)
    assert refused.value.fault is ReadingFault.RECOGNITION_BROKE
    (tmp_path / "glutton.py").write_text(
        "from parindex.tools import text_recogniser as own\n"
        "own.pages_of = lambda content, numbers: iter([bytearray(own._MEMORY)])\nown.main()\n"
    )
    monkeypatch.setattr(text_recognition, "RECOGNISER", [str(tmp_path / "glutton.py")])
    with pytest.raises(ReadingRefused) as refused:
        text_recognition.recognise(b"", pages=[1])
    assert refused.value.fault is ReadingFault.RECOGNITION_BROKE


@needs_recognition
def test_blank_and_hostile_pictures_are_refused_in_words() -> None:
    blank = as_png(_blank())
    with pytest.raises(DocumentRefused) as refused:
        read_with_pictures(blank, name="a.png")
    assert refused.value.code == "nothing_recognised"
    huge = blank[:16] + b"\x00\x01\x00\x00\x00\x01\x00\x00" + blank[24:]  # 65.536 × 65.536 dots, it says
    with pytest.raises(DocumentRefused) as refused:
        read_with_pictures(huge, name="a.png")
    assert refused.value.code == "recognition_broke"
    with pytest.raises(DocumentRefused) as refused:
        read_with_pictures(b"\xff\xd8\xff\xe0 no photograph", name="a.jpg")
    assert refused.value.code == "damaged"


def test_a_scan_read_by_nobody_is_refused_by_the_reader() -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_document(scanned(PAGES.read_bytes()), file_name="a.pdf", words=shipped_words())
    assert refused.value.fault is ReadingFault.NO_TEXT_LAYER
