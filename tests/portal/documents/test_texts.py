"""Texts are read once, found without accents with their place, and only by those who may see the document."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.portal.conftest import Places, SignedIn
from tests.portal.documents.conftest import PLAN, WithText

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import attach_file, keep_text, read_catalogue, read_file
from parindex.portal.documents.engine_bridge import texts
from parindex.portal.documents.engine_bridge.texts import terms_of, words_of
from parindex.portal.documents.jobs import start_reading_catalogue
from parindex.portal.documents.models import CitedDocument, Document, DocumentFile, FileReading, TextPassage
from parindex.portal.documents.permissions import visible_to
from parindex.portal.documents.queries.texts import excerpt_of, files_to_read, hits_in, hits_of, holding
from parindex.portal.platform import worker
from parindex.portal.platform.models import AuditEntry, Event, JobProgress
from parindex.portal.platform.refusals import NotAllowed


def found(text: str) -> set[Document]:
    return {file.document for file in holding(text)}


def marked(pieces: object) -> list[str]:
    return [each.text for each in pieces if each.marked]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "asked",
    [
        "số hóa hồ sơ đất đai",
        "so hoa ho so dat dai",
        '"hồ sơ đất đai"',
        "130/2005/NĐ-CP",
        "130/2005/nd-cp sửa đổi",
        "“thủ tục hành chính” đất",
    ],
)
def test_words_of_the_text_are_found_without_accents(with_text: WithText, asked: str) -> None:
    document = with_text()
    assert found(asked) == {document}


@pytest.mark.parametrize("asked", ["đất rừng", '"đất hồ sơ"', "130/2006/NĐ-CP", "dat da", "!!!", ""])
def test_what_the_text_does_not_say_is_not_found(with_text: WithText, asked: str) -> None:
    with_text()
    assert found(asked) == set()


def test_what_looks_like_a_query_of_the_index_is_words(with_text: WithText) -> None:
    document = with_text()
    for asked in ['đất" OR "rừng', "đất NOT hồ", "đất*", "a:b & c | !d <-> (", "NEAR(đất", "đất'; --"]:
        assert found(asked) <= {document}
    assert found("đất*") == {document}


def test_noise_of_scanning_is_found_both_ways(with_text: WithText) -> None:
    document = with_text(PLAN.replace("1. Nâng cao", "1. Phần đầu nâng cao"))
    assert found('"phần đầu nâng cao"') == {document} == found('"phấn đấu nâng cao"')


def test_the_excerpt_marks_the_words_as_printed(with_text: WithText) -> None:
    document = with_text()
    hit = hits_of([document], "ho so dat dai")[document.pk]
    assert "".join(marked(hit.excerpt)) == "hồ sơ đất đai"
    lines = PLAN.splitlines()
    assert hit.page is None and lines[hit.line - 1].startswith("1. Nâng cao")
    assert marked(hits_in(document, "61/2018/nd-cp")[0].excerpt) == ["61/2018/NĐ-CP"]


def test_an_excerpt_of_a_long_passage_stands_around_the_words() -> None:
    text = " ".join(["mở đầu"] * 100 + ["Chỉ số hài lòng"] + ["kết thúc"] * 100)
    pieces, below = excerpt_of(text, ("chi so", "hai long"))
    assert below == 0 and excerpt_of("Một\nhai\n\nba", ("ba",))[1] == 3
    whole = "".join(each.text for each in pieces)
    assert marked(pieces) == ["Chỉ số hài lòng"] and len(whole) < 300
    assert whole.startswith("… ") and whole.endswith(" …")


def test_every_passage_of_a_long_text_can_be_found(with_text: WithText) -> None:
    lines = [f"{number}. Nhiệm vụ thứ x{number}x của kế hoạch năm nay." for number in range(1, 200)]
    document = with_text(PLAN + "\n".join(lines))
    assert TextPassage.objects.count() > 10
    for number in (1, 77, 199):
        assert found(f"x{number}x") == {document}
        hit = hits_of([document], f"x{number}x")[document.pk]
        assert marked(hit.excerpt) == [f"x{number}x"] and hit.line == len(PLAN.splitlines()) + number
    assert hits_of([document], "nhiem vu")[document.pk].more > 5


def test_the_same_bytes_are_read_once_and_again_when_asked(with_text: WithText, places: Places) -> None:
    first, second = with_text(), with_text(title="Bản khác", number="13")
    reading = FileReading.objects.get()
    assert read_file(stored=reading.stored) == reading
    again = read_file(stored=reading.stored, again=True)
    assert again.pk != reading.pk and found("đất đai") == {first, second}
    assert TextPassage.objects.filter(reading=again).count() == TextPassage.objects.count()
    assert CitedDocument.objects.filter(reading=again).count() == CitedDocument.objects.count() > 2


def test_a_removed_reading_is_found_no_more(with_text: WithText) -> None:
    with_text()
    FileReading.objects.all().delete()
    assert found("đất đai") == set()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO documents_textpassage_words(documents_textpassage_words) VALUES('integrity-check')"
            )


def test_a_sheet_and_a_broken_file_keep_the_reason(with_text: WithText, lan: User) -> None:
    document = with_text(read=False)
    for content, media in ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-1.7 no more", "application/pdf")):
        attach_file(actor=lan, document=document, content=content, name="tep", media_type=media)
    reasons = [read_file(stored=file.stored).problem_code for file in DocumentFile.objects.order_by("pk")]
    assert reasons[:2] == ["", "documents.text_of_no_document"]
    assert reasons[2].startswith("reading.fault.")


def test_a_text_with_nul_is_kept_on_every_database(with_text: WithText) -> None:
    document = with_text(read=False)
    stored = DocumentFile.objects.get(document=document).stored
    piece = texts.Piece(page=1, line=1, text="hồ\x00 sơ", searched=texts.words_of("hồ\x00 sơ"))
    keep_text(stored=stored, found=texts.FileText(pages=1, pieces=(piece,), citations=()))
    assert TextPassage.objects.get().text == "hồ sơ" and found("hồ sơ") == {document}


def test_nobody_else_sees_the_text(with_text: WithText, lan: User, quan: User, signed_in: SignedIn) -> None:
    document = with_text()
    page = signed_in(lan).get("/van-ban/", {"q": "ho so dat dai"}).content.decode()
    assert document.title in page and "<mark>hồ sơ đất đai</mark>" in page and "dòng " in page
    other = signed_in(quan).get("/van-ban/", {"q": "ho so dat dai"}).content.decode()
    assert document.title not in other and "đất đai" not in other
    assert signed_in(quan).get(f"/van-ban/{document.public_id}/", {"q": "dat dai"}).status_code == 404


def test_the_page_of_a_document_shows_all_passages(with_text: WithText, lan: User, signed_in: SignedIn) -> None:
    document = with_text()
    page = signed_in(lan).get(f"/van-ban/{document.public_id}/", {"q": "nghi dinh"}).content.decode()
    assert len(re.findall("<mark>", page)) >= 2
    empty = signed_in(lan).get(f"/van-ban/{document.public_id}/", {"q": "khong he co"}).content.decode()
    assert "Không có đoạn nào" in empty


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_after_it_was_attached(with_text: WithText) -> None:
    document = with_text(read=False)
    assert Event.objects.filter(kind="documents.file_attached").count() == 1
    while worker.run_waiting():
        pass
    assert found("đất đai") == {document}


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_is_read_with_progress(with_text: WithText, hoa: User, quan: User, signed_in: SignedIn) -> None:
    document = with_text(read=False)
    FileReading.objects.all().delete()
    assert files_to_read(visible_to(hoa)).count() == 1 and files_to_read(visible_to(quan)).count() == 0
    answer = signed_in(hoa).post("/van-ban/noi-dung/")
    assert answer.status_code == 302
    while worker.run_waiting():
        pass
    job = JobProgress.objects.get(kind="documents.job_read_catalogue")
    assert (job.state, job.done, job.total) == ("done", 1, 1)
    assert found("đất đai") == {document} and files_to_read(visible_to(hoa)).count() == 0
    assert AuditEntry.objects.filter(action="documents.read_catalogue").count() == 1
    start_reading_catalogue(hoa, again=False)
    while worker.run_waiting():
        pass
    assert JobProgress.objects.filter(kind="documents.job_read_catalogue").latest("pk").total == 0


def test_reading_the_catalogue_is_refused(places: Places, lan: User, signed_in: SignedIn) -> None:
    with pytest.raises(NotAllowed):
        read_catalogue(actor=lan, unit=places.nam_nung, again=False)
    assert signed_in(lan).post("/van-ban/noi-dung/").status_code == 403
    assert "Đọc lại kho" not in signed_in(lan).get("/van-ban/noi-dung/").content.decode()
    assert not AuditEntry.objects.filter(action="documents.read_catalogue").exists()


def test_more_documents_need_no_more_queries(
    with_text: WithText, lan: User, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        with_text(PLAN + f"\nDòng riêng {number}.", title=f"Kế hoạch {number}", number=str(number + 1))
    browser = signed_in(lan)
    with django_assert_max_num_queries(20):
        assert browser.get("/van-ban/", {"q": "dat dai"}).status_code == 200


def test_words_and_terms() -> None:
    assert words_of("  Điều 3. Nghị định 130/2005/NĐ-CP ") == "dieu 3 nghi dinh 130 2005 nd cp"
    assert terms_of('cải "một cửa" 61/2018/NĐ-CP "dở') == ("cai", "mot cua", "61 2018 nd cp", "do")
