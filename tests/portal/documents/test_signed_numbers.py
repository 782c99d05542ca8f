"""The number of a signed PDF: none was read, or another document of the register bears it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.documents.test_signing import DAY, Office, copy, decision, file, office, page, trusted

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, confirm_signed, register_document, take_back_signed
from parindex.portal.documents.models import Document, DocumentKind, SigningCopy
from parindex.portal.documents.workflow import SigningState
from parindex.portal.platform.refusals import ActionRefused

__all__ = ["copy", "decision", "file", "office", "trusted"]


@pytest.fixture
def other(places: Places, lan: User) -> Document:
    """It bears 151/QĐ-UBND of the same year."""
    card = DocumentCard(
        kind=DocumentKind.DECISION,
        title="Quyết định đã ban hành trước",
        number="151",
        symbol="QĐ-UBND",
        issued_on=DAY,
        issuer="Ủy ban nhân dân xã Nâm Nung",
        unit=places.nam_nung,
    )
    return register_document(actor=lan, card=card)


def back(copy: SigningCopy, lan: User, office: Office, **printed: str) -> SigningCopy:
    signed = office.sign(page(**printed))
    return take_back_signed(actor=lan, copy=copy, name="da-ky.pdf", content=signed)


def confirmed(copy: SigningCopy, lan: User, **more: Any) -> SigningCopy:
    assert copy.returned is not None
    given = {"number": "151", "symbol": "QĐ-UBND", "issued_on": DAY, "reason": "", **more}
    return confirm_signed(actor=lan, copy=copy, seen=copy.returned.sha256, **given)


def test_a_number_in_use_is_asked_about(
    copy: SigningCopy, other: Document, office: Office, trusted: None, lan: User
) -> None:
    copy = back(copy, lan, office, number="151", day="11", month="02")
    with pytest.raises(ActionRefused) as refused:
        confirmed(copy, lan)
    assert refused.value.code == "documents.signed_number_taken"
    assert refused.value.values == {"sign": "151/QĐ-UBND", "title": other.title}
    copy = SigningCopy.objects.get(pk=copy.pk)
    assert copy.state == SigningState.RETURNED
    assert confirmed(copy, lan, number_shared=True).state == SigningState.CONFIRMED


def test_the_same_number_of_another_year_or_series_is_free(
    copy: SigningCopy, other: Document, office: Office, trusted: None, lan: User
) -> None:
    copy = back(copy, lan, office, number="151", day="11", month="02")
    assert confirmed(copy, lan, symbol="BC-UBND").state == SigningState.CONFIRMED


def test_the_page_asks_and_says_that_nothing_was_read(
    copy: SigningCopy, other: Document, office: Office, trusted: None, lan: User, signed_in: SignedIn
) -> None:
    copy = back(copy, lan, office)
    assert (copy.number, copy.issued_on) == ("", None) and copy.returned is not None
    browser, document = signed_in(lan), copy.document
    shown = browser.get(reverse("documents:signing", args=[document.public_id])).content.decode()
    assert "Không đọc được số và ngày trong tệp đã ký." in shown and "Chỉ thêm số và ngày" not in shown
    address = reverse("documents:confirm_signed", args=[document.public_id, copy.public_id])
    typed = {"number": "151", "symbol": "QĐ-UBND", "issued_on": "11/02/2026", "seen": copy.returned.sha256}
    asked = browser.post(address, typed)
    assert asked.status_code == 422 and 'name="number_shared"' in asked.content.decode()
    assert "Quyết định đã ban hành trước" in asked.content.decode()
    assert browser.post(address, {**typed, "number_shared": "on"}).status_code == 302
