"""A decision from its first word to the signed file: written, proof-read, issued, numbered, signed outside, back.

Lan writes a decision with an attached plan; Thịnh issues it; Lan gives it its number from the register, takes the PDF
to the officers' own document system, and hands the signed file in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.journeys.three_units import prepare
from tests.journeys.walk import Walk, database_in_a_file, served
from tests.tools import signing_support as made

from parindex.engine.documents.signing_places import Box, Place
from parindex.engine.numbers.printing import show_date
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock
from parindex.portal.platform.worker import run_waiting
from parindex.portal.reports.models import Draft
from parindex.portal.site import catalogues
from parindex.tools.signature_drawing import draw_lines
from parindex.tools.signing import sign_pdf
from parindex.tools.signing_keys import from_pkcs12

pytestmark = pytest.mark.django_db(transaction=True)
SLOWLY = 120_000
"""Milliseconds: proof-reading and conversion run in processes of their own, on a machine that does other things."""
SUBJECT = "Ban hành Kế hoạch tuyên truyền cải cách hành chính"


@pytest.fixture
def walk(chromium: Browser, transactional_db: None, tmp_path: Path, settings: Any) -> Any:
    """Three communes; the root of the officers' signing authority is trusted."""
    catalogues.compile_all()
    settings.VAR = tmp_path
    with database_in_a_file(tmp_path / "journey.sqlite3"), served() as server:
        yield Walk(chromium, server, prepare(), tmp_path)


def test_from_the_first_word_to_the_signed_file(walk: Walk, settings: Any) -> None:
    with walk.as_person("lan") as page:
        address = write(walk, page)
    with walk.as_person("thinh") as page:
        page.set_default_timeout(SLOWLY)
        page.goto(address)
        panel = page.get_by_label("Soát văn bản")
        expect(panel).to_contain_text("Không thấy chỗ nào không khớp", timeout=SLOWLY)
        expect(page.locator(".preview")).to_contain_text("Chương I Mục đích")
        page.get_by_role("button", name="Ban hành văn bản").click()
        expect(page.locator("#duong-di")).to_contain_text("Số tiếp theo của sổ là 01/QĐ-UBND")
    with walk.as_person("lan") as page:
        page.set_default_timeout(SLOWLY)
        page.goto(address)
        page.get_by_label("Ngày văn bản").fill(show_date(clock.today()))
        page.get_by_role("button", name="Cấp số, ngày").click()
        expect(page.locator("#messages")).to_contain_text("01/QĐ-UBND")
        page.get_by_role("button", name="Tạo bản PDF để ký").click()
        while run_waiting():
            pass
        page.goto(address)
        with page.expect_download() as got:
            page.get_by_role("link", name="Tải bản PDF").click()
        signed = walk.folder / "da-ky.pdf"
        signed.write_bytes(signed_outside(Path(got.value.path()).read_bytes(), walk.folder, settings))
        page.get_by_role("link", name="Nộp lại bản đã ký").click()
        page.locator("input[type=file]").set_input_files(str(signed))
        page.get_by_role("button", name="Nộp lại bản đã ký").click()
        while run_waiting():
            pass
        page.goto(address)
        page.get_by_role("link", name="Xác nhận tệp đã ký").click()
        expect(page.locator("main")).to_contain_text("Nội dung giống")
        page.get_by_role("button", name="Xác nhận bản đã ký").click()
        page.goto(address)
        expect(page.locator("#duong-di .tag.ok")).to_have_count(4)
        expect(page.locator("#duong-di")).to_contain_text("da-ky.pdf")
    card = Document.objects.get(draft=Draft.objects.get())
    assert (card.sign, card.issued_on, card.files.count()) == ("01/QĐ-UBND", clock.today(), 3)


def write(walk: Walk, page: Page) -> str:
    """A decision with one article and an attached regulation; the address of its page."""
    page.goto(walk.server.url + reverse("reports:list"))
    page.get_by_label("Loại văn bản").select_option("decision")
    page.get_by_label("Trích yếu", exact=True).fill(SUBJECT)
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.locator("[name=h-legal_bases]").fill("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025")
    sections = (("0", "", "Ban hành kèm theo Quyết định này Quy chế tuyên truyền."), ("1", "Mục đích", ""))
    for place, (level, heading, text) in enumerate(sections):
        page.locator(f"[name=s-{place}-level]").select_option(level)
        page.locator(f"[name=s-{place}-heading]").fill(heading)
        page.locator(f"[name=s-{place}-text]").fill(text)
    page.locator("[name=s-2-level]").select_option("2")
    page.locator("[name=s-2-heading]").fill("Phạm vi")
    page.locator("[name=s-2-text]").fill("Quy chế này áp dụng trên địa bàn xã.")
    page.locator("[name=h-attached]").select_option("regulation")
    page.locator("[name=h-attached_subject]").fill("Tuyên truyền cải cách hành chính")
    page.locator("[name=h-recipients]").fill("Như Điều 1")
    page.locator("[name=h-signer_name]").fill(made.AN)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu")
    return page.url


def signed_outside(content: bytes, folder: Path, settings: Any) -> bytes:
    """What the officers' own document system gives back."""
    packed, root = made.packed(made.AN)
    roots = folder / "roots"
    roots.mkdir()
    (roots / "root.pem").write_bytes(root)
    settings.TRUSTED_CERTIFICATES = str(roots)
    key = from_pkcs12(packed, made.PASSWORD, now=datetime.now(UTC))
    drawn = draw_lines(["ký"], size=10, width_pt=100, height_pt=40)
    return sign_pdf(content, key, place=Place(1, Box(300, 100, 400, 140)), picture=drawn).content
