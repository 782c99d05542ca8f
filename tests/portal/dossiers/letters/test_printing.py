"""Letters as Word: names blank, or from a list that is read and kept nowhere."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import structlog
from django.apps import apps
from django.core import serializers
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import Workbook
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.letters.conftest import code, drafted

from parindex.engine.documents.apology_letters import BLANK
from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions import in_memory
from parindex.portal.dossiers.actions.issue_letters import issue_letters, withdraw_letters
from parindex.portal.dossiers.actions.print_letters import print_letters
from parindex.portal.dossiers.engine_bridge import letters as engine
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.views import letters as views
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import WHOSE
from parindex.portal.platform.worker import run_waiting

PRINT = "/ho-so/van-ban-xin-loi/in/"
NAME, OTHER_NAME = "Nguyễn Thị Bưởi Năm Roi", "Hợp tác xã Sầu Riêng Tư Nhân"


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def ask(client: Client, letters: tuple[ApologyLetter, ...], **more: object) -> object:
    return client.post(PRINT, {"van-ban": [letter.public_id for letter in letters], **more})


@pytest.mark.usefixtures("day")
def test_a_letter_has_everything_but_the_name(lan: User, places: Places) -> None:
    letters = drafted(lan, places.nam_nung, 1, 3)
    printed = print_letters(actor=lan, letters=letters, names={})
    text = text_of(printed.content)
    assert text.count(BLANK) == 2 and text.count(code(1)) == text.count(code(3)) == 1
    for words in ("XÃ NÂM NUNG", "UBND xã Nâm Nung", "cơ quan phối hợp chưa có ý kiến trả lời", "19/11/2026",
                  "chưa trả kết quả", "không thể trả kết quả", "CHỦ TỊCH"):  # fmt: skip
        assert words in text, words
    issue_letters(actor=lan, letters=letters, first_number=7, symbol="UBND", day=clock.today())
    letters = tuple(ApologyLetter.objects.order_by("old_due"))
    text = text_of(print_letters(actor=lan, letters=letters, names={}).content)
    assert "07/UBND" in text and "ngày 16 tháng 11 năm 2026" in text


@pytest.mark.usefixtures("day")
def test_refused_to_others_and_for_withdrawn_ones(lan: User, hoa: User, phu: User, places: Places) -> None:
    letters = drafted(lan, places.nam_nung, 1)
    for person in (hoa, phu):
        with pytest.raises(NotAllowed):
            print_letters(actor=person, letters=letters, names={})
    with pytest.raises(ActionRefused) as refused:
        print_letters(actor=lan, letters=[], names={})
    assert refused.value.code == "dossiers.letters_not_chosen"
    gone = withdraw_letters(actor=lan, letters=letters, reason="Lập nhầm")
    with pytest.raises(ActionRefused) as refused:
        print_letters(actor=lan, letters=gone, names={})
    assert refused.value.code == "dossiers.letters_withdrawn_before"


def xlsx(rows: list[tuple[str, ...]]) -> bytes:
    book, content = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(content)
    return content.getvalue()


def test_lists_of_names_are_read_as_people_write_them() -> None:
    codes = [code(1), code(2)]
    both = {code(1): NAME, code(2): OTHER_NAME}
    odd = engine.names_from_text(f"{code(1)};{NAME}\n{code(2)} ; {OTHER_NAME}\nH1;Ai đó\n{code(2)};\n\n", codes)
    assert (odd.names, odd.left_out, odd.doubtful) == (both, (3, 4), ())
    headed_text = engine.names_from_text(f"STT\tHọ và tên\tMã hồ sơ\n1\t{NAME}\t{code(1)}", codes)
    assert (headed_text.names, headed_text.left_out) == ({code(1): NAME}, ())
    assert engine.names_from_text(f"{code(1).lower()}, {NAME}", codes).names == {code(1): NAME}
    twice = engine.names_from_text(f"{code(1)};{NAME}\n{code(1)};{OTHER_NAME}", codes)
    assert (twice.names, twice.doubtful) == ({}, (1, 2)), "whose is it"
    assert engine.names_from_text("", codes) == engine.NamesRead()
    headed = f"Mã hồ sơ;Ngày;Người nộp\n{code(1)};01/11/2026;{NAME}\n".encode("utf-8-sig")
    assert engine.names_from_file(headed, "ten.csv", codes).names == {code(1): NAME}
    bare = xlsx([(code(1), NAME), (code(2), OTHER_NAME)])
    assert engine.names_from_file(bare, "ten.xlsx", codes).names == both
    with pytest.raises(engine.NamesUnreadable):
        engine.names_from_file(b"%PDF-1.7", "ten.pdf", codes)
    with pytest.raises(engine.NamesUnreadable):
        engine.names_from_file(b"not a workbook", "ten.xlsx", codes)


@pytest.mark.usefixtures("day")
def test_a_line_that_belongs_to_no_letter_is_told_before_anything_is_printed(
    lan: User, places: Places, signed_in: SignedIn
) -> None:
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1, 3)
    listed = f"{code(1)};{NAME}\nSAI-MA;{OTHER_NAME}"
    refused = ask(client, letters, ten=listed)
    assert refused.status_code == 422  # type: ignore[attr-defined]
    page = refused.content.decode()  # type: ignore[attr-defined]
    assert "1 dòng" in page and "(dòng 2)" in page
    assert NAME not in page and OTHER_NAME not in page
    twice = ask(client, letters, ten=f"{code(1)};{NAME}\n{code(3)};{NAME}\n{code(3)};{OTHER_NAME}")
    assert "(dòng 2, 3)" in twice.content.decode()  # type: ignore[attr-defined]
    left_out = ask(client, letters, ten=listed, **{"bo-qua": "1"})
    text = text_of(left_out.content)  # type: ignore[attr-defined]
    assert NAME in text and OTHER_NAME not in text and text.count(BLANK) == 1
    more_than_chosen = ask(client, letters, ten=f"{listed}\n{code(3)};{OTHER_NAME}")
    assert text_of(more_than_chosen.content).count(BLANK) == 0  # type: ignore[attr-defined]


@pytest.mark.usefixtures("day")
def test_a_refusal_says_that_a_box_which_may_name_a_citizen_did_not_wait(
    lan: User, places: Places, signed_in: SignedIn
) -> None:
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1)
    gone = withdraw_letters(actor=lan, letters=letters, reason="Lập nhầm")
    for reason, told in (("vì ông Bình đã nhận", True), ("", False)):
        given = {"van-ban": [gone[0].public_id], WHOSE: str(lan.pk), "ly-do-thu-hoi": reason}
        page = client.post("/ho-so/van-ban-xin-loi/thu-hoi/", given).content.decode()
        assert ("trừ ô có thể nêu tên công dân" in page) is told
        assert ("nội dung đã gõ còn nguyên" in page) is not told and "Bình" not in page


def whole_database() -> str:
    """Every row of every table, as text."""
    return "\n".join(serializers.serialize("json", model._default_manager.all()) for model in apps.get_models())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("way", ["pasted", "file", "job"])
def test_a_name_is_in_the_file_and_nowhere_else(
    way: str, lan: User, places: Places, signed_in: SignedIn, store: Path, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1, 3)
    if way == "job":
        monkeypatch.setattr(views, "AT_ONCE", 1)
    lines = f"{code(1)};{NAME}"
    given = {"tep-ten": SimpleUploadedFile("ten.csv", lines.encode())} if way == "file" else {"ten": lines}
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as said:
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(client, letters, **given)
        if way == "job":
            assert answer.status_code == 302  # type: ignore[attr-defined]
            run_waiting()
            job = JobProgress.objects.get(kind="dossiers.job_letters")
            assert job.state == JobProgress.State.DONE and (job.done, job.total) == (2, 2), job.problem_code
            answer = client.get(job.result_address)
    content = answer.content  # type: ignore[attr-defined]
    text = text_of(content)
    assert text.count(NAME) == text.count(BLANK) == 1
    assert NAME not in whole_database() and "Bưởi" not in whole_database()
    assert NAME not in caplog.text and NAME not in str(said)
    entry = AuditEntry.objects.get(action="dossiers.print_letters")
    assert entry.references == {"letter_count": 2, "named": 1}
    kept = [path for path in store.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]
    assert not kept
    for page in (reverse("dossiers:letters"), f"/nhat-ky/?ve=unit:{places.nam_nung.public_id}"):
        assert NAME not in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("day")
def test_what_a_job_made_is_its_persons_alone_and_soon_gone(
    lan: User, thinh: User, places: Places, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    monkeypatch.setattr(views, "AT_ONCE", 1)
    letters = drafted(lan, places.nam_nung, 1, 3)
    with django_capture_on_commit_callbacks(execute=True):
        ask(signed_in(lan), letters, ten=f"{code(1)};{NAME}")
    run_waiting()
    address = JobProgress.objects.get(kind="dossiers.job_letters").result_address
    assert signed_in(thinh).get(address).status_code != 200
    assert signed_in(lan).get(address).status_code == 200
    monkeypatch.setattr(in_memory, "_laid", {})
    gone = signed_in(lan).get(address)
    assert gone.status_code != 200 and "In lại từ sổ văn bản" in gone.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("day")
def test_a_job_whose_names_are_gone_says_so(
    lan: User, places: Places, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    monkeypatch.setattr(views, "AT_ONCE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        ask(signed_in(lan), drafted(lan, places.nam_nung, 1, 3), ten=f"{code(1)};{NAME}")
    monkeypatch.setattr(in_memory, "_laid", {})
    run_waiting()
    job = JobProgress.objects.get(kind="dossiers.job_letters")
    assert (job.state, job.problem_code) == (JobProgress.State.FAILED, "dossiers.names_gone")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("day")
def test_printing_that_breaks_writes_no_name_into_the_log(
    lan: User, places: Places, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, store: Path,
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    def breaks(letters: engine.ApologyLetters, **_more: object) -> bytes:
        raise ZeroDivisionError(letters.letters[0].record_code)

    monkeypatch.setattr(engine, "letters_document", breaks)
    monkeypatch.setattr(views, "AT_ONCE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        ask(signed_in(lan), drafted(lan, places.nam_nung, 1, 3), ten=f"{code(1)};{NAME}")
    run_waiting()
    assert JobProgress.objects.get(kind="dossiers.job_letters").problem_code == "jobs.broke"
    said = "".join(capfd.readouterr()) + caplog.text
    assert "ZeroDivisionError" in said and "Bưởi" not in said
    assert "Bưởi" not in whole_database()


@pytest.mark.usefixtures("day")
def test_lists_that_cannot_be_used_are_refused_in_words(lan: User, places: Places, signed_in: SignedIn) -> None:
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1)
    for given, words in (
        ({"ten": f"H68.01-261005-0099;{NAME}"}, "không dòng nào của danh sách tên có mã hồ sơ"),
        ({"tep-ten": SimpleUploadedFile("ten.pdf", b"%PDF-1.7")}, "không đọc được danh sách tên"),
        ({"tep-ten": SimpleUploadedFile("ten.csv", b"x" * 500_001)}, "lớn hơn 500 KB"),
    ):
        answer = ask(client, letters, **given)
        assert answer.status_code != 200  # type: ignore[attr-defined]
        page = answer.content.decode()  # type: ignore[attr-defined]
        assert words in page and NAME not in page, words
    assert not AuditEntry.objects.filter(action="dossiers.print_letters").exists()


@pytest.mark.usefixtures("day")
def test_no_list_of_names_is_ever_written_to_a_temporary_file(
    lan: User, places: Places, signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spooled(*_: object, **_more: object) -> None:
        raise AssertionError("a list of names was written to a file")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", spooled)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1)
    lines = f"{code(1)};{NAME}\n" + "".join(f"H1-{row};{OTHER_NAME}\n" for row in range(2000))
    answer = ask(client, letters, **{"tep-ten": SimpleUploadedFile("ten.csv", lines.encode())})
    assert NAME in text_of(answer.content)  # type: ignore[attr-defined]
    huge = SimpleUploadedFile("ten.csv", f"{code(1)};{NAME}\n".encode() * 150_000)
    answer = ask(client, letters, **{"tep-ten": huge})
    assert answer.status_code == 422 and "lớn hơn 500 KB" in answer.content.decode()  # type: ignore[attr-defined]
    forged = Client(enforce_csrf_checks=True)
    for person, status in ((Client(), 302), (forged, 403)):
        sent = person.post(PRINT, {"tep-ten": SimpleUploadedFile("ten.csv", lines.encode())})
        assert sent.status_code == status


@pytest.mark.usefixtures("day")
def test_a_form_that_could_not_be_taken_is_not_kept_with_its_names(
    lan: User, places: Places, signed_in: SignedIn
) -> None:
    (letter,) = drafted(lan, places.nam_nung, 1)
    form = {"van-ban": letter.public_id, WHOSE: str(lan.pk), "ten": f"H1;{NAME}"}
    came_from = {"referer": f"http://testserver{reverse('dossiers:letters')}"}
    refused = signed_in(lan)
    assert refused.post(PRINT, form, headers=came_from).status_code != 200
    signed_out = Client()
    signed_out.post(PRINT, form, headers=came_from)
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(lan, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    assert stale.post(PRINT, form, headers=came_from).status_code == 403
    for client in (refused, signed_out, stale):
        assert NAME not in str(dict(client.session)), dict(client.session)


@pytest.mark.usefixtures("day")
def test_a_zip_holds_a_file_for_each_dossier(lan: User, places: Places, signed_in: SignedIn) -> None:
    letters = drafted(lan, places.nam_nung, 1, 3)
    answer = ask(signed_in(lan), letters, dang="zip", ten=f"{code(3)};{NAME}")
    with ZipFile(BytesIO(answer.content)) as packed:  # type: ignore[attr-defined]
        assert sorted(packed.namelist()) == [f"{code(1)}.docx", f"{code(3)}.docx"]
        assert NAME in text_of(packed.read(f"{code(3)}.docx"))
        assert BLANK in text_of(packed.read(f"{code(1)}.docx"))
