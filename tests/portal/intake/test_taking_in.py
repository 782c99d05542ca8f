"""The list on a phone, and files that are dropped onto it: sent in pieces, taken in, read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import as_word

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Upload
from parindex.portal.intake.models import Intake


def sent(browser: Client, places: Places, content: bytes, *, part: int | None = None) -> str:
    """A file in one piece, or only its first ``part`` bytes; gives the id of the upload."""
    begun: Any = browser.post(
        reverse("documents:begin_upload"),
        {"unit": places.nam_nung.public_id, "place": "intake", "name": "bao-cao.docx", "size": str(len(content))},
    )
    assert begun.status_code == 201
    public_id = str(begun.json()["id"])
    address = reverse("documents:upload", args=[public_id]) + "?offset=0"
    piece = content[:part]
    assert browser.put(address, piece, content_type="application/octet-stream").status_code == 200
    return public_id


def test_a_dropped_file_is_taken_in_and_read(places: Places, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    page = browser.get(reverse("intake:list")).content.decode()
    assert "data-drop-zone" in page and "documents/upload.js" in page and 'data-unit-box="id_unit"' in page
    upload = sent(browser, places, as_word())
    answer = browser.post(reverse("intake:take"), {"upload": upload})
    assert answer.status_code == 200 and 'id="drop"' in answer.content.decode()
    assert "data-refusal" not in answer.content.decode()
    taken = Intake.objects.get()
    assert (taken.unit, taken.file_name, taken.taken_in_by) == (places.nam_nung, "bao-cao.docx", lan)
    assert taken.job is not None and not Upload.objects.exists()


def test_what_cannot_be_read_is_refused_beside_the_file(places: Places, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    answer = browser.post(reverse("intake:take"), {"upload": sent(browser, places, b"MZ\x90\x00 program")})
    assert "data-refusal" in answer.content.decode()
    assert not Intake.objects.exists() and not Upload.objects.exists()
    half = sent(browser, places, as_word(), part=100)
    assert "data-refusal" in browser.post(reverse("intake:take"), {"upload": half}).content.decode()
    assert Upload.objects.get().public_id == half, "the rest may still come"


@pytest.mark.parametrize("who", ["phu", "quan"])
def test_somebody_elses_upload_is_not_there(
    who: str, places: Places, lan: User, request: pytest.FixtureRequest, signed_in: SignedIn
) -> None:
    upload = sent(signed_in(lan), places, as_word())
    other = signed_in(request.getfixturevalue(who))
    assert other.post(reverse("intake:take"), {"upload": upload}).status_code == 404
    assert not Intake.objects.exists()


def test_numbers_of_the_list_bear_their_headings_on_a_phone(report: Intake, lan: User, signed_in: SignedIn) -> None:
    row = signed_in(lan).get(reverse("intake:list")).content.decode().split("<tbody")[1].split("</tr>")[0]
    numbers = re.findall(r"<td([^>]*\bnumber\b[^>]*)>", row)
    assert len(numbers) == 2 and all("data-label=" in each for each in numbers), numbers
