"""The catalogue as it is read: words of its day, search, filters, counts, a fixed number of queries."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.procedures.conftest import BIRTH, take_in

from parindex.portal.accounts.models import User
from parindex.portal.procedures import engine_bridge
from parindex.portal.procedures.models import OnlineLevel, Procedure
from parindex.portal.procedures.queries import Sought, counts_on, listed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "day", "level", "of_its_day"),
    [
        ("Mức độ 4", date(2021, 5, 1), OnlineLevel.FULL, True),
        ("mức độ 3", date(2021, 5, 1), OnlineLevel.PARTIAL, True),
        ("Mức độ 2", date(2021, 5, 1), OnlineLevel.INFORMATION, True),
        ("Mức độ 4", date(2024, 5, 1), OnlineLevel.FULL, False),
        ("TOÀN TRÌNH", date(2026, 1, 1), OnlineLevel.FULL, True),
        ("Một phần", date(2020, 1, 1), OnlineLevel.PARTIAL, False),
    ],
)
def test_online_levels_keep_their_words_and_mean_the_same(
    text: str, day: date, level: OnlineLevel, of_its_day: bool
) -> None:
    meaning = engine_bridge.online_level_of(text, day)
    assert meaning is not None and (meaning.level, meaning.of_its_day) == (level, of_its_day)
    assert engine_bridge.online_level_of("Mức độ 9", day) is None


def test_everyone_signed_in_reads_and_nobody_else(
    signed_in: SignedIn, lan: User, quan: User, long: User, catalogue: list[Procedure]
) -> None:
    addresses = [reverse(f"procedures:{name}") for name in ("list", "counts", "publication")]
    addresses.append(reverse("procedures:procedure", args=[catalogue[0].public_id]))
    for address in addresses:
        for person in (lan, quan, long):
            assert signed_in(person).get(address).status_code == 200
        assert Client().get(address).status_code == 302


def _list(signed_in: SignedIn, person: User, query: str) -> str:
    return signed_in(person).get(reverse("procedures:list") + query).content.decode()


def test_the_list_is_searched_without_accents_and_filtered(
    signed_in: SignedIn, lan: User, catalogue: list[Procedure]
) -> None:
    assert "Đăng ký khai sinh" in _list(signed_in, lan, "?q=khai+sinh")
    assert "Đăng ký khai sinh" not in _list(signed_in, lan, "?q=trich+luc")
    assert "1.001193" in _list(signed_in, lan, "?q=1.001193&field=Hộ+tịch&level=commune&online=full")
    assert "1.001193" not in _list(signed_in, lan, "?one_stop=no&online=partial")
    assert "1.001193" not in _list(signed_in, lan, "?ngay=10/01/2026")
    assert "1.001193" not in _list(signed_in, lan, "?state=abolished")
    assert listed(Sought(day=date(2026, 3, 1), text="ho tich")).count() == 2
    sheet = signed_in(lan).get(reverse("procedures:list") + "?q=khai+sinh&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("1.001193" in row for row in rows) and not any("2.000635" in row for row in rows)


def test_counts_by_level_add_up_and_say_what_is_not_said(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    (commune,) = counts_on(date(2026, 3, 1), places.province)
    assert (commune.total, commune.one_stop, commune.not_one_stop, commune.online) == (2, 1, 1, 2)
    assert commune.complete
    unsaid = {**BIRTH, "code": "1.009999", "one_stop": "", "by_post": "", "level": "Cấp tỉnh"}
    between = {**BIRTH, "code": "1.009998", "internal": "Có"}
    take_in(signed_in, hoa, places, unsaid, between)
    province, commune = counts_on(date(2026, 3, 1), places.province)
    assert (province.level, province.total, province.one_stop_unknown, province.complete) == ("province", 1, 1, False)
    assert commune.total == 2
    page = signed_in(hoa).get(reverse("procedures:counts") + "?ngay=01/03/2026").content.decode()
    assert "1 thủ tục chưa ghi" in page and "khớp" in page


@pytest.mark.parametrize("page", ["list", "counts", "publication"])
def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure], page: str
) -> None:
    browser = signed_in(hoa)

    def queries_of_page() -> int:
        browser.get(reverse(f"procedures:{page}"))
        with CaptureQueriesContext(connection) as captured:
            response: HttpResponse = browser.get(reverse(f"procedures:{page}"))  # type: ignore[assignment]
        assert response.status_code == 200
        return len(captured)

    few = queries_of_page()
    take_in(signed_in, hoa, places, *({**BIRTH, "code": f"3.{number:06d}"} for number in range(15)))
    assert queries_of_page() <= few + 1, "+1: paging"
