"""Taken in, checked, read in a job, kept: nothing of it counts yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import REPORT, as_word
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document
from parindex.portal.facts.models import Fact
from parindex.portal.findings.models import Finding
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.take_in_document import read_again, take_in_document
from parindex.portal.intake.jobs import start_reading
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.intake.workflow import IntakeState, ItemState
from parindex.portal.plans.models import PlanLine
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.tools import document_reading
from parindex.tools.document_reading import DocumentRefused, read_and_proof


def test_what_is_read_waits_and_nothing_is_created(report: Intake) -> None:
    assert report.state == IntakeState.READ
    assert (report.sign, report.read_title) == (
        "45/BC-UBND",
        "Báo cáo Công tác cải cách hành chính 6 tháng đầu năm 2026",
    )
    assert set(report.items.values_list("state", flat=True)) == {ItemState.OPEN}
    received = report.items.get(kind="figure", values__printed="1.310")
    assert received.told["period_from"] == "2026-01-01" and received.told["period_to"] == "2026-06-30"
    assert received.passage == "1.310" and received.line == 15
    assert not Document.objects.exists() and not Fact.objects.exists() and not PlanLine.objects.exists()


def test_findings_are_rows_of_the_findings_with_their_passage_and_repairs(report: Intake) -> None:
    finding = Finding.objects.get(rule="sum_differs")
    assert (finding.subject_kind, finding.subject_id, finding.unit) == ("intake", report.public_id, report.unit)
    assert finding.subject_address.endswith("#L15") and "dòng 15" in finding.place
    assert len(report.repairs[f"sum_differs {finding.place}"]) == 4
    assert finding.repair == ""  # four repairs are equally small: none is proposed as the one


def test_every_step_is_audited(report: Intake, lan: User) -> None:
    entries = AuditEntry.objects.filter(stream=f"intake:{report.public_id}").order_by("number")
    assert [(each.action, each.actor_id) for each in entries] == [
        ("intake.take_in_document", lan.pk),
        ("intake.read_document", None),
    ]


@pytest.mark.parametrize("who", ["quan", "phu", "ngan"])
def test_refused_to_who_may_not_register_documents_of_the_unit(
    who: str, places: Places, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        take_in_document(actor=person, unit=places.nam_nung, name="a.txt", content=REPORT.encode())
    assert not Intake.objects.exists()


SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
HOSTILE = {
    "zip bomb": ("a.docx", sample.zip_bomb(), "documents.file_bomb"),
    "macros": ("a.docx", sample.macro_docx(), "documents.file_macros"),
    "password": ("a.pdf", sample.locked_pdf("x"), "documents.file_password"),
    "sheet": ("a.xlsx", sample.zipped(SHEET), "intake.kind_not_read"),
    "empty": ("a.txt", b"", "documents.file_empty"),
    "script": ("a.sh", b"#!/bin/sh\nrm -rf x\n", "documents.file_program"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refused_with_a_reason_and_nothing_kept(case: str, places: Places, lan: User) -> None:
    name, content, code = HOSTILE[case]
    with pytest.raises(ActionRefused) as refused:
        take_in_document(actor=lan, unit=places.nam_nung, name=name, content=content)
    assert refused.value.code == code
    assert not Intake.objects.exists()


def test_a_file_that_cannot_be_read_keeps_the_reason_and_can_be_tried_again(
    places: Places, lan: User, quan: User, signed_in: SignedIn
) -> None:
    scanned = sample.zipped({"[Content_Types].xml": sample.WORD_TYPES, "word/document.xml": b"<broken"})
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="a.docx", content=scanned)
    intake = read_document(intake=intake)
    assert (intake.state, intake.problem_code) == (IntakeState.FAILED, "reading.fault.damaged")
    page = signed_in(lan).get(reverse("intake:intake", args=[intake.public_id])).content.decode()
    assert "Tệp hỏng" in page and "Đọc lại" in page
    with pytest.raises(NotAllowed):
        read_again(actor=quan, intake=intake)
    assert read_again(actor=lan, intake=intake).state == IntakeState.WAITING
    assert AuditEntry.objects.filter(action="intake.not_read").count() == 1


def test_markdown_is_text_and_the_same_file_is_taken_in_once(places: Places, lan: User) -> None:
    one = take_in_document(actor=lan, unit=places.nam_nung, name="a.md", content=REPORT.encode())
    assert one.kind == "txt" and one == take_in_document(
        actor=lan, unit=places.nam_nung, name="other.txt", content=REPORT.encode()
    )
    read_document(intake=one)
    number = ReadingItem.objects.count()
    read_document(intake=one)  # a job that runs twice
    assert ReadingItem.objects.count() == number > 0


def test_reading_is_bounded_in_time() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_and_proof(REPORT.encode(), name="a.txt", timeout_s=0.01)
    assert refused.value.code == "took_too_long"


def test_reading_is_bounded_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "glutton.py").write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))\nx = bytearray(2**30)\n"
    )
    monkeypatch.setattr(document_reading, "READER", [str(tmp_path / "glutton.py")])
    with pytest.raises(DocumentRefused) as refused:
        read_and_proof(b"x", name="a.txt")
    assert refused.value.code == "took_too_long"


def test_uploaded_on_the_page_and_read_in_a_job(places: Places, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    file = SimpleUploadedFile("bao-cao.docx", as_word())
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser.post(reverse("intake:list"), {"unit": places.nam_nung.public_id, "file": file})
    intake = Intake.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("intake:intake", args=[intake.public_id])
    job = JobProgress.objects.get(kind="intake.job_read")
    assert intake.job == job
    page = browser.get(answer["Location"]).content.decode()
    assert "Đọc và soát văn bản" in page or "45/BC-UBND" in page
    refused = browser.post(
        reverse("intake:list"),
        {"unit": places.nam_nung.public_id, "file": SimpleUploadedFile("a.docx", sample.zip_bomb())},
    )
    assert refused.status_code == 422 and Intake.objects.count() == 1


def test_a_job_that_ended_with_its_process_can_be_asked_for_again(
    places: Places, lan: User, signed_in: SignedIn
) -> None:
    intake = take_in_document(
        actor=lan,
        unit=places.nam_nung,
        name="a.txt",
        content=REPORT.encode(),
        start=lambda each: start_reading(each, lan),
    )
    address = reverse("intake:intake", args=[intake.public_id])
    assert "Đọc lại" not in signed_in(lan).get(address).content.decode()
    with clock.stopped_at(clock.now() + timedelta(minutes=11)):  # the process ended, nobody tells
        assert "Đọc lại" in signed_in(lan).get(address).content.decode()
    assert read_again(actor=lan, intake=intake).job == intake.job  # still on its way
    JobProgress.objects.update(state="failed", problem_code="jobs.broke", problem_values={"job": "x"})
    assert "Đọc lại" in signed_in(lan).get(address).content.decode()
    again = read_again(actor=lan, intake=intake, start=lambda each: start_reading(each, lan))
    assert again.job != intake.job and again.state == IntakeState.WAITING
