"""Round, unit and leaf lead to their entries in the audit, for who may read them."""

from __future__ import annotations

from html import unescape
from re import findall

from django.urls import reverse
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.criteria.models import NodeRow


def test_the_links_open_and_are_shown_to_whom_they_open(
    appraised: Round,
    nam_nung: RoundUnit,
    tasks: NodeRow,
    lan: User,
    hoa: User,
    minh: User,
    ngan: User,
    phu: User,
    signed_in: SignedIn,
) -> None:
    place = [appraised.public_id, nam_nung.unit.public_id]
    pages = {
        "round": reverse("assessments:round", args=place[:1]),
        "overview": reverse("assessments:round_overview", args=place[:1]),
        "publications": reverse("assessments:publications", args=place[:1]),
        "unit": reverse("assessments:unit", args=place),
        "leaf": reverse("assessments:leaf", args=[*place, tasks.code]),
    }
    shown: dict[str, set[str]] = {}
    for person in (lan, hoa, minh, ngan, phu):
        client = signed_in(person)
        for name, address in pages.items():
            links = findall(r'href="([^"]*/nhat-ky/\?dot=[^"]*)"', client.get(address).content.decode())
            for link in links:
                opened = client.get(unescape(link))
                assert opened.status_code == 200, (person.username, link)
                shown.setdefault(person.username, set()).add(name)
    assert shown["hoa"] == shown["ngan"] == set(pages)
    assert shown["lan"] == {"unit", "leaf"}
    assert "minh" not in shown and "phu" not in shown
