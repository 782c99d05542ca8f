"""Changes of state come in: known by headers, refused with reasons, undone; the dossier's page is their timeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, Line, dossier, export

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.engine_bridge.timeline import timeline_of
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.worker import run_waiting

HEAD = ("Số hồ sơ", "Trạng thái cũ", "Trạng thái mới", "Thời gian thay đổi", "Cơ quan xử lý", "Bộ phận xử lý",
        "Thời hạn bước (giờ)", "Gia hạn đến", "Người xử lý")  # fmt: skip
CODE = "H68.01-261005-0001"


def change(at: str, to: str, *, before: str = "", unit: str = "", hours: str = "", due: str = "") -> Line:
    return (CODE, before, to, at, unit, "Tổ tư pháp", hours, due, "Nguyễn Văn Tèo")


COURSE = (
    change("05/10/2026 08:00", "Được tiếp nhận", unit="24703", hours="4"),
    change("06/10/2026 08:00", "Yêu cầu bổ sung giấy tờ", before="Được tiếp nhận"),
    change("07/10/2026 13:30", "Đang xử lý", unit="68", hours="16"),
    change("08/10/2026 08:00", "Đang xử lý", due="14/10/2026"),
    change("09/10/2026 10:00", "Đã xử lý xong"),
)


def bring_in(source: DossierSource, actor: User, lines: Sequence[Line] = COURSE, name: str = "tt.csv") -> ImportBatch:
    with clock.stopped_at(NOW):
        batch = take_in_export(actor=actor, source=source, name=name, content=[export(lines, HEAD)])
        columns = {line[0]: line[1] for line in batch.proposal if line[1]}
        return run_import(actor=actor, batch=confirm_columns(actor=actor, batch=batch, columns=columns))


def test_a_list_of_changes_completes_its_dossiers_and_names_nobody(
    imported: Imported, source: DossierSource, hoa: User, store: Path
) -> None:
    imported([dossier(1), dossier(2)])
    batch = bring_in(source, hoa, [*COURSE, change("hôm qua", "Đang xử lý")])
    assert (batch.layout, batch.state, batch.good, batch.rejected) == ("dossier_events", BatchState.IMPORTED, 5, 1)
    assert (batch.inserted, batch.updated) == (5, 1)
    told = {name: batch.applied[name] for name in ("dossiers", "states_differ", "extensions_refused")}
    assert told == {"dossiers": 1, "states_differ": 0, "extensions_refused": {}}
    assert batch.personal_columns == ["Người xử lý"] and batch.upload == ""
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert "Nguyễn Văn Tèo".encode() not in kept
    assert AuditEntry.objects.filter(action="dossiers.run_import", subject=batch.public_id).count() == 1
    figures = engine_bridge.counted(engine_bridge.Window(NOW.date().replace(day=1, month=10), NOW.date()),
                                    engine_bridge.View.RECEIVED)  # fmt: skip
    # 05/10 08:00 – 09/10 10:00 without 06/10 08:00 – 07/10 13:30 for the first, all of it for the second
    assert figures["24703"].processing_minutes == (2040 - 690) + 2040


def test_columns_are_kept_for_each_kind_of_list(imported: Imported, source: DossierSource, hoa: User) -> None:
    imported([dossier(1)])
    bring_in(source, hoa)
    assert {each.layout for each in source.mappings.all()} == {"dossiers", "dossier_events"}
    with clock.stopped_at(NOW):
        again = take_in_export(actor=hoa, source=source, name="b.csv", content=[export([dossier(2)])])
    assert again.layout == "dossiers"


def test_the_same_list_twice_is_refused(imported: Imported, source: DossierSource, hoa: User) -> None:
    imported([dossier(1)])
    bring_in(source, hoa)
    with pytest.raises(ActionRefused) as refused:
        bring_in(source, hoa, name="khac.csv")
    assert refused.value.code == "dossiers.imported_before"


def test_who_may_not_import_is_refused(source: DossierSource, quan: User) -> None:
    with pytest.raises(NotAllowed):
        take_in_export(actor=quan, source=source, name="a.csv", content=[export(COURSE, HEAD)])


def test_undone_changes_leave_the_dossier_as_before(imported: Imported, source: DossierSource, hoa: User) -> None:
    imported([dossier(1)])
    batch = bring_in(source, hoa)
    assert timeline_of(source.code, CODE) is not None
    undo_import(actor=hoa, batch=batch, reason="nhầm tệp", later_too=False)
    assert timeline_of(source.code, CODE) is None


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_it_from_file_to_timeline(
    imported: Imported, source: DossierSource, hoa: User, signed_in: SignedIn, places: Places
) -> None:
    imported([dossier(1)])
    client = signed_in(hoa)
    with clock.stopped_at(NOW):
        sent = client.post(
            "/ho-so/nhap/",
            {"source": source.public_id, "file": SimpleUploadedFile("tt.csv", export(COURSE, HEAD)), "layout": ""},
        )
        assert sent.status_code == 302
        page = client.get(sent["Location"]).content.decode()
        assert "Thay đổi trạng thái hồ sơ" in page and "Thời hạn bước (giờ)" in page
        batch = ImportBatch.objects.get(file_name="tt.csv")
        chosen = {f"c{at}": line[1] for at, line in enumerate(batch.proposal) if line[1]}
        client.post(f"/ho-so/nhap/{batch.public_id}/", chosen)
        run_waiting()
        page = client.get(f"/ho-so/nhap/{batch.public_id}/").content.decode()
        assert "Hồ sơ được bổ sung" in page
        page = client.get("/ho-so/mot-ho-so/", {"ma": f"{source.code}:{CODE}"}).content.decode()
    assert "Diễn biến trạng thái" in page and "tạm dừng: chờ bổ sung" in page and "Tổ tư pháp" in page
    assert "Nguyễn Văn Tèo" not in page
    assert "Lần gia hạn đến 14/10/2026 được tính." in page
    assert "Thời hạn từng bước" in page and "22,5" in page  # 1.350 working minutes spent
    assert "Đã xử lý xong" in page


def test_a_dossier_without_changes_says_how_to_get_them(
    imported: Imported, source: DossierSource, hoa: User, signed_in: SignedIn
) -> None:
    imported([dossier(2)])
    with clock.stopped_at(NOW):
        page = signed_in(hoa).get("/ho-so/mot-ho-so/", {"ma": f"{source.code}:H68.01-261005-0002"}).content.decode()
    assert "Nguồn chưa gửi thay đổi trạng thái" in page
