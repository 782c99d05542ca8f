"""Minh appraises three communes by one criterion without touching the mouse: accept, type, give a reason, go back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.journeys.three_units import hand_in, open_stage
from tests.journeys.walk import Walk, eventually

from parindex.portal.assessments.models import RoundStage, Score, Stage

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as far as a person would."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached in {MOST_TABS} steps")


def appraised(walk: Walk) -> dict[str, Decimal | None]:
    """Commune → points of the first appraisal."""
    scores = Score.objects.filter(entry__round_unit__round=walk.cast.round, stage=Stage.APPRAISAL_1, actor=None)
    return dict(scores.values_list("entry__round_unit__name", "points"))


def test_three_rows_by_keyboard(walk: Walk) -> None:
    """A accepts, J and K move, Tab reaches every box in order, Ctrl Enter saves."""
    hand_in(walk.cast.round, walk.cast.member.unit, right=90)
    open_stage(walk.cast.round, RoundStage.APPRAISAL_1)
    with walk.as_person("minh") as page:
        page.goto(walk.server.url + reverse("assessments:appraise_leaf", args=[walk.cast.round.public_id, "A1"]))
        here = page.locator("#dang-xem")
        first = here.locator("a").inner_text()
        page.keyboard.press("a")
        expect(here.locator("a")).not_to_have_text(first)
        eventually(lambda: len(appraised(walk)) == 1, "the first was not accepted")

        second = here.locator("a").inner_text()
        tab_to(page, "#o-x-r-tu")
        page.keyboard.press("Control+a")
        page.keyboard.type("50")
        tab_to(page, "button[name=tinh]")
        page.keyboard.press("Enter")
        expect(page.locator("#cach-tinh .figure-large")).to_have_text("2,000")
        without_reason = ".reason:has(input:not([value=''])) select:has(option[value='']:checked)"
        reason = "#" + str(page.locator(without_reason).first.get_attribute("id"))
        tab_to(page, reason)
        page.keyboard.press("ArrowDown")
        expect(page.locator(reason)).not_to_have_value("")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        expect(here.locator("a")).not_to_have_text(second)
        eventually(lambda: sorted(appraised(walk).values(), key=str)[0] == Decimal(2), "the second was not saved")

        third = here.locator("a").inner_text()
        page.keyboard.press("k")
        expect(here.locator("a")).to_have_text(second)
        expect(page.locator("#o-x-r-tu")).to_have_value("50")
        page.keyboard.press("j")
        expect(here.locator("a")).to_have_text(third)
        with page.expect_navigation():
            page.keyboard.press("a")
        eventually(lambda: len(appraised(walk)) == 3, "the third was not accepted")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert None not in appraised(walk).values()
