"""A disputed figure goes with its proof: a document of the unit's catalogue, or a new file."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import FigureDispute, RoundUnit
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.facts.models import FactVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.models import AuditEntry

OWN = {"so-lieu": "on_time", "x-on_time-tu": "1300", "x-on_time-mau": "1306", "ly-do": "tạm dừng"}


def of(unit: OrgUnit, title: str) -> Document:
    return register_document(actor=None, card=DocumentCard(DocumentKind.REPORT, title, unit=unit))


@pytest.fixture
def lans(signed_in: SignedIn, lan: User, known_dossiers: FactVersion) -> Client:
    """Lan's browser; the system knows the dossiers handled in time."""
    return signed_in(lan)


def row(member: RoundUnit, name: str) -> str:
    return reverse(f"assessments:{name}", args=[member.round.public_id, member.unit.public_id, "HS-HAN"])


def test_a_document_of_the_catalogue(lans: Client, nam_nung: RoundUnit, places: Places) -> None:
    report, foreign = of(places.nam_nung, "Báo cáo hồ sơ tạm dừng"), of(places.dak_wil, "Báo cáo của xã khác")
    page = lans.get(row(nam_nung, "sheet_row")).content.decode()
    assert report.title in page and foreign.title not in page
    done = lans.post(row(nam_nung, "sheet_dispute"), {**OWN, "van-ban": report.public_id}, follow=True)
    assert FigureDispute.objects.get().document == report
    assert report.title in done.content.decode()
    entry = AuditEntry.objects.get(action="assessments.dispute_known_figure")
    assert entry.references["document"] == report.public_id


def test_a_new_file(lans: Client, nam_nung: RoundUnit) -> None:
    sent = SimpleUploadedFile("tam-dung.txt", "Danh sách hồ sơ tạm dừng\n".encode(), "text/plain")
    lans.post(row(nam_nung, "sheet_dispute"), {**OWN, "tep": sent})
    document = FigureDispute.objects.get().document
    assert document is not None and document.unit == nam_nung.unit


def test_another_units_document_is_refused(lans: Client, nam_nung: RoundUnit, places: Places) -> None:
    foreign = of(places.dak_wil, "Báo cáo của xã khác")
    done = lans.post(row(nam_nung, "sheet_dispute"), {**OWN, "van-ban": foreign.public_id}, follow=True)
    assert not FigureDispute.objects.exists()
    assert "Báo cáo của xã khác" in done.content.decode()


def test_a_refused_dispute_leaves_no_document_behind(lans: Client, nam_nung: RoundUnit) -> None:
    sent = SimpleUploadedFile("tam-dung.txt", "Danh sách hồ sơ tạm dừng\n".encode(), "text/plain")
    lans.post(row(nam_nung, "sheet_dispute"), {**OWN, "ly-do": " ", "tep": sent})
    assert not FigureDispute.objects.exists() and not Document.objects.filter(unit=nam_nung.unit).exists()


def test_a_refused_dispute_keeps_what_was_typed(lans: Client, nam_nung: RoundUnit, places: Places) -> None:
    report = of(places.nam_nung, "Báo cáo hồ sơ tạm dừng")
    sent = {**OWN, "x-on_time-tu": "mười ba", "ly-do": "Thiếu mười hồ sơ", "van-ban": report.public_id}
    for more in ({}, {"trang-dong": "1"}):
        refused = lans.post(row(nam_nung, "sheet_dispute"), sent | more)
        page = refused.content.decode()
        assert refused.status_code == 422 and not FigureDispute.objects.exists()
        assert '<details class="row-side no-paper" open>' in page
        assert 'value="mười ba"' in page and 'value="1306"' in page and ">Thiếu mười hồ sơ</textarea>" in page
        assert f'value="{report.public_id}" selected' in page
        assert 'role="alert"' in page
    done = lans.post(row(nam_nung, "sheet_dispute"), {**sent, "x-on_time-tu": "1.300"})
    assert done.status_code == 302 and FigureDispute.objects.get().reason == "Thiếu mười hồ sơ"


def test_a_file_of_a_refused_dispute_is_asked_for_again(lans: Client, nam_nung: RoundUnit) -> None:
    file = SimpleUploadedFile("tam-dung.txt", "Danh sách hồ sơ tạm dừng\n".encode(), "text/plain")
    refused = lans.post(row(nam_nung, "sheet_dispute"), {**OWN, "ly-do": " ", "tep": file})
    assert "Chọn lại tệp" in refused.content.decode()
    assert "Chọn lại tệp" not in lans.get(row(nam_nung, "sheet_row")).content.decode()
