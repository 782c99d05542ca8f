"""The catalogue: registered once, files immutable, seen by those who may."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document, relate_documents
from parindex.portal.documents.models import Document, DocumentFile, DocumentKind, RelationKind
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def _card(places: Places, title: str = "Công bố Chỉ số CCHC năm 2026") -> DocumentCard:
    return DocumentCard(
        kind=DocumentKind.DECISION,
        title=title,
        number="151",
        symbol="QĐ-UBND",
        issued_on=date(2027, 2, 6),
        issuer="UBND tỉnh Lâm Đồng",
        unit=places.nam_nung,
    )


def test_the_same_document_is_registered_once(places: Places, lan: User) -> None:
    first = register_document(actor=lan, card=_card(places))
    assert register_document(actor=lan, card=_card(places)) == first
    assert first.sign == "151/QĐ-UBND"
    assert AuditEntry.objects.filter(action="documents.register_document").count() == 1


def test_registering_is_refused(places: Places, lan: User, quan: User) -> None:
    with pytest.raises(NotAllowed):
        register_document(actor=quan, card=_card(places))
    with pytest.raises(ActionRefused, match="title_missing"):
        register_document(actor=lan, card=_card(places, title=" "))
    assert not Document.objects.exists()


def test_a_file_is_kept_once_and_comes_back_as_it_was(places: Places, lan: User, signed_in: SignedIn) -> None:
    document = register_document(actor=lan, card=_card(places))
    for _ in range(2):
        attach_file(actor=lan, document=document, content=b"%PDF-1.7", name="qd.pdf", media_type="application/pdf")
    file = DocumentFile.objects.get()
    answer = signed_in(lan).get(f"/van-ban/{document.public_id}/tep/{file.public_id}/")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_relations(places: Places, lan: User, signed_in: SignedIn) -> None:
    decision = register_document(actor=lan, card=_card(places))
    plan = register_document(actor=lan, card=_card(places, "Kế hoạch nâng cao Chỉ số CCHC"))
    with pytest.raises(ActionRefused, match="related_to_itself"):
        relate_documents(actor=lan, document=plan, other=plan, kind=RelationKind.BASIS)
    relate_documents(actor=lan, document=plan, other=decision, kind=RelationKind.BASIS)
    page = signed_in(lan).get(f"/van-ban/{plan.public_id}/").content.decode()
    assert "Căn cứ" in page and decision.title in page


def test_pages(places: Places, lan: User, quan: User, signed_in: SignedIn) -> None:
    document = register_document(actor=lan, card=_card(places))
    assert document.title in signed_in(lan).get("/van-ban/", {"q": "cong bo chi so"}).content.decode()
    assert document.title not in signed_in(quan).get("/van-ban/").content.decode()
    assert signed_in(quan).get(f"/van-ban/{document.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("size", "shown"),
    [(50 * 1024 * 1024, "50 MB"), (3_355_443, "3,2 MB"), (870_400, "850 kB"), (10, "1 kB")],
)
def test_a_size_is_said_as_the_officers_computer_says_it(size: int, shown: str) -> None:
    assert engine_bridge.megabytes(size) == shown
