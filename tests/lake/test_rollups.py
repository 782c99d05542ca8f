"""Stored roll-ups: the same as summing everything anew, refreshed only where the store's files changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake
from ibis.backends import BaseBackend
from tests.lake.conftest import dossier

from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.figures import Figures, View, Window, figures_of, groups_of
from parindex.lake.movements import CUBES, UNIT_DAY, DueDate, Grain, Measure, movements
from parindex.lake.rollups import Policy, commit_of, refresh, rollup_in, version_of

WINTER = Window(date(2025, 12, 15), date(2026, 3, 14))


def _month(record: Mapping[str, Any]) -> str:
    return str(record["received_month"])


class Store:
    """A Delta table of records as the store lays it out, with its files by received month."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder / "records", str(folder / "rollups")

    def write(self, records: Sequence[Mapping[str, Any]]) -> None:
        write_deltalake(
            str(self.folder),
            pa.Table.from_pylist(list(records), RECORD_SCHEMA),
            mode="append",
            partition_by=["received_month"],
        )

    def take_away(self, month: str) -> None:
        DeltaTable(str(self.folder)).delete(f"received_month = '{month}'")

    def files(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in DeltaTable(str(self.folder)).file_uris():
            found.setdefault(path.split("received_month=")[1].split("/")[0], []).append(path)
        return found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.write(
        [
            dossier(record_code=f"H46.01-{month:02d}-{n}", received_at=datetime(2026, month, 5, 2, tzinfo=UTC))
            for month in (1, 2, 3)
            for n in range(month + 2)
        ]
    )
    return made


@pytest.fixture
def engine() -> BaseBackend:
    return duckdb_engine()


def _stored(engine: BaseBackend, root: str) -> dict[str, Figures]:
    rollup = rollup_in(engine, root, UNIT_DAY)
    assert rollup is not None
    groups = groups_of(figures_of(rollup, WINTER, grain=Grain.DAY, view=View.RECEIVED))
    return {str(group.keys[0]): group.figures for group in groups}


def _anew(engine: BaseBackend, store: Store) -> dict[str, Figures]:
    table = engine.create_table("all_records", DeltaTable(str(store.folder)).to_pyarrow_table(), overwrite=True)
    groups = groups_of(figures_of(movements(table, UNIT_DAY), WINTER, grain=Grain.DAY, view=View.RECEIVED))
    return {str(group.keys[0]): group.figures for group in groups}


def test_the_first_refresh_sums_every_month(store: Store, engine: BaseBackend) -> None:
    said: list[tuple[str, int, int]] = []
    done = refresh(files=store.files(), root=store.root, said=lambda *each: said.append(each))
    assert [each.months for each in done] == [("2026-01", "2026-02", "2026-03")] * len(CUBES)
    assert said == [("unit_day", 3, 3), ("unit_procedure_month", 3, 3)]
    assert _stored(engine, store.root) == _anew(engine, store)
    assert _stored(engine, store.root)["24703"].received_new == 3 + 4 + 5


def test_what_a_version_was_summed_of_is_read_while_a_later_one_is_written(store: Store) -> None:
    refresh(files=store.files(), root=store.root)
    earlier = DeltaTable(f"{store.root}/{UNIT_DAY.name}")
    store.write([dossier(record_code="H46.01-9", received_at=datetime(2026, 9, 5, 2, tzinfo=UTC))])
    refresh(files=store.files(), root=store.root)
    assert earlier.version() < DeltaTable(f"{store.root}/{UNIT_DAY.name}").version()
    assert commit_of(earlier)["version"] == earlier.version()


def test_nothing_new_writes_nothing(store: Store) -> None:
    refresh(files=store.files(), root=store.root)
    before = version_of(store.root, UNIT_DAY)
    assert [each.months for each in refresh(files=store.files(), root=store.root)] == [()] * len(CUBES)
    assert version_of(store.root, UNIT_DAY) == before


def test_a_delta_refreshes_its_month_only(store: Store, engine: BaseBackend) -> None:
    refresh(files=store.files(), root=store.root)
    store.write([dossier(record_code="new", received_at=datetime(2026, 2, 20, 2, tzinfo=UTC), status=4)])
    assert [each.months for each in refresh(files=store.files(), root=store.root)] == [("2026-02",)] * len(CUBES)
    assert _stored(engine, store.root) == _anew(engine, store)


def test_a_month_that_is_gone_from_the_store_goes(store: Store, engine: BaseBackend) -> None:
    refresh(files=store.files(), root=store.root)
    store.take_away("2026-03")
    assert [each.months for each in refresh(files=store.files(), root=store.root)] == [("2026-03",)] * len(CUBES)
    assert _stored(engine, store.root) == _anew(engine, store)
    assert _stored(engine, store.root)["24703"].received_new == 3 + 4


def test_another_policy_sums_all_again(store: Store) -> None:
    refresh(files=store.files(), root=store.root)
    again = refresh(files=store.files(), root=store.root, policy=Policy(due=DueDate.EXTENDED))
    assert [len(each.months) for each in again] == [3] * len(CUBES)


def test_a_rollup_that_was_summed_before_a_measure_was_known_is_summed_again(store: Store, engine: BaseBackend) -> None:
    """An installation is brought up to date: its roll-ups hold no column of the new measure."""
    refresh(files=store.files(), root=store.root)
    for cube in CUBES:
        place = f"{store.root}/{cube.name}"
        told = commit_of(DeltaTable(place))
        earlier = {"parindex.summed_of": told["parindex.summed_of"], "parindex.definition": "earlier"}
        older = DeltaTable(place).to_pyarrow_table().drop_columns([Measure.WAITING_PAST_DUE.value])
        write_deltalake(
            place,
            older,
            mode="overwrite",
            schema_mode="overwrite",
            commit_properties=CommitProperties(custom_metadata=earlier),
        )
    again = refresh(files=store.files(), root=store.root)
    assert [len(each.months) for each in again] == [3] * len(CUBES)
    assert _stored(engine, store.root) == _anew(engine, store)


def test_two_portals_count_once_whatever_the_month(store: Store, engine: BaseBackend) -> None:
    """The same dossier stands in two portals with months that differ: only the first source's counts."""
    store.write(
        [dossier(source="cong_quoc_gia", record_code="H46.01-01-0", received_at=datetime(2026, 2, 1, tzinfo=UTC))]
    )
    sources = ["mot_cua", "cong_quoc_gia"]
    policy = Policy(precedence=("cong_quoc_gia", "mot_cua"))
    refresh(files=store.files(), root=store.root, policy=policy, sources=sources)
    assert _stored(engine, store.root)["24703"].received_new == 3 + 4 + 5
    assert rollup_in(engine, store.root + "-none", UNIT_DAY) is None
