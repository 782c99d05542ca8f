"""A name is a link only for who may open what it leads to; a list asks that once, whatever its length."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundStage, RoundUnit, StageWindow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock

pytestmark = pytest.mark.django_db
LISTS = ("ranking", "round")


def _address(years: Years, unit: OrgUnit) -> str:
    return f'href="{reverse("assessments:unit", args=[years.now.public_id, unit.public_id])}"'


@pytest.mark.parametrize("view", LISTS)
def test_an_officer_reads_the_names_of_other_communes_without_links(
    signed_in: SignedIn, years: Years, places: Places, lan: User, view: str
) -> None:
    page = signed_in(lan).get(reverse(f"assessments:{view}", args=[years.now.public_id])).content.decode()
    assert "Đắk Wil" in page and "Phước Hội" in page
    assert _address(years, places.nam_nung) in page
    assert _address(years, places.dak_wil) not in page
    assert _address(years, places.phuoc_hoi) not in page


@pytest.mark.parametrize("view", LISTS)
def test_who_works_above_them_opens_each(
    signed_in: SignedIn, years: Years, places: Places, hoa: User, view: str
) -> None:
    page = signed_in(hoa).get(reverse(f"assessments:{view}", args=[years.now.public_id])).content.decode()
    assert all(_address(years, unit) in page for unit in (places.nam_nung, places.dak_wil, places.phuoc_hoi))


def test_in_bulk_is_as_one_by_one(years: Years, hoa: User, lan: User, minh: User, quan: User) -> None:
    for person in (hoa, lan, minh, quan):
        one_by_one = {
            unit.pk
            for unit in RoundUnit.objects.filter(round=years.now).select_related("round", "unit")
            if permissions.may_see_points(person, unit)
        }
        assert permissions.open_units(person, years.now) == one_by_one, person.username


def test_who_scores_blindly_opens_no_unit_before_the_first_appraisal_is_sealed(
    open_2026: Round, places: Places, minh: User, signed_in: SignedIn
) -> None:
    start = clock.now() - timedelta(days=1)
    window = StageWindow.objects.create(
        round=open_2026, stage=RoundStage.APPRAISAL_1, opens_at=start, closes_at=start + timedelta(days=20)
    )
    assert len(permissions.open_units(minh, open_2026)) == 3
    AppraisalAssignment.objects.create(round=open_2026, person=minh, blind=True)
    assert permissions.open_units(minh, open_2026) == frozenset()
    place = [open_2026.public_id, places.nam_nung.public_id]
    link = f'href="{reverse("assessments:unit", args=place)}"'
    client, evidence = signed_in(minh), reverse("assessments:unit_evidence", args=place)
    assert client.get(reverse("assessments:unit", args=place)).status_code == 403
    for address in (evidence, reverse("assessments:round", args=[open_2026.public_id])):
        assert link not in client.get(address).content.decode(), address
    StageWindow.objects.filter(pk=window.pk).update(sealed_at=clock.now())
    assert len(permissions.open_units(minh, open_2026)) == 3
    assert link in client.get(evidence).content.decode()


def test_asking_for_all_units_takes_two_queries(years: Years, lan: User, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        permissions.open_units(lan, years.now)


@pytest.mark.parametrize(("username", "drafts"), [("hoa", True), ("lan", True), ("minh", False)])
def test_the_plan_is_offered_to_who_may_write_it(
    signed_in: SignedIn, years: Years, places: Places, request: pytest.FixtureRequest, username: str, drafts: bool
) -> None:
    person: User = request.getfixturevalue(username)
    unit = places.dak_wil if username != "lan" else places.nam_nung
    answer = signed_in(person).get(reverse("assessments:unit", args=[years.now.public_id, unit.public_id]))
    offered = reverse("improvement:draft", args=[years.now.public_id, unit.public_id]) in answer.content.decode()
    assert offered is drafts
