"""The store: one row a key, versions, pins, undo; copy on write against Delta's own MERGE; writers that are killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lake.exported import bring_in, dossiers, export, rows_of, with_cell, write

from parindex.lake.columns import EVENT_SCHEMA, RECORD_COLUMNS, RECORD_SCHEMA
from parindex.lake.engine_room import connection
from parindex.lake.register import batches, complete_register, record, standing, store_is_whole, undo_batch
from parindex.lake.store import (
    BATCH_KEY,
    Pin,
    RecordStore,
    StoreMissing,
    StoreSetting,
    VersionGone,
    create_store,
    open_store,
)

AT = datetime(2026, 11, 21, tzinfo=UTC)


def staged(table: pa.Table, folder: Path, name: str = "staged") -> list[str]:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    return [str(path)]


def put(store: RecordStore, table: pa.Table, folder: Path, *, by_delta: bool = False) -> int:
    return store.merge(staged(table, folder), lambda *_: {BATCH_KEY: "b"}, by_delta=by_delta).version


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho")))


def test_every_column_is_described() -> None:
    assert [name.value for name in RECORD_COLUMNS] == RECORD_SCHEMA.names
    assert all(column.says for column in RECORD_COLUMNS.values())


def test_what_goes_in_comes_out_by_delta_and_by_duckdb(store: RecordStore, tmp_path: Path) -> None:
    table = dossiers(500)
    put(store, table, tmp_path)
    assert rows_of(store) == table.sort_by("record_code").to_pylist()
    with connection() as opened:
        store.show(opened)
        found = opened.execute("SELECT * FROM records ORDER BY record_code").to_arrow_table()
    assert found.cast(RECORD_SCHEMA).to_pylist() == table.sort_by("record_code").to_pylist()
    assert store.count() == 500


def test_an_empty_store_shows_all_columns_and_no_row(store: RecordStore) -> None:
    with connection() as opened:
        store.show(opened)
        found = opened.execute("SELECT * FROM records").to_arrow_table()
    assert found.schema.names == RECORD_SCHEMA.names and found.num_rows == 0


def test_retention_is_the_statutory_period_from_the_first_version(tmp_path: Path) -> None:
    store = create_store(StoreSetting(str(tmp_path / "kho"), keep_days=4000))
    configuration = store.table(0).metadata().configuration
    assert configuration["delta.logRetentionDuration"] == "interval 4000 days"
    assert configuration["delta.deletedFileRetentionDuration"] == "interval 4000 days"
    assert configuration["delta.enableExpiredLogCleanup"] == "false"


def test_a_missing_store_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(StoreSetting(str(tmp_path / "khong")))


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 79), st.sampled_from(["2025-11", "2026-01", "2026-05", "2027-01"])), max_size=30
    ),
    fresh=st.integers(0, 10),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_copy_on_write_is_deltas_merge(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]], fresh: int
) -> None:
    """The same rows in by both ways: the same records, one a key, also where the received month moves."""
    folder = tmp_path_factory.mktemp("both")
    table, new = dossiers(80), dossiers(fresh, seed=9) if fresh else dossiers(1).slice(0, 0)
    at = dict(changes)
    months = pa.array([at.get(row, month) for row, month in enumerate(table["received_month"].to_pylist())])
    touched = table.set_column(
        table.schema.names.index("received_month"), RECORD_SCHEMA.field("received_month"), months
    )
    delta = pa.concat_tables([touched.take(pa.array(sorted(at), pa.int64())), new])
    keys = set(table["record_code"].to_pylist()) | set(delta["record_code"].to_pylist())
    seen: set[str] = set()
    first = [not (code in seen or seen.add(code)) for code in delta["record_code"].to_pylist()]  # type: ignore[func-returns-value]
    delta = delta.filter(pa.array(first, pa.bool_()))
    found = []
    for way in (False, True):
        store = create_store(StoreSetting(str(folder / f"kho{way}")))
        put(store, table, folder, by_delta=way)
        put(store, delta, folder, by_delta=way)
        found.append(rows_of(store))
    assert found[0] == found[1]
    assert len(found[0]) == len(keys)


def test_versions_stay_readable_and_restoring_makes_a_new_one(store: RecordStore, tmp_path: Path) -> None:
    table = dossiers(200)
    first = put(store, table.slice(0, 100), tmp_path)
    second = put(store, table, tmp_path)
    assert (store.count(first), store.count(second)) == (100, 200)
    assert store.restore(first, {"parindex.why": "thử"}) == second + 1
    assert store.count() == 100 and store.count(second) == 200
    assert [each.version for each in store.history()] == [3, 2, 1, 0]
    with pytest.raises(VersionGone):
        store.table(99)


def aged(store: RecordStore, days: int) -> None:
    """Make every removal and file of the table look ``days`` older."""
    earlier = int((time.time() - days * 86_400) * 1000)
    for entry in sorted((Path(store.records_uri) / "_delta_log").glob("*.json")):
        lines = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            if "remove" in line:
                line["remove"]["deletionTimestamp"] = earlier
        entry.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for file in Path(store.records_uri).rglob("*.parquet"):
        os.utime(file, (earlier / 1000, earlier / 1000))


def test_vacuum_of_an_aged_table_keeps_what_is_pinned_and_drops_the_rest(store: RecordStore, tmp_path: Path) -> None:
    table = dossiers(200)
    changed = [
        table.set_column(table.schema.names.index("batch_id"), "batch_id", pa.array([f"b{n}"] * 200)) for n in range(4)
    ]
    versions = [put(store, each, tmp_path) for each in changed]
    pin = Pin("fact", "fact-17", versions[1])
    store.pin(pin, AT)
    assert store.vacuum(dry_run=True) == []  # nothing is older than the statutory period yet
    aged(store, store.setting.keep_days + 30)
    assert store.vacuum()
    assert {row["batch_id"] for row in rows_of(store, versions[1])} == {"b1"}
    assert {row["batch_id"] for row in rows_of(store)} == {"b3"}
    for gone in (versions[0], versions[2]):
        with pytest.raises(Exception, match=r"(?i)not found|no such file"):
            rows_of(store, gone)
    store.unpin(pin, datetime(2026, 11, 22, tzinfo=UTC))
    assert store.pins() == frozenset()
    assert store.vacuum()
    with pytest.raises(Exception, match=r"(?i)not found|no such file"):
        rows_of(store, versions[1])


def test_a_version_that_two_things_pin_stays_until_both_let_go(store: RecordStore, tmp_path: Path) -> None:
    version = put(store, dossiers(10), tmp_path)
    one, other = Pin("window", "Q1/2026", version), Pin("publication", "2026", version)
    store.pin(one, AT)
    store.pin(other, AT)
    store.unpin(one, datetime(2026, 11, 22, tzinfo=UTC))
    assert store.pins() == {other}
    with pytest.raises(VersionGone):
        store.pin(Pin("fact", "x", 99), AT)


def test_the_register_is_completed_from_the_data_after_a_kill(store: RecordStore, tmp_path: Path) -> None:
    report = bring_in(store, write(export(dossiers(50)), tmp_path / "a.csv"))
    entry = batches(store)[0]
    DeltaTable(f"{store.root}/batches").delete()
    assert not batches(store)
    assert complete_register(store) == (report.entry.batch_id,)
    assert batches(store) == (entry,)
    undo_batch(store, entry.batch_id)
    record(store, entry)  # as if the second entry of the undoing had never been written
    assert complete_register(store) == (entry.batch_id,)
    assert not standing(store)


def test_events_are_kept_beside_the_records(store: RecordStore) -> None:
    row = {"source": "a", "record_code": "H46", "changed_at": AT, "from_status": 2, "to_status": 4, "unit": "24703",
           "stage": None, "queue": "Tổ hộ tịch", "stage_hours": 8, "new_due_at": None, "batch_id": "b",
           "source_row": 2, "simulated": True}  # fmt: skip
    store.add_events(pa.Table.from_pylist([row], schema=EVENT_SCHEMA))
    assert DeltaTable(f"{store.root}/events").to_pyarrow_table().to_pylist() == [row]


KILLED = """
import sys
from pathlib import Path
from parindex.lake.store import StoreSetting, open_store
from tests.lake.exported import bring_in
print("begun", flush=True)
bring_in(open_store(StoreSetting(sys.argv[1])), Path(sys.argv[2]), evaluator="sql")
"""


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_the_last_good_version(store: RecordStore, tmp_path: Path) -> None:
    """Twenty kills, spread over the whole of an import that replaces every row."""
    table = export(dossiers(30_000))
    bring_in(store, write(table, tmp_path / "first.csv"))
    begun = time.monotonic()
    bring_in(store, write(with_cell(table, 0, "Trạng thái", "Rút hồ sơ"), tmp_path / "warm.csv"))
    lasts = time.monotonic() - begun
    chance, killed = random.Random(5), 0
    for turn in range(20):
        path = write(with_cell(table, 0, "Phí lệ phí", str(turn + 1)), tmp_path / f"turn{turn}.csv")
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, store.root, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(chance.uniform(0, lasts * 1.1))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() != 0
        before = batches(store)
        with store.writing():
            store_is_whole(store)
        records = rows_of(store)
        assert len(records) == 30_000 == len({row["record_code"] for row in records})
        stands = standing(store)
        assert stands[: len(before)] == before
        assert {row["batch_id"] for row in records} == {stands[-1].batch_id}
        assert not list(store.work_folder().iterdir())
        listed = set(store.files())
        for version in range(store.version()):
            listed |= set(store.files(version))
        assert {
            str(each) for each in Path(store.records_uri).rglob("*.parquet") if "_delta_log" not in str(each)
        } <= listed
    assert killed >= 5
    bring_in(store, write(with_cell(table, 1, "Phí lệ phí", "7"), tmp_path / "last.csv"))
    assert store.count() == 30_000
