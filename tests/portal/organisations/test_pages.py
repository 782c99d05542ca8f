"""Pages of units."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit

LIST = "organisations:units"


def test_the_list_shows_units_in_vietnamese_order(signed_in: SignedIn, hoa: User, places: Places) -> None:
    page = signed_in(hoa).get(reverse(LIST), {"level": "commune"}).content.decode()
    assert page.index("Xã Đắk Wil") < page.index("Xã Nâm Nung") < page.index("Phường Phước Hội")
    assert "Tỉnh Lâm Đồng" in page
    assert "Hiện 1–4 trong 4 đơn vị" in page


def test_filters_and_an_empty_answer(signed_in: SignedIn, hoa: User, places: Places) -> None:
    client = signed_in(hoa)
    found = client.get(reverse(LIST), {"q": "dak", "province": places.province.public_id}).content.decode()
    assert "Xã Đắk Wil" in found
    assert ">Xã Nâm Nung<" not in found
    nothing = client.get(reverse(LIST), {"q": "khong co ai"}).content.decode()
    assert "Không có đơn vị nào khớp bộ lọc." in nothing
    assert "Bỏ lọc" in nothing


def test_a_day_before_the_units_existed(signed_in: SignedIn, lan: User) -> None:
    page = signed_in(lan).get(reverse(LIST), {"day": "30/06/2025"}).content.decode()
    assert "Xã Đắk Wil" not in page
    wrong = signed_in(lan).get(reverse(LIST), {"day": "ngày mai"}).content.decode()
    assert "Không đọc được ngày" in wrong


def test_excel_has_the_same_rows(signed_in: SignedIn, lan: User) -> None:
    answer = signed_in(lan).get(reverse(LIST), {"level": "commune", "format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    names = [row[1] for row in rows]
    assert names[-4:] == ["Xã Đắk Wil", "Xã Nâm Nung", "Phường Phước Hội", "Xã Thất Khê"]


def test_a_unit_page(signed_in: SignedIn, quan: User, places: Places) -> None:
    page = signed_in(quan).get(reverse("organisations:unit", args=[places.nam_nung.public_id])).content.decode()
    assert "<h1>Xã Nâm Nung</h1>" in page
    assert "Tỉnh Lâm Đồng" in page


def test_an_unknown_unit_is_a_page_in_words(signed_in: SignedIn, quan: User) -> None:
    answer = signed_in(quan).get(reverse("organisations:unit", args=["zzzzzzzzzzzz"]))
    assert answer.status_code == 404
    assert "Không có gì ở địa chỉ này" in answer.content.decode()


@pytest.mark.django_db
def test_the_list_takes_few_queries(signed_in: SignedIn, lan: User, django_assert_max_num_queries: object) -> None:
    client = signed_in(lan)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get(reverse(LIST))
    assert OrgUnit.objects.count() > 5
