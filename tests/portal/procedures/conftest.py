"""Two procedures as a decision announces them, and the ways into the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock
from parindex.portal.procedures.forms.workbook import HEADERS
from parindex.portal.procedures.models import Procedure
from parindex.portal.procedures.queries import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TODAY = datetime(2026, 11, 20, 9, tzinfo=clock.VIETNAM)
BIRTH: Mapping[str, str] = {
    "code": "1.001193",
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "level": "Cấp xã",
    "announcement": "Mới ban hành",
    "decision": "100/QĐ-UBND",
    "decided": "05/01/2026",
    "effective": "12/01/2026",
    "made_public": "08/01/2026",
    "online": "Toàn trình",
    "online_eligible": "Có",
    "one_stop": "Có",
    "inter_agency": "Có",
    "joined": "Có",
    "by_post": "Có",
    "has_workflow": "Có",
    "has_fee": "Không",
    "term": "Trong ngày",
    "legal_basis": "Luật Hộ tịch",
    "parts": "7",
}
COPY = {
    **BIRTH,
    "code": "2.000635",
    "name": "Cấp bản sao trích lục hộ tịch",
    "online": "Một phần",
    "one_stop": "Không",
    "by_post": "Không",
    "joined": "Không",
    "effective": "09/01/2026",
    "made_public": "",
    "parts": "6",
    "term": "3",
    "term_unit": "Ngày làm việc",
}


def sheet_lines(*rows: Mapping[str, str]) -> str:
    """As pasted from a spreadsheet."""
    body = ["\t".join(row.get(key, "") for key in HEADERS) for row in rows]
    return "\n".join(["\t".join(HEADERS.values()), *body])


def sheet_book(*rows: Mapping[str, str]) -> bytes:
    """As an Excel file."""
    return excel_sheet([list(HEADERS.values()), *([row.get(key, "") for key in HEADERS] for row in rows)])


def excel_sheet(rows: list[list[str]]) -> bytes:
    """A sheet whose first line is the head."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Danh mục TTHC")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def take_in(signed_in: SignedIn, person: User, places: Places, *rows: Mapping[str, str]) -> tuple[str, str]:
    """Preview and take in by the pages; the text of both."""
    browser = signed_in(person)
    owner = places.province.public_id
    preview = browser.post(
        reverse("procedures:workbook"),
        {"owner": owner, "workbook": SimpleUploadedFile("danh-muc.xlsx", sheet_book(*rows))},
    )
    text = preview.content.decode()
    assert preview.status_code == 200, text[-3000:]
    done = browser.post(reverse("procedures:take_in"), {"owner": owner, "upload": preview.context["upload"].public_id})
    return text, done.content.decode()


@pytest.fixture
def catalogue(signed_in: SignedIn, hoa: User, places: Places) -> list[Procedure]:
    """Two procedures of communes."""
    with clock.stopped_at(TODAY):
        take_in(signed_in, hoa, places, BIRTH, COPY)
    return list(Procedure.objects.order_by("code"))
