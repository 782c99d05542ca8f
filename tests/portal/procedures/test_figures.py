"""Announcing in time, and the figures that the catalogue gives to facts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.procedures.conftest import TODAY, YEAR

from parindex.portal.accounts.models import User
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed
from parindex.portal.procedures.actions import record_figures
from parindex.portal.procedures.models import Procedure
from parindex.portal.procedures.queries import publication_of

pytestmark = pytest.mark.django_db


def test_what_is_announced_and_made_public_in_time(places: Places, catalogue: list[Procedure]) -> None:
    told = publication_of(places.province, YEAR, date(2026, 11, 20))
    # 5 to 9 January 2026: four working days; to 12 January: six, for Saturday the 10th makes up for the 2nd
    assert {line.version.procedure.code: line.days_before for line in told.lines} == {"1.001193": 6, "2.000635": 4}
    assert (told.announced_on_time, told.announced) == (1, 2)
    assert (told.public_on_time, told.due_public) == (1, 2)
    assert (told.standing_complete, told.standing_public) == (1, 1)
    early = publication_of(places.province, YEAR, date(2026, 1, 9))
    assert (early.public_on_time, early.due_public) == (1, 1), "what has still time is not late"


def test_the_decision_is_a_link_only_for_who_may_open_it(
    signed_in: SignedIn, hoa: User, long: User, places: Places, catalogue: list[Procedure]
) -> None:
    pages = [
        f"{reverse('procedures:publication')}?tu=01/01/2026&den=31/12/2026",
        reverse("procedures:procedure", args=[catalogue[0].public_id]),
    ]
    for page in pages:
        assert "/van-ban/" in signed_in(hoa).get(page).content.decode().partition("<main")[2]
        assert "/van-ban/" not in signed_in(long).get(page).content.decode().partition("<main")[2]


def test_figures_become_facts_of_the_province_and_of_its_communes(
    signed_in: SignedIn, hoa: User, lan: User, places: Places, catalogue: list[Procedure]
) -> None:
    sent = {"owner": places.province.public_id, "tu": "01/01/2026", "den": "31/12/2026"}
    with clock.stopped_at(TODAY):
        page = signed_in(hoa).post(reverse("procedures:record"), sent)
    assert page.status_code == 302
    facts = {
        (each.fact.indicator.code, each.fact.unit_id): each
        for each in FactVersion.objects.select_related("fact__indicator")
    }
    own = {code: each for (code, unit), each in facts.items() if unit == places.province.pk}
    pairs = {code: (int(each.numerator or 0), int(each.denominator or 0)) for code, each in own.items()}
    assert pairs == {
        "procedures.at_one_stop": (1, 2),
        "procedures.online": (2, 2),
        "procedures.joined": (1, 2),
        "procedures.published": (1, 2),
        "procedures.published_on_time": (1, 2),
        "qd766.i11": (1, 2),
        "qd766.i12": (1, 2),
        "qd766.i13": (1, 1),
        "qd766.i31": (2, 2),
    }
    of_commune = {code for code, unit in facts if unit == places.nam_nung.pk}
    assert of_commune == {"procedures.at_one_stop", "procedures.online", "procedures.joined", "qd766.i31"}
    assert not [1 for _code, unit in facts if unit == places.stranger_commune.pk]
    back = facts["qd766.i11", places.province.pk].source_url
    assert "1/2" in signed_in(lan).get(back).content.decode()
    assert AuditEntry.objects.filter(action="procedures.record_figures").count() == 1
    before = FactVersion.objects.count()
    with clock.stopped_at(TODAY):
        signed_in(hoa).post(reverse("procedures:record"), sent)
    assert FactVersion.objects.count() == before
    assert signed_in(lan).post(reverse("procedures:record"), sent).status_code == 403
    with pytest.raises(NotAllowed):
        record_figures(actor=lan, owner=places.province, period=YEAR)
