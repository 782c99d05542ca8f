"""Registers: gaps and conflicts from the catalogue, numbers given out once, filled in or left unused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import (
    DocumentCard,
    fill_in_number,
    give_up_number,
    register_document,
    reserve_number,
)
from parindex.portal.documents.models import Document, DocumentKind, ReservedNumber
from parindex.portal.documents.queries.registers import OpenRegister, RegisterName, register, registers
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

NAME = RegisterName("ubnd xa nam nung", "kh/ubnd", 2027)
PLANS = {"body": NAME.body_key, "series": NAME.series_key, "year": "2027"}
NOW = datetime(2027, 6, 15, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


def issued(places: Places, number: int | str, day: date | None, title: str = "", **more: object) -> Document:
    told: dict[str, object] = {"issuer": "UBND xã Nâm Nung", "unit": places.nam_nung, "symbol": "KH-UBND", **more}
    card = DocumentCard(
        kind=DocumentKind.PLAN,
        title=title or f"Kế hoạch {number}",
        number=str(number),
        issued_on=day,
        **told,  # type: ignore[arg-type]
    )
    return register_document(actor=None, card=card)


def opened(person: User, name: RegisterName = NAME) -> OpenRegister:
    found = register(person, name)
    assert found is not None
    return found


def test_gaps_conflicts_and_dates_out_of_order(places: Places, lan: User) -> None:
    issued(places, 3, date(2027, 1, 10))
    issued(places, "04", date(2027, 1, 12))
    issued(places, 9, date(2027, 3, 1), "Kế hoạch tuyên truyền")
    issued(places, 9, date(2027, 3, 2), "Kế hoạch kiểm tra")
    issued(places, 10, date(2027, 2, 1))
    issued(places, 11, date(2027, 3, 5))
    issued(places, 12, None)
    issued(places, 5, date(2026, 5, 5))
    issued(places, 6, date(2027, 5, 5), symbol="QĐ-UBND")
    found = opened(lan)
    told = [(each.gap.first, each.gap.last) if each.gap else each.sign for each in found.entries]
    assert told == [(1, 2), "3/KH-UBND", "04/KH-UBND", (5, 8), "9/KH-UBND", "9/KH-UBND", "10/KH-UBND", "11/KH-UBND"]
    assert (found.missing, found.gaps, found.conflicts, found.undated, found.highest) == (6, 2, 2, 1, 11)
    assert [each.sign for each in found.entries if each.out_of_order] == ["10/KH-UBND"]
    lines = {(line.symbol, line.name.year): (line.known, line.highest, line.unknown) for line in registers(lan)}
    assert lines == {("KH-UBND", 2027): (5, 11, 6), ("KH-UBND", 2026): (1, 5, 4), ("QĐ-UBND", 2027): (1, 6, 5)}


def test_the_next_number_is_given_and_its_line_stays_blank(places: Places, lan: User) -> None:
    issued(places, 41, date(2027, 1, 10))
    first = reserve_number(actor=lan, unit=places.nam_nung, symbol=" KH-UBND ")
    second = reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND", purpose="Kế hoạch số hóa")
    assert (first.sign, second.sign) == ("42/KH-UBND", "43/KH-UBND")
    assert reserve_number(actor=lan, unit=places.nam_nung, symbol="QĐ-UBND").sign == "01/QĐ-UBND"
    found = opened(lan)
    assert found.blank == 2 and [each.number for each in found.entries if each.reserved] == [42, 43]
    assert AuditEntry.objects.filter(action="documents.reserve_number").count() == 3


def test_a_number_of_a_namesake_elsewhere_does_not_count(places: Places, lan: User) -> None:
    issued(places, 99, date(2027, 1, 10), unit=places.stranger_commune)
    assert reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND").number == 1


def test_a_line_is_filled_in(places: Places, lan: User) -> None:
    given = reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND")
    day = date(2027, 6, 10)
    document = fill_in_number(
        actor=lan, reserved=given, kind=DocumentKind.PLAN, issued_on=day, title="Kế hoạch số hóa hồ sơ"
    )
    assert (document.sign, document.issued_on, document.issuer) == ("01/KH-UBND", day, "Ủy ban nhân dân xã Nâm Nung")
    entry = opened(lan).entries[0]
    assert entry.document == document and entry.reserved is None and opened(lan).blank == 0
    with pytest.raises(ActionRefused, match="number_settled"):
        give_up_number(actor=lan, reserved=given, reason="nhầm")
    assert AuditEntry.objects.filter(action="documents.fill_in_number").count() == 1


def test_an_unused_number_says_why_and_is_not_given_again(places: Places, lan: User) -> None:
    given = reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND")
    with pytest.raises(ActionRefused, match="number_without_reason"):
        give_up_number(actor=lan, reserved=given, reason="  ")
    give_up_number(actor=lan, reserved=given, reason="Lãnh đạo không ký")
    assert reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND").number == 2
    assert opened(lan).gaps == 0 and AuditEntry.objects.filter(action="documents.give_up_number").count() == 1
    with pytest.raises(ActionRefused, match="number_taken"):
        reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND", number=1)


def test_giving_numbers_is_refused(places: Places, lan: User, hoa: User, minh: User, quan: User) -> None:
    for stranger in (hoa, minh, quan):
        with pytest.raises(NotAllowed):
            reserve_number(actor=stranger, unit=places.nam_nung, symbol="KH-UBND")
    for symbol in ("", " / ", "12", "/"):
        with pytest.raises(ActionRefused, match="number_without_symbol"):
            reserve_number(actor=lan, unit=places.nam_nung, symbol=symbol)
    for number in (0, -1, 100_000):
        with pytest.raises(ActionRefused, match="number_out_of_range"):
            reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND", number=number)
    issued(places, 7, date(2027, 1, 10))
    with pytest.raises(ActionRefused, match="number_taken"):
        reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND", number=7)
    assert not ReservedNumber.objects.exists()
    assert reserve_number(actor=hoa, unit=places.province, symbol="KH-UBND").issuer == "Ủy ban nhân dân tỉnh Lâm Đồng"


@pytest.mark.parametrize("day", [None, date(2026, 12, 31), date(2027, 6, 16)])
def test_a_day_of_another_year_or_to_come_is_refused(places: Places, lan: User, quan: User, day: date | None) -> None:
    given = reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND")
    with pytest.raises(ActionRefused, match="number_day_off"):
        fill_in_number(actor=lan, reserved=given, kind=DocumentKind.PLAN, issued_on=day, title="Kế hoạch")
    with pytest.raises(NotAllowed):
        fill_in_number(actor=quan, reserved=given, kind=DocumentKind.PLAN, issued_on=day, title="Kế hoạch")


def test_pages(places: Places, lan: User, minh: User, quan: User, signed_in: SignedIn) -> None:
    issued(places, 3, date(2027, 1, 10), "Kế hoạch tuyên truyền")
    browser = signed_in(lan)
    posted = {"unit": places.nam_nung.public_id, "symbol": "KH-UBND", "purpose": "Kế hoạch số hóa"}
    answer = browser.post("/van-ban/so-van-ban/", posted, follow=True)
    page = answer.content.decode()
    assert "Đã cấp số 04/KH-UBND" in page and "Kế hoạch số hóa" in page and "1–2" in page
    given = ReservedNumber.objects.get()
    address = f"/van-ban/so-van-ban/so/{given.public_id}/"
    assert "Kế hoạch số hóa" in browser.get(address).content.decode()
    wrong = browser.post(address, {"kind": "plan", "issued_on": "20/12/2026", "title": "Kế hoạch số hóa"})
    assert wrong.status_code == 422 and "thuộc năm 2027" in wrong.content.decode()
    done = browser.post(address, {"kind": "plan", "issued_on": "10/06/2027", "title": "Kế hoạch số hóa"}, follow=True)
    assert "Văn bản đã có trong sổ" in done.content.decode()
    assert signed_in(minh).get("/van-ban/so-van-ban/mo/", PLANS).status_code == 200
    assert signed_in(minh).get(address).status_code == 403
    assert signed_in(minh).post("/van-ban/so-van-ban/", posted).status_code == 403
    assert signed_in(quan).get("/van-ban/so-van-ban/mo/", PLANS).status_code == 404
    assert signed_in(quan).get(address).status_code == 404
    assert "Nâm Nung" not in signed_in(quan).get("/van-ban/so-van-ban/").content.decode()


def test_a_register_of_nonsense_is_not_there(lan: User, signed_in: SignedIn) -> None:
    for asked in ({}, {**PLANS, "year": "abc"}, {**PLANS, "year": "99999"}, {**PLANS, "series": "x"}):
        assert signed_in(lan).get("/van-ban/so-van-ban/mo/", asked).status_code == 404


def test_excel_has_the_gaps(places: Places, lan: User, signed_in: SignedIn) -> None:
    issued(places, 3, date(2027, 1, 10), "=1+1")
    answer = signed_in(lan).get("/van-ban/so-van-ban/mo/", {**PLANS, "export": "xlsx"})
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.values]
    assert [1, "1–2"] in [row[:2] for row in rows]
    (line,) = [row for row in rows if row[0] == 3]
    assert line[1] == "3/KH-UBND" and str(line[2]).startswith("2027-01-10") and line[3] == "=1+1"
