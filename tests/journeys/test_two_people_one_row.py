"""Two officers of one commune edit the same row: the second sees both values and chooses; nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.walk import Walk, eventually

from parindex.portal.assessments.models import Stage

pytestmark = pytest.mark.django_db(transaction=True)
DONE, ALL, NOTE = "#o-x-r-tu", "#o-x-r-mau", "#o-giai-trinh"


def figures(walk: Walk) -> list[str]:
    """The stored ratio of A1."""
    score = walk.stored("A1")
    return list(score.inputs.get("r", [])) if score else []


def open_row(walk: Walk, page: Page) -> None:
    """Row 1.1 of the sheet, ready to be typed in."""
    page.goto(walk.address("sheet") + "?dong=1.1")
    expect(page.locator(DONE)).to_be_focused()


def test_the_second_sees_both_and_chooses(walk: Walk) -> None:
    """Lan has the row before her while Tâm saves it; typing on chooses nothing; her choice stands, his stays in the
    history.
    """
    with walk.as_person("tam") as his, walk.as_person("lan") as hers:
        open_row(walk, his)
        his.fill(DONE, "90")
        his.fill(ALL, "100")
        eventually(lambda: figures(walk) == ["90", "100"], "the first save is missing")
        open_row(walk, hers)
        his.fill(DONE, "80")
        his.fill(NOTE, "Trừ mười hồ sơ quá hạn.")
        eventually(lambda: figures(walk) == ["80", "100"], "Tâm's change is missing")
        eventually(lambda: (score := walk.stored("A1")) is not None and bool(score.note), "his explanation is missing")

        hers.fill(DONE, "95")
        both = hers.locator("table.conflict")
        expect(both).to_be_visible()
        expect(both.get_by_role("row", name="Đúng hạn")).to_contain_text("80")
        expect(both.get_by_role("row", name="Đúng hạn")).to_contain_text("95")
        expect(both.get_by_role("row", name="Giải trình")).to_contain_text("Trừ mười hồ sơ quá hạn.")
        expect(hers.locator("#luu")).to_have_text("Có xung đột")
        hers.fill(DONE, "96")
        expect(both.get_by_role("row", name="Đúng hạn")).to_contain_text("96")
        assert figures(walk) == ["80", "100"], "nothing is chosen before she chooses"

        both.get_by_role("row", name="Đúng hạn").get_by_label("của bạn").check()
        both.get_by_role("row", name="Giải trình").get_by_label("của người kia").check()
        hers.get_by_role("button", name="Lưu lựa chọn").click()
        eventually(lambda: figures(walk) == ["96", "100"], "her choice was not saved")
        score = walk.stored("A1")
        assert score is not None
        assert score.note == "Trừ mười hồ sơ quá hạn.", "his explanation was kept as she chose"
        kept = [version.inputs.get("r") for version in score.versions.order_by("number")]
        assert ["80", "100"] in kept and ["96", "100"] in kept, kept
        open_row(walk, hers)
        expect(hers.locator(DONE)).to_have_value("96")
        expect(hers.locator("#dong-tin")).to_be_empty()


def test_reloading_beside_a_conflict_keeps_what_was_typed(walk: Walk) -> None:
    """Lan reloads instead of choosing: her text stands in the box again, his value is stored, she is asked."""
    with walk.as_person("tam") as his, walk.as_person("lan") as hers:
        open_row(walk, his)
        open_row(walk, hers)
        his.fill(DONE, "80")
        his.fill(ALL, "100")
        eventually(lambda: figures(walk) == ["80", "100"], "Tâm's row is missing")
        hers.fill(DONE, "95")
        expect(hers.locator("table.conflict")).to_be_visible()
        hers.reload()
        expect(hers.locator(DONE)).to_have_value("95")
        hers.get_by_role("button", name="Gửi lại ngay").click()
        expect(hers.locator("table.conflict")).to_contain_text("80")
        assert figures(walk) == ["80", "100"]
        hers.get_by_role("link", name="Bỏ phần của tôi").click()
        expect(hers.locator(DONE)).to_have_value("80")
        assert walk.points("A1", Stage.SELF) is not None
