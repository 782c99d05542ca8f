"""Standing body, owners of fields, steering committee: dated, one after the other."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.name_duties import (
    name_committee_member,
    name_field_owner,
    name_standing_body,
    release_committee_member,
)
from parindex.portal.organisations.queries import committee_of, field_owners_of, standing_body_of
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2025, 7, 1), date(2026, 3, 1)


def test_the_owner_of_a_field_changes_on_a_day(hoa: User, places: Places) -> None:
    name_field_owner(actor=hoa, province=places.province, field="TCBM", owner=places.home_affairs, start=FIRST)
    name_field_owner(actor=hoa, province=places.province, field="TCBM", owner=places.nam_nung, start=SECOND)
    assert field_owners_of(places.province, date(2026, 2, 28)) == {"TCBM": places.home_affairs}
    assert field_owners_of(places.province, SECOND) == {"TCBM": places.nam_nung}
    assert field_owners_of(places.province, date(2025, 1, 1)) == {}
    with pytest.raises(ActionRefused, match="starts_before_last"):
        name_field_owner(actor=hoa, province=places.province, field="TCBM", owner=places.dak_wil, start=FIRST)


def test_the_standing_body_stands_under_the_unit(hoa: User, places: Places) -> None:
    name_standing_body(actor=hoa, unit=places.province, body=places.home_affairs, start=FIRST)
    assert standing_body_of(places.province, SECOND) == places.home_affairs
    with pytest.raises(ActionRefused, match="body_outside"):
        name_standing_body(actor=hoa, unit=places.province, body=places.stranger_commune, start=SECOND)


def test_the_committee_lists_its_head_first(hoa: User, lan: User, phu: User, places: Places) -> None:
    member = name_committee_member(actor=hoa, unit=places.province, person=lan, duty="member", start=FIRST)
    name_committee_member(actor=hoa, unit=places.province, person=phu, duty="head", start=FIRST)
    assert [each.person for each in committee_of(places.province, SECOND)] == [phu, lan]
    release_committee_member(actor=hoa, member=member, last_day=date(2026, 2, 28))
    assert [each.person for each in committee_of(places.province, SECOND)] == [phu]


def test_a_stranger_names_no_one(quan: User, places: Places) -> None:
    with pytest.raises(NotAllowed):
        name_standing_body(actor=quan, unit=places.province, body=places.home_affairs, start=FIRST)
    with pytest.raises(NotAllowed):
        name_committee_member(actor=quan, unit=places.province, person=quan, duty="head", start=FIRST)


def test_the_page(signed_in: SignedIn, hoa: User, lan: User, quan: User, places: Places) -> None:
    address = reverse("organisations:duties", args=[places.province.public_id])
    client = signed_in(hoa)
    said = {"kind": "field_owner", "who": "H46", "field": "tcbm", "start": "01/07/2025"}
    assert client.post(address, said).status_code == 302
    assert client.post(address, said | {"field": "", "start": "01/08/2025"}).status_code == 422
    assert client.post(address, said | {"who": "Sở Không Có"}).status_code == 422
    assert (
        client.post(address, said | {"kind": "committee_member", "who": "lan", "duty": "standing"}).status_code == 302
    )
    page = client.get(address).content.decode()
    assert "TCBM" in page and "Sở Nội vụ tỉnh Lâm Đồng" in page and "Ủy viên thường trực" in page
    assert signed_in(quan).get(address).status_code == 403
    assert signed_in(lan).get(address).status_code == 403
    own = reverse("organisations:duties", args=[places.nam_nung.public_id])
    assert "Giao nhiệm vụ" not in signed_in(lan).get(own).content.decode()
    assert signed_in(lan).post(own, said).status_code == 403
