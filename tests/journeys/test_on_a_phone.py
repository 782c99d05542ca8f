"""At 390 × 844: Lan types a figure and photographs a signed page, Thịnh reaches the button that hands in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.demonstration import PHONE
from tests.journeys.walk import Walk, eventually

from parindex.portal.assessments.models import EvidenceLink, Sheet, Stage

pytestmark = pytest.mark.django_db(transaction=True)
SMALLEST = 24  # CSS pixels a side, WCAG 2.2 AA (2.5.8)


def fits(page: Page) -> None:
    """The page itself does not scroll sideways."""
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], (page.url, width)


def test_figure_photograph_and_hand_in(walk: Walk) -> None:
    """One thumb is enough: the row opens, saves by itself, takes the picture; the head finds the button."""
    with walk.as_person("lan", PHONE, touch=True) as page:
        page.goto(walk.address("sheet"))
        fits(page)
        page.get_by_role("link", name="Hồ sơ giải quyết đúng hạn").tap()
        expect(page.locator("#o-x-r-tu")).to_be_visible()
        fits(page)
        page.fill("#o-x-r-tu", "90")
        page.fill("#o-x-r-mau", "100")
        expect(page.locator("#luu")).to_contain_text("Đã lưu")
        assert walk.points("A1", Stage.SELF) is not None

        row = page.locator("#evidence-self-A1")
        camera = row.locator("input[capture=environment]")
        expect(row.get_by_text("Chụp ảnh")).to_be_visible()
        camera.set_input_files(walk.picture("trang-da-ky.png"))
        expect(row.get_by_role("link", name="trang-da-ky", exact=True)).to_be_visible()
        fits(page)
        row.get_by_role("link", name="trang-da-ky", exact=True).tap()
        expect(page.locator("main img")).to_be_visible()
        fits(page)
    assert EvidenceLink.objects.filter(score__entry__round_unit=walk.cast.member).count() == 1

    with walk.as_person("thinh", PHONE, touch=True) as page:
        page.goto(walk.address("sheet"))
        onward = page.get_by_role("link", name="Nộp phiếu…")
        onward.scroll_into_view_if_needed()
        box = onward.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
        onward.tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nộp phiếu")
        fits(page)
        page.locator("main form.act button.btn-primary").first.tap()
        eventually(lambda: Sheet.objects.get(round_unit=walk.cast.member).state == "handed_in", "not handed in")
        expect(page.locator("main")).to_contain_text("Đã nộp")
        fits(page)
