"""With JavaScript off: signing in, reading the sheet, one form page a sub-criterion, one file, handing in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect
from tests.journeys.walk import Walk

from parindex.portal.assessments.models import EvidenceLink, Sheet, Stage

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_signing_in_to_handing_in(walk: Walk) -> None:
    """Every step is a link or a form of its own."""
    with walk.as_person("lan", script=False) as page:
        page.goto(walk.address("sheet"))
        expect(page.locator("table.sheet")).to_contain_text("Công khai ngân sách")
        expect(page.locator("table.sheet")).to_contain_text("4,000")
        expect(page.locator(".with-script-only").first).to_be_hidden()

        page.get_by_role("link", name="Hồ sơ giải quyết đúng hạn").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("1.1")
        page.fill("#o-x-r-tu", "nhiều")
        page.fill("#o-x-r-mau", "100")
        page.get_by_role("button", name="Xong, sang 1.2").click()
        expect(page.locator("#o-x-r-tu")).to_have_value("nhiều")
        expect(page.locator("#sai-x-r-tu")).to_be_visible()
        page.fill("#o-x-r-tu", "90")
        page.get_by_role("button", name="Xong, sang 1.2").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("1.2")
        expect(page.locator("main")).to_contain_text("Đã lưu dòng 1.1")
        assert walk.points("A1", Stage.SELF) == Decimal("3.6")

        page.get_by_label("Có", exact=True).check()
        page.fill("#o-giai-trinh", "Đã niêm yết tại trụ sở.")
        page.get_by_role("button", name="Xong, sang 2.1").click()
        page.get_by_role("link", name="Thêm minh chứng").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2.1")
        expect(page.get_by_text("Chụp ảnh")).to_be_hidden()
        page.set_input_files("#file", walk.file("ngan-sach.pdf", "ngan sach"))
        page.get_by_role("button", name="Thêm minh chứng").click()
        expect(page.locator("main")).to_contain_text("ngan-sach")
        page.goto(walk.address("sheet_row", "B1"))
        page.get_by_label("Có", exact=True).check()
        page.get_by_role("button", name="Xong").click()
        expect(page.locator("table.sheet")).to_contain_text("Công khai ngân sách")
        page.get_by_role("link", name="Còn thiếu gì").click()
        expect(page.locator("main")).to_contain_text("1.1 Hồ sơ giải quyết đúng hạn")
        page.goto(walk.address("sheet_row", "A1"))
        page.fill("#o-giai-trinh", "Theo sổ theo dõi.")
        page.get_by_role("button", name="Xong, sang 1.2").click()
    assert EvidenceLink.objects.filter(score__entry__round_unit=walk.cast.member).count() == 1

    with walk.as_person("thinh", script=False) as page:
        page.goto(walk.address("sheet"))
        page.get_by_role("link", name="Nộp phiếu…").click()
        page.locator("main form.act button.btn-primary").first.click()
        expect(page.locator("main")).to_contain_text("Đã nộp")
    assert Sheet.objects.get(round_unit=walk.cast.member).state == "handed_in"


def test_a_conflict_is_chosen_on_a_page(walk: Walk) -> None:
    """Two officers without script: the second gets both values on the row's page and chooses there."""
    with walk.as_person("lan", script=False) as hers, walk.as_person("tam", script=False) as his:
        hers.goto(walk.address("sheet_row", "A1"))
        his.goto(walk.address("sheet_row", "A1"))
        for page, done in ((his, "80"), (hers, "95")):
            page.fill("#o-x-r-tu", done)
            page.fill("#o-x-r-mau", "100")
            page.get_by_role("button", name="Xong, sang 1.2").click()
        line = hers.locator("table.conflict").get_by_role("row", name="Đúng hạn")
        expect(line).to_contain_text("80")
        expect(line).to_contain_text("95")
        assert walk.points("A1", Stage.SELF) == Decimal("3.2")
        line.get_by_label("của bạn").check()
        hers.get_by_role("button", name="Lưu lựa chọn").click()
        expect(hers.locator("main")).to_contain_text("Đã lưu dòng 1.1")
    assert walk.points("A1", Stage.SELF) == Decimal("3.8")
