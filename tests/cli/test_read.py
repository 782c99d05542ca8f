"""``parindex read``: JSON after the schema, a page to read, refusals with code and exit 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from tests.cli.running import EXAMPLES, run

from parindex.engine.documents.reading.model import Reading
from parindex.tools import libreoffice

REPORT = str(EXAMPLES / "xa_dong_son_report.txt")


def test_json_is_a_reading() -> None:
    result = run("read", REPORT, "--format", "json")
    assert result.exit_code == 0
    reading = Reading.model_validate_json(result.stdout)
    assert reading.file == "xa_dong_son_report.txt"
    assert json.loads(result.stdout)["schema"] == "parindex/document-reading/1"
    (report,) = reading.documents
    assert (report.metadata.number, report.metadata.symbol) == ("142", "BC-UBND")
    assert [each.leads[0].name for each in report.tasks] == [
        "Văn phòng HĐND và UBND xã",
        "Trung tâm Phục vụ hành chính công xã",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("## Số liệu", "dòng 31: trực tuyến = 1.932 hồ sơ · 80 %", "chủ trì: Văn phòng HĐND và UBND xã")),
        ("en", ("## Figures", "line 31: trực tuyến = 1.932 hồ sơ · 80 %", "lead: Văn phòng HĐND và UBND xã")),
    ],
)
def test_a_page_to_read(language: str, words: tuple[str, ...]) -> None:
    result = run("read", REPORT, "--format", "md", "--language", language)
    assert result.exit_code == 0
    for each in words:
        assert each in result.stdout


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"GIF89a\x00\x00")
    result = run("read", str(picture), "--format", "json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stderr)
    assert problem["code"] == "reading.fault.not_text" and problem["file"] == "picture.txt"


@pytest.mark.skipif(isinstance(libreoffice.find(), libreoffice.Absent), reason="LibreOffice is absent")
def test_opendocument_goes_through_libreoffice(tmp_path: Path) -> None:
    document = Document()
    for line in ("BÁO CÁO", "Kết quả năm 2025", "I. KẾT QUẢ", "Tiếp nhận 120 hồ sơ, đã giải quyết 118 hồ sơ."):
        document.add_paragraph(line)
    made = tmp_path / "report.docx"
    document.save(str(made))
    odt = tmp_path / "report.odt"
    odt.write_bytes(libreoffice._convert(made.read_bytes(), "docx", "odt", 60.0))
    result = run("read", str(odt), "--format", "json")
    assert result.exit_code == 0, result.stderr
    (report,) = Reading.model_validate_json(result.stdout).documents
    assert [int(each.value or 0) for each in report.figures] == [120, 118]
