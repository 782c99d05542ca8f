"""The sheet and Excel: pasted blocks with a preview; a workbook filled offline, whatever was done to it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.self_assessment.conftest import CLOSES, NOW
from tests.portal.self_assessment.test_pages import at

from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.self_sheet import HIDDEN_SHEET, SheetColumn
from parindex.engine.tables.self_sheet_reading import read_self_sheet
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import extend_stage, save_self_assessment_inputs
from parindex.portal.assessments.models import RoundStage, RoundUnit, Score
from parindex.portal.documents.models import Upload
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock


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
    """The preview of the workbook, or the page that refuses it."""
    sent = {"tep": SimpleUploadedFile(name, book.content())}
    return browser.post(at("sheet_upload", member), sent, follow=True)


def paste(browser: Client, member: RoundUnit, block: str) -> Any:
    """The preview of a block."""
    return browser.post(at("sheet_paste", member), {"khoi": block}, follow=True)


def save(browser: Client, preview: Any, **choices: str) -> Any:
    """Press the button of a preview; the answer, not followed. ``choices``: leaf code → ``toi`` or ``ho``."""
    page = preview.content.decode()
    sent = dict(re.findall(r'name="(phien-[^"]+)" value="(\d+)"', page))
    sent |= dict.fromkeys(re.findall(r'name="(giu-[^"]+)" value="ho" checked', page), "ho")
    sent |= {f"giu-{leaf}": side for leaf, side in choices.items()}
    return browser.post(preview.request["PATH_INFO"] + "?" + preview.request["QUERY_STRING"], sent)


def section(preview: Any, title: str) -> str:
    """One part of a preview: what stands below its heading."""
    found = re.search(rf"<h2>{title} \(.*?</table>", preview.content.decode(), re.S)
    return found.group() if found else ""


def stored() -> dict[str, Any]:
    return {score.entry.leaf.code: score.inputs for score in Score.objects.select_related("entry__leaf")}


def test_a_block_is_looked_at_before_it_is_saved(browser: Client, nam_nung: RoundUnit) -> None:
    block = "1.1.2\tMức độ hoàn thành kế hoạch\t41\t42\n1.1.3\t2\n9.9\t1\n1.1.1\t31/02/2026\n2.3\t4\n"
    preview = paste(browser, nam_nung, block)
    page = preview.content.decode()
    assert "<b>41</b>" in section(preview, "Sẽ lưu") and "Lưu 2 dòng" in page
    refused = section(preview, "Không lưu được")
    for words in ("hàng 3", "Không có dòng “9.9”", "9.9 · 1", "hàng 4", "31/02/2026", "không có ngày này", "hàng 5",
                  "cơ quan phụ trách"):  # fmt: skip
        assert words in refused, words
    assert not Score.objects.exists()
    again = browser.get(re.search(r'href="([^"]+\?sua=[^"]+)"', page).group(1)).content.decode()  # type: ignore[union-attr]
    assert f">{block.strip()}" in again.replace("\r", ""), "the block may be mended"
    assert save(browser, preview).status_code == 302
    assert stored() == {"KH-TILE": {"tasks": ["41", "42"]}, "KH-SANGKIEN": {"ideas": "2"}}, "of a wrong row nothing"


def test_half_a_ratio_shows_no_points_that_change(browser: Client, nam_nung: RoundUnit) -> None:
    shown = section(paste(browser, nam_nung, "1.1.2\t\t42\n"), "Sẽ lưu")
    assert "<b>42</b>" in shown and "chưa có điểm: còn thiếu số liệu" in shown
    assert "– →" not in shown.partition("p-figure")[2]


@pytest.mark.parametrize("first", ["1.1.3.", "1.1.3 Sáng kiến cải cách hành chính", "1.1.3. SÁNG KIẾN", "KH-SANGKIEN"])
def test_a_row_is_found_with_its_title_in_one_cell(browser: Client, nam_nung: RoundUnit, first: str) -> None:
    save(browser, paste(browser, nam_nung, f"{first}\t2"))
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


def test_a_figure_in_the_first_cell_names_no_row(browser: Client, nam_nung: RoundUnit) -> None:
    assert "Không có dòng “1.1.3 2”" in section(paste(browser, nam_nung, "1.1.3 2"), "Không lưu được")


def test_the_page_of_the_paste_shows_how_a_block_looks(browser: Client, nam_nung: RoundUnit) -> None:
    page = browser.get(at("sheet_paste", nam_nung)).content.decode()
    assert "Ví dụ" in page and "24/01/2026" in page
    assert "1. Nhiệm vụ đã hoàn thành; 2. Nhiệm vụ trong kế hoạch" in page
    assert browser.post(at("sheet_paste", nam_nung), {"khoi": "  \n"}).status_code == 422
    long = browser.post(at("sheet_paste", nam_nung), {"khoi": "1.1.3\t2\n" * 501})
    assert long.status_code == 422 and "nhiều nhất 500 hàng" in long.content.decode()


def test_a_pasted_row_that_changed_meanwhile_is_a_conflict(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    preview = paste(browser, nam_nung, "1.1.3\t2")
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
    answer = save(browser, preview)
    assert stored() == {"KH-SANGKIEN": {"ideas": "1"}}
    again = browser.get(answer["Location"])
    page = again.content.decode()
    assert "Còn 1 dòng chưa lưu" in page and "vừa sửa dòng trong lúc bạn xem trước" in page
    assert ": 1 → " in re.sub(r"<[^>]+>", "", section(again, "Sẽ lưu")).replace("  thành  ", " ").replace("\n", ""), (
        "the other's figure is what stands now; saving over it is a new look"
    )
    assert save(browser, again).status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


def test_a_row_that_stands_twice_is_taken_once(browser: Client, nam_nung: RoundUnit) -> None:
    preview = paste(browser, nam_nung, "1.1.3\t2\n1.1.3\t1")
    assert "Dòng này đã có ở hàng 1" in section(preview, "Không lưu được")
    assert save(browser, preview).status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


def test_a_known_figure_is_not_pasted_over(browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion) -> None:
    preview = paste(browser, nam_nung, "2.1\t1306\t1306")
    assert "không ghi đè" in section(preview, "Không lưu được")
    assert "Không có dòng nào để lưu" in preview.content.decode()


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
    preview = upload(browser, nam_nung, book)
    assert not Score.objects.exists(), "nothing is written before the person saves"
    assert "Lưu 4 dòng" in preview.content.decode()
    assert save(browser, preview).status_code == 302
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
    preview = upload(browser, nam_nung, book)
    assert "Không có dòng nào để lưu" in preview.content.decode()
    assert save(browser, preview).status_code == 302
    assert Score.objects.get().row_version == 1


def test_every_row_of_the_upload_gets_its_answer(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="HS-THU", texts={"x-way": "b", "x-money": "20"})
    book = download(browser, nam_nung)
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
    book.fill("x-ideas", 5)
    book.fill("x-tasks-tu", 43)
    book.fill("x-tasks-mau", 42)
    book.fill("x-done", "Có")
    preview = upload(browser, nam_nung, book)
    page = preview.content.decode()
    for words in ("Sẽ lưu: 1", "Không lưu được: 1", "Có xung đột: 1", "Không đổi: 1"):
        assert words in page, words
    conflict = section(preview, "Có xung đột")
    assert "<b>1</b>" in conflict and "<b>5</b>" in conflict, "both values"
    refused = section(preview, "Không lưu được")
    row, column = book.place("x-tasks-tu", SheetColumn.VALUE)
    for words in (f"Ô {chr(65 + column)}{row + 1}", "43 lớn hơn", "Nhiệm vụ đã hoàn thành", f"dòng {row + 1}"):
        assert words in refused, words
    answer = save(browser, preview)
    assert stored() == {
        "HS-THU": {"way": "b", "money": "20"}, "KH-SANGKIEN": {"ideas": "1"}, "CD-TT": {"done": True},
    }, "what is on the sheet stays unless the file is chosen"  # fmt: skip
    again = browser.get(answer["Location"])
    assert "Đã lưu 1 dòng" in again.content.decode() and "Còn 1 dòng chưa lưu" in again.content.decode()
    save(browser, again, **{"KH-SANGKIEN": "toi"})
    assert stored()["KH-SANGKIEN"] == {"ideas": "5"}


def test_a_cell_that_nobody_touched_overwrites_nothing(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    texts = {"x-way": "b", "x-money": "20"}
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="HS-THU", texts=texts)
    book = download(browser, nam_nung)
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="HS-THU", texts={"x-money": "30"})
    assert "Có xung đột: 0" in upload(browser, nam_nung, book).content.decode()
    book.fill("x-way", "Theo dự toán")
    preview = upload(browser, nam_nung, book)
    assert "Cách tính" in section(preview, "Có xung đột") and "Số thu" not in section(preview, "Có xung đột")
    save(browser, preview, **{"HS-THU": "toi"})
    assert stored() == {"HS-THU": {"way": "a", "money": "30"}}


def test_a_change_between_preview_and_saving_is_a_conflict(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 5)
    book.fill("x-done", "Có")
    preview = upload(browser, nam_nung, book)
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
    again = browser.get(save(browser, preview)["Location"])
    assert stored() == {"KH-SANGKIEN": {"ideas": "1"}, "CD-TT": {"done": True}}
    assert "<b>1</b>" in section(again, "Có xung đột") and "<b>5</b>" in section(again, "Có xung đột")
    assert "vừa sửa dòng trong lúc bạn xem trước" in again.content.decode()


def test_a_preview_is_saved_once_and_by_nobody_else(
    browser: Client, thinh: User, signed_in: SignedIn, nam_nung: RoundUnit
) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    preview = upload(browser, nam_nung, book)
    other = save(signed_in(thinh), preview)
    assert other.status_code == 302 and not Score.objects.exists(), "another person's preview is not found"
    answers = [save(browser, preview) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Score.objects.get().row_version == 1
    assert "đã được lưu rồi" in browser.get(answers[1]["Location"]).content.decode()
    assert not Upload.objects.exists(), "nothing waits any longer"


def test_the_deadline_passes_between_preview_and_saving(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    with clock.stopped_at(CLOSES - timedelta(hours=1)):
        preview = upload(browser, nam_nung, book)
    with clock.stopped_at(CLOSES):
        late = save(browser, preview)
        assert late.status_code == 422 and "đã hết hạn" in late.content.decode()
        assert "được giữ cho bạn đến 17/12/2026 23:00" in late.content.decode()
        assert not Score.objects.exists()
        until = CLOSES + timedelta(days=5)
        stage = RoundStage.SELF_ASSESSMENT
        extend_stage(actor=None, round_unit=nam_nung, stage=stage, until=until, reason="Mất điện")
        assert save(browser, preview).status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


def test_a_preview_is_not_kept_for_long(browser: Client, nam_nung: RoundUnit) -> None:
    preview = paste(browser, nam_nung, "1.1.3\t2")
    with clock.stopped_at(NOW + timedelta(days=2)):
        answer = save(browser, preview)
        assert "đã quá thời gian giữ" in browser.get(answer["Location"]).content.decode()
    assert not Score.objects.exists()


def test_signed_out_between_preview_and_saving(browser: Client, lan: User, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", 2)
    preview = upload(browser, nam_nung, book)
    browser.logout()
    asked = save(browser, preview)
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_login"))
    assert not Score.objects.exists()
    sign_in = {"login": "lan", "password": "cai-cach-2026"}
    again = browser.post(asked["Location"], sign_in, follow=True)
    assert "Lưu 1 dòng" in again.content.decode()
    assert save(browser, preview).status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


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
    assert save(browser, upload(browser, nam_nung, book)).status_code == 302
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}, "KH-TILE": {"tasks": ["41", "42"]}}


def test_a_formula_that_no_program_computed_is_no_figure(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", ("=VLOOKUP(1,A1:B2,2)", "#N/A"))
    preview = upload(browser, nam_nung, book)
    assert "Ô đang báo lỗi “#N/A”" in section(preview, "Không lưu được")
    assert not stored()


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
