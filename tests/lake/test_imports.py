"""An export into the store: formats, rejects that are mended, the same file twice, corrections, cancelling, undoing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lake.exported import (
    LAYOUT,
    PRIVATE,
    UNITS,
    bring_in,
    dossiers,
    export,
    options,
    proposed,
    rows_of,
    with_cell,
    write,
)
from xlsxwriter import Workbook

from parindex.lake.imports import AlreadyImported, ImportCancelled, Progress
from parindex.lake.mapping import (
    ColumnMapping,
    MappingReason,
    MappingRefused,
    confirm,
    load_mapping,
    propose,
    save_mapping,
)
from parindex.lake.raw_rows import FileUnreadable, Sample
from parindex.lake.reading import sample_file
from parindex.lake.register import BatchState, CannotUndo, batches, undo_batch
from parindex.lake.store import RecordStore, StoreBusy, StoreSetting, create_store, open_store


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho hồ sơ")))


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return export(dossiers(300))


def write_as(table: pa.Table, folder: Path, ending: str) -> Path:
    path = folder / f"xuat.{ending}"
    if ending == "csv":
        return write(table, path)
    if ending == "parquet":
        pq.write_table(table, path)
    elif ending == "jsonl":
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in table.to_pylist()), encoding="utf-8")
    else:
        book = Workbook(str(path))
        page = book.add_worksheet("Hồ sơ")
        page.write_row(0, 0, ["DANH SÁCH HỒ SƠ"])
        page.write_row(2, 0, table.schema.names)
        for at, row in enumerate(table.to_pylist(), start=3):
            for column, text in enumerate(row.values()):
                if text is not None:
                    page.write_string(at, column, text)
        book.close()
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("evaluator", ["python", "sql"])
def test_every_format_brings_the_same_records(
    store: RecordStore, tmp_path: Path, table: pa.Table, ending: str, evaluator: str
) -> None:
    report = bring_in(store, write_as(table, tmp_path, ending), evaluator=evaluator)
    assert (report.entry.rows, report.entry.good, report.entry.rejected) == (300, 300, 0)
    assert report.entry.inserted == 300
    expected = dossiers(300).sort_by("record_code").to_pylist()
    own = {"source", "batch_id", "source_row", "simulated", "processing_minutes", "fee_dong"}
    for found, wanted in zip(rows_of(store), expected, strict=True):
        assert {k: v for k, v in found.items() if k not in own} == {k: v for k, v in wanted.items() if k not in own}


def test_citizens_are_dropped_at_the_door_and_the_report_says_so(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    broken = with_cell(table, 5, "Trạng thái", "Nguyễn Thị Ất Mùi")
    broken = with_cell(broken, 6, "Lĩnh vực", "gọi 0912 345 678")
    broken = with_cell(broken, 7, "Mã thủ tục", "068199001234")
    path = write(broken, tmp_path / "xuat.csv")
    with path.open("a", encoding="utf-8") as stream:
        stream.write("Nguyễn Thị Ất Mùi,0912 345 678\n")
    report = bring_in(store, path, delete_file=True)
    assert not path.exists()
    assert report.entry.rejected == 4
    assert set(report.personal_columns) == {"Họ và tên người nộp", "Số điện thoại", "Số CCCD", "Địa chỉ"}
    assert report.rejects is not None
    written = [each for each in Path(store.root).rglob("*") if each.is_file()]
    assert report.rejects in written and len(written) > 5
    readable = [each.read_bytes() for each in written]
    readable += [json.dumps(rows_of(store), default=str, ensure_ascii=False).encode()]
    for private in PRIVATE:
        assert not [content for content in readable if private.encode() in content]


def test_rejects_say_where_and_why_in_words_and_can_be_mended(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    broken = with_cell(table, 10, "Ngày tiếp nhận", "31/02/2026")
    broken = with_cell(broken, 20, "Trạng thái", "Lạ")
    report = bring_in(store, write(broken, tmp_path / "xuat.csv"))
    assert (report.entry.good, report.entry.rejected) == (298, 2)
    assert report.rejects is not None
    lines = list(csv.reader(report.rejects.open(encoding="utf-8-sig"), delimiter=";"))
    assert [line[0] for line in lines[1:]] == ["12", "22"]
    assert "Ngày tiếp nhận" in lines[1][1] and "lake." not in lines[1][1]
    wanted = table.select(list(lines[0][2:])).to_pylist()
    for line, row in zip(lines[1:], (wanted[10], wanted[20]), strict=True):
        line[lines[0].index("Ngày tiếp nhận")] = row["Ngày tiếp nhận"]
        line[lines[0].index("Trạng thái")] = row["Trạng thái"]
    mended = tmp_path / "sua.csv"
    with mended.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines)
    again = bring_in(store, mended)
    assert (again.entry.inserted, again.entry.updated, again.entry.rejected) == (2, 0, 0)
    assert store.count() == 300


def test_lines_that_cannot_be_read_keep_the_numbers_of_the_others(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    path = write(with_cell(table, 9, "Hình thức nộp", "bồ câu"), tmp_path / "xuat.csv")
    lines = path.read_bytes().split(b"\n")
    lines.insert(4, b"chi,hai o")
    lines.insert(6, b"")
    lines[8] = lines[8].replace(lines[8].split(b",")[4], b"\xff\xfe")
    path.write_bytes(b"\n".join(lines))
    report = bring_in(store, path)
    assert report.rejects is not None
    listed = list(csv.reader(report.rejects.open(encoding="utf-8-sig"), delimiter=";"))[1:]
    assert sorted(int(line[0]) for line in listed) == [5, 9, 13]
    assert report.entry.good == 298 and report.entry.rows == 301


def test_a_code_twice_keeps_equal_rows_once_and_refuses_rows_that_differ(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    other = with_cell(table.slice(3, 1), 0, "Mã thủ tục", "1.000001")
    report = bring_in(store, write(pa.concat_tables([table, table.slice(8, 1), other]), tmp_path / "xuat.csv"))
    reasons = {reason.code: count for reason, count in report.reasons.items()}
    assert reasons == {"lake.duplicate_code": 1, "lake.conflicting_code": 2}
    assert report.entry.good == store.count() == 299


def test_rows_that_differ_are_refused_though_duckdb_hashes_them_alike(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    first, second = "1.006933.000.00.00.H02", "1.009378.000.00.00.H18"
    one, other = (with_cell(table.slice(0, 1), 0, "Mã thủ tục", code) for code in (first, second))
    report = bring_in(store, write(pa.concat_tables([one, table.slice(1), other]), tmp_path / "xuat.csv"))
    assert {reason.code: count for reason, count in report.reasons.items()} == {"lake.conflicting_code": 2}


def test_the_same_file_twice_is_refused_and_welcome_again_once_undone(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    path = write(table, tmp_path / "xuat.csv")
    first = bring_in(store, path)
    with pytest.raises(AlreadyImported) as refused:
        bring_in(store, path)
    assert refused.value.batch_id == first.entry.batch_id
    bring_in(store, path, source="dvcqg")
    undo_batch(store, batches(store)[-1].batch_id)
    undo_batch(store, first.entry.batch_id)
    assert store.count() == 0
    assert bring_in(store, path).entry.inserted == 300


def test_a_correction_replaces_moves_the_month_and_keeps_the_old_version(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    first = bring_in(store, write(table, tmp_path / "xuat.csv"))
    code = table["Mã hồ sơ"][150].as_py()
    corrected = with_cell(table, 150, "Ngày tiếp nhận", "16/11/2025 08:00:00")
    second = bring_in(store, write(corrected, tmp_path / "xuat2.csv"))
    assert (second.entry.inserted, second.entry.updated, second.moved) == (0, 300, 1)
    assert store.count() == 300
    month = {row["record_code"]: row["received_month"] for row in rows_of(store)}
    before = {row["record_code"]: row["received_month"] for row in rows_of(store, first.entry.version)}
    assert month[code] == "2025-11" and before[code] != "2025-11"
    assert undo_batch(store, second.entry.batch_id) > second.entry.version
    assert {row["record_code"]: row["received_month"] for row in rows_of(store)} == before


def test_only_the_last_batch_can_be_undone(store: RecordStore, tmp_path: Path, table: pa.Table) -> None:
    first = bring_in(store, write(table.slice(0, 100), tmp_path / "a.csv"))
    second = bring_in(store, write(table.slice(100), tmp_path / "b.csv"))
    with pytest.raises(CannotUndo) as refused:
        undo_batch(store, first.entry.batch_id)
    assert refused.value.later == (second.entry.batch_id,)
    undo_batch(store, second.entry.batch_id)
    assert [entry.state for entry in batches(store)] == [BatchState.IMPORTED, BatchState.UNDONE]
    assert store.count() == 100


def test_progress_is_told_and_a_cancelled_import_leaves_nothing(
    store: RecordStore, tmp_path: Path, table: pa.Table
) -> None:
    path = write(table, tmp_path / "xuat.csv")
    told: list[Progress] = []
    version = store.version()
    with pytest.raises(ImportCancelled):
        bring_in(store, path, progress=told.append, cancelled=lambda: any(each.stage == "duplicates" for each in told))
    assert store.version() == version and not batches(store)
    assert not [each for each in Path(store.root).rglob("*.csv")] and not list(store.work_folder().glob("import_*"))
    bring_in(store, path, progress=told.append)
    assert [each.stage for each in told][-2:] == ["duplicates", "writing"]
    assert told[-1].rows == 300


def test_a_second_writer_is_refused_at_once(store: RecordStore, tmp_path: Path, table: pa.Table) -> None:
    path = write(table, tmp_path / "xuat.csv")
    with store.writing(), pytest.raises(StoreBusy):
        bring_in(open_store(store.setting), path)


def test_known_units_are_read_by_name_and_others_refused(store: RecordStore, tmp_path: Path, table: pa.Table) -> None:
    units = {unit: unit for unit in (*UNITS, "68")} | {"xa ba nam": UNITS[0]}
    named = with_cell(table, 0, "Mã đơn vị tiếp nhận", "Xã Ba Nam")
    named = with_cell(named, 1, "Mã đơn vị tiếp nhận", "Xã Không Có")
    report = bring_in(store, write(named, tmp_path / "xuat.csv"), units=units)
    assert {reason.code for reason in report.reasons} == {"lake.unknown_unit"}
    assert report.entry.rejected == 1
    assert rows_of(store)[0]["receiving_unit"] in UNITS


def sample(**columns: list[str]) -> Sample:
    rows = tuple(zip(*columns.values(), strict=True))
    return Sample(tuple(columns), rows, 1)


def test_a_mapping_is_proposed_with_confidence_and_reasons() -> None:
    seen = sample(
        **{
            "Mã hồ sơ": ["H46.01-260105-0001"],
            "Ngày giờ hồ sơ tiếp nhận": ["05/01/2026"],
            "Trạng thái": ["abc"],
            "Cột lạ": ["1.001193"],
            "Ghi chú": ["0912345678"],
            "Khách": ["Trần Văn Bình"],
            "Họ tên": ["A"],
        }
    )
    found = {each.header: each for each in propose(seen, LAYOUT, options().setting).columns}
    assert (found["Mã hồ sơ"].column, found["Mã hồ sơ"].confidence) == ("record_code", 100)
    assert (found["Ngày giờ hồ sơ tiếp nhận"].column, found["Ngày giờ hồ sơ tiếp nhận"].confidence) == (
        "received_at",
        80,
    )
    assert MappingReason.CONTENT_DOES_NOT_FIT in found["Trạng thái"].reasons
    assert found["Cột lạ"].column == "procedure_code" and found["Cột lạ"].confidence < 80
    for header, reason in {
        "Ghi chú": MappingReason.PERSONAL_CONTENT,
        "Khách": MappingReason.PERSON_NAMES,
        "Họ tên": MappingReason.PERSONAL_HEADER,
    }.items():
        assert found[header].column is None and found[header].reasons == (reason,)
    assert propose(seen, LAYOUT, options().setting).missing == ("receiving_unit", "channel")


def test_a_mapping_is_kept_for_its_source(tmp_path: Path) -> None:
    mapping = ColumnMapping({"Mã hồ sơ": "record_code"})
    save_mapping(tmp_path, "mot_cua", mapping)
    assert load_mapping(tmp_path, "mot_cua") == mapping
    assert load_mapping(tmp_path, "dvcqg") is None
    with pytest.raises(FileUnreadable):
        save_mapping(tmp_path, "../ngoai", mapping)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Cột không có": "fee_dong"}, "lake.mapping.header_absent"),
        ({"Số điện thoại": "fee_dong"}, "lake.mapping.column_twice"),
        ({"Số điện thoại": "khac"}, "lake.mapping.unknown_column"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(
    tmp_path: Path, table: pa.Table, change: dict[str, str], code: str
) -> None:
    path = write(table, tmp_path / "xuat.csv")
    with pytest.raises(MappingRefused) as refused:
        _confirm(path, {**proposed(path).columns, **change})
    assert refused.value.code == code


def test_a_citizens_column_cannot_be_mapped_and_required_ones_must_be(tmp_path: Path, table: pa.Table) -> None:
    path = write(table.drop_columns(["Phí lệ phí"]), tmp_path / "xuat.csv")
    with pytest.raises(MappingRefused) as personal:
        _confirm(path, {**proposed(path).columns, "Số điện thoại": "fee_dong"})
    assert personal.value.code == "lake.mapping.personal"
    with pytest.raises(MappingRefused) as missing:
        _confirm(path, {"Mã hồ sơ": "record_code"})
    assert missing.value.code == "lake.mapping.required_absent"


def _confirm(path: Path, columns: dict[str, Any]) -> None:
    seen = sample_file(path, lambda _: True)
    confirm(ColumnMapping(columns), seen, LAYOUT, options().setting)


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.pdf", b"x"), ("a.xlsx", b"x"), ("a.parquet", b"x")])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileUnreadable):
        sample_file(path, lambda _: False)


def test_a_sheet_with_a_far_away_cell_or_a_bomb_is_refused(tmp_path: Path) -> None:
    far = tmp_path / "xa.xlsx"
    book = Workbook(str(far))
    page = book.add_worksheet()
    page.write_string(0, 0, "Mã hồ sơ")
    page.write_string(1_000_000, 16_000, "xa")
    book.close()
    bomb = tmp_path / "bom.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    for path in (far, bomb):
        with pytest.raises(FileUnreadable):
            sample_file(path, lambda _: True)
