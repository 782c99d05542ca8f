"""Pages: who opens them, what they ask of the database, conflicts and refusals keep what was typed."""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.reports.conftest import corrected, words
from tests.portal.reports.test_issuing import WRONG

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions.declare_indicators import IndicatorRow, declare_indicators
from parindex.portal.facts.actions.record_values import ValueRow, record_values
from parindex.portal.facts.models import Fact, Shape
from parindex.portal.platform.typed_texts import WHOSE
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.engine_bridge import word_of
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import figures_of

LIST_QUERIES, PAGE_QUERIES = 16, 22
LARGEST = 100_000


def address(draft: Draft, view: str = "draft") -> str:
    return reverse(f"reports:{view}", args=[draft.public_id])


def typed(draft: Draft, text: str, **more: str) -> dict[str, str]:
    return {
        "row_version": str(draft.row_version),
        "subject": draft.subject,
        "opening": "",
        **{f"h-{name}": value for name, value in draft.head.items()},
        "h-recipients": "Sở Nội vụ",
        "s-TOTAL_FORMS": "2",
        "s-INITIAL_FORMS": "0",
        "s-0-level": "1",
        "s-0-heading": "Kết quả",
        "s-0-text": text,
        "s-1-level": "1",
        **more,
    }


@pytest.mark.parametrize(
    ("who", "draft_status", "issued_status"),
    [
        ("lan", 200, 200),
        ("thinh", 200, 200),
        ("hoa", 200, 200),
        ("phu", 404, 200),
        ("ngan", 404, 200),
        ("quan", 404, 404),
        ("long", 404, 404),
    ],
)
def test_who_reads(
    who: str,
    draft_status: int,
    issued_status: int,
    draft: Draft,
    thinh: User,
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
) -> None:
    browser: Client = signed_in(request.getfixturevalue(who))
    views = ("draft", "word", "proof")
    assert {browser.get(address(draft, view)).status_code for view in views} == {draft_status}
    issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    assert {browser.get(address(draft, view)).status_code for view in views} == {issued_status}
    assert browser.get(reverse("reports:list")).status_code == (403 if who == "long" else 200)


def test_an_officer_begins_saves_and_binds(places: Places, lan: User, online: Fact, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    begun = browser.post(
        reverse("reports:list"), {"unit": places.nam_nung.public_id, "kind": "report", "subject": "Kết quả 6 tháng"}
    )
    draft = Draft.objects.get()
    assert begun.headers["Location"] == address(draft)
    assert "61,45" in browser.get(address(draft)).content.decode()
    saved = browser.post(address(draft), typed(draft, "Đầu tiên.", bind=str(online.pk)))
    assert saved.status_code == 302
    draft = Draft.objects.get()
    assert [each.name for each in draft.figures.all()] == ["s1"]
    assert browser.post(address(draft), typed(draft, "Đạt {{ s1 }}.")).status_code == 302
    page = browser.get(address(draft)).content.decode()
    assert "61,45" in page and "Kho hồ sơ một cửa" in page


def test_what_was_typed_stays_on_the_page_of_a_conflict(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    words(draft, thinh, "Chữ của Thịnh.")
    answer = signed_in(lan).post(address(draft), typed(draft, "Chữ của Lan chưa lưu."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Chữ của Lan chưa lưu." in page and thinh.full_name in page


def test_who_was_refused_is_not_told_of_a_conflict_with_himself(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    """The figure that he chose is gone: nothing is saved, and what he typed is saved with the next click."""
    browser = signed_in(lan)
    refused = browser.post(address(draft), typed(draft, "Chữ của Lan.", bind="999999"))
    page = refused.content.decode()
    assert refused.status_code == 422 and "Chữ của Lan." in page
    shown = re.search(r'name="row_version" value="(\d+)"', page)
    assert shown and Draft.objects.get().row_version == int(shown[1])
    again = browser.post(address(draft), typed(draft, "Chữ của Lan.", row_version=shown[1]))
    assert again.status_code == 302 and Draft.objects.get().sections[0]["text"] == "Chữ của Lan."


def test_the_page_shows_head_recipients_and_signature_as_they_will_be_printed(
    draft: Draft, lan: User, signed_in: SignedIn
) -> None:
    browser = signed_in(lan)
    head = {"parent": "Ủy ban nhân dân tỉnh", "recipients": "Sở Nội vụ;\nLưu: VT.", "signer_name": "Trần Văn Thịnh"}
    words(draft, lan, "Một đoạn.", head={**draft.head, **head})
    page = browser.get(address(draft)).content.decode()
    shown = page[page.index('<section class="preview"') :]
    for line in (
        "<p>ỦY BAN NHÂN DÂN TỈNH</p>",
        "<strong>XÃ NÂM NUNG</strong>",
        "/BC-UBND</p>",
        "<strong>BÁO CÁO</strong>",
        "<strong>Kết quả cải cách hành chính 6 tháng</strong>",
        "Kính gửi: Sở Nội vụ",
        "<p>- Sở Nội vụ;</p>",
        "<p>- Lưu: VT.</p>",
        "<strong>TM. ỦY BAN NHÂN DÂN</strong>",
        "<strong>CHỦ TỊCH</strong>",
        "<strong>Trần Văn Thịnh</strong>",
    ):
        assert line in shown, line
    assert "chưa nhập" not in shown


def test_what_the_head_lacks_is_marked_and_the_page_still_opens(empty: Draft, lan: User, signed_in: SignedIn) -> None:
    words(empty, lan, "x", head={"capacity": "for_head", "signer_title": "Phó Chủ tịch"})
    page = signed_in(lan).get(address(empty)).content.decode()
    shown = page[page.index('<section class="preview"') :]
    assert shown.count('<mark class="unknown">chưa nhập</mark>') == 3, "issuing body, addressees, recipients"
    assert "không khớp với quyền hạn ký" in shown and "chưa nhập họ tên người ký" in shown


def test_an_unknown_field_is_saved_marked_and_refuses_issuing(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    browser = signed_in(lan)
    answer = browser.post(address(draft), typed(draft, "Có {{ s9 }} hồ sơ."), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and Draft.objects.get().sections[0]["text"] == "Có {{ s9 }} hồ sơ."
    assert '<code>{{ s9 }}</code> <span class="tag bad">Chưa gắn số liệu</span>' in page
    assert '<mark class="unknown">{{ s9 }}</mark>' in page
    version = {"row_version": str(Draft.objects.get().row_version)}
    refused = signed_in(thinh).post(address(draft, "issue"), version)
    assert refused.status_code == 422 and "Chưa ban hành" in refused.content.decode()


def test_the_download_is_named_in_vietnamese(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    sent = signed_in(lan).get(address(draft, "word")).headers["Content-Disposition"]
    assert sent.endswith("''bao-cao-ket-qua-cai-cach-hanh-chinh-6-thang.docx")


def test_a_stale_figure_is_marked_and_renewed(draft: Draft, row: ValueRow, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    corrected(row)
    assert "61,98" in browser.get(address(draft)).content.decode()
    assert browser.post(address(draft, "renew")).status_code == 302
    assert "812/1.310" in browser.get(address(draft)).content.decode().replace("</span>", "").replace(
        "&nbsp;", " "
    ) or (Draft.objects.get().figures.get().version.numerator == 812)


def test_the_panel_tells_what_does_not_add_up(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    wrong, browser = words(draft, lan, WRONG), signed_in(lan)
    panel = browser.get(address(wrong, "proof"), headers={"HX-Request": "true"}).content.decode()
    assert "1.310" in panel and "<html" not in panel
    assert "<html" in browser.get(address(wrong, "proof")).content.decode()


def test_the_head_issues_on_the_page(draft: Draft, lan: User, thinh: User, signed_in: SignedIn) -> None:
    wrong, browser = words(draft, lan, WRONG), signed_in(thinh)
    version = {"row_version": str(wrong.row_version)}
    refused = browser.post(address(wrong, "issue"), version)
    assert refused.status_code == 422 and "lý do" in refused.content.decode()
    assert signed_in(lan).post(address(wrong, "issue"), version).status_code == 403
    assert browser.post(address(wrong, "issue"), {**version, "reason": "Đã kiểm tra."}).status_code == 302
    assert "Đã kiểm tra." in browser.get(address(wrong)).content.decode()


def test_a_word_file_edited_outside_is_compared_and_nothing_is_taken_over(
    draft: Draft, lan: User, phu: User, signed_in: SignedIn
) -> None:
    browser, sent = signed_in(lan), io.BytesIO(word_of(draft, figures_of(draft)))

    def answer(content: bytes, name: str = "sua.docx") -> tuple[int, str]:
        told = browser.post(address(draft, "compare"), {"file": SimpleUploadedFile(name, content)})
        return told.status_code, told.content.decode()

    same = answer(sent.getvalue())
    assert same[0] == 200 and "khớp với số liệu gốc" in same[1]
    edited, made = docx.Document(sent), io.BytesIO()
    for paragraph in edited.paragraphs:
        if "805/1.310" in paragraph.text:
            paragraph.text = paragraph.text.replace("805", "850")
    edited.save(made)
    status, page = answer(made.getvalue())
    assert status == 200 and "<strong>805</strong>" in page and "<td>850</td>" in page
    assert answer(b"chu", "chu.txt")[0] == 422
    assert Draft.objects.get().row_version == draft.row_version
    upload = {"file": SimpleUploadedFile("sua.docx", made.getvalue())}
    assert signed_in(phu).post(address(draft, "compare"), upload).status_code == 404


def test_queries_and_weight(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    for where, most in ((reverse("reports:list"), LIST_QUERIES), (address(draft), PAGE_QUERIES)):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(where)
        assert page.status_code == 200
        assert len(asked) <= most, [each["sql"][:150] for each in asked]
        assert len(gzip.compress(page.content)) < LARGEST


def test_long_words_wait_while_the_writer_was_signed_out(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    """A report of thirty pages: signed in again, all of it stands in the boxes, unsaved, and for its writer only."""
    long = "Trong kỳ, xã đã hoàn thành nhiệm vụ được giao theo kế hoạch. " * 1_000
    sent = typed(draft, long, **{WHOSE: str(lan.pk)})
    assert len(long) > 50_000
    browser = Client()
    assert browser.post(address(draft), sent).status_code == 302, "to the page of signing in"
    browser.force_login(lan, "parindex.portal.accounts.sign_in.PasswordBackend")
    page = browser.get(address(draft)).content.decode()
    assert long.strip() in page and "kept-texts" in page
    assert Draft.objects.get().sections[0]["text"] != long.strip()
    assert "kept-texts" not in browser.get(address(draft)).content.decode(), "it waited once"
    other = Client()
    other.post(address(draft), sent)
    other.force_login(thinh, "parindex.portal.accounts.sign_in.PasswordBackend")
    assert long.strip() not in other.get(address(draft)).content.decode()


def test_a_refused_form_says_that_its_words_are_not_saved(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    """The page asks before it is left (``reports/words.js``)."""
    browser = signed_in(lan)
    assert "data-unsaved" not in browser.get(address(draft)).content.decode()
    refused = browser.post(address(draft), typed(draft, "Chữ.", subject=" "))
    assert refused.status_code == 422 and "data-unsaved" in refused.content.decode()


def test_looking_for_figures_without_script_keeps_what_was_typed_and_saves_nothing(
    draft: Draft, row: ValueRow, lan: User, phu: User, signed_in: SignedIn
) -> None:
    declare_indicators(actor=None, rows=[IndicatorRow("t.other", "Điểm khảo sát", Shape.NUMBER)])
    other = replace(row, indicator="t.other", numerator=None, denominator=None, value=Decimal("4.5"))
    record_values(actor=None, rows=[other])
    browser, before = signed_in(lan), Draft.objects.get()
    answer = browser.post(address(draft), typed(draft, "Chữ chưa lưu.", tim="khao sat", ky="", show="1"))
    page = answer.content.decode()
    offered = page[page.index('id="offered"') :]
    assert answer.status_code == 200 and "Chữ chưa lưu." in page and "data-unsaved" in page
    assert "Điểm khảo sát" in offered and "Hồ sơ nộp trực tuyến" not in offered and 'value="khao sat"' in offered
    now = Draft.objects.get()
    assert (now.row_version, now.sections) == (before.row_version, before.sections)
    saved = browser.post(address(draft), typed(draft, "Chữ chưa lưu.", tim="khao sat", trang="1"))
    assert saved.status_code == 302 and "tim=khao+sat" in saved["Location"]
    assert signed_in(phu).post(address(draft), typed(draft, "Chữ.", show="1")).status_code == 404
