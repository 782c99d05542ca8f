"""Words of a document, typed and not saved: the tab is gone, they are offered back, nothing is put in unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, Route, expect
from tests.journeys.three_units import prepare
from tests.journeys.walk import Walk, database_in_a_file, eventually, served

from parindex.portal.reports.models import Draft
from parindex.portal.site import catalogues

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "Trong quý đã tiếp nhận hồ sơ đầy đủ."
IS_KEPT = "text => Object.values(localStorage).some(each => each.includes(text))"
KEPT = "Trên máy này còn nội dung bạn đã gõ nhưng chưa lưu"


@pytest.fixture
def walk(chromium: Browser, transactional_db: None, tmp_path: Path) -> Iterator[Walk]:
    """Three communes."""
    catalogues.compile_all()
    with database_in_a_file(tmp_path / "journey.sqlite3"), served() as server:
        yield Walk(chromium, server, prepare(), tmp_path)


def test_words_come_back_when_asked_and_are_thrown_away_when_asked(walk: Walk) -> None:
    with walk.as_person("lan") as page:
        address = begun(walk, page)
        offer = page.locator("#kept-words")
        expect(offer).to_be_hidden()
        crashed(page, TYPED)
        page = walk.another_tab(page.context)
        page.goto(address)
        expect(offer_of(page)).to_contain_text(KEPT)
        expect(page.locator("[name=s-0-text]")).to_have_value("")
        page.get_by_role("button", name="Khôi phục").click()
        expect(page.locator("[name=s-0-text]")).to_have_value(TYPED)
        assert Draft.objects.get().sections[0]["text"] == "", "restored is not saved"
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("Đã lưu")
        expect(offer_of(page)).to_be_hidden()
        assert Draft.objects.get().sections[0]["text"] == TYPED
        crashed(page, "Chữ này bỏ.")
        page = walk.another_tab(page.context)
        page.goto(address)
        page.get_by_role("button", name="Bỏ", exact=True).click()
        page.reload()
        expect(offer_of(page)).to_be_hidden()
        expect(page.locator("[name=s-0-text]")).to_have_value(TYPED)
        page.locator("[name=s-0-text]").fill("Chữ gõ dở.")
        page.locator("#find-fact").fill("khong co so nao")
        page.get_by_role("button", name="Lọc", exact=True).click()
        expect(page.locator("#offered")).to_contain_text("Chưa có số liệu")
        expect(page.locator("[name=s-0-text]")).to_have_value("Chữ gõ dở.")
        page.wait_for_load_state("networkidle")


def test_words_typed_before_the_script_has_come_are_kept_too(walk: Walk) -> None:
    """A weak line: the page stands there, its script is still on the way."""
    with walk.as_person("lan") as page:
        address = begun(walk, page)
        held: list[Route] = []
        page.route("**/reports/words*.js", lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        page.locator("[name=s-0-text]").fill(TYPED)
        eventually(lambda: bool(held), "the script is asked for")
        held[0].continue_()
        eventually(lambda: bool(page.evaluate(IS_KEPT, TYPED)), "the copy is kept")
        page.close(run_before_unload=False)


def test_without_script_a_look_for_figures_keeps_the_words(walk: Walk) -> None:
    with walk.as_person("lan", script=False) as page:
        begun(walk, page)
        page.locator("[name=s-0-text]").fill(TYPED)
        page.locator("#find-fact").fill("khong co so nao")
        page.get_by_role("button", name="Lọc", exact=True).click()
        expect(page.locator("#offered")).to_contain_text("Chưa có số liệu")
        expect(page.locator("[name=s-0-text]")).to_have_value(TYPED)
        assert Draft.objects.get().sections[0]["text"] == ""


def begun(walk: Walk, page: Page) -> str:
    """A report without words; the address of its page."""
    page.goto(walk.server.url + reverse("reports:list"))
    page.get_by_label("Loại văn bản").select_option("report")
    page.get_by_label("Trích yếu", exact=True).fill("Kết quả quý III năm 2026")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    return page.url


def crashed(page: Page, text: str) -> None:
    """Type, and lose the tab without being asked."""
    page.locator("[name=s-0-text]").fill(text)
    eventually(lambda: bool(page.evaluate(IS_KEPT, text)), "the copy is kept")
    page.close(run_before_unload=False)


def offer_of(page: Page) -> Locator:
    """Where a copy is offered back."""
    return page.locator("#kept-words")
