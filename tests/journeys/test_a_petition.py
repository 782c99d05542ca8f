"""A petition from receipt to masked publication: who raised it stands in one table, and on one page when asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.journeys.walk import Walk

from parindex.portal.petitions.models import Petition
from parindex.portal.platform.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
NAME, PHONE, ADDRESS, IDENTITY = (
    "Nguyễn Văn Bình",
    "0912 345 678",
    "Số 12 đường Hùng Vương, thôn Đắk Prí",
    "068090001234",
)
CONTENT = f"Tôi là {NAME}, số {PHONE.replace(' ', '')}, ở thôn Đắk Prí: một cửa đòi bản sao hộ khẩu dù đã có căn cước."
REPLY = f"Kính gửi ông Bình ({ADDRESS}): UBND xã đã nhắc nhở công chức và xin lỗi ông {NAME}."
IDENTIFYING = ("nguyễn văn bình", "0912345678", "0912 345 678", "hùng vương", "đắk prí", "068090001234", "ông bình")


def traces(text: str) -> set[str]:
    """What of the petitioner stands in a text."""
    return {found for found in IDENTIFYING if found in text.casefold()}


def tables_with_traces() -> set[str]:
    """Tables of the database in which anything of the petitioner stands."""
    return {table for table, text in _cells() if traces(text)}


def _cells() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names come from the database itself
            yield from ((table, str(value)) for row in cursor.fetchall() for value in row if value is not None)


def receive(walk: Walk, page: Page) -> Petition:
    """Lan finds the register in the navigation and takes the petition in."""
    page.goto(walk.server.url + "/")
    page.click("nav.side >> text=Phản ánh, kiến nghị")
    page.click("text=Tiếp nhận phản ánh, kiến nghị")
    page.fill("#id_content", CONTENT)
    for box, text in (("full_name", NAME), ("phone", PHONE), ("address", ADDRESS), ("identity_number", IDENTITY)):
        page.fill(f"#id_{box}", text)
    page.click("main form.act button.btn-primary")
    expect(page.locator("h1")).to_contain_text("PAKN-")
    return Petition.objects.get()


def classify_and_answer(page: Page) -> None:
    """From the petition's own page."""
    page.click("summary:has-text('Phân loại')")
    page.fill("#field-of", "Hộ tịch")
    page.click("details[open] button")
    expect(page.locator(".message.success")).to_be_visible()
    page.click("text=Trả lời phản ánh, kiến nghị")
    page.fill("#id_text", REPLY)
    page.fill("#id_sign", "15/UBND-VP")
    page.click("text=Lưu trả lời")
    expect(page.locator(".fact-line")).to_contain_text("đúng hạn")


def test_from_receipt_to_masked_publication(walk: Walk) -> None:
    with walk.as_person("lan") as page:
        petition = receive(walk, page)
        assert traces(page.content()) == set()
        classify_and_answer(page)
        assert traces(page.content()) == set()

        # the one page that shows who it is: asked for, with a purpose, audited
        page.select_option("#purpose", "reply")
        page.click("text=Xem người phản ánh")
        expect(page.locator("main table")).to_contain_text(NAME)
        assert AuditEntry.objects.get(action="petitions.see_petitioner").references == {"purpose": "reply"}
        page.click("main >> text=Đóng")

        # a name typed back in is refused with its kind, the text stays in its box
        page.click(".page-acts >> text=Công khai")
        shown = page.input_value("#reply-box")
        assert traces(page.content()) == set()
        page.fill("#reply-box", f"{shown} Gửi ông Bình.")
        page.click("main form.act button.btn-primary")
        expect(page.locator(".message.error")).to_contain_text("họ tên")
        assert Petition.objects.get().published_at is None
        page.fill("#reply-box", shown)
        page.click("main form.act button.btn-primary")
        expect(page.locator("main")).to_contain_text("[…]")
        expect(page.locator("main")).to_contain_text("dù đã có căn cước")
        assert traces(page.content()) == set()

        with page.expect_download() as waiting:
            page.goto(walk.server.url + reverse("petitions:list"))
            page.click("text=Xuất Excel")
        with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as packed:
            exported = " ".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
        assert petition.code in exported
        assert traces(exported) == set()
        page.goto(walk.server.url + reverse("audit_log"))
        assert traces(page.content()) == set()

    with walk.as_person("hoa") as page:
        page.goto(walk.server.url + reverse("petitions:petition", args=[petition.public_id]))
        expect(page.locator("h1")).to_have_text(petition.code)
        expect(page.locator("#purpose")).to_have_count(0)
        assert traces(page.content()) == set()
        page.goto(walk.server.url + reverse("petitions:published_petition", args=[petition.public_id]))
        assert traces(page.content()) == set()
        page.goto(walk.server.url + reverse("audit_log"))
        assert traces(page.content()) == set()

    assert tables_with_traces() == {"petitions_petitioner"}
