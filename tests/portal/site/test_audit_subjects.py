"""What belongs to no round has its audit too: linked and opened for the same people, refused to others."""

from __future__ import annotations

from html import unescape
from re import findall

from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform.models import AuditEntry

LOG = "/nhat-ky/"


def _paper(places: Places, lan: User) -> Document:
    card = DocumentCard(
        kind=DocumentKind.PLAN, title="Kế hoạch tuyên truyền", number="12", symbol="KH-UBND", unit=places.nam_nung
    )
    return register_document(actor=lan, card=card)


def test_links_open_and_are_shown_to_whom_they_open(
    places: Places, lan: User, hoa: User, ngan: User, phu: User, long: User, signed_in: SignedIn
) -> None:
    paper = _paper(places, lan)
    pages = {
        f"document:{paper.public_id}": reverse("documents:document", args=[paper.public_id]),
        f"unit:{places.nam_nung.public_id}": reverse("organisations:unit", args=[places.nam_nung.public_id]),
        f"person:{lan.public_id}": reverse("organisations:person", args=[lan.public_id]),
    }
    shown: dict[str, set[str]] = {}
    for person in (lan, hoa, ngan, phu, long):
        browser = signed_in(person)
        for stream, page in pages.items():
            answer = browser.get(page)
            links = findall(rf'href="({LOG}\?ve=[^"]*)"', answer.content.decode())
            opens = browser.get(LOG, {"ve": stream}).status_code == 200
            assert answer.status_code != 200 or bool(links) == opens, (person.username, page)
            for link in links:
                assert browser.get(unescape(link)).status_code == 200
                shown.setdefault(person.username, set()).add(stream.split(":")[0])
    assert shown["lan"] == {"document", "unit"}
    assert shown["hoa"] >= {"document", "unit"}
    assert "phu" not in shown


def test_the_page_holds_the_entries_of_that_subject_only(
    places: Places, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    paper = _paper(places, lan)
    stream = f"document:{paper.public_id}"
    assert AuditEntry.objects.filter(stream=stream).count() == 1
    browser = signed_in(hoa)
    page = browser.get(LOG, {"ve": stream}).content.decode()
    assert page.count("<tr") == 2 and "12/KH-UBND Kế hoạch tuyên truyền" in page
    narrowed = browser.get(LOG, {"ve": stream, "nguoi": "quan"}).content.decode()
    assert "12/KH-UBND Kế hoạch tuyên truyền</td>" not in narrowed


def test_refused_to_strangers_and_for_what_is_not_there(
    places: Places, lan: User, quan: User, signed_in: SignedIn
) -> None:
    paper = _paper(places, lan)
    for asked in (f"document:{paper.public_id}", "document:nothere", "secret:x", "plan:", "criteria_set:none"):
        assert signed_in(quan).get(LOG, {"ve": asked}).status_code == 403, asked
