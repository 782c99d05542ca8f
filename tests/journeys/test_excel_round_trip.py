"""The sheet leaves as a workbook, is filled without a connection, and comes back: each row is looked at before anything
is saved, and a row that somebody changed meanwhile is shown with both sides and chosen.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from tests.journeys.walk import Walk, eventually
from tests.portal.self_assessment.test_excel import Workbook

from parindex.engine.tables.self_sheet import SheetColumn

pytestmark = pytest.mark.django_db(transaction=True)


def downloaded(page: Page) -> Workbook:
    """What the page's link gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải phiếu Excel").click()
    assert re.fullmatch(r"Phiếu tự đánh giá Xã .* 2026\.xlsx", waiting.value.suggested_filename), (
        waiting.value.suggested_filename
    )
    book = CalamineWorkbook.from_filelike(BytesIO(waiting.value.path().read_bytes()))
    return Workbook({name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names})


def box_of(book: Workbook, leaf: str, box: str) -> list[object]:
    """The line of a leaf's box: two leaves of the set ask for a box of the same name."""
    head = next(row for row in book.cells if SheetColumn.NUMBER.value in row)
    codes = (head.index(SheetColumn.LEAF_CODE.value), head.index(SheetColumn.BOX_CODE.value))
    return next(row for row in book.cells if (row[codes[0]], row[codes[1]]) == (leaf, box))


def fill(book: Workbook, leaf: str, box: str, value: object, column: SheetColumn = SheetColumn.VALUE) -> None:
    """Type into a cell of the workbook."""
    head = next(row for row in book.cells if SheetColumn.NUMBER.value in row)
    box_of(book, leaf, box)[head.index(column.value)] = value


def figures(walk: Walk, leaf: str) -> object:
    """What is stored of a row."""
    score = walk.stored(leaf)
    return dict(score.inputs) if score else None


def test_out_filled_back_and_the_conflict_chosen(walk: Walk, tmp_path: Path) -> None:
    """Lan fills three rows at home; Tâm changes one of them in the browser before she is back."""
    with walk.as_person("lan") as page:
        page.goto(walk.address("sheet") + "?dong=1.1")
        page.fill("#o-x-r-tu", "90")
        page.fill("#o-x-r-mau", "100")
        eventually(lambda: figures(walk, "A1") == {"r": ["90", "100"]}, "the first save is missing")
        page.goto(walk.address("sheet"))
        book = downloaded(page)
        fill(book, "A1", "x-r-tu", 95)
        fill(book, "A2", "x-done", "Có")
        fill(book, "A2", "x-done", "Đã niêm yết tại trụ sở.", SheetColumn.NOTE)
        fill(book, "B1", "x-done", "một phần")
        path = tmp_path / "phiếu đã điền.xlsx"
        path.write_bytes(book.content())

        with walk.as_person("tam") as his:
            his.goto(walk.address("sheet") + "?dong=1.1")
            his.fill("#o-x-r-tu", "80")
            eventually(lambda: figures(walk, "A1") == {"r": ["80", "100"]}, "Tâm's change is missing")

        page.get_by_role("link", name="Nạp phiếu Excel").click()
        page.set_input_files("#tep", path)
        page.get_by_role("button", name="Nạp và xem trước").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Xem trước: các dòng dưới đây chưa lưu")
        assert walk.stored("A2") is None, "nothing is written before the person saves"
        ready, conflicts, refused = (
            page.get_by_role("table", name=name) for name in ("Sẽ lưu", "Có xung đột", "Không lưu được")
        )
        expect(ready.get_by_role("row", name="1.2 Công khai thủ tục")).to_contain_text("Có")
        expect(refused.get_by_role("row", name="2.1 Công khai ngân sách")).to_contain_text("một phần")
        line = conflicts.get_by_role("row", name="1.1 Hồ sơ giải quyết đúng hạn")
        for figure in ("90", "80", "95"):
            expect(line).to_contain_text(figure)
        page.get_by_role("button", name="Lưu 1 dòng").click()
        expect(page.locator("main")).to_contain_text("Đã lưu 1 dòng")
        assert figures(walk, "A1") == {"r": ["80", "100"]}, "nobody is overwritten by a file"
        assert figures(walk, "A2") == {"done": True}
        stored = walk.stored("A2")
        assert stored is not None
        assert stored.note == "Đã niêm yết tại trụ sở."

        line.get_by_label("số trong tệp").check()
        page.get_by_role("button", name="Lưu các lựa chọn ở trên").click()
        expect(page.locator("main")).to_contain_text("Đã lưu 1 dòng")
        assert figures(walk, "A1") == {"r": ["95", "100"]}

        refused.get_by_role("link", name="2.1 Công khai ngân sách").click()
        page.locator("input[name=x-done][value=co]").check()
        eventually(lambda: figures(walk, "B1") == {"done": True}, "the wrong row was not mended")
    score = walk.stored("A1")
    assert score is not None
    assert [version.inputs["r"][0] for version in score.versions.order_by("number") if "r" in version.inputs][-3:] == [
        "90", "80", "95",
    ]  # fmt: skip


def test_another_communes_workbook_is_refused(walk: Walk, tmp_path: Path) -> None:
    """Lan uploads what Khuê downloaded: refused with the reason, nothing is stored."""
    with walk.as_person("khue") as page:
        member = walk.cast.round.units.select_related("unit").get(name="Xã Đắk Wil")
        page.goto(walk.address("sheet").replace(walk.cast.member.unit.public_id, member.unit.public_id))
        book = downloaded(page)
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(book.content())
    with walk.as_person("lan") as page:
        page.goto(walk.address("sheet_upload"))
        page.set_input_files("#tep", path)
        page.get_by_role("button", name="Nạp và xem trước").click()
        expect(page.locator(".message.error")).to_contain_text("đơn vị")
    assert walk.stored("A1") is None
