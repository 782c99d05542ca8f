"""The quality score of TT 01/2018 as a page: what records tell by unit, the nine with their source, no class."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook
from tests.portal.conftest import SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock

PAGE = "/ho-so/chat-luong/?ky=tu-chon&tu=01/10/2026&den=31/10/2026"


def test_the_scores_of_units_stand_with_their_reasons(
    imported: Imported, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    lines = [dossier(1), dossier(2, done="12/10/2026 16:00:00"), dossier(3, done="20/10/2026 16:00:00")]
    imported([*lines, dossier(4, unit="24649")])
    with clock.stopped_at(NOW):
        page = signed_in(hoa).get(PAGE).content.decode()
        assert "Xã Nâm Nung" in page and "Xã Đắk Wil" in page
        assert page.count("Chưa đối chiếu") >= 3 and "03/2025/TT-VPCP" in page and "Xuất sắc" not in page
        book = load_workbook(BytesIO(signed_in(hoa).get(f"{PAGE}&export=xlsx").content))
        rows = {row[0]: row for row in book.active.iter_rows(values_only=True)}
        assert [float(str(each)) for each in (rows["Xã Nâm Nung"][1], rows["Xã Nâm Nung"][2])] == [3, 1.0]
        assert float(str(rows["Xã Đắk Wil"][2])) == 2.0 and rows["Xã Đắk Wil"][6] == 2
        mine = signed_in(lan).get(PAGE).content.decode()
        assert "Xã Nâm Nung" in mine and "Xã Đắk Wil" not in mine


def test_nothing_imported_says_so(places: object, hoa: User, signed_in: SignedIn) -> None:
    assert signed_in(hoa).get("/ho-so/chat-luong/").status_code == 200


def test_a_stranger_sees_no_score(imported: Imported, quan: User, signed_in: SignedIn) -> None:
    imported([dossier(1)])
    with clock.stopped_at(NOW):
        assert "Xã Nâm Nung" not in signed_in(quan).get(PAGE).content.decode()
