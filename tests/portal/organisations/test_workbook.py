"""Units and accounts from one workbook: good rows are taken in, every other one is listed with its place and reason."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.forms.workbook import PEOPLE, PERSON_HEADERS, UNIT_HEADERS, UNITS
from parindex.portal.organisations.queries import find_units, is_under
from parindex.portal.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
ADDRESS = "organisations:workbook"
OFFICE = ("P01", "Văn phòng HĐND và UBND xã Nâm Nung", "Văn phòng", "Phòng, trung tâm", "Phòng", "24703", "01/07/2025")
TAM = (
    "tam",
    "Lý Thị Tâm",
    "tam@parindex.example",
    "0912",
    "Cán bộ nhập liệu",
    "P01",
    "24703",
    "công chức",
    "01/12/2026",
)


def _workbook(
    units: Sequence[Sequence[object]] = (),
    people: Sequence[Sequence[object]] = (),
    headers: Sequence[str] | None = None,
) -> bytes:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, head, rows in (
        (UNITS, list(UNIT_HEADERS.values()), units),
        (PEOPLE, headers or list(PERSON_HEADERS.values()), people),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def _upload(signed_in: SignedIn, person: User, content: bytes, name: str = "tai-khoan.xlsx") -> HttpResponse:
    return signed_in(person).post(reverse(ADDRESS), {"workbook": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def test_units_and_people_come_in_together_and_a_second_time_changes_nothing(
    signed_in: SignedIn, hoa: User, places: Places
) -> None:
    content = _workbook([OFFICE], [TAM])
    page = _upload(signed_in, hoa, content).content.decode()
    assert "Đơn vị mới: 1 · người mới: 1 · lời mời: 1 · đã có: 0 · dòng không nạp: 0" in page
    office = find_units("van phong nam nung").get().unit
    held = User.objects.get(username="tam").memberships.get()
    assert is_under(office, places.nam_nung) and (held.unit, held.scope) == (office, places.nam_nung)
    again = _upload(signed_in, hoa, content).content.decode()
    assert "Đơn vị mới: 0 · người mới: 0 · lời mời: 0 · đã có: 2 · dòng không nạp: 0" in again


def test_every_fault_has_sheet_row_column_and_remedy(signed_in: SignedIn, hoa: User) -> None:
    page = _upload(
        signed_in,
        hoa,
        _workbook(
            [
                OFFICE,
                ("P02", "", "", "Cấp trời", "Phòng", "24703", ""),
                ("P03", "Phòng Ba", "", "office", "office", "99999", ""),
            ],
            [
                TAM,
                ("x", "Không Đơn Vị", "", "", "Lãnh đạo", "Xã Đâu Đó", "", "", "31/02/2026"),
                ("y", "Sai Vai", "thư", "", "Vua", "24703", "", "", ""),
            ],
        ),
    ).content.decode()
    assert "người mới: 1" in page and "dòng không nạp: 4" in page
    for words in (
        "Thiếu tên.", "Không có cấp “Cấp trời”", "Không tìm thấy đơn vị “99999”", "Không tìm thấy đơn vị “Xã Đâu Đó”",
        "Không đọc được ngày “31/02/2026”", "“thư” không phải địa chỉ thư điện tử", "không có vai trò “Vua”",
    ):  # fmt: skip
        assert words in page, words
    bare = re.sub(' data-label="[^"]*"', "", page)
    assert '<td class="number p-figure">3</td><td class="p-name">Tên đơn vị</td>' in bare
    assert '<td class="number p-figure">4</td><td class="p-name">Vai trò</td>' in bare
    assert User.objects.filter(username__in=["tam", "x", "y"]).count() == 1


def test_a_province_takes_in_only_its_own(signed_in: SignedIn, quan: User, places: Places) -> None:
    people = [(*TAM[:5], "24703", "", "", "")]
    page = _upload(signed_in, quan, _workbook([OFFICE], people)).content.decode()
    assert "dòng không nạp: 2" in page and "nằm ngoài phạm vi chức vụ" in page
    assert not User.objects.filter(username="tam").exists()
    assert not find_units("van phong").exists()


def _bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "không đọc được"),
        (b"PK\x03\x04 broken", "không đọc được"),
        (b"x" * (5 * 1024 * 1024 + 1), "lớn hơn 5 MB"),
        (_bomb, "không đọc được"),
        (_workbook(people=[("a",)], headers=["Họ và tên", "Thư"]), "thiếu cột"),
    ],
    ids=["html", "broken", "large", "bomb", "shifted"],
)
def test_what_is_no_such_workbook_is_refused_whole(signed_in: SignedIn, hoa: User, content: object, words: str) -> None:
    answer = _upload(signed_in, hoa, content() if callable(content) else content)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert User.objects.count() == 1


def test_another_sheet_and_no_file_are_refused(signed_in: SignedIn, hoa: User) -> None:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.add_worksheet("Bảng khác").write(0, 0, "x")
    book.close()
    assert "không có trang" in _upload(signed_in, hoa, content.getvalue()).content.decode()
    assert signed_in(hoa).post(reverse(ADDRESS)).status_code == 422


def test_the_template_is_what_the_upload_reads(signed_in: SignedIn, hoa: User) -> None:
    content = signed_in(hoa).get(reverse("organisations:workbook_template")).content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.get_sheet_by_name(PEOPLE).to_python()[0] == list(PERSON_HEADERS.values())
    page = _upload(signed_in, hoa, content).content.decode()
    assert "dòng không nạp: 0" in page


def test_formulas_and_decomposed_letters_are_text(signed_in: SignedIn, hoa: User, places: Places) -> None:
    decomposed = "Ly\u0301 Thi\u0323 Ta\u0302m"
    _upload(signed_in, hoa, _workbook(people=[("tam", decomposed, "", "", "unit_officer", "24703", "", "", "")]))
    assert User.objects.get(username="tam").full_name == "Lý Thị Tâm"


def test_the_audit_counts_and_names_no_one(signed_in: SignedIn, hoa: User) -> None:
    _upload(signed_in, hoa, _workbook([OFFICE], [TAM]))
    text = str(list(AuditEntry.objects.values_list("references", "subject")))
    assert "Tâm" not in text and "tam@" not in text
