"""The sheet and Excel: pasted blocks with a preview; a workbook filled offline, whatever was done to it."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.self_assessment.test_pages import at

from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.self_sheet import HIDDEN_SHEET, SheetColumn
from parindex.engine.tables.self_sheet_reading import read_self_sheet
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import save_self_assessment_inputs
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.facts.models import FactVersion


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


@dataclass
class Workbook:
    """A downloaded workbook as another program would keep it: cells only."""

    sheets: dict[str, list[list[Any]]]

    @property
    def cells(self) -> list[list[Any]]:
        """The visible sheet."""
        return next(cells for name, cells in self.sheets.items() if name != HIDDEN_SHEET)

    def place(self, box: str, column: SheetColumn) -> tuple[int, int]:
        """Row and column of a box."""
        head = next(row for row in self.cells if SheetColumn.NUMBER.value in row)
        code = head.index(SheetColumn.BOX_CODE.value)
        row = next(number for number, cells in enumerate(self.cells) if cells[code] == box)
        return row, head.index(column.value)

    def get(self, box: str) -> Any:
        """What stands in a box."""
        row, column = self.place(box, SheetColumn.VALUE)
        return self.cells[row][column]

    def fill(self, box: str, value: Any, column: SheetColumn = SheetColumn.VALUE) -> None:
        """Type into a box; ``("=40+1", 41)`` is a formula and what it gave."""
        row, place = self.place(box, column)
        self.cells[row][place] = value

    def content(self) -> bytes:
        """The file."""
        stream = BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        for name, cells in self.sheets.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(cells):
                for column, value in enumerate(line):
                    if isinstance(value, tuple):
                        page.write_formula(row, column, value[0], None, value[1])
                    elif value is not None:
                        page.write(row, column, value)
            if name != HIDDEN_SHEET:
                page.merge_range(0, 0, 0, 3, cells[0][0])
        book.close()
        return stream.getvalue()


def download(browser: Client, member: RoundUnit) -> Workbook:
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get(at("sheet_workbook", member)).content))
    names = book.sheet_names
    return Workbook({name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names})


def upload(browser: Client, member: RoundUnit, book: Workbook, name: str = "phiếu.xlsx") -> Any:
    return browser.post(at("sheet_upload", member), {"tep": SimpleUploadedFile(name, book.content())})


def stored() -> dict[str, Any]:
    return {score.entry.leaf.code: score.inputs for score in Score.objects.select_related("entry__leaf")}


def test_a_block_is_looked_at_before_it_is_saved(browser: Client, nam_nung: RoundUnit) -> None:
    block = "1.1.2\tMức độ hoàn thành kế hoạch\t41\t42\n1.1.3\t2\n9.9\t1\n1.1.1\t31/02/2026\n"
    page = browser.post(at("sheet_paste", nam_nung), {"khoi": block}).content.decode()
    for words in ("<b>41</b>", "không có dòng tự chấm “9.9”", "không có ngày này", "Lưu 3 dòng"):
        assert words in page, words
    assert f">{block.strip()}" in page.replace("\r", ""), "what is confirmed is what was pasted"
    assert not Score.objects.exists()
    versions = {"phien-KH-TILE": "0", "phien-KH-SANGKIEN": "0", "phien-KH-NGAY": "0"}
    answer = browser.post(at("sheet_paste", nam_nung), {"khoi": block, "luu": "1", **versions})
    assert answer.status_code == 422 and "Sai số liệu" in answer.content.decode()
    assert stored() == {"KH-TILE": {"tasks": ["41", "42"]}, "KH-SANGKIEN": {"ideas": "2"}, "KH-NGAY": {}}


def test_a_pasted_row_that_changed_meanwhile_is_a_conflict(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
    block = {"khoi": "1.1.3\t2", "luu": "1", "phien-KH-SANGKIEN": "0"}
    answer = browser.post(at("sheet_paste", nam_nung), block)
    assert answer.status_code == 422 and "Có xung đột" in answer.content.decode()
    assert stored() == {"KH-SANGKIEN": {"ideas": "1"}}


def test_a_known_figure_is_not_pasted_over(browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion) -> None:
    page = browser.post(at("sheet_paste", nam_nung), {"khoi": "2.1\t1306\t1306"}).content.decode()
    assert "không ghi đè" in page and "Lưu 0 dòng" in page


def test_the_workbook_locks_what_is_not_asked(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    content = browser.get(at("sheet_workbook", nam_nung)).content
    with ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert "<sheetProtection " in sheet
    assert 'state="veryHidden"' in book
    assert set(re.findall(r'<dataValidation type="(\w+)"', sheet)) == {"whole", "decimal", "date", "list"}
    filled = download(browser, nam_nung)
    assert (filled.get("x-on_time-tu"), filled.get("x-on_time-mau")) == (1290, 1306)
    row, _column = filled.place("x-on_time-tu", SheetColumn.VALUE)
    assert not re.search(rf'<dataValidation [^>]*sqref="E{row + 1}"', sheet), "known figures are not asked"


def test_a_filled_workbook_comes_back(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-tasks-tu", 41)
    book.fill("x-tasks-mau", 42)
    book.fill("x-tasks-tu", "Nhiệm vụ số 37 chuyển sang quý I", SheetColumn.NOTE)
    book.fill("x-issued_on", "24/01/2026")
    book.fill("x-done", "Có")
    book.fill("x-way", "Theo số")
    book.fill("x-money", 12.5)
    answer = upload(browser, nam_nung, book)
    assert answer.status_code == 302
    assert stored() == {
        "KH-TILE": {"tasks": ["41", "42"]},
        "KH-NGAY": {"issued_on": "2026-01-24"},
        "CD-TT": {"done": True},
        "HS-THU": {"way": "b", "money": "12.5"},
    }
    assert Score.objects.get(entry__leaf__code="KH-TILE").note.startswith("Nhiệm vụ số 37")


def test_nothing_filled_changes_nothing(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1.306"})
    book = download(browser, nam_nung)
    book.fill("x-ideas", None)
    assert upload(browser, nam_nung, book).status_code == 302
    assert Score.objects.get().row_version == 1


def test_every_row_of_the_upload_gets_its_answer(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
    book.fill("x-ideas", 5)
    book.fill("x-tasks-tu", 43)
    book.fill("x-tasks-mau", 42)
    book.fill("x-done", "Có")
    answer = upload(browser, nam_nung, book)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Đã lưu: 1", "Sai số liệu: 1", "Có xung đột: 1", "43 lớn hơn"):
        assert words in page, words
    assert stored()["KH-SANGKIEN"] == {"ideas": "1"}


def test_moved_columns_merged_cells_formulas_and_other_sheets_survive(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    book.fill("x-tasks-tu", ("=40+1", 41))
    book.fill("x-tasks-mau", 42)
    for line in book.cells:
        line[1:1] = ["", "ghi thêm"]
        line.reverse()
    book.cells.insert(4, ["dòng chèn thêm"])
    book.sheets = {"Ghi chú": [["của tôi"], ["STT", "Số liệu"]], **book.sheets}
    answer = upload(browser, nam_nung, book)
    assert answer.status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}, "KH-TILE": {"tasks": ["41", "42"]}}


def test_a_formula_that_no_program_computed_is_no_figure(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", ("=VLOOKUP(1,A1:B2,2)", "#N/A"))
    answer = upload(browser, nam_nung, book)
    assert answer.status_code in {302, 422}
    assert all(not inputs for inputs in stored().values())


def test_the_workbook_of_another_unit_round_or_set_is_refused(
    browser: Client, nam_nung: RoundUnit, places: Places
) -> None:
    for key, words in (("unit", "một đơn vị khác"), ("round", "một đợt khác"), ("set", "bộ tiêu chí của đợt")):
        book = download(browser, nam_nung)
        for line in book.sheets[HIDDEN_SHEET]:
            if line[0] == key:
                line[1] = "khac"
        answer = upload(browser, nam_nung, book)
        assert answer.status_code == 422 and words in answer.content.decode(), key


def test_what_is_no_workbook_is_refused_in_words(browser: Client, nam_nung: RoundUnit) -> None:
    page = browser.post(at("sheet_upload", nam_nung), {"tep": SimpleUploadedFile("a.xlsx", b"<html>x</html>")})
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()
    assert browser.post(at("sheet_upload", nam_nung)).status_code == 422
    foreign = Workbook({"Phiếu": [["STT", "Số liệu", "", ""], ["1.1.3", 5, "", ""]]})
    assert upload(browser, nam_nung, foreign).status_code == 422


def test_a_workbook_that_unpacks_too_large_is_refused() -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(TableRefused):
        read_self_sheet(content.getvalue(), file_name="bom.xlsx")
