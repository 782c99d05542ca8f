"""What was typed where the sheet takes nothing is told with its cell: over the system's figure, beside the rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.test_excel import Workbook, download, paste, save, section, stored, upload

from parindex.engine.tables.self_sheet import SheetColumn
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.facts.actions import ValueRow, record_values
from parindex.portal.facts.models import FactStatus, FactVersion

NOT_TAKEN = "Không lấy vào phiếu"


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def cell(book: Workbook, box: str, column: SheetColumn = SheetColumn.VALUE) -> str:
    """``E12``."""
    row, place = book.place(box, column)
    return f"{chr(65 + place)}{row + 1}"


def test_a_figure_typed_over_the_systems_is_told(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    book = download(browser, nam_nung)
    book.fill("x-on_time-tu", 1306)
    book.fill("x-ideas", 2)
    preview = upload(browser, nam_nung, book)
    told = section(preview, NOT_TAKEN)
    for words in ("Phiếu", f"Ô {cell(book, 'x-on_time-tu')}", "Hồ sơ đúng hạn", "1306", "1.290", "05/12/2026",
                  "Hệ thống một cửa của tỉnh", "Phản ánh số liệu có sẵn", "HS-HAN"):  # fmt: skip
        assert words in told, words
    assert f"Ô {cell(book, 'x-on_time-mau')}" not in told, "a locked cell that nobody touched"
    assert "Không đổi: 0" in preview.content.decode(), "a row with such a cell does not say what the sheet says"
    after = browser.get(save(browser, preview)["Location"]).content.decode()
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}, "the other rows are saved"
    assert "1 ô của tệp không được lấy vào phiếu" in after and cell(book, "x-on_time-tu") in after


def test_nothing_else_of_the_row_is_lost(browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion) -> None:
    book = download(browser, nam_nung)
    book.fill("x-on_time-tu", "không rõ")
    book.fill("x-on_time-tu", "Chờ đối chiếu với Trung tâm", SheetColumn.NOTE)
    preview = upload(browser, nam_nung, book)
    assert "không rõ" in section(preview, NOT_TAKEN) and "Chờ đối chiếu" in section(preview, "Sẽ lưu")
    save(browser, preview)
    assert Score.objects.get().note == "Chờ đối chiếu với Trung tâm"


def test_a_formula_without_result_over_the_systems_figure_is_told(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    book = download(browser, nam_nung)
    book.fill("x-on_time-mau", ("=VLOOKUP(1,A1:B2,2)", "#N/A"))
    told = section(upload(browser, nam_nung, book), NOT_TAKEN)
    assert f"Ô {cell(book, 'x-on_time-mau')}" in told and "1.306" in told


def test_a_figure_that_the_system_renewed_was_typed_by_nobody(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    book = download(browser, nam_nung)
    row = ValueRow(
        indicator="thu_ho_so_dung_han", unit=nam_nung.unit, period_from=date(2026, 1, 1), period_to=date(2026, 12, 31),
        status=FactStatus.COMPUTED, source_title="Hệ thống một cửa của tỉnh", numerator=Decimal(1300),
        denominator=Decimal(1310), as_of=date(2026, 12, 8),
    )  # fmt: skip
    record_values(actor=None, rows=[row])
    page = upload(browser, nam_nung, book).content.decode()
    assert NOT_TAKEN not in page and "Không có dòng nào để lưu" in page
    book.fill("x-on_time-tu", 1299)
    assert "1.300" in section(upload(browser, nam_nung, book), NOT_TAKEN), "what the system holds now"


def test_a_locked_cell_is_no_figure_of_the_unit(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    """The system's figure was withdrawn after the download: the grey cell does not come back as typed by the unit."""
    book = download(browser, nam_nung)
    fact = known_dossiers.fact
    fact.current = None
    fact.save()
    upload(browser, nam_nung, book)
    assert "Không có dòng nào để lưu" in upload(browser, nam_nung, book).content.decode()


def test_what_stands_beside_the_rows_is_told(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    row, column = book.place("x-tasks-tu", SheetColumn.VALUE)
    heading = next(n for n, cells in enumerate(book.cells) if cells[0] == "1.1")
    book.cells[heading][column] = 41
    book.cells.append([*[""] * column, "tổng cộng 83", *[""] * (len(book.cells[row]) - column - 1)])
    book.fill("x-tasks-tu", "Đã có quyết định", SheetColumn.NOTE)
    book.fill("x-tasks-mau", "Còn một việc", SheetColumn.NOTE)
    preview = upload(browser, nam_nung, book)
    told = section(preview, NOT_TAKEN)
    for words in (f"Ô E{heading + 1}", "41", "dòng không có ô số liệu nào", "tổng cộng 83", f"Ô E{len(book.cells)}",
                  cell(book, "x-tasks-mau", SheetColumn.NOTE), "Còn một việc", "đã có giải trình"):  # fmt: skip
        assert words in told, words
    save(browser, preview)
    assert Score.objects.get().note == "Đã có quyết định"


def test_a_pasted_figure_is_answered_with_the_systems(
    browser: Client, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    refused = section(paste(browser, nam_nung, "2.1\t1306\t1306"), "Không lưu được")
    assert "1.290" in refused and "Hệ thống một cửa của tỉnh" in refused and "Phản ánh số liệu có sẵn" in refused


def test_a_figure_beside_another_unit_is_not_saved(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-money", 12500000)
    book.fill("x-money", "đồng", SheetColumn.UNIT)
    book.fill("x-ideas", 2)
    preview = upload(browser, nam_nung, book)
    refused = section(preview, "Không lưu được")
    for words in (f"Ô {cell(book, 'x-money')}: Số thu", "ghi “đồng”, phiếu tính bằng “triệu đồng”"):
        assert words in refused, words
    save(browser, preview)
    assert stored() == {"KH-SANGKIEN": {"ideas": "2"}}


def test_a_fault_of_a_cell_names_its_figure(browser: Client, nam_nung: RoundUnit) -> None:
    book = download(browser, nam_nung)
    book.fill("x-ideas", ("=VLOOKUP(1,A1:B2,2)", "#N/A"))
    assert f"Ô {cell(book, 'x-ideas')}: Số sáng kiến" in section(upload(browser, nam_nung, book), "Không lưu được")
