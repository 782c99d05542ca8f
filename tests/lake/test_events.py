"""Changes of state into the store: what they complete, what is refused, corrections, history by version, undoing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from tests.lake.exported import NOW, dossiers

from parindex.engine.tables.layouts import Layout
from parindex.engine.working_days import WorkingCalendar, calendar_of, policy_on
from parindex.lake import declared
from parindex.lake.columns import EVENT_SCHEMA
from parindex.lake.declared import Declared
from parindex.lake.events import event_batches, events_of
from parindex.lake.generate_events import write_simulated_changes
from parindex.lake.imports import AlreadyImported, ImportOptions, ImportReport, import_file, propose_mapping
from parindex.lake.mapping import MappingReason, dossier_layout, event_layout, layout_of
from parindex.lake.register import batches, complete_register, undo_batch
from parindex.lake.store import RecordStore, StoreSetting, create_store

SOURCE = "mot_cua"
DOSSIERS = ("Mã hồ sơ", "Đơn vị tiếp nhận", "Mã TTHC", "Hình thức tiếp nhận", "Trạng thái", "Ngày tiếp nhận",
            "Ngày hẹn trả", "Ngày kết thúc xử lý")  # fmt: skip
CHANGES = ("Mã hồ sơ", "Trạng thái cũ", "Trạng thái mới", "Thời điểm thay đổi", "Đơn vị xử lý", "Bộ phận xử lý",
           "Thời hạn bước (giờ)", "Gia hạn đến", "Người xử lý", "Số điện thoại")  # fmt: skip
A, B = "H68.01-261005-0001", "H68.01-261005-0002"
Line = Sequence[str]


@cache
def calendar() -> WorkingCalendar:
    path = files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml"
    return calendar_of(path.read_bytes(), first_year=2020, last_year=2028)


def dossier(code: str, status: str = "Đã xử lý xong", done: str = "09/10/2026 10:00") -> Line:
    return (code, "24703", "1.001193", "Trực tiếp", status, "05/10/2026 08:00", "12/10/2026 17:00", done)


def change(code: str, at: str, to: str, unit: str = "", hours: str = "", due: str = "", before: str = "") -> Line:
    return (code, before, to, at, unit, "Tổ hộ tịch", hours, due, "Nguyễn Văn Tèo", "0912345678")


# Monday 05/10/2026; offices are open 07:00–11:30 and 13:30–17:00, 480 minutes a day
WHOLE_COURSE = (
    change(A, "05/10/2026 08:00", "Được tiếp nhận", "24703"),
    change(A, "05/10/2026 09:00", "Đang xử lý", "24703", "8", before="Được tiếp nhận"),
    change(A, "06/10/2026 08:00", "Yêu cầu bổ sung giấy tờ"),
    change(A, "07/10/2026 13:30", "Đang xử lý", "24706", "16"),
    change(A, "08/10/2026 08:00", "Đang xử lý", due="14/10/2026"),
    change(A, "09/10/2026 10:00", "Đã xử lý xong"),
)
PAUSED = 420 + 270
SPENT = 420 + 480 + 480 + 480 + 180 - PAUSED


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho")))


@pytest.fixture
def bring(store: RecordStore, tmp_path: Path) -> Any:
    """Import lines of dossiers or of changes, with the columns that are proposed."""

    def bring_in(head: Line, lines: Sequence[Line], *, name: str = "xuat.csv", **more: Any) -> ImportReport:
        path = tmp_path / name
        path.write_text("\r\n".join(";".join(line) for line in (head, *lines)), encoding="utf-8-sig")
        layout: Layout = event_layout() if head is CHANGES else dossier_layout()
        options = ImportOptions(SOURCE, NOW, layout, calendar=calendar(), **more)
        _, proposal = propose_mapping(path, layout, options.setting)
        return import_file(store, path, proposal.mapping, options)

    return bring_in


def row_of(store: RecordStore, code: str, version: int | None = None) -> dict[str, Any]:
    rows: list[dict[str, Any]] = store.table(version).to_pyarrow_table().to_pylist()
    return next(each for each in rows if each["record_code"] == code)


def test_changes_complete_their_dossier_by_the_working_time_engine(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A), dossier(B)])
    before = row_of(store, A)
    report = bring(CHANGES, WHOLE_COURSE, name="thay-doi.csv")
    after, other = row_of(store, A), row_of(store, B)
    assert (report.entry.layout, report.entry.good, report.entry.inserted, report.entry.updated) == (
        "dossier_events", 6, 6, 1,
    )  # fmt: skip
    assert (before["paused_minutes"], before["supplement_requests"], before["processing_minutes"]) == (
        None, None, SPENT + PAUSED,
    )  # fmt: skip
    assert (after["paused_minutes"], after["supplement_requests"], after["processing_minutes"]) == (PAUSED, 1, SPENT)
    assert after["supplement_asked_at"] == datetime(2026, 10, 6, 1, tzinfo=UTC)
    assert after["extended_due_at"] == datetime(2026, 10, 14, 10, tzinfo=UTC)
    assert after["due_at"] == before["due_at"]  # printed on the receipt: never moved
    assert (after["status"], after["batch_id"], after["source_row"]) == (
        before["status"], before["batch_id"], before["source_row"],
    )  # fmt: skip
    assert other["paused_minutes"] is None
    assert report.applied is not None
    assert (report.applied.dossiers, report.applied.states_differ) == (1, 0)


@pytest.mark.parametrize("evaluator", ["python", "sql"])
def test_people_and_phones_are_dropped_at_the_door(
    store: RecordStore, bring: Any, evaluator: str, tmp_path: Path
) -> None:
    bring(DOSSIERS, [dossier(A)])
    report = bring(CHANGES, [*WHOLE_COURSE, change(A, "hôm qua", "Đang xử lý")], name="b.csv", evaluator=evaluator)
    assert report.personal_columns == ("Người xử lý", "Số điện thoại")
    kept = b"".join(path.read_bytes() for path in Path(store.root).rglob("*") if path.is_file())
    kept += str(DeltaTable(f"{store.root}/events").to_pyarrow_table().to_pylist()).encode()
    assert "Nguyễn Văn Tèo".encode() not in kept and b"0912345678" not in kept
    assert report.entry.rejected == 1


def test_headers_of_several_systems_are_known_and_a_name_is_no_queue(tmp_path: Path) -> None:
    for head in (("Số hồ sơ", "Trạng thái", "Thời gian"), ("record_code", "to_status", "at"),
                 ("Mã biên nhận", "Đến trạng thái", "Ngày chuyển")):  # fmt: skip
        path = tmp_path / "x.csv"
        path.write_text(f"{';'.join(head)}\r\n{A};Đang xử lý;05/10/2026 09:00\r\n", encoding="utf-8-sig")
        setting = ImportOptions(SOURCE, NOW, event_layout()).setting
        assert layout_of(path, (dossier_layout(), event_layout()), setting).layout == "dossier_events"
        assert propose_mapping(path, event_layout(), setting)[1].missing == ()
    path.write_text(f"Mã hồ sơ;Trạng thái;Thời điểm;Hàng đợi\r\n{A};4;05/10/2026;Trần Thị Mận\r\n", encoding="utf-8")
    (*_, queue) = propose_mapping(path, event_layout(), setting)[1].columns
    assert (queue.column, queue.reasons) == (None, (MappingReason.PERSON_NAMES,))


def test_an_export_of_dossiers_is_known_as_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\r\n".join(";".join(each) for each in (DOSSIERS, dossier(A))), encoding="utf-8")
    setting = ImportOptions(SOURCE, NOW, event_layout()).setting
    assert layout_of(path, (dossier_layout(), event_layout()), setting).layout == "dossiers"


def test_changes_that_cannot_be_true_are_refused_with_reasons_and_can_be_mended(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A)])
    lines = [
        change(A, "05/10/2026 09:00", "Đang xử lý"),
        change(A, "05/10/2026 09:00", "Đang xử lý"),
        change("H68.01-261005-0009", "05/10/2026 09:00", "Đang xử lý"),
        change(A, "04/10/2026 09:00", "Đang xử lý"),
        change(A, "04/10/2026 09:00", "Mới đăng ký"),
        change(A, "05/10/2027 09:00", "Đang xử lý"),
        change(A, "06/10/2026 09:00", "Đang xử lý", due="01/10/2026"),
        change(A, "06/10/2026 09:00", "bay lên"),
    ]
    report = bring(CHANGES, lines, name="b.csv")
    assert {(reason.code, count) for reason, count in report.reasons.items()} == {
        ("lake.duplicate_change", 1), ("lake.record_unknown", 1), ("lake.change_before_received", 1),
        ("lake.change_in_future", 1), ("lake.new_due_before_change", 1), ("lake.unknown_word", 1),
    }  # fmt: skip
    assert (report.entry.good, report.entry.rejected) == (2, 6)
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = list(csv.reader(opened, delimiter=";"))
    assert "Người xử lý" not in head and sorted(int(row[0]) for row in rows) == [3, 4, 5, 7, 8, 9]
    mended = bring(CHANGES, [change(A, "06/10/2026 09:00", "Đang xử lý", due="14/10/2026")], name="c.csv")
    assert mended.entry.rejected == 0


def test_the_same_file_twice_is_refused_and_a_file_without_a_good_row_changes_nothing(
    store: RecordStore, bring: Any
) -> None:
    bring(DOSSIERS, [dossier(A)])
    bring(CHANGES, WHOLE_COURSE)
    with pytest.raises(AlreadyImported):
        bring(CHANGES, WHOLE_COURSE, name="other-name.csv")
    version = store.version()
    empty = bring(CHANGES, [change("H68.01-261005-0009", "05/10/2026 09:00", "Đang xử lý")], name="b.csv")
    assert (empty.entry.good, store.version()) == (0, version)


def test_records_imported_after_their_changes_are_completed_too(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A, "Đang xử lý", "")])
    report = bring(CHANGES, WHOLE_COURSE, name="b.csv")
    assert report.applied is not None and report.applied.states_differ == 1
    assert row_of(store, A)["status"] == 4 and row_of(store, A)["finished_at"] is None
    again = bring(DOSSIERS, [dossier(A), dossier(B)], name="c.csv")
    assert again.applied is not None and again.applied.states_differ == 0
    assert (row_of(store, A)["paused_minutes"], row_of(store, A)["processing_minutes"]) == (PAUSED, SPENT)
    assert store.count() == 2


def test_a_corrected_export_replaces_what_it_covers_and_history_stays_readable(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A)])
    first = bring(CHANGES, WHOLE_COURSE, name="b.csv").entry.version
    corrected = list(WHOLE_COURSE)
    corrected[3] = change(A, "06/10/2026 13:30", "Đang xử lý", "24706", "16")
    bring(CHANGES, corrected, name="c.csv")
    assert row_of(store, A)["paused_minutes"] == 210
    assert len(events_of(store, SOURCE, A)) == 6
    assert row_of(store, A, first)["paused_minutes"] == PAUSED
    moments = [f"{each.change.at:%d %H:%M}" for each in events_of(store, SOURCE, A, first)]
    assert "07 13:30" in moments and "06 13:30" not in moments


def test_another_months_export_leaves_other_changes_alone(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A, "Đang xử lý", "")])
    bring(CHANGES, WHOLE_COURSE[:4], name="b.csv")
    bring(CHANGES, WHOLE_COURSE[4:], name="c.csv")
    assert len(events_of(store, SOURCE, A)) == 6
    assert row_of(store, A)["paused_minutes"] == PAUSED


def test_undone_changes_count_no_more(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A)])
    report = bring(CHANGES, WHOLE_COURSE, name="b.csv")
    undo_batch(store, report.entry.batch_id)
    assert row_of(store, A)["paused_minutes"] is None
    assert events_of(store, SOURCE, A) == () and event_batches(store) == ()
    assert len(events_of(store, SOURCE, A, report.entry.version)) == 6
    bring(CHANGES, WHOLE_COURSE, name="b.csv")
    assert row_of(store, A)["paused_minutes"] == PAUSED


def test_changes_of_a_writer_that_was_killed_are_never_seen(store: RecordStore, bring: Any) -> None:
    """Killed after the changes were written and before the transaction of the records; and after it."""
    bring(DOSSIERS, [dossier(A)])
    report = bring(CHANGES, WHOLE_COURSE, name="b.csv")
    stray = DeltaTable(f"{store.root}/events").to_pyarrow_table().to_pylist()
    undo_batch(store, report.entry.batch_id)
    store.add_events(pa.Table.from_pylist([{**each, "batch_id": "killed"} for each in stray], schema=EVENT_SCHEMA))
    assert events_of(store, SOURCE, A) == ()
    again = bring(CHANGES, WHOLE_COURSE, name="b.csv")
    DeltaTable(f"{store.root}/batches").delete(f"batch_id = '{again.entry.batch_id}'")
    assert again.entry.batch_id in complete_register(store)
    assert {each.layout for each in batches(store)} == {"dossiers", "dossier_events"}
    assert len(events_of(store, SOURCE, A)) == 6


def test_a_second_extension_does_not_count_under_the_policy(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A)])
    more = change(A, "13/10/2026 08:00", "Đang xử lý", due="16/10/2026")
    sunday = change(B, "08/10/2026 08:00", "Đang xử lý", due="18/10/2026")
    bring(DOSSIERS, [dossier(B)], name="second.csv")
    report = bring(CHANGES, [*WHOLE_COURSE, more, sunday], name="b.csv")
    assert row_of(store, A)["extended_due_at"] == datetime(2026, 10, 14, 10, tzinfo=UTC)
    assert row_of(store, B)["extended_due_at"] is None
    assert report.applied is not None
    assert report.applied.extensions_refused == {"lake.extension.only_so_many": 1, "lake.extension.day_off": 1}


def test_the_policy_of_the_day_of_receipt_is_used_and_told(store: RecordStore, bring: Any) -> None:
    """Nobody declared one: the law; declared: from its day on. Requests beyond what it allows are counted."""
    twice = [
        *WHOLE_COURSE[:4],
        change(A, "08/10/2026 08:00", "Yêu cầu bổ sung giấy tờ"),
        change(A, "08/10/2026 10:00", "Đang xử lý"),
        change(A, "09/10/2026 10:00", "Đã xử lý xong"),
    ]
    bring(DOSSIERS, [dossier(A)])
    applied = bring(CHANGES, twice, name="b.csv").applied
    assert applied is not None
    (used,) = applied.policies
    assert (used.code, used.declared, used.supplement, used.dossiers, used.asked_too_often) == (
        "law", False, "restart", 1, 1,
    )  # fmt: skip
    assert used.title == "Theo Nghị định 118/2025/NĐ-CP"
    later, now = Declared(date(2026, 10, 6), "interlinked"), Declared(date(2026, 10, 5), "system")
    again = [*twice, change(A, "09/10/2026 11:00", "Đã xử lý xong")]
    applied = bring(CHANGES, again, name="c.csv", declared=(later, now)).applied
    assert applied is not None
    (used,) = applied.policies
    assert (used.code, used.declared, used.supplement, used.asked_too_often) == ("system", True, "add_pause", 0)


def test_extensions_count_as_the_declared_policy_lets_them(
    store: RecordStore, bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    none, two = (
        policy_on(declared.shipped_policies(), "system", date(2026, 10, 5)).model_copy(
            update={"code": code, "extensions_allowed": allowed}
        )
        for code, allowed in (("none", 0), ("two", 2))
    )
    monkeypatch.setattr(declared, "shipped_policies", lambda: (none, two))
    bring(DOSSIERS, [dossier(A)])
    more = change(A, "13/10/2026 08:00", "Đang xử lý", due="16/10/2026")
    report = bring(CHANGES, WHOLE_COURSE, name="b.csv", declared=(Declared(date(2026, 1, 1), "none"),))
    assert report.applied is not None and row_of(store, A)["extended_due_at"] is None
    assert report.applied.extensions_refused == {"lake.extension.only_so_many": 1}
    report = bring(CHANGES, [*WHOLE_COURSE, more], name="c.csv", declared=(Declared(date(2026, 1, 1), "two"),))
    assert report.applied is not None and report.applied.extensions_refused == {}
    assert row_of(store, A)["extended_due_at"] == datetime(2026, 10, 16, 10, tzinfo=UTC)


def test_the_end_is_taken_from_the_changes_where_the_row_has_only_the_return(store: RecordStore, bring: Any) -> None:
    head = (*DOSSIERS[:-1], "Ngày trả kết quả")
    bring(head, [(*dossier(A)[:-1], "12/10/2026 08:00")])
    bring(CHANGES, WHOLE_COURSE, name="b.csv")
    assert row_of(store, A)["finished_at"] == datetime(2026, 10, 9, 3, tzinfo=UTC)
    assert row_of(store, A)["processing_minutes"] == SPENT


def test_a_stop_at_the_citizens_request_and_a_fee_pause_without_being_requests(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A), dossier(B)])
    lines = [
        change(A, "06/10/2026 07:00", "Dừng xử lý"), change(A, "06/10/2026 11:30", "Đang xử lý"),
        change(B, "06/10/2026 07:00", "Chờ nghĩa vụ tài chính"), change(B, "06/10/2026 09:00", "Đang xử lý"),
    ]  # fmt: skip
    bring(CHANGES, lines, name="b.csv")
    for code, minutes in ((A, 270), (B, 120)):
        row = row_of(store, code)
        assert (row["paused_minutes"], row["supplement_requests"]) == (minutes, None)


def test_the_position_of_a_batch_survives_its_entry(store: RecordStore, bring: Any) -> None:
    bring(DOSSIERS, [dossier(A)])
    report = bring(CHANGES, WHOLE_COURSE, name="b.csv")
    (entry,) = event_batches(store)
    assert replace(entry, version=report.entry.version) == report.entry
    assert (entry.first_at, entry.last_at) == ("2026-10-05T01:00:00+00:00", "2026-10-09T03:00:00+00:00")


def test_simulated_changes_come_in_whole_and_tell_the_story_of_their_dossiers(
    store: RecordStore, tmp_path: Path
) -> None:
    records, changes = tmp_path / "records.parquet", tmp_path / "changes.parquet"
    pq.write_table(dossiers(9_000, seed=5), records)
    made = write_simulated_changes(records, changes, unit="24703", first_day=date(2026, 6, 1))
    for path, layout in ((records, dossier_layout()), (changes, event_layout())):
        options = ImportOptions(SOURCE, NOW, layout, calendar=calendar(), simulated=True)
        report = import_file(store, path, propose_mapping(path, layout, options.setting)[1].mapping, options)
        assert report.entry.rejected == 0
    assert made == report.entry.inserted > 100
    assert report.applied is not None and report.applied.states_differ == 0
    told = [row for row in store.table().to_pyarrow_table().to_pylist() if row["receiving_unit"] == "24703"]
    asked = [row for row in told if row["supplement_requests"] and row["received_at"].month >= 6]
    assert any(row["paused_minutes"] for row in asked)
    assert all(events_of(store, SOURCE, row["record_code"]) for row in asked[:3])
