"""An export with titles above its columns, rejected rows that come in again, an undoing with its progress."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from tests.portal.conftest import SignedIn
from tests.portal.dossiers.conftest import HEAD, NOW, Imported, Line, dossier, export

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.choose_header_row import choose_header_row
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.worker import run_waiting

OWN_HEAD = ("Số BN", "Chỗ nhận", "TT", "Cách gửi", "Đang ở đâu", "Vào sổ", "Hẹn", "Xong", "Ông bà", "Liên lạc", "Gì đó")
OWN = dict(
    zip(
        OWN_HEAD,
        (
            "record_code",
            "receiving_unit",
            "procedure_code",
            "channel",
            "status",
            "received_at",
            "due_at",
            "finished_at",
        ),
        strict=False,
    )
)


def titled(lines: list[Line], head: Line = HEAD) -> bytes:
    """A workbook with three lines of titles above the columns."""
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    for row in (("UBND XÃ NÂM NUNG",), ("Hồ sơ tháng 10",), (), head, *lines):
        book.active.append(list(row))
    book.save(content)
    return content.getvalue()


@pytest.fixture
def taken(source: DossierSource, hoa: User) -> ImportBatch:
    with clock.stopped_at(NOW):
        return take_in_export(
            actor=hoa, source=source, name="a.xlsx", content=[titled([dossier(1), dossier(2)], OWN_HEAD)]
        )


def test_columns_below_titles_are_found_and_said(taken: ImportBatch, hoa: User, signed_in: SignedIn) -> None:
    assert (taken.header_row, [line[0] for line in taken.proposal]) == (4, list(OWN_HEAD))
    page = signed_in(hoa).get(f"/ho-so/nhap/{taken.public_id}/").content.decode()
    assert 'name="dong" size="4" inputmode="numeric" value="4"' in page
    assert "H68.00.61-261118-0002" in page and "Mỗi cột phải ghi thế nào" in page
    assert "05/10/2026 08:00:00" in page, "a cell of each column that may be shown"
    assert "Nguyễn Văn Tèo" not in page and "0912345678" not in page


def test_another_line_is_chosen_by_who_may_import(
    taken: ImportBatch, hoa: User, lan: User, quan: User, signed_in: SignedIn
) -> None:
    with clock.stopped_at(NOW):
        for person in (lan, quan):
            with pytest.raises(NotAllowed):
                choose_header_row(actor=person, batch=taken, row=4)
        for row, code in ((None, "header_row_missing"), (3, "header_row_empty"), (900, "header_row_empty")):
            with pytest.raises(ActionRefused) as refused:
                choose_header_row(actor=hoa, batch=taken, row=row)
            assert refused.value.code == f"dossiers.{code}"
        address = f"/ho-so/nhap/{taken.public_id}/"
        client = signed_in(hoa)
        assert client.post(f"{address}hang-tieu-de/", {"dong": "x"}).status_code == 422
        assert client.post(f"{address}hang-tieu-de/", {"dong": "1"}).status_code == 302
        taken = ImportBatch.objects.get(pk=taken.pk)
        assert (taken.header_row, taken.proposal[0][0]) == (1, "UBND XÃ NÂM NUNG")
        assert "cột thứ 2, không có tên" in client.get(address).content.decode()
        batch = choose_header_row(actor=hoa, batch=taken, row=4)
        batch = run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=OWN))
        with pytest.raises(ActionRefused) as late:
            choose_header_row(actor=hoa, batch=batch, row=4)
    assert late.value.code == "dossiers.columns_confirmed"
    assert (batch.rows, batch.good) == (2, 2)
    entry = AuditEntry.objects.filter(action="dossiers.choose_header_row").latest("pk")
    assert (entry.actor, entry.subject, entry.references["header_row"]) == (hoa, taken.public_id, 4)


def test_rejected_rows_come_in_as_they_were_downloaded(
    taken: ImportBatch, source: DossierSource, hoa: User, signed_in: SignedIn
) -> None:
    """With headers that only this source has, and without a line being deleted."""
    lines = [dossier(1), dossier(2, unit="Xã Không Có"), ("X-7", *dossier(7)[1:])]
    with clock.stopped_at(NOW):
        batch = take_in_export(actor=hoa, source=source, name="b.xlsx", content=[titled(lines, OWN_HEAD)])
        batch = run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=OWN))
    assert (batch.good, batch.rejected) == (1, 2)
    client = signed_in(hoa)
    page = client.get(f"/ho-so/nhap/{batch.public_id}/").content.decode()
    assert "ví dụ đúng: H68.00.61-261118-0002" in page and "Ghi đúng là:" in page
    book = load_workbook(BytesIO(client.get(f"/ho-so/nhap/{batch.public_id}/dong-bi-loai/").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert "H68.00.61-261118-0002" in " ".join(str(cell.value) for cell in cells if cell.row < 6)
    by_text = {str(cell.value): cell for cell in cells}
    by_text["X-7"].value = "H68.01-261005-0007"
    place = by_text[dossier(2)[0]].row, by_text["Chỗ nhận"].column
    book.active.cell(*place).value = "Xã Nâm Nung"
    mended = BytesIO()
    book.save(mended)
    with clock.stopped_at(NOW):
        again = take_in_export(actor=hoa, source=source, name="sua.xlsx", content=[mended.getvalue()])
        columns = {line[0]: line[1] for line in again.proposal if line[1]}
        assert columns == OWN
        words = client.get(f"/ho-so/nhap/{again.public_id}/").content.decode()
        assert "như lần nhập trước của nguồn này" in words and "không nhập" not in words.split("Lý do")[0]
        again = run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=again, columns=columns))
    assert (again.good, again.rejected) == (2, 0)


def test_an_import_without_a_good_row_is_not_green(imported: Imported, hoa: User, signed_in: SignedIn) -> None:
    batch = imported([("SAI", *dossier(1)[1:])])
    assert (batch.state, batch.good) == (BatchState.IMPORTED, 0)
    client = signed_in(hoa)
    for address in ("/ho-so/nhap/", f"/ho-so/nhap/{batch.public_id}/"):
        page = client.get(address).content.decode()
        assert '<span class="tag bad">Không dòng nào được nhập</span>' in page
        assert '<span class="tag ok">Đã nhập</span>' not in page
    good = imported([dossier(1), ("SAI", *dossier(2)[1:])], name="hai.csv")
    assert '<span class="tag ok">Đã nhập</span>' in client.get(f"/ho-so/nhap/{good.public_id}/").content.decode()


def test_the_source_that_was_chosen_stays_chosen(
    imported: Imported, source: DossierSource, hoa: User, signed_in: SignedIn
) -> None:
    client = signed_in(hoa)
    owner = source.owner.public_id
    answer = client.post("/ho-so/nhap/nguon/", {"owner": owner, "title": "Phần mềm khác"})
    other = DossierSource.objects.get(title="Phần mềm khác")
    assert f'<option value="{other.public_id}" selected>' in client.get(answer["Location"]).content.decode()
    imported([dossier(1)], source=other)
    file = SimpleUploadedFile("lai.csv", export([dossier(1)]))
    sent = {"source": other.public_id, "file": file, "layout": "dossier_events"}
    refused = client.post("/ho-so/nhap/", sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'<option value="{other.public_id}" selected>' in page and 'value="dossier_events" selected' in page


@pytest.mark.django_db(transaction=True)
def test_an_undoing_is_a_job_with_progress(imported: Imported, hoa: User, lan: User, signed_in: SignedIn) -> None:
    first, second = imported([dossier(1)]), imported([dossier(2)], name="hai.csv")
    address, client = f"/ho-so/nhap/{first.public_id}/", signed_in(hoa)
    assert signed_in(lan).post(f"{address}hoan-tac/", {"reason": "nhầm tệp"}).status_code == 403
    refused = client.post(f"{address}hoan-tac/", {"reason": "nhầm tệp của tháng trước"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "nhầm tệp của tháng trước</textarea>" in page and "<details open>" in page
    assert not JobProgress.objects.filter(kind="dossiers.job_undo").exists()
    given = {"reason": "nhầm tệp", "later": "1"}
    assert client.post(f"{address}hoan-tac/", given).status_code == 302
    assert client.post(f"{address}hoan-tac/", given).status_code == 422, "it is being undone already"
    job = JobProgress.objects.get(kind="dossiers.job_undo")
    assert f"job-{job.public_id}" in client.get(address).content.decode()
    assert ImportBatch.objects.get(pk=first.pk).is_standing
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.outcome) == ("done", 100, 100, {"undone": 2})
    assert {ImportBatch.objects.get(pk=each.pk).state for each in (first, second)} == {BatchState.UNDONE}
    assert engine_bridge.lake().count() == 0
    told = client.get(
        reverse("job", args=[job.public_id]), headers={"HX-Request": "true", "HX-Current-URL": f"http://x{address}"}
    )
    assert told.headers["HX-Refresh"] == "true"
    elsewhere = client.get(
        reverse("job", args=[job.public_id]), headers={"HX-Request": "true", "HX-Current-URL": "http://x/"}
    )
    assert "HX-Refresh" not in elsewhere.headers


def test_the_same_file_again_before_its_columns_are_confirmed_is_the_same_line(
    taken: ImportBatch, source: DossierSource, hoa: User, store: Path
) -> None:
    """A refused confirmation and another try leave one line and one upload."""
    with clock.stopped_at(NOW):
        with pytest.raises(ActionRefused, match="columns_missing"):
            confirm_columns(actor=hoa, batch=taken, columns={"Số BN": "record_code"})
        content = engine_bridge.uploaded(taken.upload).read_bytes()
        again = take_in_export(actor=hoa, source=source, name="b.xlsx", content=[content])
    assert (again.pk, again.file_name, ImportBatch.objects.count()) == (taken.pk, "b.xlsx", 1)
    assert [path.name for path in (store / "dossier_uploads").iterdir()] == [again.upload]
