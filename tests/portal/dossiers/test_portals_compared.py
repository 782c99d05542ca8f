"""Two portals that hold the same dossiers: what both have, one has, what differs; on a page and as Excel."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.platform import clock


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def national(places: Places, hoa: User) -> DossierSource:
    return declare_source(actor=hoa, owner=places.province, title="Cổng quốc gia")


@pytest.fixture
def both(imported: Imported, national: DossierSource) -> ImportBatch:
    """1 is the same in both, 2 was finished another day, 3 stands here only, 4 there only."""
    imported([dossier(1), dossier(2, done="08/10/2026 10:00:00"), dossier(4)], name="qg.csv", source=national)
    return imported([dossier(1), dossier(2), dossier(3)], name="tinh.csv")


def test_an_import_shows_how_its_source_stands_to_the_other(both: ImportBatch, hoa: User, signed_in: SignedIn) -> None:
    page = signed_in(hoa).get(f"/ho-so/nhap/{both.public_id}/").content.decode()
    assert "Đối soát giữa các nguồn" in page and "Cổng quốc gia" in page
    assert "Khác nhau ở: Ngày xử lý xong 1" in " ".join(page.split())


def test_the_workbook_lists_the_dossiers_with_what_differs(
    both: ImportBatch, national: DossierSource, hoa: User, signed_in: SignedIn
) -> None:
    book = signed_in(hoa).get(f"/ho-so/nhap/{both.public_id}/", {"doi-soat": national.public_id})
    rows = {str(row[0]): row for row in load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True)}
    codes = {name: row for name, row in rows.items() if name.startswith("H68")}
    assert {name[-4:]: row[1] for name, row in codes.items()} == {
        "0002": "Có ở cả hai nguồn nhưng khác nhau",
        "0003": "Chỉ có ở nguồn thứ nhất",
        "0004": "Chỉ có ở nguồn thứ hai",
    }
    assert "Ngày xử lý xong" in str(codes["H68.01-261005-0002"][2])
    assert "Tèo" not in str(rows)


def test_a_single_source_shows_no_reconciliation(imported: Imported, hoa: User, signed_in: SignedIn) -> None:
    batch = imported([dossier(1)])
    assert "Đối soát giữa các nguồn" not in signed_in(hoa).get(f"/ho-so/nhap/{batch.public_id}/").content.decode()


def test_sources_that_a_person_does_not_see_are_not_compared(
    both: ImportBatch, national: DossierSource, places: Places, lan: User, quan: User, signed_in: SignedIn
) -> None:
    own = declare_source(actor=lan, owner=places.nam_nung, title="Sổ của xã")
    ImportBatch.objects.filter(pk=both.pk).update(source=own)
    address = f"/ho-so/nhap/{both.public_id}/"
    client = signed_in(lan)
    assert "Đối soát giữa các nguồn" not in client.get(address).content.decode()
    assert client.get(address, {"doi-soat": national.public_id}).status_code == 404
    assert signed_in(quan).get(address, {"doi-soat": national.public_id}).status_code == 403
