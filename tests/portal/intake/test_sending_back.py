"""A finding is explained with a reason, or sent back to the author: Word with comments, and a plain list."""

from __future__ import annotations

import io

import docx
import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import REPORT, as_word

from parindex.portal.accounts.models import User
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import FindingState
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.send_back import send_back
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.engine_bridge.findings import sentence_of
from parindex.portal.intake.models import Intake
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@pytest.fixture
def finding(report: Intake) -> Finding:
    return Finding.objects.get(rule="sum_differs", subject_id=report.public_id)


def test_sent_back_as_word_with_comments_at_the_passages(
    report: Intake, finding: Finding, lan: User, signed_in: SignedIn
) -> None:
    browser = signed_in(lan)
    assert browser.get(reverse("intake:word", args=[report.public_id])).status_code == 404
    sent = browser.post(
        reverse("intake:send_back", args=[report.public_id]),
        {"finding": finding.public_id, "words": "Đề nghị kiểm tra lại."},
    )
    assert sent.status_code == 302
    page = browser.get(sent["Location"]).content.decode()
    told = page[page.index('<div class="message success"') :].partition("</div>")[0]
    assert reverse("intake:word", args=[report.public_id]) in told and "Word có chú thích" in told
    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.state, finding.note) == (FindingState.ASKED, "Đề nghị kiểm tra lại.")
    word = docx.Document(io.BytesIO(browser.get(reverse("intake:word", args=[report.public_id])).content))
    words, comment = word.comments
    assert words.text == "Đề nghị kiểm tra lại."
    assert "1.310" in comment.text and "1.300" in comment.text and "4 cách sửa" in comment.text
    assert comment.author == "Xã Nâm Nung"
    own = docx.Document(io.BytesIO(as_word()))
    assert [each.text for each in word.paragraphs] == [each.text for each in own.paragraphs]
    plain = browser.get(reverse("intake:plain_list", args=[report.public_id])).content.decode()
    assert "45/BC-UBND" in plain and "Đề nghị kiểm tra lại." in plain and "1. mục I.1, dòng 15:" in plain
    entry = AuditEntry.objects.get(action="intake.send_back")
    assert (entry.actor_id, entry.references) == (lan.pk, {"findings": 1})


def test_a_text_file_is_sent_back_as_word_too(places: Places, lan: User, signed_in: SignedIn) -> None:
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="a.txt", content=REPORT.encode())
    read_document(intake=intake)
    finding = Finding.objects.get(rule="sum_differs")
    send_back(actor=lan, intake=intake, findings=[finding])
    word = docx.Document(io.BytesIO(signed_in(lan).get(reverse("intake:word", args=[intake.public_id])).content))
    assert len(list(word.comments)) == 1  # nothing was said with the list
    assert "XÃ NÂM NUNG" in [each.text for each in word.paragraphs]


def test_refused_to_whom_and_when(report: Intake, finding: Finding, lan: User, phu: User, quan: User) -> None:
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            send_back(actor=person, intake=report, findings=[finding])
    with pytest.raises(ActionRefused) as refused:
        send_back(actor=lan, intake=report, findings=[])
    assert refused.value.code == "intake.no_finding_chosen"
    foreign = Finding.objects.get(pk=finding.pk)
    foreign.subject_id = "another"
    with pytest.raises(ActionRefused) as refused:
        send_back(actor=lan, intake=report, findings=[foreign])
    assert refused.value.code == "intake.finding_of_another"
    finding = Finding.objects.get(pk=finding.pk)
    assert finding.state == FindingState.OPEN


def test_explained_on_the_page_with_a_reason_only(
    report: Intake, finding: Finding, lan: User, phu: User, signed_in: SignedIn
) -> None:
    address = reverse("intake:answer", args=[report.public_id, finding.public_id])
    browser = signed_in(lan)
    assert browser.post(address, {"answer": "explain", "note": " "}).status_code == 422
    assert signed_in(phu).post(address, {"answer": "explain", "note": "x"}).status_code == 403
    assert browser.post(address, {"answer": "explain", "note": "10 hồ sơ rút"}).status_code == 302
    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.state, finding.note) == (FindingState.EXPLAINED, "10 hồ sơ rút")
    page = browser.get(reverse("intake:intake", args=[report.public_id]) + "?muc=phat-hien").content.decode()
    assert "10 hồ sơ rút" in page and "Mở lại" in page


def test_the_finding_leads_from_the_list_of_findings_to_its_passage(
    report: Intake, finding: Finding, lan: User, signed_in: SignedIn
) -> None:
    page = signed_in(lan).get(reverse("findings:finding", args=[finding.public_id])).content.decode()
    assert f'href="{finding.subject_address}"' in page
    there = signed_in(lan).get(finding.subject_address.partition("#")[0]).content.decode()
    assert 'id="L15"' in there and "Các cách sửa nhỏ như nhau" in there


def test_a_place_in_brackets_is_called_a_line() -> None:
    values = {"one": "tiếp nhận", "place": "13", "printed": "1180", "other": "tiếp nhận", "other_place": "25"}
    finding = Finding(rule="figures_differ", figures={**values, "expected": "1170"})
    said = sentence_of(finding)
    assert "tiếp nhận (dòng 13)" in said and "tiếp nhận (dòng 25)" in said
    finding.figures = {**finding.figures, "place": "Biểu 2"}
    assert "(Biểu 2)" in sentence_of(finding)
