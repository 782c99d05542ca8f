"""Pages of evidence: without script, from a row, beside the score; strangers never reach a file."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document as Word
from tests.portal.conftest import Places, SignedIn
from tests.portal.evidence.conftest import LEAF, TYPED, Arrived
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import link_evidence
from parindex.portal.assessments.actions.upload_evidence import upload_evidence
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score
from parindex.portal.assessments.queries.evidence import evidence_rows
from parindex.portal.assessments.queries.evidence_choices import evidence_choices
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.platform import clock
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.worker import run_waiting
from parindex.tools import libreoffice


def test_only_documents_that_may_speak_for_the_unit_are_offered(
    address: str, nam_nung: RoundUnit, lan: User, minh: User, signed_in: SignedIn, places: Places
) -> None:
    act, press = DocumentKind.DECISION, DocumentKind.PUBLICATION
    for title, kind, issuer, unit, published in (
        ("của xã", act, "UBND xã Nâm Nung", places.nam_nung, False),
        ("của xã khác", act, "UBND xã Đắk Wil", places.dak_wil, True),
        ("của tỉnh", act, "UBND tỉnh Lâm Đồng", places.province, True),
        ("của sở", act, "Sở Nội vụ tỉnh Lâm Đồng", places.home_affairs, True),
        ("của Bộ", act, "Bộ Nội vụ", None, True),
        ("của tỉnh bạn", act, "UBND tỉnh Lạng Sơn", None, True),
        ("của báo", press, "", None, True),
    ):
        card = DocumentCard(kind, title, "7", "QĐ", date(2026, 3, 1), issuer, unit=unit, published=published)
        register_document(actor=None, card=card)
    found = [each.title for each in evidence_choices(lan, nam_nung)]
    assert sorted(found) == ["của Bộ", "của sở", "của tỉnh", "của xã"]
    assert sorted(each.title for each in evidence_choices(minh, nam_nung)) == sorted(found)
    assert [each.title for each in evidence_choices(lan, nam_nung, text="cua so", most=1)] == ["của sở"]
    page = signed_in(lan).get(address).content.decode()
    assert "của tỉnh" in page and "của tỉnh bạn" not in page and "của báo" not in page


def test_a_row_gets_its_part_alone(address: str, lan: User, signed_in: SignedIn, link: EvidenceLink) -> None:
    browser = signed_in(lan)
    part = browser.post(f"{address}{link.public_id}/go/", headers={"hx-request": "true"})
    text = part.content.decode()
    assert part.status_code == 200 and f'id="evidence-self-{LEAF}"' in text
    assert "<html" not in text and "<form" not in text and "12/KH-UBND" not in text
    assert browser.get(address).content.decode().count("12/KH-UBND") >= 1  # still offered from the catalogue


def test_the_viewer_stands_beside_the_score(address: str, lan: User, signed_in: SignedIn, link: EvidenceLink) -> None:
    page = signed_in(lan).get(f"{address}{link.public_id}/").content.decode()
    file = link.file
    assert file is not None
    shown = f"/van-ban/{link.document.public_id}/tep/{file.public_id}/trong-trang/"
    assert f'src="{shown}#navpanes=0&amp;page=3"' in page
    assert "Không có chữ ký số" in page or "Trong kỳ" in page
    answer = signed_in(lan).get(shown)
    assert answer.content == sample.pdf()
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_only_checked_kinds_are_shown_inline(
    lan: User, signed_in: SignedIn, places: Places, nam_nung: RoundUnit, arrived: Arrived
) -> None:
    browser = signed_in(lan)
    word = upload_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, upload=arrived(sample.docx(), "a.docx"))
    text = upload_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, upload=arrived("Biên bản".encode(), "a.txt"))
    made = register_document(actor=lan, card=DocumentCard(DocumentKind.OTHER, "Khác", unit=places.nam_nung))
    unchecked = attach_file(actor=lan, document=made, content=b"<html>", name="a.html", media_type="text/html")
    for file in (word.file, text.file, unchecked):
        assert file is not None
        place = f"/van-ban/{file.document.public_id}/tep/{file.public_id}/"
        assert browser.get(f"{place}trong-trang/").status_code == 404
        assert browser.get(f"{place}xem/").status_code == 200
        assert browser.get(place).headers["Content-Disposition"].startswith("attachment")
    assert text.file is not None
    page = browser.get(f"/van-ban/{text.document.public_id}/tep/{text.file.public_id}/xem/").content.decode()
    assert "Biên bản</pre>" in page


def test_strangers_never_reach_a_file(
    address: str, quan: User, lan: User, signed_in: SignedIn, link: EvidenceLink
) -> None:
    file = link.file
    assert file is not None
    place = f"/van-ban/{link.document.public_id}/tep/{file.public_id}/"
    stranger = signed_in(quan)
    for path in (place, f"{place}xem/", f"{place}trong-trang/", f"/van-ban/{link.document.public_id}/"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"{place}chuyen-pdf/").status_code == 404
    for path in (address, f"{address}{link.public_id}/", f"{address}{link.public_id}/sua/"):
        assert stranger.get(path).status_code == 403, path
    assert stranger.post(f"{address}{link.public_id}/go/").status_code == 403
    assert stranger.post(f"{address}tu-danh-muc/", {"document": link.document.public_id}).status_code == 403
    unit = address.split("/tieu-chi/")[0]
    assert stranger.get(f"{unit}/minh-chung/").status_code == 403
    own = signed_in(lan)
    with CaptureQueriesContext(connection) as asked:
        assert own.get(f"{place}trong-trang/").status_code == 200
    assert len(asked) <= 5  # session, person, position and rights, file with permission


def test_readers_see_and_cannot_change(
    address: str, phu: User, minh: User, signed_in: SignedIn, link: EvidenceLink
) -> None:
    for person in (phu, minh):
        page = signed_in(person).get(address).content.decode()
        assert "12/KH-UBND" in page and "tai-len/" not in page and "/go/" not in page
        assert signed_in(person).post(f"{address}{link.public_id}/go/").status_code == 403


def test_card_and_passage_are_edited_beside_the_document(
    address: str, lan: User, signed_in: SignedIn, link: EvidenceLink
) -> None:
    browser = signed_in(lan)
    place = f"{address}{link.public_id}/sua/"
    opened = {"opened_section": "Mục II", "opened_pages": "3–5", "opened_note": "xem bảng 2", "row_version": "1"}
    typed = {**TYPED, "number": "13", "symbol": "KH-UBND", "section": "Mục III", "pages": "7", "note": "", **opened}
    assert 'value="Mục II"' in browser.get(place).content.decode()
    assert browser.post(place, typed).status_code == 302
    link.refresh_from_db()
    assert (link.section, link.document.sign) == ("Mục III", "13/KH-UBND")
    conflict = browser.post(place, {**typed, "section": "Mục IV"})
    assert conflict.status_code == 409
    text = conflict.content.decode()
    assert "Mục IV" in text and "Mục III" in text
    wrong = browser.post(place, {**typed, "issued_on": "31/02/2026"})
    assert wrong.status_code == 422


def test_the_unit_page_lists_everything_with_warnings(
    address: str, lan: User, signed_in: SignedIn, link: EvidenceLink, nam_nung: RoundUnit, arrived: Arrived
) -> None:
    upload_evidence(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", upload=arrived(sample.png(), "anh.png"))
    browser = signed_in(lan)
    place = address.split("/tieu-chi/")[0] + "/minh-chung/"
    page = browser.get(place).content.decode()
    assert "12/KH-UBND" in page and "anh" in page and "Thiếu số hoặc ngày" in page
    warned = browser.get(place, {"view": "warned"}).content.decode()
    assert "12/KH-UBND" not in warned and "Thiếu số hoặc ngày" in warned
    found = browser.get(place, {"q": "ke hoach tuyen truyen"}).content.decode()
    assert "12/KH-UBND" in found and "Thiếu số hoặc ngày" not in found


def test_queries_do_not_grow_with_the_evidence(
    nam_nung: RoundUnit, lan: User, link: EvidenceLink, places: Places
) -> None:
    leaves = ["KH-NGAY", "KH-TILE", "KH-SANGKIEN", LEAF, "HS-THU"]
    with CaptureQueriesContext(connection) as few:
        evidence_rows(nam_nung, leaves, may_change=True)
    for number in range(12):
        card = DocumentCard(
            DocumentKind.PLAN, f"KH {number}", str(number), "KH", date(2026, 2, 1), unit=places.nam_nung
        )
        document = register_document(actor=lan, card=card)
        link_evidence(actor=lan, round_unit=nam_nung, leaf=leaves[number % 5], document=document)
    with CaptureQueriesContext(connection) as many:
        rows = evidence_rows(nam_nung, leaves, may_change=True)
    assert len(few) == len(many) <= 7
    assert rows["KH-NGAY"].folded and len(rows["KH-NGAY"].evidence) == 3


def test_the_catalogue_tells_where_a_document_is_used(
    lan: User, phu: User, signed_in: SignedIn, link: EvidenceLink
) -> None:
    text = signed_in(lan).get("/van-ban/", {"q": "12/kh-ubnd", "year": "2026"}).content.decode()
    assert "1.2 Có kế hoạch tuyên truyền · Xã Nâm Nung · 2026" in text
    assert "12/KH-UBND" not in signed_in(lan).get("/van-ban/", {"year": "2025"}).content.decode()
    page = signed_in(phu).get(f"/van-ban/{link.document.public_id}/").content.decode()
    assert "Có kế hoạch tuyên truyền" in page and "Đang nhập" in page
    Score.objects.update(sealed_at=clock.now())
    assert "Đã niêm phong" in signed_in(phu).get(f"/van-ban/{link.document.public_id}/").content.decode()
    refused = signed_in(lan).post(
        f"/van-ban/{link.document.public_id}/sua/", {**TYPED, "title": "Khác", "row_version": "1"}
    )
    assert refused.status_code == 422 and "đã nộp" in refused.content.decode()
    export = signed_in(lan).get("/van-ban/", {"export": "xlsx"})
    assert export.content.startswith(b"PK")


@pytest.mark.skipif(isinstance(libreoffice.find(), libreoffice.Absent), reason="LibreOffice is absent")
@pytest.mark.django_db(transaction=True)
def test_a_word_file_is_shown_after_its_conversion(
    nam_nung: RoundUnit, lan: User, signed_in: SignedIn, arrived: Arrived
) -> None:
    written = io.BytesIO()
    word = Word()
    word.add_paragraph("Báo cáo tự đánh giá")
    word.save(written)
    link = upload_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, upload=arrived(written.getvalue(), "bc.docx"))
    assert link.file is not None
    place = f"/van-ban/{link.document.public_id}/tep/{link.file.public_id}/"
    browser = signed_in(lan)
    assert "Xem dạng PDF" in browser.get(f"{place}xem/").content.decode()
    asked = browser.post(f"{place}chuyen-pdf/", {"back": f"{place}xem/"})
    assert asked.status_code == 302
    run_waiting()
    progress = JobProgress.objects.get(kind="documents.make_preview")
    assert (progress.state, progress.result_address) == ("done", f"{place}xem/")
    shown = browser.get(f"{place}trong-trang/")
    assert shown.headers["Content-Type"] == "application/pdf" and shown.content.startswith(b"%PDF-")
    assert "trong-trang/" in browser.get(f"{place}xem/").content.decode()
    outside = browser.post(f"{place}chuyen-pdf/", {"back": "//evil.example/"})
    assert outside.status_code == 302
    run_waiting()
    assert JobProgress.objects.order_by("-pk").first().result_address == ""  # type: ignore[union-attr]


def test_without_libreoffice_the_page_says_why(
    nam_nung: RoundUnit, lan: User, signed_in: SignedIn, arrived: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = upload_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, upload=arrived(sample.docx(), "a.docx"))
    assert link.file is not None
    monkeypatch.setenv("PATH", "/nonexistent")
    page = signed_in(lan).get(f"/van-ban/{link.document.public_id}/tep/{link.file.public_id}/xem/").content.decode()
    assert "máy chủ chưa cài LibreOffice" in page and "Tải về a.docx" in page


def test_my_evidence_leads_to_the_newest_round(lan: User, hoa: User, signed_in: SignedIn, nam_nung: RoundUnit) -> None:
    place = f"/dot-danh-gia/{nam_nung.round.public_id}/don-vi/{nam_nung.unit.public_id}/minh-chung/"
    answer = signed_in(lan).get("/dot-danh-gia/minh-chung-cua-toi/")
    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_the_open_row_of_the_sheet_carries_its_evidence(
    lan: User, phu: User, signed_in: SignedIn, link: EvidenceLink, nam_nung: RoundUnit
) -> None:
    place = f"/dot-danh-gia/{nam_nung.round.public_id}/phieu/{nam_nung.unit.public_id}/"
    for path in (f"{place}?dong={LEAF}", f"{place}dong/{LEAF}/"):
        page = signed_in(lan).get(path).content.decode()
        assert f'id="evidence-self-{LEAF}"' in page and "12/KH-UBND, 20/01/2026, tr. 3–5" in page
        assert "data-drop-zone" in page and "documents/upload.js" in page
    reader = signed_in(phu).get(f"{place}dong/{LEAF}/").content.decode()
    assert "12/KH-UBND" in reader and "data-drop-zone" not in reader
