"""The draft decision goes into the catalogue, from where it goes out to be signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from tests.engine.documents import reading
from tests.portal.assessments.publication_cast import NOW
from tests.portal.assessments.publication_cast import round_ as round_
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.register_draft_decision import register_draft_decision
from parindex.portal.assessments.models import Round
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed


@pytest.fixture(autouse=True)
def _now(settings: LazySettings, tmp_path: Path) -> object:
    settings.MEDIA_ROOT = tmp_path
    with clock.stopped_at(NOW):
        yield


def test_the_draft_stands_in_the_catalogue_once_without_number(round_: Round, hoa: User) -> None:
    document = register_draft_decision(actor=hoa, round_=round_)
    assert register_draft_decision(actor=hoa, round_=round_) == document
    assert (document.kind, document.number, document.issued_on) == (DocumentKind.DECISION, "", None)
    assert document.title == f"Về việc công bố kết quả {round_.title}" and document.unit == round_.owner
    assert document.issuer == "Ủy ban nhân dân tỉnh Lâm Đồng"
    (file,) = document.files.all()
    assert "Số:        /QĐ-UBND" in "\n".join(reading.lines(files.read(file.stored)))
    assert AuditEntry.objects.filter(action="documents.register_document").count() == 1


def test_it_is_refused_to_who_may_not_publish(round_: Round, lan: User, quan: User) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            register_draft_decision(actor=person, round_=round_)
    assert not Document.objects.exists()


def test_the_page_leads_there(round_: Round, hoa: User, lan: User, signed_in: SignedIn) -> None:
    address = reverse("assessments:draft_to_sign", args=[round_.public_id])
    browser = signed_in(hoa)
    page = browser.get(reverse("assessments:announce", args=[round_.public_id])).content.decode()
    assert address in page and "Đưa dự thảo vào danh mục văn bản để ký" in page
    done = browser.post(address, follow=True)
    assert done.redirect_chain[-1][0] == reverse("documents:document", args=[Document.objects.get().public_id])
    assert "Lấy bản PDF để ký tại đó" in done.content.decode()
    assert signed_in(lan).post(address).status_code == 403
