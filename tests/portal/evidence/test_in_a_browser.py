"""Files sent by the page's own script in a real browser: dropped on a row, resumed after a reload, photographed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from tests.portal.conftest import SignedIn
from tests.portal.evidence.conftest import LEAF
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, StageWindow
from parindex.portal.documents.models import Upload
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
    chromium: Browser,
    live_server: LiveServer,
    nam_nung: RoundUnit,
    lan: User,
    signed_in: SignedIn,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """The drawer as Lan sees it; the stage is open by the real clock, which the server goes by."""
    _answer_one_at_a_time(monkeypatch)
    with clock.stopped_at(timezone.now()):
        now = clock.now()
        StageWindow.objects.update(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
        key = signed_in(lan).cookies[site_settings.SESSION_COOKIE_NAME].value
        context = chromium.new_context(locale="vi-VN")
        context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        opened = context.new_page()
        opened.set_default_timeout(15_000)
        opened.goto(live_server.url + address)
        yield opened
        context.close()


def _answer_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """All threads of the test's server share one connection to a database in memory: two transactions would mix."""
    answer, lock = BaseHandler.get_response, threading.Lock()

    def alone(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        with lock:
            return answer(handler, request)

    monkeypatch.setattr(BaseHandler, "get_response", alone)


def _file(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_two_files_at_once_become_chips(page: Page, tmp_path: Path) -> None:
    row = page.locator(f"#evidence-self-{LEAF}")
    files = [_file(tmp_path, "a.pdf", sample.pdf("mot")), _file(tmp_path, "b.pdf", sample.pdf("hai"))]
    row.locator("[data-files]").first.set_input_files(files)
    expect(row.get_by_role("link", name="a", exact=True)).to_be_visible()
    expect(row.get_by_role("link", name="b", exact=True)).to_be_visible()
    expect(row.locator(".arrivals li")).to_have_count(0)
    assert EvidenceLink.objects.count() == 2
    row.get_by_role("button", name="Gỡ a").click()
    expect(row.get_by_role("link", name="a", exact=True)).to_have_count(0)
    assert EvidenceLink.objects.count() == 1


def test_a_refused_file_says_why_in_its_own_line(page: Page, tmp_path: Path) -> None:
    row = page.locator(f"#evidence-self-{LEAF}")
    files = [_file(tmp_path, "ke-hoach.pdf", sample.macro_docx()), _file(tmp_path, "tot.pdf", sample.pdf())]
    row.locator("[data-files]").first.set_input_files(files)
    expect(row.locator(".arrivals [data-refusal]")).to_contain_text("có macro")
    expect(row.get_by_role("link", name="tot", exact=True)).to_be_visible()


def test_the_same_file_is_offered_in_the_row(page: Page, tmp_path: Path) -> None:
    row = page.locator(f"#evidence-self-{LEAF}")
    row.locator("[data-files]").first.set_input_files(_file(tmp_path, "goc.pdf", sample.pdf()))
    expect(row.get_by_role("link", name="goc", exact=True)).to_be_visible()
    row.locator("[data-files]").first.set_input_files(_file(tmp_path, "sao.pdf", sample.pdf()))
    expect(row.locator("[data-refusal]")).to_contain_text("danh mục đã có đúng tệp này")
    row.get_by_role("button", name="Vẫn thêm tệp này").click()
    expect(row.get_by_role("link", name="sao", exact=True)).to_be_visible()


def test_a_weak_line_is_waited_for_and_a_reload_goes_on(page: Page, tmp_path: Path) -> None:
    content = sample.pdf("x" * 2_600_000)
    path = _file(tmp_path, "lon.pdf", content)
    asked: list[str] = []

    def weak(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.method == "PUT" and len(asked) > 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/tai-len/*/?offset=*", weak)
    row = page.locator(f"#evidence-self-{LEAF}")
    row.locator("[data-files]").first.set_input_files(path)
    expect(row.locator(".arrivals .state")).to_contain_text("Mất kết nối, đang thử lại")
    assert Upload.objects.get().received == 1024 * 1024
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/tai-len/*/?offset=*")
    page.reload()
    expect(page.get_by_text("chọn lại đúng tệp này để tải tiếp")).to_be_visible()
    offsets: list[str] = []
    page.on("request", lambda request: offsets.append(request.url) if request.method == "PUT" else None)
    row.locator("[data-files]").first.set_input_files(path)
    expect(row.get_by_role("link", name="lon", exact=True)).to_be_visible()
    assert offsets[0].endswith(f"offset={1024 * 1024}")
    assert EvidenceLink.objects.get().file.stored.size == len(content)  # type: ignore[union-attr]


def test_a_phone_offers_the_camera(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    row = page.locator(f"#evidence-self-{LEAF}")
    expect(row.get_by_text("Chụp ảnh")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row.locator('[capture="environment"]').set_input_files(_file(tmp_path, "image.jpg", sample.jpeg()))
    expect(row.get_by_role("link", name="image", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(row.get_by_text("Chụp ảnh")).to_be_hidden()


def test_the_policy_lets_the_browser_show_the_document(page: Page, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    row = page.locator(f"#evidence-self-{LEAF}")
    row.locator("[data-files]").first.set_input_files(_file(tmp_path, "a.pdf", sample.pdf()))
    with page.expect_response("**/trong-trang/*") as answer:
        row.get_by_role("link", name="a", exact=True).click()
    assert answer.value.status == 200
    expect(page.locator("iframe.document-frame")).to_be_visible()
    page.wait_for_timeout(500)
    assert [words for words in said if "Content Security Policy" in words or "Refused" in words] == []
