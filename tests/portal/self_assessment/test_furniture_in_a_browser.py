"""What stays in sight on a page longer than the screen: top bar, side menu, no row above the head of the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.portal.self_assessment import test_in_a_browser

page = test_in_a_browser.page
pytestmark = test_in_a_browser.pytestmark

AFTER_SCROLLING = """() => {
  const table = document.querySelector("main table.grid");
  const last = table.tBodies[table.tBodies.length - 1];
  for (let n = 0; n < 120; n++) { const row = last.insertRow(); row.insertCell().textContent = "dài"; }
  window.scrollTo({ top: 2000, behavior: "instant" });
  const top = (name) => Math.round(document.querySelector(name).getBoundingClientRect().top);
  return { scrolled: Math.round(window.scrollY), bar: top(".top"), side: top(".side"),
           head: top("main table.grid thead th"),
           above: document.elementFromPoint(200, 22).closest("main table") !== null };
}"""


def test_top_bar_side_menu_and_table_head_stay_on_a_long_page(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    seen = page.evaluate(AFTER_SCROLLING)
    assert seen == {"scrolled": 2000, "bar": 0, "side": 44, "head": 44, "above": False}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 768)])
def test_the_top_bar_stays(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate(AFTER_SCROLLING)["bar"] == 0


def test_on_a_phone_the_next_row_opens_with_its_first_box_in_sight_and_without_key_hints(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".row-acts kbd:visible").count() == 0
    page.locator("button[name=sang-sau]").click()
    page.wait_for_selector("#sua:not([data-leaf='KH-TILE'])")
    page.wait_for_timeout(500)
    place = page.locator("#sua fieldset.boxes input:not([type=hidden])").first.bounding_box()
    assert place is not None
    assert 44 <= place["y"] <= 844 - 44, place
