"""Evidence that was taken off by mistake comes back with its passage; a real act, refused after the stage."""

from __future__ import annotations

import pytest
from tests.portal.conftest import SignedIn
from tests.portal.evidence.conftest import LEAF
from tests.portal.self_assessment.conftest import CLOSES

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.restore_evidence import restore_evidence
from parindex.portal.assessments.actions.unlink_evidence import unlink_evidence
from parindex.portal.assessments.models import EvidenceLink, RoundUnit
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


def test_it_comes_back_as_it_was(nam_nung: RoundUnit, lan: User, link: EvidenceLink) -> None:
    back = restore_evidence(actor=lan, round_unit=nam_nung, removed=unlink_evidence(actor=lan, link=link))
    assert EvidenceLink.objects.get() == back
    assert (back.document, back.file, back.section, back.pages, back.note) == (
        link.document,
        link.file,
        "Mục II",
        "3–5",
        "xem bảng 2",
    )
    told = AuditEntry.objects.get(action="assessments.restore_evidence")
    assert (told.actor_id, told.references["leaf"]) == (lan.pk, LEAF)


def test_twice_is_once(nam_nung: RoundUnit, lan: User, link: EvidenceLink) -> None:
    removed = unlink_evidence(actor=lan, link=link)
    assert restore_evidence(actor=lan, round_unit=nam_nung, removed=removed) == restore_evidence(
        actor=lan, round_unit=nam_nung, removed=removed
    )
    assert AuditEntry.objects.filter(action="assessments.restore_evidence").count() == 1


def test_who_may_not_and_when_not(nam_nung: RoundUnit, lan: User, quan: User, phu: User, link: EvidenceLink) -> None:
    removed = unlink_evidence(actor=lan, link=link)
    for stranger in (quan, phu):
        with pytest.raises(NotAllowed):
            restore_evidence(actor=stranger, round_unit=nam_nung, removed=removed)
    with clock.stopped_at(CLOSES), pytest.raises(ActionRefused):
        restore_evidence(actor=lan, round_unit=nam_nung, removed=removed)
    assert not EvidenceLink.objects.exists()


def test_the_row_offers_it_in_its_message(address: str, lan: User, signed_in: SignedIn, link: EvidenceLink) -> None:
    browser, by_htmx = signed_in(lan), {"HX-Request": "true"}
    part = browser.post(f"{address}{link.public_id}/go/", headers=by_htmx).content.decode()
    undo = f"{address}{link.public_id}/hoan-tac/"
    assert "Đã gỡ “Kế hoạch tuyên truyền”." in part and f'hx-post="{undo}"' in part and "Hoàn tác" in part
    again = browser.post(undo, headers=by_htmx).content.decode()
    assert "12/KH-UBND" in again and "Hoàn tác" not in again
    assert EvidenceLink.objects.get().pages == "3–5"
    assert browser.post(undo, headers=by_htmx).status_code == 404


def test_the_drawer_offers_it_without_script(address: str, lan: User, signed_in: SignedIn, link: EvidenceLink) -> None:
    browser = signed_in(lan)
    page = browser.post(f"{address}{link.public_id}/go/", follow=True).content.decode()
    assert f'action="{address}{link.public_id}/hoan-tac/"' in page
    assert "lại là minh chứng" in browser.post(f"{address}{link.public_id}/hoan-tac/", follow=True).content.decode()
    assert EvidenceLink.objects.count() == 1


def test_somebody_else_is_not_offered_it(
    address: str, lan: User, thinh: User, signed_in: SignedIn, link: EvidenceLink
) -> None:
    signed_in(lan).post(f"{address}{link.public_id}/go/")
    assert signed_in(thinh).post(f"{address}{link.public_id}/hoan-tac/").status_code == 404
