"""The demonstration keeps to its own database."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import TakingPart, open_round
from parindex.portal.criteria.actions import issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.jobs import load_catalogue
from parindex.portal.organisations.models import Delegation, Membership
from parindex.portal.site.demo.cast import CAST, load_people
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.portal.site.demo.guard import reasons_against
from parindex.portal.site.demo.loaders import FIRST, THEN
from parindex.wording import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def model_set() -> Iterator[CriteriaSetVersion]:
    """A shipped set, issued."""
    version = load_criteria_set(None, "model_commune/2026")
    if version.state == "draft":
        issue_criteria_set(actor=None, version=version)
    yield version


def test_an_empty_database_may_be_used() -> None:
    assert reasons_against() == []


def test_the_cast_is_made_once(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    load_catalogue()
    load_people()
    load_people()
    assert User.objects.count() == len(CAST)
    assert Membership.objects.count() == sum(len(part.positions) for part in CAST)
    assert Delegation.objects.count() == sum(bool(part.lent_by) for part in CAST) == 1
    assert all(person.is_demonstration for person in User.objects.all())
    assert reasons_against() == []


def test_a_database_with_real_people_is_refused(hoa: User) -> None:
    assert any("1 tài khoản" in reason for reason in reasons_against())


@pytest.mark.parametrize("simulated", [True, False])
def test_a_database_with_a_real_round_is_refused(
    places: Places, model_set: CriteriaSetVersion, simulated: bool
) -> None:
    open_round(
        actor=None,
        title="Đợt thật",
        owner=places.province,
        set_version=model_set,
        year=2026,
        units=[TakingPart(places.nam_nung)],
        simulated=simulated,
    )
    assert bool(reasons_against()) is not simulated


def test_every_load_has_a_name_in_words() -> None:
    assert {load.kind for load in (*FIRST, *THEN)} <= codes("vi")
