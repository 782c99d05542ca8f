"""People, their positions, and who may manage whom."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions import manage_account
from parindex.portal.organisations.actions.admit_people import PersonRow, admit_people
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.end_position import end_position
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

LIST = "organisations:people"
pytestmark = pytest.mark.django_db


def _row(places: Places, **changed: object) -> PersonRow:
    said = {
        "place": 2,
        "username": "tam",
        "full_name": "Lý Thị Tâm",
        "email": "tam@parindex.example",
        "role": "unit_officer",
        "unit": places.dak_wil,
    } | changed
    return PersonRow(**said)  # type: ignore[arg-type]


def test_the_list_finds_without_accents_and_filters(signed_in: SignedIn, hoa: User, lan: User, thinh: User) -> None:
    client = signed_in(hoa)
    page = client.get(reverse(LIST)).content.decode()
    assert "Lê Thị Lan" in page and "Y Thịnh Niê" in page
    found = client.get(reverse(LIST), {"q": "thinh nam nung"}).content.decode()
    assert "Y Thịnh Niê" in found and "Lê Thị Lan" not in found
    heads = client.get(reverse(LIST), {"role": "unit_officer"}).content.decode()
    assert "Lê Thị Lan" in heads and "Y Thịnh Niê" not in heads
    nobody = client.get(reverse(LIST), {"state": "closed"}).content.decode()
    assert "Không có người nào khớp bộ lọc." in nobody


def test_given_names_decide_the_order(signed_in: SignedIn, hoa: User, lan: User, thinh: User, ngan: User) -> None:
    page = signed_in(hoa).get(reverse(LIST)).content.decode().partition("<tbody>")[2]
    places = [page.index(name) for name in ("Trần Thị Hoa", "Lê Thị Lan", "Đỗ Thị Ngân", "Y Thịnh Niê")]
    assert page.index("Y Thịnh Niê") > page.index("Đỗ Thị Ngân")
    assert places[:3] == sorted(places[:3])


def test_excel_has_the_same_rows(signed_in: SignedIn, hoa: User, lan: User) -> None:
    answer = signed_in(hoa).get(reverse(LIST), {"q": "lan", "format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows][-1] == "Lê Thị Lan"
    assert "công chức – Xã Nâm Nung" in rows[-1]


@pytest.mark.parametrize("who", ["lan", "thinh", "minh", "phu", "ngan"])
def test_only_who_manages_people_opens_the_pages(
    signed_in: SignedIn, request: pytest.FixtureRequest, hoa: User, who: str
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for address in (
        reverse(LIST),
        reverse("organisations:new_person"),
        reverse("organisations:workbook"),
        reverse("organisations:workbook_template"),
        reverse("organisations:person", args=[hoa.public_id]),
    ):
        assert client.get(address).status_code == 403, address


def test_a_stranger_neither_sees_nor_changes(signed_in: SignedIn, quan: User, lan: User, places: Places) -> None:
    client = signed_in(quan)
    assert "Lê Thị Lan" not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("organisations:person", args=[lan.public_id])).status_code == 403
    assert client.post(reverse("organisations:account", args=[lan.public_id]), {"act": "close"}).status_code == 403
    held = lan.memberships.get()
    ended = client.post(reverse("organisations:finish_position", args=[held.public_id]), {"last_day": "01/12/2026"})
    assert ended.status_code == 403
    (answer,) = admit_people(actor=quan, rows=[_row(places)])
    assert [wrong.code for wrong in answer.wrong] == ["organisations.other_unit"]
    lan.refresh_from_db()
    assert lan.is_active and not User.objects.filter(username="tam").exists()


def test_the_list_takes_few_queries_for_many_people(
    signed_in: SignedIn, hoa: User, places: Places, django_assert_max_num_queries: object
) -> None:
    rows = [_row(places, place=n, username=f"nguoi{n}", full_name=f"Người {n}", email="") for n in range(60)]
    assert all(answer.person for answer in admit_people(actor=hoa, rows=rows))
    client = signed_in(hoa)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse(LIST), {"per_page": "100"})


def test_a_person_is_registered_from_the_page_and_invited(
    signed_in: SignedIn, hoa: User, places: Places, django_capture_on_commit_callbacks: object
) -> None:
    said = {
        "full_name": "Lý Thị Tâm", "username": "tam", "email": "tam@parindex.example", "role": "unit_officer",
        "unit": "xa dak wil", "title": "công chức", "start": "01/12/2026",
    }  # fmt: skip
    answer = signed_in(hoa).post(reverse("organisations:new_person"), said)
    tam = User.objects.get(username="tam")
    assert answer.headers["Location"] == reverse("organisations:person", args=[tam.public_id])
    assert tam.invited_at is not None and not tam.has_usable_password()
    assert tam.memberships.get().scope == places.dak_wil
    assert tam.memberships.get().valid_from == date(2026, 12, 1)
    assert mail.outbox == []  # the reaction sends it, after the commit


def test_what_is_wrong_with_a_new_person_stands_beside_the_boxes(signed_in: SignedIn, hoa: User) -> None:
    said = {
        "full_name": "Ai Đó",
        "username": "hoa",
        "role": "unit_officer",
        "unit": "Xã Không Có",
        "start": "31/02/2026",
    }
    answer = signed_in(hoa).post(reverse("organisations:new_person"), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ghi ngày theo dạng 05/12/2026." in page and 'value="Ai Đó"' in page
    again = signed_in(hoa).post(reverse("organisations:new_person"), said | {"start": "01/02/2026"}).content.decode()
    assert "Không tìm thấy đơn vị “Xã Không Có”" in again


def test_a_position_is_given_and_ended(signed_in: SignedIn, hoa: User, lan: User, places: Places) -> None:
    client = signed_in(hoa)
    given = client.post(
        reverse("organisations:give_position", args=[lan.public_id]),
        {"role": "unit_head", "unit": "24649", "title": "Phó Chủ tịch", "start": "01/01/2026"},
    )
    assert given.status_code == 302
    held = lan.memberships.get(role__code="unit_head")
    assert has_right(lan, Right.HAND_IN, places.dak_wil)
    last = clock.today() - timedelta(days=1)
    address = reverse("organisations:finish_position", args=[held.public_id])
    early = client.post(address, {"last_day": "31/12/2025"})
    assert early.status_code == 422 and "trước ngày bắt đầu 01/01/2026" in early.content.decode()
    assert client.post(address, {"last_day": last.strftime("%d/%m/%Y")}).status_code == 302
    assert not has_right(lan, Right.HAND_IN, places.dak_wil)
    page = client.get(reverse("organisations:person", args=[lan.public_id])).content.decode()
    assert "Phó Chủ tịch" in page and "không có hiệu lực hôm nay" in page


def test_an_ended_position_is_not_prolonged(hoa: User, lan: User) -> None:
    held = lan.memberships.get()
    end_position(actor=hoa, position=held, last_day=date(2026, 1, 31))
    with pytest.raises(ActionRefused, match="position_ended"):
        end_position(actor=hoa, position=held, last_day=date(2026, 12, 31))
    entry = AuditEntry.objects.get(action="organisations.end_position")
    assert entry.references["to"] == "2026-02-01"


def test_who_works_elsewhere_too_is_not_closed_from_here(hoa: User, lan: User, quan: User, places: Places) -> None:
    appoint(actor=quan, person=lan, role="leader", unit=places.stranger_commune)
    with pytest.raises(NotAllowed, match="person_elsewhere"):
        manage_account.close(actor=hoa, person=lan)
    end_position(actor=quan, position=lan.memberships.get(role__code="leader"), last_day=clock.today())
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        assert not manage_account.close(actor=hoa, person=lan).is_active
        assert manage_account.reopen(actor=hoa, person=lan).is_active


def test_the_account_is_closed_from_the_page(signed_in: SignedIn, hoa: User, lan: User) -> None:
    client = signed_in(hoa)
    address = reverse("organisations:account", args=[lan.public_id])
    assert client.post(address, {"act": "close"}).status_code == 302
    lan.refresh_from_db()
    assert not lan.is_active
    assert "tài khoản đã đóng" in client.get(reverse("organisations:person", args=[lan.public_id])).content.decode()
    assert client.post(address, {"act": "dissolve"}).status_code == 404


def test_rows_are_answered_one_by_one_with_everything_that_is_wrong(hoa: User, places: Places) -> None:
    rows = [
        _row(places),
        _row(places, place=3, username="", full_name="", email="không phải thư", role="vua"),
        _row(places, place=4),
        _row(places, place=5, username="hoa", full_name="Người Khác", email=""),
        _row(places, place=6, username="tu", email="tam@parindex.example", full_name="Tư"),
    ]
    answers = admit_people(actor=hoa, rows=rows)
    codes = [[wrong.code.split(".")[1] for wrong in answer.wrong] for answer in answers]
    assert codes == [
        [],
        ["name_missing", "username_missing", "address_wrong", "role_unknown"],
        ["row_twice"],
        ["username_of_another"],
        ["email_taken"],
    ]
    assert Membership.objects.filter(person__username="tam").count() == 1
    again = admit_people(actor=hoa, rows=rows[:1])
    assert again[0].person and not again[0].is_new
    assert User.objects.filter(username="tu").count() == 0


def test_the_audit_names_no_one(hoa: User, places: Places) -> None:
    admit_people(actor=hoa, rows=[_row(places, phone="0912345678", title="Chủ tịch")])
    text = str(list(AuditEntry.objects.values_list("references", "subject", "stream")))
    for personal in ("Tâm", "tam@", "0912345678", "Chủ tịch"):
        assert personal not in text
