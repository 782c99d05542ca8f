"""An export comes in: columns proposed and confirmed, citizens' data dropped, rejects mended, undone as a version."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import HEAD, NOW, Imported, dossier, export

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.stop_import import stop_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.findings.models import Finding
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.worker import run_waiting


def test_good_rows_come_in_and_citizens_do_not(imported: Imported, store: Path) -> None:
    batch = imported([dossier(1), dossier(2, done=""), dossier(3, received="05/10/2036 08:00:00")])
    assert (batch.state, batch.rows, batch.good, batch.rejected, batch.inserted) == (BatchState.IMPORTED, 3, 2, 1, 2)
    assert batch.personal_columns == ["Họ và tên", "Số điện thoại"]
    assert [code for code, _column, _count in batch.reasons]
    assert batch.upload == "" and not list((store / "dossier_uploads").iterdir())
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert "Tèo".encode() not in kept and b"0912345678" not in kept
    assert not AuditEntry.objects.filter(references__icontains="0912345678").exists()
    assert AuditEntry.objects.filter(action="dossiers.run_import", subject=batch.public_id).count() == 1


def test_the_same_file_is_refused_by_the_name_of_the_batch(
    imported: Imported, source: DossierSource, hoa: User
) -> None:
    first = imported([dossier(1)], name="thang-10.csv")
    with pytest.raises(ActionRefused) as refused:
        take_in_export(actor=hoa, source=source, name="ban-sao.csv", content=[export([dossier(1)])])
    assert refused.value.code == "dossiers.imported_before"
    assert refused.value.values["batch"] == first.public_id and refused.value.values["name"] == "thang-10.csv"


def test_columns_confirmed_once_are_proposed_again(source: DossierSource, hoa: User) -> None:
    head = ("Số BN", "Chỗ nhận", *HEAD[2:])
    with clock.stopped_at(NOW):
        batch = take_in_export(actor=hoa, source=source, name="la.csv", content=[export([dossier(1)], head)])
        columns = {line[0]: line[1] for line in batch.proposal if line[1]}
        assert columns.get("Chỗ nhận") is None
        with pytest.raises(ActionRefused) as refused:
            confirm_columns(actor=hoa, batch=batch, columns=columns)
        assert refused.value.code == "dossiers.columns_missing"
        columns |= {"Số BN": "record_code", "Chỗ nhận": "receiving_unit"}
        run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=columns))
        again = take_in_export(actor=hoa, source=source, name="la-2.csv", content=[export([dossier(2)], head)])
    assert {line[0]: line[1] for line in again.proposal if line[1]} == columns


def test_a_personal_column_cannot_be_chosen(source: DossierSource, hoa: User) -> None:
    with clock.stopped_at(NOW):
        batch = take_in_export(actor=hoa, source=source, name="a.csv", content=[export([dossier(1)])])
    columns = {line[0]: line[1] for line in batch.proposal if line[1]} | {"Họ và tên": "field_code"}
    with pytest.raises(ActionRefused) as refused:
        confirm_columns(actor=hoa, batch=batch, columns=columns)
    assert refused.value.code == "lake.mapping.personal"


def test_mended_rejects_are_imported(imported: Imported, hoa: User, signed_in: SignedIn, source: DossierSource) -> None:
    batch = imported([dossier(1), dossier(2, unit="Xã Không Có")])
    assert batch.rejected == 1
    client = signed_in(hoa)
    workbook = client.get(f"/ho-so/nhap/{batch.public_id}/dong-bi-loai/")
    assert workbook.status_code == 200 and workbook.content[:2] == b"PK"
    book = load_workbook(BytesIO(workbook.content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.value and "Tèo" in str(cell.value)]
    code = next(cell for cell in cells if str(cell.value).endswith("-0002"))
    book.active.cell(code.row, next(c.column for c in cells if c.value == "Đơn vị tiếp nhận")).value = "Xã Nâm Nung"
    mended = BytesIO()
    book.save(mended)
    with clock.stopped_at(NOW):
        again = take_in_export(actor=hoa, source=source, name="sua.xlsx", content=[mended.getvalue()])
        columns = {line[0]: line[1] for line in again.proposal if line[1]}
        again = run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=again, columns=columns))
    assert (again.inserted, again.rejected) == (1, 0)


def test_undone_is_a_new_version_and_says_why(imported: Imported, hoa: User) -> None:
    first, second = imported([dossier(1)]), imported([dossier(2)], name="hai.csv")
    assert engine_bridge.lake().count() == 2
    with pytest.raises(ActionRefused) as refused:
        undo_import(actor=hoa, batch=first, reason="nhầm tệp")
    assert refused.value.code == "dossiers.later_batches" and refused.value.values["count"] == 1
    with pytest.raises(ActionRefused) as refused:
        undo_import(actor=hoa, batch=second, reason=" ")
    assert refused.value.code == "dossiers.reason_missing"
    before = engine_bridge.store_version()
    undone = undo_import(actor=hoa, batch=first, reason="nhầm tệp", later_too=True)
    assert [each.pk for each in undone] == [second.pk, first.pk]
    assert engine_bridge.lake().count() == 0 and engine_bridge.store_version() > before
    assert engine_bridge.lake().count(second.version_after) == 2
    assert AuditEntry.objects.filter(action="dossiers.undo_import").count() == 2
    assert imported([dossier(1)]).state == BatchState.IMPORTED


def test_strangers_and_other_communes_are_refused(
    imported: Imported, places: Places, source: DossierSource, quan: User, lan: User, phu: User, signed_in: SignedIn
) -> None:
    batch = imported([dossier(1)])
    for person in (quan, lan, phu):
        with pytest.raises(NotAllowed):
            take_in_export(actor=person, source=source, name="x.csv", content=[b""])
        with pytest.raises(NotAllowed):
            undo_import(actor=person, batch=batch, reason="x")
    for person, status in ((quan, 403), (lan, 403), (phu, 200)):
        assert signed_in(person).get(f"/ho-so/nhap/{batch.public_id}/").status_code == status
    own = declare_source(actor=lan, owner=places.nam_nung, title="Sổ của xã")
    with clock.stopped_at(NOW):
        taken = take_in_export(
            actor=lan, source=own, name="xa.csv", content=[export([dossier(7), dossier(8, unit="24649")])]
        )
        columns = {line[0]: line[1] for line in taken.proposal if line[1]}
        taken = run_import(actor=lan, batch=confirm_columns(actor=lan, batch=taken, columns=columns))
    assert (taken.good, taken.rejected) == (1, 1)  # a commune brings in no other commune's dossiers


def test_a_stopped_import_changes_nothing(source: DossierSource, hoa: User, store: Path) -> None:
    with clock.stopped_at(NOW):
        batch = take_in_export(actor=hoa, source=source, name="a.csv", content=[export([dossier(1)])])
        columns = {line[0]: line[1] for line in batch.proposal if line[1]}
        batch = confirm_columns(actor=hoa, batch=batch, columns=columns)
        stop_import(actor=hoa, batch=batch)
        with pytest.raises(ActionRefused) as refused:
            run_import(actor=hoa, batch=batch)
    assert refused.value.code == "lake.cancelled"
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.state == BatchState.CANCELLED and batch.upload == ""
    assert not list((store / "dossier_uploads").iterdir()) and engine_bridge.lake().count() == 0


def test_other_files_are_refused_and_not_kept(source: DossierSource, hoa: User, store: Path) -> None:
    named = b"Nguy\xe1\xbb\x85n V\xc4\x83n A;0912345678;1\r\nTr\xe1\xba\xa7n Th\xe1\xbb\x8b B;0912345679;2\r\n"
    for name, content, code in (
        ("a.exe", b"MZ", "dossiers.file_of_other_kind"),
        ("a.xlsx", b"MZ", "lake.file_unreadable"),
        ("a.parquet", b"MZ", "lake.file_unreadable"),
        ("a.csv", b"", "lake.file_empty"),
        ("a.csv", named, "dossiers.no_header_line"),
    ):
        with pytest.raises(ActionRefused) as refused:
            take_in_export(actor=hoa, source=source, name=name, content=[content])
        assert refused.value.code == code, name
    assert not list((store / "dossier_uploads").iterdir()) and not ImportBatch.objects.exists()


def test_all_is_well_gives_no_finding(imported: Imported) -> None:
    imported([dossier(number) for number in range(1, 4)])
    assert not Finding.objects.exists()


def test_without_due_and_mass_closing_are_findings_of_the_unit(imported: Imported, places: Places) -> None:
    lines = [dossier(number, due="") for number in range(1, 3)]
    lines += [dossier(number, due="10/11/2026 17:00:00", done="30/10/2026 16:00:00") for number in range(10, 70)]
    imported(lines)
    found = dict(Finding.objects.values_list("rule", "figures"))
    assert found["dossiers_without_due"] == {"count": 2, "rows": 62}
    assert found["dossiers_closed_on_last_day"] == {"count": 60, "closed": 62}
    assert set(Finding.objects.values_list("unit_id", flat=True)) == {places.nam_nung.pk}


def test_a_finding_leads_to_the_import_only_for_who_may_open_it(
    imported: Imported, hoa: User, phu: User, lan: User, signed_in: SignedIn
) -> None:
    batch = imported([dossier(number, due="") for number in range(1, 3)])
    (found,) = Finding.objects.filter(rule="dossiers_without_due")
    link = f'href="/ho-so/nhap/{batch.public_id}/"'
    for person, opens in ((hoa, True), (phu, True), (lan, False)):
        answer = signed_in(person).get(f"/phat-hien/{found.public_id}/")
        assert answer.status_code == 200
        assert (link in answer.content.decode()) is opens, person.username


@pytest.mark.django_db(transaction=True)
def test_from_the_page_to_the_report(source: DossierSource, hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    with clock.stopped_at(NOW):
        file = SimpleUploadedFile("ho-so.csv", export([dossier(1), dossier(2)]))
        answer = client.post("/ho-so/nhap/", {"source": source.public_id, "file": file})
        assert answer.status_code == 302
        batch = ImportBatch.objects.get()
        page = client.get(answer["Location"]).content.decode()
        assert "bỏ, không lưu" in page and "Số điện thoại" in page
        chosen = {f"c{at}": line[1] for at, line in enumerate(batch.proposal)}
        assert client.post(answer["Location"], chosen).status_code == 302
        run_waiting()
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.state == BatchState.IMPORTED and batch.job is not None and batch.job.state == "done"
    assert "Họ và tên" in client.get(answer["Location"]).content.decode()
    assert "ho-so.csv" in client.get("/ho-so/nhap/").content.decode()


def test_a_jump_is_told_but_not_against_the_first_month(imported: Imported) -> None:
    def month(number: int, first: int, count: int) -> list[tuple[str, ...]]:
        day = f"{number:02d}/2026"
        return [
            tuple(
                dossier(first + at, received=f"0{at % 8 + 1}/{day} 08:00:00", due=f"20/{day}", done=f"1{at % 8}/{day}")
            )
            for at in range(count)
        ]

    imported([*month(7, 1000, 5), *month(8, 2000, 110), *month(9, 3000, 30), *month(10, 4000, 40)])
    assert list(Finding.objects.values_list("rule", "place", "figures")) == [
        ("dossiers_fell", "2026-09", {"now": 30, "before": 110})
    ]


def test_a_store_that_outlived_the_database_is_taken_over(imported: Imported) -> None:
    lines = [dossier(1), dossier(2, received="hôm qua")]
    first = imported(lines)
    ImportBatch.objects.all().delete()
    again = imported(lines)
    assert (again.state, again.lake_batch, again.inserted) == (BatchState.IMPORTED, first.lake_batch, 1)
    assert again.rejected == 1 and again.reasons == first.reasons and len(again.reasons) == 1
    assert again.personal_columns == first.personal_columns and again.ignored_columns == first.ignored_columns
    assert engine_bridge.lake().count() == 1
