"""From the list of overdue dossiers to letters printed for many with a list of names, their numbers, and the figure.

Lan's commune has three overdue dossiers. She drafts letters for two, prints them with names that the portal does not
keep, records the number of the first, and sees them counted.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from playwright.sync_api import Browser, Page, expect
from tests.journeys.three_units import prepare
from tests.journeys.walk import Walk, database_in_a_file, served

from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.platform import clock
from parindex.portal.site import catalogues

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = (
    "Mã hồ sơ;Đơn vị tiếp nhận;Mã TTHC;Hình thức tiếp nhận;Trạng thái;Ngày tiếp nhận;Ngày hẹn trả;Ngày kết thúc xử lý"
)
NAME = "Nguyễn Thị Bưởi Năm Roi"


@pytest.fixture
def walk(chromium: Browser, transactional_db: None, tmp_path: Path, settings: Any) -> Any:
    """Three communes; a record store of the test's own with the dossiers of one of them."""
    catalogues.compile_all()
    settings.VAR = tmp_path
    settings.LAKE, settings.LAKE_WORK, settings.LAKE_OPTIONS = str(tmp_path / "lake"), str(tmp_path / "work"), {}
    with database_in_a_file(tmp_path / "journey.sqlite3"), served() as server:
        walk = Walk(chromium, server, prepare(), tmp_path)
        bring_in(walk)
        yield walk


def line(number: int, *, done: bool = False) -> str:
    """A dossier received twenty days ago; open and twelve days overdue, or resolved yesterday."""
    today = clock.today()
    received, due = today - timedelta(days=20), today - timedelta(days=12)
    days = [received, due, today - timedelta(days=1)] if done else [received, due]
    state = "Đã xử lý xong" if done else "Đang xử lý"
    printed = ";".join(f"{day:%d/%m/%Y}" for day in days) + ("" if done else ";")
    return f"H68.01-{received:%y%m%d}-{number:04d};24703;1.001193;Trực tiếp;{state};{printed}"


def bring_in(walk: Walk) -> None:
    """Three overdue dossiers, and one that was resolved late yesterday, which is the newest day."""
    hoa = walk.cast.people["hoa"]
    source = declare_source(actor=hoa, owner=walk.cast.round.owner, title="Một cửa điện tử tỉnh")
    content = "\n".join([HEAD, line(1), line(2), line(3), line(4, done=True)]).encode()
    batch = take_in_export(actor=hoa, source=source, name="thang.csv", content=[content])
    columns = {each[0]: each[1] for each in batch.proposal if each[1]}
    run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=columns))


def test_from_the_list_to_the_figure(walk: Walk) -> None:
    with walk.as_person("lan") as page:
        page.goto(walk.server.url + reverse("dossiers:overdue"))
        expect(page.locator(".fact-line")).to_contain_text("0/4")
        boxes = page.locator("input[name=ho-so]")
        expect(boxes).to_have_count(3)
        boxes.nth(0).check()
        boxes.nth(1).check()
        page.get_by_role("button", name="Lập văn bản").click()
        expect(page.locator("#messages")).to_contain_text("Đã lập 2 văn bản")
        printed = print_with_names(walk, page)
        assert printed.count(NAME) == 1 and printed.count("." * 40) == 1
        record_numbers(page)
        expect(page.locator("#names")).to_have_value(re.compile(NAME))  # the list that was pasted in is still there
        page.goto(walk.server.url + reverse("dossiers:overdue"))
        expect(page.locator(".fact-line")).to_contain_text("2/4")
        expect(page.locator("main")).to_contain_text("Đã ban hành")
        page.get_by_role("link", name="-0001").click()
        expect(page.locator("main")).to_contain_text("07/UBND")
        expect(page.locator("main")).not_to_contain_text(NAME)
    kept = [path for path in walk.folder.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]
    assert [path.name for path in kept if path.suffix != ".docx"] == []


def print_with_names(walk: Walk, page: Page) -> str:
    """All letters drafted just now, the name of the first from a pasted list; the text of the Word file."""
    code = page.locator("td.p-name").first.inner_text()
    page.locator("#names").fill(f"{code};{NAME}")
    with page.expect_download() as download:
        page.get_by_role("button", name="In văn bản").click()
    path = walk.folder / "van-ban.docx"
    download.value.save_as(path)
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def record_numbers(page: Page) -> None:
    """The clerk's numbers for all of them, from 7 on, today."""
    page.get_by_text("Ghi số, ngày ban hành").click()
    page.locator("#number").fill("7")
    page.locator("#symbol").fill("UBND")
    page.get_by_role("button", name="Ghi số, ngày").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi số, ngày cho 2 văn bản")
    expect(page.locator("main")).to_contain_text("08/UBND")
