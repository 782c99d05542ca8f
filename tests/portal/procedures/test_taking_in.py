"""Taking procedures in from Excel: preview, faults, decisions, corrections; nothing is written over."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.procedures.conftest import BIRTH, COPY, TODAY, sheet_lines, take_in

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.procedures import queries
from parindex.portal.procedures.forms.workbook import HEADERS, read, template
from parindex.portal.procedures.models import OnlineLevel, Procedure, ProcedureVersion

pytestmark = pytest.mark.django_db


def test_the_preview_writes_nothing_and_the_same_file_again_changes_nothing(
    signed_in: SignedIn, hoa: User, places: Places
) -> None:
    browser = signed_in(hoa)
    pasted = {"owner": places.province.public_id, "pasted": sheet_lines(BIRTH, COPY)}
    page = browser.post(reverse("procedures:workbook"), pasted)
    assert "Xem trước, chưa ghi gì." in page.content.decode() and not ProcedureVersion.objects.exists()
    _, done = take_in(signed_in, hoa, places, BIRTH, COPY)
    assert "Đã nạp." in done and ProcedureVersion.objects.count() == 2
    entry = AuditEntry.objects.filter(action="procedures.take_in_procedures").latest("pk")
    assert entry.references["recorded"] == 2
    preview, again = take_in(signed_in, hoa, places, BIRTH, COPY)
    assert "Tệp này không có gì mới." in preview
    assert "Đã có 2" in again and ProcedureVersion.objects.count() == 2


def test_every_fault_is_told_at_once_with_row_column_and_remedy(signed_in: SignedIn, hoa: User, places: Places) -> None:
    bad = {
        **BIRTH,
        "code": "??",
        "level": "Cấp trời",
        "decided": "31/02/2026",
        "decision": "một trăm",
        "one_stop": "có lẽ",
        "term": "lâu",
        "parts": "9",
    }
    late = {**BIRTH, "code": "1.001194", "effective": "01/01/2026", "level": "Cấp huyện", "name": ""}
    unknown = {**BIRTH, "code": "1.001195", "announcement": "Bãi bỏ"}
    preview, done = take_in(signed_in, hoa, places, BIRTH, bad, late, unknown, BIRTH)
    for part in (
        "không phải mã thủ tục",
        "“Cấp trời” không có trong danh sách",
        "“31/02/2026” không phải ngày",
        "“một trăm” không phải số, ký hiệu",
        "“có lẽ” không có trong danh sách",
        "“lâu” không phải thời hạn",
        "Ghi số từ 0 đến 7",
        "01/01/2026 trước ngày quyết định 05/01/2026",
        "Không còn cấp huyện",
        "Thiếu tên thủ tục",
        "Danh mục chưa có thủ tục 1.001195",
        "đã có ở dòng 2",
    ):
        assert part in preview, part
    assert "Mới 1" in done and "Không nạp 4" in done
    assert Procedure.objects.get().code == "1.001193"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK", "x.xlsx", "không phải tệp"),
        (b"a;b\n1;2\n", "x.csv", "thiếu cột"),
        (";".join(HEADERS.values()).encode(), "x.csv", "không có dòng nào"),
    ],
)
def test_a_file_that_is_not_this_workbook_is_refused(
    signed_in: SignedIn, hoa: User, places: Places, content: bytes, name: str, says: str
) -> None:
    sent = {"owner": places.province.public_id, "workbook": SimpleUploadedFile(name, content)}
    page = signed_in(hoa).post(reverse("procedures:workbook"), sent)
    assert page.status_code == 422 and says in page.content.decode()


def test_the_empty_workbook_has_the_headings_that_are_read() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(template())).get_sheet_by_index(0).to_python()
    assert rows[0] == list(HEADERS.values())
    with pytest.raises(ActionRefused):
        read(template(), "mau.xlsx")


def test_only_who_runs_rounds_of_the_owner_takes_in(signed_in: SignedIn, lan: User, quan: User, places: Places) -> None:
    sent = {"owner": places.province.public_id, "pasted": sheet_lines(BIRTH)}
    for person in (lan, quan):
        assert signed_in(person).post(reverse("procedures:workbook"), sent).status_code == 403
    assert signed_in(lan).get(reverse("procedures:empty_workbook")).status_code == 403
    assert not Procedure.objects.exists()


def test_a_decision_makes_a_version_and_the_past_stays(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    amended = {
        **COPY,
        "announcement": "Sửa đổi, bổ sung",
        "decision": "200/QĐ-UBND",
        "decided": "01/06/2026",
        "effective": "15/06/2026",
        "online": "Toàn trình",
        "term": "1",
    }
    gone = {
        "code": "1.001193",
        "announcement": "Bãi bỏ",
        "decision": "300/QĐ-UBND",
        "decided": "01/09/2026",
        "effective": "01/10/2026",
    }
    with clock.stopped_at(TODAY):
        take_in(signed_in, hoa, places, amended, gone)
    on = {day: {v.procedure.code: v for v in queries.on_day(day)} for day in (date(2026, 2, 1), date(2026, 11, 1))}
    assert on[date(2026, 2, 1)]["2.000635"].online == OnlineLevel.PARTIAL
    assert on[date(2026, 11, 1)]["2.000635"].online == OnlineLevel.FULL
    assert on[date(2026, 11, 1)]["1.001193"].announcement == "abolished"
    assert on[date(2026, 11, 1)]["1.001193"].name == "Đăng ký khai sinh"
    assert not queries.on_day(date(2026, 1, 8)).exists()
    page = signed_in(hoa).get(reverse("procedures:procedure", args=[catalogue[1].public_id])).content.decode()
    assert "Trực tuyến một phần" in page and "<strong>Trực tuyến toàn trình</strong>" in page and "200/QĐ-UBND" in page
    page = signed_in(hoa).get(reverse("procedures:procedure", args=[catalogue[0].public_id])).content.decode()
    assert "Bãi bỏ từ ngày 01/10/2026 theo 300/QĐ-UBND" in page


def test_a_row_of_the_same_decision_with_other_content_is_a_correction(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    preview, _ = take_in(signed_in, hoa, places, {**BIRTH, "effective": "14/01/2026"}, COPY)
    assert "Đính chính 1" in preview
    assert catalogue[0].versions.count() == 2
    assert not queries.on_day(date(2026, 1, 13)).filter(procedure=catalogue[0]).exists()
    again, _ = take_in(signed_in, hoa, places, {**BIRTH, "effective": "14/01/2026"})
    assert "không có gì mới" in again and catalogue[0].versions.count() == 2
