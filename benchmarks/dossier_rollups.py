"""Roll-ups of 10 million dossiers on the store, one plain Parquet file and PostgreSQL; a delta; a page's answer.

Run: ``tools/with_postgres .venv/bin/python benchmarks/dossier_rollups.py [rows]``. The same ibis expression runs on all
three; rows are compared one by one. PostgreSQL is left out, and said so, when no server is there. Goals: at most 1,5
times DuckDB on one plain file, at least 4 times as fast as PostgreSQL, refresh of two touched months at most a quarter
of the whole, an answer from roll-ups in under 100 ms.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from parindex.lake.backends import duckdb_engine, records_in
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.figures import View, Window, figures_of, groups_of
from parindex.lake.generate import Simulation, simulate
from parindex.lake.movements import CUBES, UNIT_DAY, Cube, Grain, movements
from parindex.lake.rollups import refresh, rollup_in

UNITS = tuple(f"{24_000 + at}" for at in range(124))
UNIT_MONTH = Cube("unit_month", Grain.MONTH, ())
UNIT_PROCEDURE_MONTH = Cube("unit_procedure_month_only", Grain.MONTH, (Name.PROCEDURE_CODE,))
GOAL_PLAIN, GOAL_POSTGRES, GOAL_REFRESH, GOAL_PAGE_S = 1.5, 4.0, 0.25, 0.1
PAGE_WINDOW = Window(date(2025, 12, 15), date(2026, 12, 14))


def rows_of(expression: Table) -> list[tuple[object, ...]]:
    """Every row of an answer, in one order."""
    columns = expression.to_pyarrow().select(sorted(expression.columns)).to_pydict().values()
    return sorted(zip(*columns, strict=True), key=str)


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the middle one of some runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def make(folder: Path, rows: int) -> tuple[DeltaTable, Path]:
    """The same rows twice: as the store lays them out, and in one plain file."""
    plain = folder / "plain.parquet"
    wanted = Simulation(rows, UNITS, "H46", date(2025, 1, 1), date(2026, 12, 31))
    with pq.ParquetWriter(plain, RECORD_SCHEMA, compression="snappy") as writer:
        for batch in simulate(wanted):
            writer.write_batch(batch)
    store = str(folder / "records")
    _write(store, plain)
    return DeltaTable(store), plain


def _write(store: str, plain: Path) -> None:
    """Month by month, as imports do."""
    engine = duckdb_engine()
    table = engine.read_parquet(str(plain))
    months = sorted(row["received_month"] for row in table.select("received_month").distinct().to_pyarrow().to_pylist())
    for month in months:
        rows = table.filter(table.received_month == month).to_pyarrow().cast(RECORD_SCHEMA)
        write_deltalake(store, rows, mode="append", partition_by=["received_month"])
    engine.disconnect()


def by_month(table: DeltaTable) -> dict[str, list[str]]:
    """The store's files by received month."""
    found: dict[str, list[str]] = {}
    for path in table.file_uris():
        found.setdefault(path.split("received_month=")[1].split("/")[0], []).append(path)
    return found


def in_postgres(address: str, plain: Path) -> tuple[BaseBackend, Table]:
    """The rows copied into a table of PostgreSQL, analysed; its settings are printed."""
    parts = urlsplit(address)
    names = [each.name for each in RECORD_SCHEMA]
    kinds = {"string": "text", "int8": "smallint", "int16": "smallint", "int32": "integer", "int64": "bigint"}
    columns = ", ".join(
        f'"{each.name}" {kinds.get(str(each.type), "boolean" if str(each.type) == "bool" else "timestamptz")}'
        for each in RECORD_SCHEMA
    )
    start = time.perf_counter()
    with psycopg.connect(address) as opened:
        opened.execute(f"CREATE UNLOGGED TABLE bench_records ({columns})")
        copy = f"COPY bench_records ({', '.join(names)}) FROM STDIN"
        with opened.cursor() as cursor, cursor.copy(copy) as lines:
            for batch in pq.ParquetFile(plain).iter_batches(100_000):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    lines.write_row(row)
        opened.commit()
        opened.execute("ANALYZE bench_records")
        shown = [(each, opened.execute(f"SHOW {each}").fetchone()) for each in ("shared_buffers", "work_mem", "jit")]
    print(f"  PostgreSQL: loaded in {time.perf_counter() - start:.0f} s; {shown}")
    engine = ibis.postgres.connect(
        host=parts.hostname, port=parts.port, user=parts.username, database=parts.path.lstrip("/")
    )
    engine.raw_sql("SET TIME ZONE 'UTC'")
    return engine, engine.table("bench_records")


def compare(store: DeltaTable, plain: Path, address: str | None) -> bool:
    """Both roll-ups on the three, side by side."""
    good = True
    ours, rival = duckdb_engine(), duckdb_engine()
    records = records_in(ours, store.file_uris(), schema=RECORD_SCHEMA)
    one_file = rival.read_parquet(str(plain))
    third = in_postgres(address, plain) if address else None
    for cube in (UNIT_MONTH, UNIT_PROCEDURE_MONTH):
        expression, expected = movements(records, cube), movements(one_file, cube)
        good &= rows_of(expression) == rows_of(expected)
        here, there = timed(expression.to_pyarrow), timed(expected.to_pyarrow)
        said = f"store {here:.2f} s, plain file {there:.2f} s, {here / there:.2f} times"
        print(f"{cube.name}: {said} (goal ≤ {GOAL_PLAIN})")
        good &= here / there <= GOAL_PLAIN
        if third:
            asked = movements(third[1], cube)
            slow = timed(asked.to_pyarrow, 1)
            print(f"  PostgreSQL {slow:.1f} s, {slow / here:.1f} times ours (goal ≥ {GOAL_POSTGRES})")
            good &= slow / here >= GOAL_POSTGRES and rows_of(asked) == rows_of(expression)
    if third:
        third[0].raw_sql("DROP TABLE bench_records")
    else:
        print("PostgreSQL: left out, no server (tools/with_postgres)")
    return good


def _as_new(rows: pa.Table, month: str) -> pa.Table:
    """The rows again under other codes."""
    place = rows.schema.get_field_index("record_code")
    codes = pc.binary_join_element_wise(rows["record_code"], "N", "-")
    fresh = rows.set_column(place, RECORD_SCHEMA.field("record_code"), codes)
    return fresh.append_column(RECORD_SCHEMA.field("received_month"), pa.array([month] * rows.num_rows))


def refreshes(store: DeltaTable, folder: Path) -> bool:
    """All months at first, then two that a delta touched; then a page's answer."""
    root = str(folder / "rollups")
    start = time.perf_counter()
    rows = sum(each.rows for each in refresh(files=by_month(store), root=root))
    whole = time.perf_counter() - start
    months = sorted(by_month(store))[-2:]
    for month in months:
        (path,) = by_month(store)[month][:1]
        some = pq.ParquetFile(path).read().slice(0, 45_000)
        write_deltalake(str(folder / "records"), _as_new(some, month), mode="append", partition_by=["received_month"])
    start = time.perf_counter()
    refresh(files=by_month(DeltaTable(str(folder / "records"))), root=root)
    touched = time.perf_counter() - start
    print(f"refresh: all months {whole:.1f} s ({rows} rows of {len(CUBES)} roll-ups), two months {touched:.1f} s, "
          f"{touched / whole:.2f} of it (goal ≤ {GOAL_REFRESH})")  # fmt: skip
    engine = duckdb_engine()
    rollup = rollup_in(engine, root, UNIT_DAY)
    assert rollup is not None
    answer = timed(lambda: groups_of(figures_of(rollup, PAGE_WINDOW, grain=Grain.DAY, view=View.RECEIVED)), 5)
    print(f"a year's figures of {len(UNITS)} units from the roll-up: {answer * 1000:.0f} ms (goal < 100 ms)")
    return touched / whole <= GOAL_REFRESH and answer < GOAL_PAGE_S


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; {rows} dossiers")
    folder = Path(tempfile.mkdtemp(prefix="parindex-bench-"))
    try:
        start = time.perf_counter()
        store, plain = make(folder, rows)
        print(f"made in {time.perf_counter() - start:.0f} s, {plain.stat().st_size / 1e6:.0f} MB as one file")
        good = compare(store, plain, os.environ.get("PARINDEX_TEST_POSTGRES"))
        good &= refreshes(store, folder)
    finally:
        shutil.rmtree(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB (goal ≤ 3.000 MB)")
    return 0 if good and peak <= 3000 else 1


if __name__ == "__main__":
    sys.exit(main())
