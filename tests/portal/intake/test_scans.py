"""A scanned report: recognised in the job page by page, marked uncertain everywhere, never accepted unseen."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.tools.scans import PAGES, as_png, needs_recognition, scanned

from parindex.engine.documents.reading.recognised import RecognisedPage
from parindex.portal.accounts.models import User
from parindex.portal.findings.models import Finding
from parindex.portal.findings.tables import cause_of
from parindex.portal.intake.actions.decide_items import ItemAnswer, decide_items
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.send_back import send_back
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import Intake
from parindex.portal.intake.workflow import IntakeState, ItemState
from parindex.portal.platform.refusals import ActionRefused
from parindex.tools import text_recognition
from parindex.tools.text_recognition import Tell

UNCERTAIN = "đọc bằng máy từ bản chụp, phải đối chiếu"


def _slipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine takes 1.100 for 1.010, as one does on a bad scan."""
    recognise = text_recognition.recognise

    def misread(content: bytes, *, pages: Sequence[int], tell: Tell) -> dict[int, RecognisedPage]:
        found = recognise(content, pages=pages, tell=tell)
        for number, page in found.items():
            runs = tuple(each._replace(text=each.text.replace("1.100", "1.010")) for each in page.runs)
            found[number] = page.model_copy(update={"runs": runs})
        return found

    monkeypatch.setattr(text_recognition, "recognise", misread)


@pytest.fixture
def scan(places: Places, lan: User, monkeypatch: pytest.MonkeyPatch) -> Intake:
    """Page 1 of a report is a picture in which one figure was misread; page 2 has its text."""
    _slipped(monkeypatch)
    content = scanned(PAGES.read_bytes(), pages=(1,))
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="ban-chup.pdf", content=content)
    told: list[tuple[int, int]] = []
    intake = read_document(intake=intake, tell=lambda done, total: told.append((done, total)))
    assert (0, 2) in told and (1, 2) in told  # the page is a step of the job
    return intake


@needs_recognition
def test_marked_on_page_word_and_list_and_left_by_accept_all(scan: Intake, lan: User, signed_in: SignedIn) -> None:
    assert (scan.state, scan.recognised) == (IntakeState.READ, 1)
    assert scan.items.filter(recognised=True, page=1).count() == scan.items.filter(page=1).count() > 10
    assert not scan.items.filter(recognised=True, page=2).exists()
    browser, address = signed_in(lan), reverse("intake:intake", args=[scan.public_id])
    page = browser.get(f"{address}?muc=so-lieu").content.decode()
    assert "1 trang đọc bằng máy từ bản chụp" in page and UNCERTAIN in page
    browser.post(reverse("intake:decide", args=[scan.public_id]), {"muc": "so-lieu", "answer": "accept:all"})
    accepted = scan.items.filter(state=ItemState.ACCEPTED)
    assert accepted.exists() and not accepted.filter(recognised=True).exists()
    assert "đối chiếu với bản chụp, đánh dấu rồi mới nhận" in browser.get(f"{address}?muc=so-lieu").content.decode()
    _the_finding_says_that_the_reading_may_be_wrong(scan, lan, browser)


def _the_finding_says_that_the_reading_may_be_wrong(scan: Intake, lan: User, browser: Client) -> None:
    finding = Finding.objects.get(rule="sum_differs")
    assert "có thể là máy đọc sai" in cause_of(finding)
    send_back(actor=lan, intake=scan, findings=[finding])
    word = browser.get(reverse("intake:word", args=[scan.public_id])).content
    comments = [each.text for each in docx.Document(io.BytesIO(word)).comments]
    assert any("Trang 1 do máy đọc từ bản chụp" in each for each in comments)
    assert any("có thể là máy đọc sai" in each for each in comments)
    listed = browser.get(reverse("intake:plain_list", args=[scan.public_id])).content.decode()
    assert "1 trang đọc bằng máy từ bản chụp: đối chiếu" in listed


@needs_recognition
def test_what_was_ticked_by_a_person_is_accepted(scan: Intake, lan: User) -> None:
    headings = list(scan.items.filter(recognised=True, kind="section"))
    assert len(headings) > 1
    decided = decide_items(actor=lan, intake=scan, items=headings, answer=ItemAnswer.ACCEPT)
    assert {each.code for each in decided} == {""}


@needs_recognition
def test_a_picture_of_a_signed_page_is_taken_in(places: Places, lan: User) -> None:
    intake = take_in_document(
        actor=lan, unit=places.nam_nung, name="trang.png", content=as_png(PAGES.read_bytes(), dots=150)
    )
    assert intake.kind == "png"


def test_without_the_program_a_picture_is_refused_and_a_scan_keeps_the_reason(
    places: Places, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ActionRefused) as refused:
        take_in_document(actor=lan, unit=places.nam_nung, name="a.png", content=as_png(PAGES.read_bytes(), dots=50))
    assert refused.value.code == "reading.fault.picture" and not Intake.objects.exists()
    content = scanned(PAGES.read_bytes(), dots=50)
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="a.pdf", content=content)
    assert read_document(intake=intake).problem_code == "reading.fault.no_text_layer"
