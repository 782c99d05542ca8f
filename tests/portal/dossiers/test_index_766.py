"""The index of QĐ 766 beside the dashboard: two numbers by unit, what is unsure marked, only what one may see."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook
from tests.portal.conftest import SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock

PAGE = "/ho-so/?ky=tu-chon&tu=01/10/2026&den=31/10/2026"
LATER = dossier(9, received="02/11/2026 08:00:00", due="09/11/2026 17:00:00", done="04/11/2026 10:00:00")


def lines_of(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_every_indicator_stands_with_two_numbers_and_its_standing(
    imported: Imported, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    imported([dossier(1), dossier(2), dossier(3, done="20/10/2026 16:00:00"), dossier(4, unit="24649"), LATER])
    with clock.stopped_at(NOW):
        page = signed_in(hoa).get(PAGE).content.decode()
        assert "export=766" in page and "Bộ chỉ số 766 (Excel)" in page
        rows = lines_of(signed_in(hoa).get(f"{PAGE}&export=766").content)
        mine = lines_of(signed_in(lan).get(f"{PAGE}&export=766").content)
        before = signed_in(hoa).get("/ho-so/?ky=tu-chon&tu=01/01/2020&den=31/12/2020&export=766")
    in_time = next(row for row in rows if row[:2] == ("Xã Nâm Nung", "2.1"))
    assert in_time[3:5] == (2, 3) and float(str(in_time[5])) == 13.33 and in_time[6] == 20
    assert str(in_time[7]).startswith("Tính lại khớp") and "Hồ sơ không có hạn trả" in str(in_time[8])
    online = next(row for row in rows if row[:2] == ("Xã Nâm Nung", "3.3"))
    assert online[5] == "" and str(online[7]).startswith("Chưa chắc")  # multiplied by what the records do not tell
    untold = next(row for row in rows if row[:2] == ("Xã Nâm Nung", "1.1"))
    assert untold[3:6] == ("", "", "") and "danh mục" in str(untold[8])
    assert {row[0] for row in rows if row[1] == "2.1"} == {"Xã Nâm Nung", "Xã Đắk Wil"}
    assert {row[0] for row in mine if row[1] == "2.1"} == {"Xã Nâm Nung"}
    assert "Chưa có cách tính Bộ chỉ số 766" in before.content.decode()
