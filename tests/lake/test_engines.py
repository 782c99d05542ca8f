"""The same expression gives the same sums on DuckDB, PostgreSQL and Spark, held to each other by a checksum."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from parindex.lake.backends import duckdb_engine, records_in, spark_engine, spark_records_in
from parindex.lake.checksums import checksum
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.figures import Window
from parindex.lake.generate import Simulation, simulate
from parindex.lake.movements import CUBES, Cube, counted_once, movements
from parindex.lake.spent import Spent, spent_in

ROWS = 3_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DeltaTable:
    """A small store: two sources, the second holding a third of the first one's dossiers in another state."""
    wanted = Simulation(ROWS, ("24703", "24649"), "H46", date(2025, 12, 1), date(2026, 3, 31), procedures=8)
    first = pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA)
    second = first.slice(0, ROWS // 3)
    second = second.set_column(0, first.schema.field(0), pa.array(["cong_quoc_gia"] * second.num_rows))
    folder = str(tmp_path_factory.mktemp("store") / "records")
    write_deltalake(folder, pa.concat_tables([first, second]), partition_by=["received_month"])
    return DeltaTable(folder)


def _sums(records: Table, cube: Cube) -> tuple[int, ...]:
    return checksum(movements(counted_once(records, ["cong_quoc_gia"]), cube))


@pytest.fixture(scope="module")
def expected(store: DeltaTable) -> dict[str, tuple[int, ...]]:
    engine = duckdb_engine()
    records = records_in(engine, store.file_uris(), schema=RECORD_SCHEMA)
    sums = {cube.name: _sums(records, cube) for cube in CUBES}
    engine.disconnect()
    return sums


def test_the_checksum_sees_a_moved_dossier(store: DeltaTable, expected: dict[str, tuple[int, ...]]) -> None:
    engine = duckdb_engine()
    records = records_in(engine, store.file_uris(), schema=RECORD_SCHEMA)
    moved = records.mutate(
        receiving_unit=ibis.ifelse(records.receiving_unit == "24649", "24650", records.receiving_unit)
    )
    assert all(_sums(moved, cube) != expected[cube.name] for cube in CUBES)
    assert all(sum(expected[cube.name]) > 0 for cube in CUBES)


@pytest.fixture(scope="module")
def spark() -> Iterator[BaseBackend]:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("pyspark (extra spark) or a Java runtime is not installed")
    started = spark_engine(master="local[2]", settings={"spark.sql.shuffle.partitions": "2"})
    yield started
    started.disconnect()


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_gives_the_same(store: DeltaTable, expected: dict[str, tuple[int, ...]], spark: BaseBackend) -> None:
    records = spark_records_in(spark, store.file_uris(), root=store.table_uri)
    assert {cube.name: _sums(records, cube) for cube in CUBES} == expected


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_counts_processing_times_the_same(store: DeltaTable, spark: BaseBackend) -> None:
    def told(records: Table) -> tuple[Spent, ...]:
        # the simulation knows no times of its own
        timed = records.mutate(processing_minutes=(records.fee_dong % 907).cast("int32"))
        return spent_in(timed, Window(date(2026, 1, 10), date(2026, 3, 20)), keys=[Name.RECEIVING_UNIT, Name.CHANNEL])

    engine = duckdb_engine()
    expected = told(records_in(engine, store.file_uris(), schema=RECORD_SCHEMA))
    engine.disconnect()
    assert expected and told(spark_records_in(spark, store.file_uris(), root=store.table_uri)) == expected


@pytest.mark.postgres
def test_postgresql_gives_the_same(store: DeltaTable, expected: dict[str, tuple[int, ...]], tmp_path: Path) -> None:
    address = os.environ.get("PARINDEX_TEST_POSTGRES")
    if not address:
        pytest.skip("no PostgreSQL server (tools/with_postgres)")
    parts = urlsplit(address)
    engine = ibis.postgres.connect(
        host=parts.hostname, port=parts.port, user=parts.username, database=parts.path.lstrip("/")
    )
    engine.raw_sql("SET TIME ZONE 'UTC'")
    records = engine.create_table("parindex_records", store.to_pyarrow_table(), temp=True)
    assert {cube.name: _sums(records, cube) for cube in CUBES} == expected
    engine.disconnect()
