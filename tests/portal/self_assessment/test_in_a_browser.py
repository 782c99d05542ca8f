"""The sheet's own script in a real browser: signed out in the middle of a row, and signed in again in another tab."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.portal.self_assessment.test_pages import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit, Score, StageWindow
from parindex.portal.platform import clock

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (tools/install_system_packages)"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, nam_nung: RoundUnit, lan: User, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """Lan has row 1.1.2 open; the stage is open by the real clock, which the server goes by."""
    answer, lock = BaseHandler.get_response, threading.Lock()

    def alone(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        # All threads of the test's server share one connection to a database in memory: two transactions would mix.
        with lock:
            return answer(handler, request)

    monkeypatch.setattr(BaseHandler, "get_response", alone)
    with clock.stopped_at(timezone.now()):
        now = clock.now()
        StageWindow.objects.update(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
        context = chromium.new_context(locale="vi-VN")
        opened = context.new_page()
        opened.set_default_timeout(20_000)
        _sign_in(opened, live_server.url, at("sheet", nam_nung) + "?dong=1.1.2")
        yield opened
        context.close()


def _sign_in(page: Page, server: str, place: str) -> None:
    page.goto(server + place)
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", "cai-cach-2026")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("#sua")


def test_signed_out_the_text_stays_and_is_saved_after_signing_in_elsewhere(
    page: Page, live_server: LiveServer, nam_nung: RoundUnit
) -> None:
    page.context.clear_cookies(name="sessionid")
    page.fill("#o-x-tasks-tu", "41")
    page.fill("#o-giai-trinh", "Đang chờ số quý IV")
    expect(page.locator("#luu")).to_contain_text("cần đăng nhập lại")
    assert not Score.objects.exists()
    other = page.context.new_page()
    _sign_in(other, live_server.url, at("sheet_row", nam_nung, "KH-TILE"))
    other.close()
    expect(page.locator("#o-x-tasks-tu")).to_have_value("41")
    page.get_by_role("button", name="Gửi lại ngay").click()
    expect(page.locator("#luu")).to_contain_text("Đã lưu")
    score = Score.objects.get()
    assert (score.unfinished, score.note) == ({"x-tasks-tu": "41"}, "Đang chờ số quý IV")


def test_a_box_that_was_dragged_larger_breaks_no_rule_of_the_page(page: Page) -> None:
    """Dragging a box writes its style; htmx must not write it into the row that is opened next."""
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.locator("#o-giai-trinh").evaluate("box => { box.style.height = '90px' }")
    page.locator("a.row-link", has_text="Sáng kiến").click()
    expect(page.locator("#sua")).to_have_attribute("data-leaf", "KH-SANGKIEN")
    expect(page.locator("#o-x-ideas")).to_be_focused()
    assert broken == []
