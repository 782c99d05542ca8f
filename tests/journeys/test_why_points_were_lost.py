"""Y Thịnh heads a commune, knows Excel and not this system: why did we lose points, what wins two back?"""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

from playwright.sync_api import Browser, Page, expect
from tests.journeys.demonstration import PHONE, Demonstration, signed_in


def vietnamese(text: str) -> Decimal:
    """The first number of a text printed in the Vietnamese way."""
    found = re.search(r"[+−-]?\d[\d.]*(?:,\d+)?", text)
    assert found, text
    return Decimal(found.group().replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


def answer_of(page: Page) -> Decimal:
    """Points that the trial gives."""
    return vietnamese(page.locator("#trial-answer .figure-large").inner_text())


def test_from_the_overview_to_the_reason_and_two_points_back(demo: Demonstration, chromium: Browser) -> None:
    """Overview → own ledger → the steps of one leaf → a trial that gives two points → a path → a plan in Word."""
    page = signed_in(chromium, demo, "thinh").new_page()
    page.goto(demo.base)
    page.get_by_role("link", name="Xem vì sao mất điểm").click()
    expect(page.get_by_role("heading", name="Sổ mất điểm")).to_be_visible()
    page.locator("#ledger").get_by_role("link", name="Hồ sơ trực tuyến toàn trình").click()
    expect(page.get_by_role("heading", name="Vì sao được điểm này")).to_be_visible()
    expect(page.locator("main")).to_contain_text("÷")

    page.goto(demo.base + demo.page("result").address)
    before = answer_of(page)
    denominator = page.locator("#x-DVC-TOANTRINH-fully_online-mau").input_value()
    with page.expect_response(lambda answer: "x-DVC-TOANTRINH" in answer.url):
        page.fill("#x-DVC-TOANTRINH-fully_online-tu", denominator)
    expect(page.locator("#trial-answer")).to_contain_text("+")
    assert answer_of(page) - before >= 2
    assert page.locator("#x-DVC-TOANTRINH-fully_online-tu").input_value() == denominator


def test_a_wrong_figure_is_named_and_kept(demo: Demonstration, chromium: Browser) -> None:
    """What the officer typed stays; beside it stands what is wrong."""
    page = signed_in(chromium, demo, "thinh").new_page()
    page.goto(demo.base + demo.page("result").address)
    with page.expect_response(lambda answer: "x-DVC-TOANTRINH" in answer.url):
        page.fill("#x-DVC-TOANTRINH-fully_online-tu", "nhiều")
    expect(page.locator("main")).to_contain_text("nhiều")
    assert page.locator("#x-DVC-TOANTRINH-fully_online-tu").input_value() == "nhiều"


def test_without_script_the_same_answers_come_as_pages(demo: Demonstration, chromium: Browser) -> None:
    """Reading, trial and path need no JavaScript."""
    page = signed_in(chromium, demo, "thinh", script=False).new_page()
    page.goto(demo.base + demo.page("result").address)
    before = answer_of(page)
    page.fill("#x-DVC-TOANTRINH-fully_online-tu", page.locator("#x-DVC-TOANTRINH-fully_online-mau").input_value())
    page.press("#x-DVC-TOANTRINH-fully_online-tu", "Enter")
    assert answer_of(page) - before >= 2


def test_the_plan_comes_out_as_word(demo: Demonstration, chromium: Browser) -> None:
    """The commune's plan, downloaded from its page, is a Word document that names the commune."""
    page = signed_in(chromium, demo, "thinh").new_page()
    page.goto(demo.base + demo.page("plan_commune").address)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải Word").click()
    content = waiting.value.path().read_bytes()
    text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "Nâm Nung" in text
    assert "KẾ HOẠCH" in text


def test_the_ranking_finds_without_accents_and_sorts(demo: Demonstration, chromium: Browser) -> None:
    """Hoa types without accents; the filter stands in the address, so that she can send it on."""
    page = signed_in(chromium, demo, "hoa").new_page()
    page.goto(demo.base + demo.page("ranking").address)
    search = page.get_by_placeholder("Tìm đơn vị (không cần dấu)")
    search.fill("nam nung")
    search.press("Enter")
    rows = page.locator("main table tbody").first
    expect(rows).to_contain_text("Nâm Nung")
    expect(rows).not_to_contain_text("Phước Hội")
    assert "nam" in page.url


def test_search_opens_by_keyboard(demo: Demonstration, chromium: Browser) -> None:
    """Ctrl K goes to the search box from anywhere."""
    page = signed_in(chromium, demo, "hoa").new_page()
    page.goto(demo.base + demo.page("findings").address)
    page.keyboard.press("Control+k")
    page.keyboard.type("dung han")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("đúng hạn")


def test_a_stranger_is_told_so(demo: Demonstration, chromium: Browser) -> None:
    """Quân of another province is refused with a reason and a way back, not with an empty page."""
    page = signed_in(chromium, demo, "quan").new_page()
    answer = page.goto(demo.base + demo.page("result").address)
    assert answer is not None
    assert answer.status == 403
    assert len(page.locator("main").inner_text()) > 30


def test_on_a_phone_nothing_scrolls_sideways(demo: Demonstration, chromium: Browser) -> None:
    """Every page that Lan may open fits 390 px."""
    page = signed_in(chromium, demo, "lan", PHONE).new_page()
    too_wide = []
    for each in demo.pages:
        if "lan" not in each.open_to or each.name.endswith(("_excel", "_word", "_ics", "_zip")):
            continue
        page.goto(demo.base + each.address)
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            too_wide.append(each.name)
    assert too_wide == []
