"""What takes longer than a page may wait: converting a file to PDF, reading texts, a signed file that came back."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import keep_preview, make_signing_copy, read_file, take_back_signed
from parindex.portal.documents.engine_bridge.texts import EDITION
from parindex.portal.documents.models import CheckedFile, Document, DocumentFile, FileReading, SigningCopy
from parindex.portal.documents.permissions import visible_to
from parindex.portal.documents.queries.texts import files_to_read, standing_of_texts
from parindex.portal.platform import files, jobs
from parindex.portal.platform.models import JobProgress, StoredFile


@task()
def make_preview(progress_id: int, checked_id: int, address: str) -> None:
    """Convert once and keep the PDF; a file that LibreOffice cannot read keeps the reason instead."""
    with jobs.running(progress_id) as progress:
        checked = CheckedFile.objects.select_related("stored").get(pk=checked_id)
        if checked.preview_id is None:
            try:
                keep_preview(
                    checked=checked, content=engine_bridge.preview_of(files.read(checked.stored), checked.kind)
                )
            except engine_bridge.ConversionFailed as failed:
                keep_preview(checked=checked, content=None, problem=failed.reason)
        progress.finish_with({}, address=address)


def start_reading_file(stored: StoredFile) -> JobProgress | None:
    """Have one file read; it begins once the running transaction is committed. ``None``: its bytes are read already."""
    if FileReading.objects.filter(stored=stored, edition=EDITION).exists():
        return None
    return jobs.start(read_one_file, kind="documents.job_read_file", actor=None, stored_id=stored.pk)


def start_reading_catalogue(person: User, *, again: bool) -> JobProgress:
    """Have the files of all documents that the person sees read; ``again``: also those read before."""
    return jobs.start(
        read_all_files, kind="documents.job_read_catalogue", actor=person, person_id=person.pk, again=again
    )


@task()
def read_one_file(progress_id: int, stored_id: int) -> None:
    """Read one file. One without a text keeps the reason; the job itself is done."""
    with jobs.running(progress_id):
        read_file(stored=StoredFile.objects.get(pk=stored_id))


@task()
def read_all_files(progress_id: int, person_id: int, again: bool) -> None:
    """Read file by file, each kept before the next: what is read stays read when the process ends."""
    with jobs.running(progress_id) as progress:
        visible = visible_to(User.objects.get(pk=person_id))
        waiting = list(files_to_read(visible, again=again).values_list("pk", flat=True))
        progress.expect(len(waiting))
        for stored_id in waiting:
            read_file(stored=StoredFile.objects.get(pk=stored_id), again=True)
            progress.advance()
        told = standing_of_texts(visible)
        outcome = {"read": told.read, "not_read": told.not_read}
        progress.finish_with(outcome, address=reverse("documents:texts"))


def start_signing_copy(person: User, document: Document, file: DocumentFile) -> JobProgress:
    """Have the clean PDF of a file made, for signing."""
    return jobs.start(
        make_clean_pdf,
        kind="documents.make_signing_copy",
        actor=person,
        person_id=person.pk,
        document_id=document.pk,
        file_id=file.pk,
    )


@task()
def make_clean_pdf(progress_id: int, person_id: int, document_id: int, file_id: int) -> None:
    """Convert and keep the copy; a refusal is told on the page of the work."""
    with jobs.running(progress_id) as progress:
        document = Document.objects.select_related("unit").get(pk=document_id)
        file = DocumentFile.objects.select_related("stored__checked").get(pk=file_id)
        make_signing_copy(actor=User.objects.get(pk=person_id), document=document, file=file)
        progress.finish_with({}, address=reverse("documents:signing", args=[document.public_id]))


def start_checking_signed(person: User, copy: SigningCopy, stored: StoredFile, name: str) -> JobProgress:
    """Have a signed file that came back checked and read; it begins once the running transaction is committed."""
    return jobs.start(
        check_signed,
        kind="documents.job_check_signed",
        actor=person,
        person_id=person.pk,
        copy_id=copy.pk,
        stored_id=stored.pk,
        name=name,
    )


@task()
def check_signed(progress_id: int, person_id: int, copy_id: int, stored_id: int, name: str) -> None:
    """Check signature and text, read number and date; a refusal is told on the page of the work, with the way back."""
    with jobs.running(progress_id) as progress:
        copy = SigningCopy.objects.select_related("document__unit", "clean_file").get(pk=copy_id)
        progress.finish_with({}, address=reverse("documents:signing", args=[copy.document.public_id]))
        content = files.read(StoredFile.objects.get(pk=stored_id))
        person = User.objects.get(pk=person_id)
        take_back_signed(actor=person, copy=copy, name=name, content=content, tell=progress.stand_at)
