"""Bad files in the browser, with a plain form (table: ``docs/how-to/bad-input.md``): refused in Vietnamese with the
file's name, nothing left behind, what was typed stays; a good file beside a bad one is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.portal.conftest import SignedIn
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import EvidenceLink
from parindex.portal.documents.models import Document, DocumentFile, Upload
from parindex.portal.platform.models import StoredFile

TITLE = "Kế hoạch tuyên truyền"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (sample.macro_docx, "bao-cao.pdf", "tệp có macro"),
        (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "anh.png", "trang web"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "anh.png", "Chưa nhận tệp"),
        (sample.zip_bomb, "ke-hoach.docx", "Chưa nhận tệp"),
        (lambda: b"MZ" + bytes(100), "ke-hoach.pdf", "Chưa nhận tệp"),
        (lambda: b"", "rong.pdf", ""),
    ],
    ids=["macro renamed pdf", "html renamed png", "svg renamed png", "50 MB zip bomb", "program", "empty"],
)
def test_a_hostile_file_is_refused_on_the_page(
    address: str, lan: User, signed_in: SignedIn, content: Callable[[], bytes], name: str, words: str
) -> None:
    answer = signed_in(lan).post(
        f"{address}tai-len/", {"kind": "plan", "title": TITLE, "file": SimpleUploadedFile(name, content())}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page and name in page if words else "trống" in page or "rỗng" in page
    assert f'value="{TITLE}"' in page, "what was typed stays"
    assert not (Document.objects.exists() or Upload.objects.exists() or StoredFile.objects.exists())


def test_a_name_with_a_path_and_300_characters_is_kept_clean(address: str, lan: User, signed_in: SignedIn) -> None:
    name = unicodedata.normalize("NFD", "C:\\Users\\lan\\..\\tài liệu\\" + "Kế hoạch " * 34 + ".pdf")
    answer = signed_in(lan).post(
        f"{address}tai-len/", {"kind": "plan", "title": TITLE, "file": SimpleUploadedFile(name, sample.pdf())}
    )
    assert answer.status_code == 302
    kept = DocumentFile.objects.get().name
    assert kept.endswith(".pdf") and len(kept) <= 200 and kept == unicodedata.normalize("NFC", kept)
    assert "Kế hoạch" in kept and "\\" not in kept and ".." not in kept and "Users" not in kept


def test_the_same_form_sent_twice_is_one_document(address: str, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    for _ in range(2):
        browser.post(
            f"{address}tai-len/", {"kind": "plan", "title": TITLE, "file": SimpleUploadedFile("a.pdf", sample.pdf())}
        )
    assert (Document.objects.count(), EvidenceLink.objects.count(), StoredFile.objects.count()) == (1, 1, 1)
