"""What a file is, whatever it is called; hostile files are refused with their reason."""

from __future__ import annotations

import time
import unicodedata

import pytest
from tests.tools import sample_files as sample

from parindex.tools.containers import ZipLimits
from parindex.tools.file_content import (
    LONGEST_NAME,
    FileFault,
    FileKind,
    FileLimits,
    FileRefused,
    FileWarning,
    clean_name,
    inspect,
)

LIMITS = FileLimits()
PAGE = b"<!DOCTYPE html><html><script>fetch('/')</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (sample.pdf(), "a.pdf", FileKind.PDF),
        (sample.docx(), "a.docx", FileKind.DOCX),
        (sample.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}), "a.XLSX", FileKind.XLSX),
        (
            sample.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<c/>"}),
            "a.odt",
            FileKind.ODT,
        ),
        (
            sample.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<c/>"}),
            "a.ods",
            FileKind.ODS,
        ),
        (sample.ole("WordDocument", "1Table"), "a.doc", FileKind.DOC),
        (sample.ole("Workbook"), "a.xls", FileKind.XLS),
        (sample.png(), "a.png", FileKind.PNG),
        (sample.jpeg(), "a.jpeg", FileKind.JPEG),
        ("Biên bản kiểm tra\n".encode(), "a.txt", FileKind.TEXT),
        ("Biên bản".encode("utf-16"), "a.txt", FileKind.TEXT),
    ],
)
def test_taken(content: bytes, name: str, kind: FileKind) -> None:
    assert inspect(content, name=name, limits=LIMITS) == (kind, ())


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "a.pdf", FileFault.EMPTY),
        (sample.macro_docx(), "bao-cao.pdf", FileFault.MACROS),
        (sample.macro_docx(), "bao-cao.docx", FileFault.MACROS),
        (
            sample.docx(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
            "a.docx",
            FileFault.MACROS,
        ),
        (
            sample.zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.text",
                    "content.xml": b"",
                    "Basic/Standard/Module1.xml": b"",
                }
            ),
            "a.odt",
            FileFault.MACROS,
        ),
        (sample.ole("WordDocument", "Macros", "VBA"), "a.doc", FileFault.MACROS),
        (sample.ole("Workbook", "_VBA_PROJECT_CUR"), "a.xls", FileFault.MACROS),
        (sample.ole("EncryptedPackage", "EncryptionInfo"), "a.docx", FileFault.PASSWORD),
        (sample.ole("PowerPoint Document"), "a.ppt", FileFault.UNKNOWN),
        (PAGE, "anh.png", FileFault.WEB_PAGE),
        (PAGE, "a.txt", FileFault.WEB_PAGE),
        (b"\n\n  <script>1</script>", "a.pdf", FileFault.WEB_PAGE),
        (SVG, "anh.png", FileFault.SVG),
        (SVG, "anh.svg", FileFault.SVG),
        (b"MZ\x90\x00" + bytes(500), "a.pdf", FileFault.PROGRAM),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", FileFault.PROGRAM),
        (b"\x7fELF" + bytes(60), "a.png", FileFault.PROGRAM),
        (sample.zipped({"a.pdf": sample.pdf()}), "a.zip", FileFault.ARCHIVE),
        (sample.zipped({"ppt/presentation.xml": b"", "[Content_Types].xml": b""}), "a.pptx", FileFault.ARCHIVE),
        (b"Rar!\x1a\x07\x00" + bytes(50), "a.pdf", FileFault.ARCHIVE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG_01.HEIC", FileFault.HEIC),
        (sample.pdf()[:200], "a.pdf", FileFault.DAMAGED),
        (sample.docx()[:-60], "a.docx", FileFault.DAMAGED),
        (sample.png()[:40], "a.png", FileFault.DAMAGED),
        (b"a,b\n1,2\n", "a.csv", FileFault.UNKNOWN),
        (bytes(range(256)) * 4, "a.pdf", FileFault.UNKNOWN),
    ],
)
def test_refused(content: bytes, name: str, fault: FileFault) -> None:
    with pytest.raises(FileRefused) as refused:
        inspect(content, name=name, limits=LIMITS)
    assert refused.value.fault is fault


def test_a_zip_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = sample.zip_bomb()
    assert len(bomb) < 100_000
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        inspect(bomb, name="a.docx", limits=LIMITS)
    assert refused.value.fault is FileFault.BOMB
    assert time.monotonic() - began < 0.5


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    honest = sample.docx(**{"word/media/a.bin": bytes(400_000)})
    lying = honest.replace((400_000).to_bytes(4, "little"), (400).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(FileRefused) as refused:
        inspect(lying, name="a.docx", limits=LIMITS)
    assert refused.value.fault is FileFault.DAMAGED


def test_sizes_have_a_limit() -> None:
    with pytest.raises(FileRefused) as refused:
        inspect(sample.pdf(), name="a.pdf", limits=FileLimits(size=100))
    assert (refused.value.fault, refused.value.values["most"]) == (FileFault.TOO_LARGE, 100)
    many = sample.docx(**{f"word/{number}.xml": b"" for number in range(50)})
    with pytest.raises(FileRefused, match="bomb"):
        inspect(many, name="a.docx", limits=FileLimits(zip=ZipLimits(members=20)))


def test_an_old_office_file_that_cannot_be_read_to_its_end_is_warned_of() -> None:
    whole = sample.ole("WordDocument")
    broken = whole[:48] + (900).to_bytes(4, "little") + whole[52:]
    assert inspect(broken, name="a.doc", limits=LIMITS).warnings == (FileWarning.MACROS_UNSURE,)
    with pytest.raises(FileRefused, match="macros"):
        inspect(broken + "_VBA_PROJECT".encode("utf-16-le"), name="a.doc", limits=LIMITS)


def test_the_ending_follows_the_content() -> None:
    assert inspect(sample.pdf(), name="a.png", limits=LIMITS).warnings == (FileWarning.OTHER_ENDING,)
    assert clean_name("a.png", FileKind.PDF) == "a.pdf"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\windows\\system32\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch số 5.pdf"), "Kế hoạch số 5.pdf"),
        ("bao\r\ncao\u202efdp.exe.pdf", "bao cao fdp.exe.pdf"),
        ("a<b>|c?.pdf", "a_b__c_.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert clean_name(given, FileKind.PDF) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean_name("C:\\tai lieu\\" + "Kế hoạch " * 40 + ".pdf", FileKind.PDF)
    assert len(kept) <= LONGEST_NAME
    assert kept.endswith(".pdf") and "\\" not in kept
