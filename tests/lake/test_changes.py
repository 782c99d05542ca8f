"""Roll-ups brought up to date by what the writes changed: always the same rows as summing every record anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.lake.conftest import dossier
from tests.lake.exported import bring_in, export, write
from tests.lake.exported import dossiers as simulated

from parindex.lake import changes as kept
from parindex.lake import replacing
from parindex.lake.asked import bring_up_to_date, files_by_month, rollups_of
from parindex.lake.backends import duckdb_engine, records_in
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.movements import CUBES, Cube, counted_once, movements
from parindex.lake.register import undo_batch
from parindex.lake.rollups import Policy, Refreshed, refresh, rollup_in
from parindex.lake.store import BATCH_KEY, RecordStore, StoreSetting, create_store

PORTALS = ("cong_quoc_gia", "mot_cua")
POLICY = Policy(precedence=PORTALS)
Rows = list[dict[str, Any]]


def put(store: RecordStore, rows: Sequence[dict[str, Any]]) -> int:
    path = store.work_folder() / "staged.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), RECORD_SCHEMA), path)
    version = store.merge([str(path)], lambda *_: {BATCH_KEY: "b"}).version
    path.unlink()
    return version


def brought_up(store: RecordStore, sources: Sequence[str] = ()) -> tuple[Refreshed, ...]:
    return refresh(
        files=files_by_month(store.files()),
        root=rollups_of(store),
        policy=POLICY,
        sources=sources,
        changes=store.changes_folder(),
    )


def _sorted(table: pa.Table) -> Rows:
    rows: Rows = table.select(sorted(table.column_names)).to_pylist()
    return sorted(rows, key=lambda row: [(value is None, value) for value in row.values()])


def stored(store: RecordStore, cube: Cube) -> Rows:
    engine = duckdb_engine()
    rollup = rollup_in(engine, rollups_of(store), cube)
    return _sorted(rollup.to_pyarrow()) if rollup is not None else []


def anew(store: RecordStore, cube: Cube, sources: Sequence[str] = ()) -> Rows:
    engine = duckdb_engine()
    records = records_in(engine, store.files(), schema=RECORD_SCHEMA)
    once = counted_once(records, PORTALS) if len(sources) > 1 else records
    return _sorted(movements(once, cube).to_pyarrow())


def assert_whole(store: RecordStore, sources: Sequence[str] = ()) -> None:
    for cube in CUBES:
        found, wanted = stored(store, cube), anew(store, cube, sources)
        assert not [row for row in found if row not in wanted] and not [row for row in wanted if row not in found]
        assert len(found) == len(wanted)


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    made = create_store(StoreSetting(str(tmp_path / "kho")))
    put(made, simulated(300).to_pylist())
    brought_up(made)
    return made


class Correction(NamedTuple):
    """One dossier as a later export tells it: another month, another unit, another state; or a new one."""

    portal: int
    code: int
    received: datetime
    status: int
    days: int | None
    unit: str
    field: str | None
    letter: bool | None


CORRECTIONS = st.builds(
    Correction,
    st.integers(0, 1),
    st.integers(0, 9),
    st.sampled_from([datetime(2026, month, day, 17, tzinfo=UTC) for month, day in ((1, 5), (1, 31), (2, 28), (3, 9))]),
    st.integers(1, 10),
    st.none() | st.integers(0, 40),
    st.sampled_from(["24703", "24649"]),
    st.sampled_from([None, "HO-TICH"]),
    st.none() | st.booleans(),
)


def as_row(told: Correction, turn: int) -> dict[str, Any]:
    ended = None if told.days is None else told.received + timedelta(days=told.days)
    return dossier(
        source=PORTALS[told.portal],
        record_code=f"H46.01-{told.code}",
        received_at=told.received,
        due_at=None if told.code == 3 else told.received + timedelta(days=14),
        finished_at=ended,
        status=told.status,
        receiving_unit=told.unit,
        field_code=told.field,
        processing_minutes=None if told.days is None else told.days * 480,
        apology_sent=told.letter,
        batch_id=f"b{turn}",
    )


@given(
    turns=st.lists(st.lists(CORRECTIONS, min_size=1, max_size=6), min_size=2, max_size=4),
    several=st.booleans(),
    refreshed=st.lists(st.booleans(), min_size=4, max_size=4),
)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_corrections_give_what_summing_anew_gives(
    tmp_path_factory: pytest.TempPathFactory, turns: list[list[Correction]], several: bool, refreshed: list[bool]
) -> None:
    """Months corrected, states changed, the same code in two portals; refreshed after each write or after some."""
    store = create_store(StoreSetting(str(tmp_path_factory.mktemp("corrected") / "kho")))
    sources = PORTALS if several else ()
    put(store, [as_row(told._replace(portal=told.portal * several), 0) for told in _one_a_key(turns[0], several)])
    brought_up(store, sources)
    unseen = 0
    for turn, told in enumerate(turns[1:], start=1):
        put(store, [as_row(each._replace(portal=each.portal * several), turn) for each in _one_a_key(told, several)])
        unseen += 1
        if refreshed[turn] or turn == len(turns) - 1:
            done = brought_up(store, sources)
            assert [each.by_difference for each in done] == [unseen == 1 or not several] * len(CUBES)
            assert_whole(store, sources)
            unseen = 0


def _one_a_key(told: Sequence[Correction], several: bool) -> list[Correction]:
    return list({(each.portal * several, each.code): each for each in told}.values())


def test_a_delta_adds_and_takes_away_only_what_changed(store: RecordStore) -> None:
    rows = simulated(300).to_pylist()
    put(store, [row | {"status": 7, "batch_id": "b2"} for row in rows[:20]])
    done = brought_up(store)
    assert all(each.by_difference for each in done)
    touched = {row["received_month"] for row in rows[:20]}
    assert set(done[0].months) == touched
    assert_whole(store)


def test_a_month_that_empties_leaves_no_row(store: RecordStore) -> None:
    rows = simulated(300).to_pylist()
    month = rows[0]["received_month"]
    moved = [row | {"received_month": "2031-01"} for row in rows if row["received_month"] == month]
    put(store, moved)
    assert all(each.by_difference for each in brought_up(store))
    assert month not in {row["received_month"] for row in stored(store, CUBES[0])}
    assert_whole(store)


def test_several_writes_before_a_refresh(store: RecordStore) -> None:
    rows = simulated(300).to_pylist()
    for turn, status in enumerate((7, 10, 4)):
        put(store, [row | {"status": status, "batch_id": f"b{turn}"} for row in rows[turn : turn + 9]])
    assert all(each.by_difference for each in brought_up(store))
    assert_whole(store)


def test_an_undone_import_is_taken_away_again_and_another_begins_where_it_began(tmp_path: Path) -> None:
    store, table = create_store(StoreSetting(str(tmp_path / "kho"))), simulated(200)
    bring_in(store, write(export(table.slice(0, 150)), tmp_path / "a.csv"))
    bring_up_to_date(store)
    later = bring_in(store, write(export(table.slice(100, 60)), tmp_path / "b.csv"))
    assert all(each.by_difference for each in bring_up_to_date(store))
    undo_batch(store, later.entry.batch_id)
    assert all(each.by_difference for each in bring_up_to_date(store)), "the way back is known too"
    assert_whole(store)
    bring_in(store, write(export(table.slice(120, 80)), tmp_path / "c.csv"))
    assert all(each.by_difference for each in bring_up_to_date(store))
    assert_whole(store)


def test_what_is_not_kept_is_summed_again(store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = simulated(300).to_pylist()
    monkeypatch.setattr(replacing, "MOST_ROWS", 5)
    put(store, [row | {"status": 7} for row in rows[:20]])
    assert not any(each.by_difference for each in brought_up(store))
    assert_whole(store)
    put(store, [row | {"status": 10} for row in rows[:5]])
    assert all(each.by_difference for each in brought_up(store))
    assert_whole(store)


def test_changes_that_do_not_fit_the_stored_sums_are_not_added(store: RecordStore) -> None:
    """A row that was never there is taken away: less than nothing would be left, so the month is summed again."""
    rows = simulated(300).to_pylist()
    put(store, [row | {"status": 7} for row in rows[:20]])
    folder = store.changes_folder()
    assert folder is not None
    (taken, *_) = sorted(folder.glob("*/taken/*/*.parquet"))
    foreign = [dossier(record_code="x", receiving_unit="99999", received_month=taken.parent.name[-7:])]
    pq.write_table(pa.Table.from_pylist(foreign, RECORD_SCHEMA).drop(["received_month"]), taken)
    assert not any(each.by_difference for each in brought_up(store))
    assert_whole(store)


@pytest.mark.parametrize("moves", [0, 1, 3, -1])
def test_a_writer_killed_after_its_commit_leaves_sums_that_are_right(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Killed when so many files of the change were moved; −1: all were, but that they are all was not said yet."""

    class Killed(BaseException):
        pass

    rows = simulated(300).to_pylist()
    left = moves if moves >= 0 else 2 * len({row["received_month"] for row in rows[:20]})

    def replace(origin: str, target: str) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        os.replace(origin, target)

    monkeypatch.setattr(kept, "os", SimpleNamespace(replace=replace))
    with pytest.raises(Killed):
        put(store, [row | {"status": 7} for row in rows[:20]])
    monkeypatch.undo()
    with store.writing():
        store.recover()
    assert not any(each.by_difference for each in brought_up(store))
    assert_whole(store)
    put(store, [row | {"status": 10} for row in rows[:7]])
    assert all(each.by_difference for each in brought_up(store))
    assert_whole(store)
    folder = store.changes_folder()
    assert folder is not None and len(list(folder.iterdir())) == 1, "what the killed writer left is gone"


def test_only_the_newest_writes_are_kept(store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", 2)
    row = simulated(300).to_pylist()[0]
    for status in (4, 7, 10, 4):
        put(store, [row | {"status": status}])
    folder = store.changes_folder()
    assert folder is not None and len(list(folder.iterdir())) == 2
    assert not any(each.by_difference for each in brought_up(store))
    assert_whole(store)
