"""From an export with unknown headers to a filled criterion and a printed letter: columns, report, mended rejects,
figures, the sheet, the list of what is overdue.

Hoa brings in the export of the province's one-stop system; Lan finds the figure in her commune's sheet, cannot type
over it, follows it back to the records, and prints a letter of apology for the dossier that is overdue.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from tests.journeys import three_units
from tests.journeys.walk import Walk, database_in_a_file, served

from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.platform import clock
from parindex.portal.platform.worker import run_waiting
from parindex.portal.site import catalogues

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Số BN;Chỗ nhận;Mã TTHC;Hình thức tiếp nhận;Trạng thái;Ngày tiếp nhận;Ngày hẹn trả;Ngày kết thúc xử lý;Họ và tên"
INDICATOR = "dossiers.resolved_on_time"


@pytest.fixture
def walk(
    chromium: Browser, transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Three communes whose criterion of dossiers is measured by facts; a record store of the test's own."""
    catalogues.compile_all()
    settings.VAR = tmp_path
    settings.LAKE, settings.LAKE_WORK, settings.LAKE_OPTIONS = str(tmp_path / "lake"), str(tmp_path / "work"), {}
    measured = three_units.SET.replace("measured: self", "measured: facts", 1)
    indicated = f"denominator: Đã giải quyết, indicator: {INDICATOR}}}"
    monkeypatch.setattr(three_units, "SET", measured.replace("denominator: Đã giải quyết}", indicated))
    with database_in_a_file(tmp_path / "journey.sqlite3"), served() as server:
        yield Walk(chromium, server, three_units.prepare(), tmp_path)


def line(number: int, unit: str = "24703", *, late: bool = False, is_open: bool = False) -> str:
    """One dossier, received twenty days ago."""
    today = clock.today()
    received, due = today - timedelta(days=20), today - timedelta(days=12)
    done = due + timedelta(days=3) if late else due - timedelta(days=2)
    days = ";".join(f"{day:%d/%m/%Y}" for day in ((received, due) if is_open else (received, due, done)))
    state = "Đang xử lý" if is_open else "Đã xử lý xong"
    blank = ";" if is_open else ""
    return f"H68.01-{received:%y%m%d}-{number:04d};{unit};1.001193;Trực tiếp;{state};{days}{blank};Nguyễn Văn Tèo"


def test_from_unknown_headers_to_the_criterion_and_the_letter(walk: Walk) -> None:
    declare_source(
        actor=walk.cast.people["hoa"], owner=walk.cast.round.owner, title="Một cửa điện tử tỉnh"
    )  # fmt: skip
    export = walk.folder / "thang.csv"
    rows = [line(1), line(2), line(3, late=True), line(4, "Xã Nâm Nunggg"), line(5, is_open=True)]
    export.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    with walk.as_person("hoa") as page:
        bring_in(walk, page, export, {"Số BN": "record_code", "Chỗ nhận": "receiving_unit"})
        expect(page.locator("main")).to_contain_text("Họ và tên")
        mended = mend(walk, page)
        bring_in(walk, page, mended, {})
        record_figures(walk, page)
    with walk.as_person("lan") as page:
        page.goto(walk.address("sheet") + "?dong=1.1")
        box = page.locator("#o-x-r-tu")
        expect(box).to_have_value("3")
        expect(box).to_have_attribute("readonly", "")
        expect(page.locator("#o-x-r-mau")).to_have_value("4")
        page.get_by_role("link", name="Số này từ đâu").first.click()
        expect(page.locator("h1")).to_have_text("Số này từ đâu")
        expect(page.locator("main")).to_contain_text("H68.01-")
        expect(page.locator("main")).to_contain_text("sua.xlsx")
        expect(page.locator("main")).not_to_contain_text("Tèo")
        letter = print_letter(walk, page)
    assert "-0005" in letter and "VĂN BẢN XIN LỖI" in letter and "Tèo" not in letter


def bring_in(walk: Walk, page: Page, file: Path, columns: dict[str, str]) -> None:
    """Upload, choose what was not recognised, confirm, let the job run, look at the report."""
    page.goto(walk.server.url + reverse("dossiers:imports"))
    page.set_input_files("#file", str(file))
    page.get_by_role("button", name="Đọc các cột").click()
    expect(page.locator("h1")).to_have_text(file.name)
    for header, column in columns.items():
        page.get_by_label(header, exact=True).select_option(column)
    page.get_by_role("button", name="Xác nhận các cột và nhập").click()
    expect(page.locator("main")).to_contain_text("Dừng nhập")
    run_waiting()
    page.reload()
    expect(page.locator("main")).to_contain_text("Phiên bản kho")


def mend(walk: Walk, page: Page) -> Path:
    """The rejected row in Excel, its unit put right."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Dòng bị loại (Excel)").click()
    path = walk.folder / "sua.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    code = next(cell for words, cell in cells.items() if words.endswith("-0004"))
    sheet.cell(code.row, cells["Chỗ nhận"].column).value = "Xã Nâm Nung"
    book.save(path)
    assert ImportBatch.objects.get().rejected == 1
    return path


def record_figures(walk: Walk, page: Page) -> None:
    """Hoa records the figures of the year."""
    page.goto(walk.server.url + reverse("dossiers:figures_recorded"))
    year = walk.cast.round.year
    page.locator("#id_year").fill(str(year))
    page.locator("#id_first").fill(f"{clock.today() - timedelta(days=60):%d/%m/%Y}")
    page.locator("#id_last").fill(f"{clock.today():%d/%m/%Y}")
    page.get_by_role("button", name="Ghi số liệu").click()
    expect(page.locator("h1")).to_be_visible()
    run_waiting()


def print_letter(walk: Walk, page: Page) -> str:
    """From the navigation to the overdue dossier, its letter drafted and printed; the text of the Word file."""
    page.get_by_role("link", name="Hồ sơ quá hạn", exact=True).click()
    page.get_by_role("link", name="Lập văn bản xin lỗi (1)…").click()
    page.locator("input[name=ho-so]").check()
    page.get_by_role("button", name="Lập văn bản").click()
    expect(page.locator("#messages")).to_contain_text("Đã lập 1 văn bản")
    with page.expect_download() as download:
        page.get_by_role("button", name="In văn bản").click()
    path = walk.folder / "van-ban.docx"
    download.value.save_as(path)
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
