"""Every page at 390 pixels: nothing sticks out, and what a table says keeps its heading."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.journeys.demonstration import PHONE, Demonstration, signed_in

pytestmark = pytest.mark.slow
FILES = ("_excel", "_word", "_pdf", "_ics", "_zip")
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
# A table without its head whose numbers stand there without a word; names, tags and notes speak for themselves.
NAMELESS = """() => [...document.querySelectorAll("table.on-phone:not(.sheet)")].filter((table) => {
  const head = table.tHead?.getBoundingClientRect();
  if (!table.offsetParent || !head || head.height > 2) { return false; }
  return [...table.querySelectorAll("tbody tr:not(.group) > td.number")].some((cell) =>
    cell.offsetParent && cell.textContent.trim() && cell.textContent.trim() !== "–" && cell.colSpan === 1 &&
    !cell.matches(".p-lead, .p-name, .p-detail, .p-whole") && !cell.querySelector("input, select, form, .tag, .btn") &&
    ["none", "normal", ""].includes(getComputedStyle(cell, "::before").content));
}).map((table) => table.caption?.textContent ?? table.className)"""


@pytest.mark.parametrize(
    ("username", "script"), [("thinh", True), ("mai", True), ("hoa", True), ("long", True), ("ly", False)]
)
def test_no_page_scrolls_sideways_and_no_number_loses_its_heading(
    demo: Demonstration, chromium: Browser, username: str, script: bool
) -> None:
    """Rows become lines on a phone, each cell with its heading, also where no script runs."""
    page = signed_in(chromium, demo, username, PHONE, script).new_page()
    wrong = []
    for each in demo.pages:
        if username not in each.open_to or each.name.endswith(FILES):
            continue
        page.goto(demo.base + each.address)
        if (wide := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{each.name}: {wide} pixels too wide")
        wrong += [f"{each.name}: numbers without a heading in “{table}”" for table in page.evaluate(NAMELESS)]
    assert not wrong, "\n".join(wrong)
