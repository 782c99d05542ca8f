"""Bad input that the sheet must survive: what it is, and which test holds it (``docs/how-to/bad-input.md``).

Every refusal says in Vietnamese what is wrong, where (file, sheet, row, cell, value) and what to do; everything at
once; what was right is kept.
"""

import unicodedata
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import SET
from tests.portal.self_assessment.test_excel import Workbook, download, paste, save, section, stored, upload
from tests.portal.self_assessment.test_pages import at

from parindex.engine.rulebook.document import leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.tables.self_sheet import SheetColumn
from parindex.engine.tables.self_sheet_reading import LARGEST_SHEET
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.typed_texts import MOST_LETTERS


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def place_of(book: Workbook, box: str) -> str:
    """``E12``: where a box's figure stands in the workbook."""
    row, column = book.place(box, SheetColumn.VALUE)
    return f"{chr(ord('A') + column)}{row + 1}"


# -- workbooks ---------------------------------------------------------------------------------------------------------


def test_a_formula_without_its_result_is_told_with_its_cell(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", ("=40+1", ""))
    book.fill("x-done", "Có")
    preview = upload(browser, nam_nung, book)
    refused = section(preview, "Không lưu được")
    assert "Công thức “=40+1” chưa có kết quả" in refused and f"Ô {place_of(book, 'x-ideas')}" in refused
    assert "trang “Phiếu”, dòng" in refused
    save(browser, preview)
    assert stored() == {"CD-TT": {"done": True}}, "what is right is kept"


def test_an_error_in_a_cell_is_told_with_its_cell(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", ("=1/0", "#DIV/0!"))
    book.fill("x-done", ("=VLOOKUP(1,A1:B2,2)", "#N/A"))
    preview = upload(browser, nam_nung, book)
    refused = section(preview, "Không lưu được")
    for box, title, error in (("x-ideas", "Số sáng kiến", "#DIV/0!"), ("x-done", "Đã ban hành", "#N/A")):
        assert f"Ô {place_of(book, box)}: {title}<" in refused and f"Ô đang báo lỗi “{error}”" in refused
    save(browser, preview)
    assert stored() == {}


def test_an_explanation_that_is_a_broken_formula_is_told(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    book.fill("x-ideas", ("=A1&B99", "#REF!"), SheetColumn.NOTE)
    preview = upload(browser, nam_nung, book)
    assert "#REF!" in section(preview, "Không lưu được")
    save(browser, preview)
    assert stored() == {}, "a row is saved whole or not at all"


def test_one_cell_over_two_figures_is_neither(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-tasks-tu", 41)
    row, column = book.place("x-tasks-tu", SheetColumn.VALUE)
    content = merged(book, (row, column, row + 1, column))
    sent = {"tep": SimpleUploadedFile("phieu.xlsx", content)}
    preview = browser.post(at("sheet_upload", nam_nung), sent, follow=True)
    assert "Ô bị gộp với ô phía trên (“41”)" in section(preview, "Không lưu được")
    save(browser, preview)
    assert stored() == {}


def merged(book: Workbook, area: tuple[int, int, int, int]) -> bytes:
    """The workbook with these cells merged, by a program that keeps everything else."""
    content = BytesIO()
    letter = chr(ord("A") + area[1])
    reference = f"{letter}{area[0] + 1}:{letter}{area[2] + 1}"
    with ZipFile(BytesIO(book.content())) as before, ZipFile(content, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b'<mergeCells count="1">', b'<mergeCells count="2">')
                part = part.replace(b"</mergeCells>", f'<mergeCell ref="{reference}"/></mergeCells>'.encode())
            after.writestr(name, part)
    return content.getvalue()


def test_a_figure_that_stands_twice_with_two_values_is_neither(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    row, column = book.place("x-ideas", SheetColumn.VALUE)
    copy = list(book.cells[row])
    copy[column] = 3
    book.cells.append(copy)
    preview = upload(browser, nam_nung, book)
    words = f"Số liệu này đã có ở ô {place_of(book, 'x-ideas')} với giá trị khác (ở đây: “3”)"
    assert words in section(preview, "Không lưu được")
    save(browser, preview)
    assert stored() == {}


def test_a_code_that_was_changed_is_told(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    row, column = book.place("x-ideas", SheetColumn.VALUE)
    book.cells[row][column] = 2
    code = book.place("x-ideas", SheetColumn.BOX_CODE)[1]
    book.cells[row][code] = "x-khac"
    assert "Không có ô số liệu “x-khac”" in section(upload(browser, nam_nung, book), "Không lưu được")


def test_a_wrong_figure_of_a_workbook_is_told_with_cell_and_value(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    for box, value in (("x-ideas", -2), ("x-issued_on", "31/02/2026"), ("x-money", "1.500"), ("x-tasks-tu", 43)):
        book.fill(box, value)
    book.fill("x-tasks-mau", 42)
    page = section(upload(browser, nam_nung, book), "Không lưu được")
    for box, words in (
        ("x-ideas", "là số âm"),
        ("x-issued_on", "không có ngày này"),
        ("x-money", "đọc được hai cách"),
        ("x-tasks-tu", "43 lớn hơn"),
    ):
        assert f"Ô {place_of(book, box)}" in page, box
        assert words in page, words


def test_a_formula_beside_a_known_figure_does_no_harm(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    book = download(browser, nam_nung)
    book.fill("x-on_time-tu", ("=1/0", "#DIV/0!"))
    book.fill("x-done", "Không")
    assert save(browser, upload(browser, nam_nung, book)).status_code == 302
    assert stored() == {"CD-TT": {"done": False}}


def test_decomposed_heads_choices_and_texts_are_read(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-done", "Có")
    book.fill("x-done", "Đã ký và phát hành", SheetColumn.NOTE)
    book.sheets = {
        name: [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        for name, rows in book.sheets.items()
    }
    assert save(browser, upload(browser, nam_nung, book)).status_code == 302
    assert stored() == {"CD-TT": {"done": True}}
    assert Score.objects.get().note == "Đã ký và phát hành"


def test_a_decomposed_block_is_pasted(browser: Client, nam_nung: RoundUnit) -> None:
    block = unicodedata.normalize("NFD", "1.1.3\tSáng kiến cải cách hành chính\t2\n1.2\tCó kế hoạch tuyên truyền\tCó")
    assert "Lưu 2 dòng" in paste(browser, nam_nung, block).content.decode()


def _zip(parts: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _sheet(content: bytes) -> dict[str, bytes]:
    return {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": content}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"<html>x</html>", "không phải tệp Excel"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "không phải tệp Excel"),
        (lambda: _zip(_sheet(b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>")), "57 MB"),
        (lambda: b"0" * (LARGEST_SHEET + 1), "20 MB"),
        (lambda: Workbook({"Phiếu": [["STT", "Số liệu", "", ""], ["1.1.3", 5, "", ""]]}).content(), "không phải phiếu"),
    ],
    ids=["web page", "broken archive", "zip bomb", "50 MB", "another workbook"],
)
def test_what_is_no_sheet_is_refused_in_words(browser: Client, nam_nung: RoundUnit, content: Any, words: str) -> None:
    name = "C:\\Users\\lan\\" + "phiếu tự chấm " * 25 + ".xlsx"
    answer = browser.post(at("sheet_upload", nam_nung), {"tep": SimpleUploadedFile(name, content())})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa nạp: " in page and words in page
    assert "nạp lại" in page, "what to do"
    for english in ("zip", "file", "archive", "xl/workbook"):
        assert english not in page.split('role="alert"')[1].split("</div>")[0]
    assert not Score.objects.exists()


# -- signed out, double click, two tabs --------------------------------------------------------------------------------

SIGN_IN = {"login": "lan", "password": "cai-cach-2026"}


def typed(lan: User, **more: str) -> dict[str, str]:
    """A row as its form sends it."""
    return {"x-tasks-tu": "41", "x-tasks-mau": "", "giai-trinh": "Đang chờ số quý IV", "phien": "0"} | {
        "nguoi-go": str(lan.pk),
        **more,
    }


def test_signed_out_without_script_the_text_is_there_after_signing_in(lan: User, nam_nung: RoundUnit) -> None:
    browser, row = Client(), at("sheet_row", nam_nung, "KH-TILE")
    asked = browser.post(row, typed(lan))
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_login"))
    page = browser.post(asked["Location"], SIGN_IN, follow=True).content.decode()
    assert "Chưa lưu. Đây là nội dung đã gõ trước khi đăng nhập lại" in page
    assert 'value="41"' in page and "Đang chờ số quý IV</textarea>" in page
    assert not Score.objects.exists(), "nothing is saved by itself"
    assert "quý IV" not in browser.get(row).content.decode(), "shown once"


def test_another_person_is_not_shown_what_the_first_one_typed(lan: User, thinh: User, nam_nung: RoundUnit) -> None:
    browser, row = Client(), at("sheet_row", nam_nung, "KH-TILE")
    asked = browser.post(row, typed(lan))
    page = browser.post(asked["Location"], SIGN_IN | {"login": "thinh"}, follow=True).content.decode()
    assert "Mức độ hoàn thành kế hoạch" in page and "quý IV" not in page
    browser.logout()
    browser.force_login(lan, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    assert "quý IV" not in browser.get(row).content.decode()


def test_a_row_that_changed_while_one_was_signed_out_is_a_conflict(
    lan: User, thinh: User, nam_nung: RoundUnit, signed_in: SignedIn
) -> None:
    browser, row = Client(), at("sheet_row", nam_nung, "KH-TILE")
    asked = browser.post(row, typed(lan))
    signed_in(thinh).post(row, {"x-tasks-tu": "40", "x-tasks-mau": "42", "phien": "0"})
    page = browser.post(asked["Location"], SIGN_IN, follow=True).content.decode()
    assert 'id="phien" value="0"' in page
    assert browser.post(row, typed(lan)).status_code == 409


def test_a_form_older_than_the_sign_in_shows_its_text_again(lan: User, nam_nung: RoundUnit) -> None:
    browser, row = Client(enforce_csrf_checks=True), at("sheet_row", nam_nung, "KH-TILE")
    browser.force_login(lan, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    answer = browser.post(row, typed(lan, csrfmiddlewaretoken="x" * 64), follow=True)
    page = answer.content.decode()
    assert "Đang chờ số quý IV</textarea>" in page and "Chưa lưu" in page
    assert not Score.objects.exists()
    other = browser.post(at("sheet_submit", nam_nung), {"csrfmiddlewaretoken": "x" * 64})
    assert other.status_code == 403 and "Chưa thực hiện: trang đã cũ" in other.content.decode()


def test_a_script_gets_no_page_for_an_old_form(lan: User, nam_nung: RoundUnit) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lan, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    answer = browser.post(at("sheet_row", nam_nung, "KH-TILE"), typed(lan), headers={"X-Sheet": "1"})
    assert answer.status_code == 403 and "X-Sheet-Answer" not in answer.headers
    assert "typed_texts" not in browser.session


def test_too_much_text_is_not_kept(lan: User, nam_nung: RoundUnit) -> None:
    browser = Client()
    browser.post(at("sheet_row", nam_nung, "KH-TILE"), typed(lan, **{"giai-trinh": "x" * (MOST_LETTERS + 1)}))
    assert "typed_texts" not in browser.session


def test_a_double_click_on_the_page_is_one_change_and_one_entry(browser: Client, nam_nung: RoundUnit) -> None:
    form = {"x-tasks-tu": "41", "x-tasks-mau": "42", "giai-trinh": "", "phien": "0"}
    answers = [browser.post(at("sheet_row", nam_nung, "KH-TILE"), form).status_code for _ in range(2)]
    assert answers == [302, 302], "the second finds its own change and is content"
    assert Score.objects.get().row_version == 1
    assert AuditEntry.objects.filter(action="assessments.save_self_assessment_inputs").count() == 1


def test_a_workbook_uploaded_twice_changes_once(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    assert [save(browser, upload(browser, nam_nung, book)).status_code for _ in range(2)] == [302, 302]
    assert Score.objects.get().row_version == 1
    assert AuditEntry.objects.filter(action="assessments.save_self_assessment_inputs").count() == 1


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100,5", "assessments.above_maximum"),
        ("101", "assessments.above_maximum"),
        ("-1", "number.negative"),
        ("1.500", "number.ambiguous"),
        ("85%", ""),
        ("1e5", "number.not_a_number"),
        ("٣", "number.not_a_number"),
        ("＝1", "number.not_a_number"),
    ],
)
def test_percents_stay_within_a_hundred(text: str, code: str) -> None:
    document = next(leaf for leaf in leaves(read_criteria_set(SET.encode())) if leaf.code == "HS-THU")
    percent = document.inputs[1].model_copy(update={"unit": "%", "maximum": Decimal(100)})
    leaf = document.model_copy(update={"inputs": (document.inputs[0], percent)})
    reading = engine_bridge.read_entry(leaf, {"x-money": text}, {})
    assert [problem.code for problem in reading.problems.values()] == ([code] if code else [])
    assert reading.inputs.get("money") == (None if code else Decimal(85))
    if code:
        assert reading.unfinished == {"x-money": text}, "what was typed is kept"
