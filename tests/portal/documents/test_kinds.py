"""Cards under "other" get their kinds: proposed by symbol or title, confirmed, set at once: works · refused to whom ·
refused when · audited.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.actions.set_kinds import KindChoice, set_kinds
from parindex.portal.documents.engine_bridge.kinds import proposed_kind
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed

LIST = reverse("documents:list")


@pytest.mark.parametrize(
    ("symbol", "title", "kind", "by_symbol"),
    [
        ("BC-UBND", "Kết quả quý III", "report", True),
        ("KH-UBND", "Báo cáo sơ kết", "plan", True),
        ("QĐ-UBND", "", "decision", True),
        ("TTr-UBND", "", "proposal", True),
        ("CV-UBND", "", "letter", True),
        ("GM-UBND", "", "invitation", True),
        ("BB-UBND", "", "minutes", True),
        ("UBND-VX", "Tờ trình về việc phê duyệt", "proposal", False),
        ("", "KẾ HOẠCH cải cách hành chính", "plan", False),
    ],
)
def test_a_kind_is_proposed_from_symbol_and_title(symbol: str, title: str, kind: str, *, by_symbol: bool) -> None:
    told = proposed_kind(symbol, title)
    assert told is not None and (told.kind, told.by_symbol) == (kind, by_symbol)


@pytest.mark.parametrize(
    ("symbol", "title"),
    [("TB-UBND", "Kế hoạch nghỉ lễ"), ("UBND-VX", "V/v báo cáo số liệu"), ("", "Kế hoạchhóa"), ("", "")],
)
def test_nothing_is_proposed_where_neither_says_it(symbol: str, title: str) -> None:
    assert proposed_kind(symbol, title) is None


@pytest.fixture
def old(places: Places, lan: User) -> list[Document]:
    """Three cards under "other"."""
    cards = [("12", "KH-UBND", "Tuyên truyền"), ("13", "BC-UBND", "Kết quả"), ("", "", "Báo cáo tình hình")]
    return [
        register_document(
            actor=lan,
            card=DocumentCard(
                kind=DocumentKind.OTHER, title=title, number=number, symbol=symbol,
                issued_on=date(2026, 5, 4), issuer="UBND xã Nâm Nung", unit=places.nam_nung,
            ),
        )
        for number, symbol, title in cards
    ]  # fmt: skip


def test_an_officer_confirms_what_is_proposed(old: list[Document], lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    assert "dat-loai" not in browser.get(LIST).content.decode()
    page = browser.get(LIST, {"kind": "other"}).content.decode()
    plan, report, unsure = old
    assert f'value="{plan.public_id}" checked' in page and f'value="{report.public_id}" checked' in page
    assert f'value="{unsure.public_id}">' in page and "chỉ theo trích yếu" in page
    assert {each.kind for each in Document.objects.all()} == {"other"}, "nothing is set by looking"
    given = {"chosen": [plan.public_id, report.public_id]}
    given |= {f"kind-{plan.public_id}": ["plan"], f"kind-{report.public_id}": ["report"]}
    given |= {f"version-{each.public_id}": ["1"] for each in old}
    answer = browser.post(reverse("documents:sort_kinds"), given, follow=True)
    assert "Đã đặt loại cho 2 văn bản." in answer.content.decode()
    kinds = {each.pk: each.kind for each in Document.objects.all()}
    assert [kinds[each.pk] for each in old] == ["plan", "report", "other"]
    entries = AuditEntry.objects.filter(action="documents.edit_document_card")
    assert {(each.subject, tuple(each.references["changed"]["kind"])) for each in entries} == {
        (plan.public_id, ("other", "plan")),
        (report.public_id, ("other", "report")),
    }
    nothing = browser.post(reverse("documents:sort_kinds"), {}, follow=True)
    assert "Chưa đặt loại" in nothing.content.decode()


def test_a_card_that_another_changed_meanwhile_is_left_and_says_so(old: list[Document], lan: User) -> None:
    plan, report, _unsure = old
    Document.objects.filter(pk=plan.pk).update(row_version=2)
    choices = [KindChoice(plan, DocumentKind.PLAN, 1), KindChoice(report, DocumentKind.REPORT, 1)]
    answers = set_kinds(actor=lan, choices=choices)
    assert [each.code for each in answers] == ["documents.card_changed", ""]
    assert Document.objects.get(pk=plan.pk).kind == "other" and Document.objects.get(pk=report.pk).kind == "report"


def test_it_is_refused_to_who_may_not_put_the_cards_right(
    old: list[Document], phu: User, quan: User, signed_in: SignedIn
) -> None:
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            set_kinds(actor=person, choices=[KindChoice(old[0], DocumentKind.PLAN, 1)])
        assert "dat-loai" not in signed_in(person).get(LIST, {"kind": "other"}).content.decode()
    assert {each.kind for each in Document.objects.all()} == {"other"}
