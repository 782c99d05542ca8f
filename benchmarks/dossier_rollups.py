"""Roll-ups of 10 million dossiers on the store, one plain Parquet file and PostgreSQL; deltas; a page's answer.

Run: ``tools/with_postgres .venv/bin/python benchmarks/dossier_rollups.py [rows]``. The same ibis expression runs on all
three; rows are compared one by one. PostgreSQL is left out, and said so, when no server is there. Then every roll-up is
refreshed: all months; after a delta that touches two months; after a delta of 100,000 rows, 90 % in two months and the
rest over all others. After each, the stored roll-up is held to one summed afresh, by checksum. Goals: at most 1,5 times
DuckDB on one plain file, at least 4 times as fast as PostgreSQL, refresh of two touched months at most a quarter of the
whole, the second delta merged and refreshed in at most 15 s, an answer from roll-ups in under 100 ms, memory 3 GB.
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
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from parindex.lake.answering import prepare
from parindex.lake.backends import duckdb_engine, records_in
from parindex.lake.checksums import checksum
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.engine_room import connection
from parindex.lake.figures import Group, View, Window, figures_of, groups_of
from parindex.lake.generate import Simulation, simulate
from parindex.lake.movements import CUBES, UNIT_DAY, Cube, Grain, movements
from parindex.lake.rollups import refresh, rollup_in
from parindex.lake.store import BATCH_KEY, RecordStore, StoreSetting, create_store

UNITS = tuple(f"{24_000 + at}" for at in range(124))
UNIT_MONTH = Cube("unit_month", Grain.MONTH, ())
UNIT_PROCEDURE_MONTH = Cube("unit_procedure_month_only", Grain.MONTH, (Name.PROCEDURE_CODE,))
GOAL_PLAIN, GOAL_POSTGRES, GOAL_REFRESH, GOAL_DELTA_S, GOAL_PAGE_S = 1.5, 4.0, 0.25, 15.0, 0.1
GOAL_MEMORY = 3000
PLAIN = "plain.parquet"
ENGINE_MEMORY = "1GB"
"""Of each DuckDB; the answers and the writer of the store come on top."""
POSTGRES_LIMIT_S = 300
COMPARED = (UNIT_MONTH, UNIT_PROCEDURE_MONTH)
SECONDS = b"seconds"
"""Of the answer, in what is kept of it."""
PAGE_WINDOW = Window(date(2025, 12, 15), date(2026, 12, 14))


def rows_of(expression: Table, types: pa.Schema | None = None) -> pa.Table:
    """Every row of an answer, in one order; in the types of another answer, where engines name integers differently."""
    table = expression.to_pyarrow().select(sorted(expression.columns))
    table = table.cast(types) if types is not None else table
    return table.sort_by([(name, "ascending") for name in table.column_names]).combine_chunks()


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the middle one of some runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def store_in(folder: Path) -> RecordStore:
    """The store of this run."""
    return create_store(StoreSetting(str(folder / "store")))


def make(folder: Path, rows: int) -> bool:
    """The same rows twice: in a store, brought in as imports do, and in one plain file."""
    start, plain = time.perf_counter(), folder / PLAIN
    wanted = Simulation(rows, UNITS, "H46", date(2025, 1, 1), date(2026, 12, 31))
    with pq.ParquetWriter(plain, RECORD_SCHEMA, compression="snappy") as writer:
        for batch in simulate(wanted):
            writer.write_batch(batch)
    store = store_in(folder)
    with store.writing():
        store.merge([str(plain)], lambda *_: {BATCH_KEY: "all"})
    print(f"made in {time.perf_counter() - start:.0f} s, {plain.stat().st_size / 1e6:.0f} MB as one file")
    return True


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
    listed = plain.with_suffix(".csv")
    with connection() as duck:
        duck.execute(
            f"COPY (SELECT {', '.join(names)} FROM read_parquet('{plain}')) TO '{listed}' (FORMAT csv, HEADER false)"
        )
    with psycopg.connect(address) as opened, listed.open("rb") as stream:
        opened.execute(f"CREATE UNLOGGED TABLE bench_records ({columns})")
        copy = f"COPY bench_records ({', '.join(names)}) FROM STDIN (FORMAT csv)"
        with opened.cursor() as cursor, cursor.copy(copy) as lines:
            while block := stream.read(1 << 20):
                lines.write(block)
        opened.commit()
        opened.execute("ANALYZE bench_records")
        shown = [(each, opened.execute(f"SHOW {each}").fetchone()) for each in ("shared_buffers", "jit")]
    listed.unlink()
    print(f"  PostgreSQL: loaded in {time.perf_counter() - start:.0f} s; {shown}, work_mem 256MB")
    engine = ibis.postgres.connect(
        host=parts.hostname, port=parts.port, user=parts.username, database=parts.path.lstrip("/")
    )
    engine.raw_sql("SET TIME ZONE 'UTC'")
    engine.raw_sql(f"SET statement_timeout = '{POSTGRES_LIMIT_S}s'")
    engine.raw_sql("SET work_mem = '256MB'")  # of each sort and hash: the default spills every step
    return engine, engine.table("bench_records")


def compare(folder: Path) -> bool:
    """Both roll-ups on the store and on the plain file, side by side; kept with their seconds for the third."""
    good, store, plain = True, store_in(folder).table(), folder / PLAIN
    ours, rival = duckdb_engine(memory=ENGINE_MEMORY), duckdb_engine(memory=ENGINE_MEMORY)
    records = records_in(ours, store.file_uris(), schema=RECORD_SCHEMA)
    one_file = rival.read_parquet(str(plain))
    for cube in COMPARED:
        expression, expected = movements(records, cube), movements(one_file, cube)
        found = rows_of(expression)
        good &= found.equals(rows_of(expected, found.schema))
        here, there = timed(expression.to_pyarrow), timed(expected.to_pyarrow)
        said = f"store {here:.2f} s, plain file {there:.2f} s, {here / there:.2f} times"
        print(f"{cube.name}: {said} (goal ≤ {GOAL_PLAIN})")
        good &= here / there <= GOAL_PLAIN
        pq.write_table(found.replace_schema_metadata({SECONDS: str(here)}), folder / f"{cube.name}.parquet")
    return good


def against_postgres(folder: Path, address: str) -> bool:
    """The same roll-ups there. Past the limit one is stopped: its ratio is then "at least", its rows not compared."""
    good, (engine, records) = True, in_postgres(address, folder / PLAIN)
    for cube in COMPARED:
        found = pq.read_table(folder / f"{cube.name}.parquet")
        ours, asked = float(found.schema.metadata[SECONDS]), movements(records, cube)
        start = time.perf_counter()
        try:
            theirs = rows_of(asked, found.schema)
        except psycopg.errors.QueryCanceled:
            theirs = None
        slow = time.perf_counter() - start
        said = "times ours, rows compared" if theirs is not None else f"times ours at least, stopped after {slow:.0f} s"
        print(f"  {cube.name}: {slow:.1f} s, {slow / ours:.1f} {said} (goal ≥ {GOAL_POSTGRES})", flush=True)
        good &= slow / ours >= GOAL_POSTGRES and (theirs is None or found.equals(theirs))
    engine.raw_sql("DROP TABLE bench_records")
    engine.disconnect()
    return good


def changed(plain: Path, target: Path, where: str, rows: int) -> str:
    """A delta: records of the store, by a condition of SQL, as they came back with a citizen's answer and a letter."""
    with connection() as duck:
        duck.execute(
            f"""COPY (SELECT * REPLACE (1::TINYINT AS satisfied, true AS apology_sent, 'delta' AS batch_id)
                FROM read_parquet('{plain}') WHERE {where} ORDER BY hash(record_code) LIMIT {rows})
                TO '{target}' (FORMAT parquet)"""
        )
    return str(target)


def merged(store: RecordStore, staged: list[str], root: str) -> tuple[float, float]:
    """Seconds to merge a delta and to refresh every roll-up."""
    start, begun = time.perf_counter(), time.process_time()
    with store.writing():
        store.merge(staged, lambda *_: {BATCH_KEY: "delta"})
    between, used = time.perf_counter(), time.process_time() - begun
    done = refresh(files=by_month(store.table()), root=root, changes=store.changes_folder())
    ended, more = time.perf_counter(), time.process_time() - begun - used
    how = "by difference" if all(each.by_difference for each in done) else "summed again"
    print(f"  processor: merged {used:.1f} s, refreshed {more:.1f} s, {how}")
    return between - start, ended - between


def is_whole(store: RecordStore, root: str) -> bool:
    """Whether the stored roll-ups are what the records give when they are summed afresh."""
    engine = duckdb_engine(memory=ENGINE_MEMORY)
    records, equal = records_in(engine, store.table().file_uris(), schema=RECORD_SCHEMA), True
    for cube in CUBES:
        kept, afresh = rollup_in(engine, root, cube), movements(records, cube)
        equal &= kept is not None and checksum(kept.select(afresh.columns)) == checksum(afresh)
    engine.disconnect()
    return equal


def refreshes(folder: Path) -> bool:
    """All months at first, then two that a delta touched, then a delta over all; then a page's answer."""
    root, store, plain = str(folder / "rollups"), store_in(folder), folder / PLAIN
    start = time.perf_counter()
    rows = sum(each.rows for each in refresh(files=by_month(store.table()), root=root))
    whole = time.perf_counter() - start
    good = is_whole(store, root)
    late = sorted(by_month(store.table()))[-2:]
    busy = f"received_month IN ('{late[0]}', '{late[1]}')"
    two = changed(plain, folder / "two.parquet", busy, 90_000)
    rest = changed(plain, folder / "rest.parquet", f"NOT {busy}", 10_000)
    merge_two, touched = merged(store, [two], root)
    good &= is_whole(store, root)
    print(f"refresh: all months {whole:.1f} s ({rows} rows of {len(CUBES)} roll-ups)")
    share = f"{touched / whole:.2f} of it (goal ≤ {GOAL_REFRESH})"
    print(f"90.000 rows in two months: merged {merge_two:.1f} s, refreshed {touched:.1f} s, {share}")
    merge_all, spread = merged(store, [two, rest], root)
    good &= is_whole(store, root)
    both = f"together {merge_all + spread:.1f} s (goal ≤ {GOAL_DELTA_S:.0f})"
    print(f"100.000 rows, 10 % over all months: merged {merge_all:.1f} s, refreshed {spread:.1f} s, {both}")
    print(f"roll-ups equal to fresh ones: {good}", flush=True)
    answer = page_answer(root)
    fast = touched / whole <= GOAL_REFRESH and merge_all + spread <= GOAL_DELTA_S and answer < GOAL_PAGE_S
    return good and fast


def page_answer(root: str) -> float:
    """Seconds of one question as pages ask it: one thread, the roll-up read before; held to the stored one."""
    engine = duckdb_engine(threads=1, memory="512MB")
    used = _asked_as_a_page(engine, root)  # what it keeps in the engine is let go before the engine is closed
    engine.disconnect()
    return used


def _asked_as_a_page(engine: BaseBackend, root: str) -> float:
    stored = rollup_in(engine, root, UNIT_DAY)
    assert stored is not None
    start = time.perf_counter()
    held = prepare(stored, UNIT_DAY)
    read = time.perf_counter() - start

    def asked(table: Table) -> tuple[Group, ...]:
        return groups_of(figures_of(table, PAGE_WINDOW, grain=Grain.DAY, view=View.RECEIVED))

    assert asked(held.until(PAGE_WINDOW)) == asked(stored)
    used = time.process_time()
    answer = timed(lambda: asked(held.until(PAGE_WINDOW)), 5)
    used = (time.process_time() - used) / 5
    said = f"{answer * 1000:.0f} ms, {used * 1000:.0f} ms of the processor (goal < 100 ms); read once in {read:.1f} s"
    print(f"a year's figures of {len(UNITS)} units, from the middle of a month: {said}")
    return used


def _apart(work: Callable[..., bool], *given: object) -> tuple[bool, float]:
    """What a step said in a process of its own, and the most memory in MB that it took."""
    return work(*given), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {rows} dossiers", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="parindex-bench-"))
    address = os.environ.get("PARINDEX_TEST_POSTGRES")
    rival = ((against_postgres, (folder, address)),) if address else ()
    if not address:
        print("PostgreSQL: left out, no server (tools/with_postgres)")
    steps: tuple[tuple[Callable[..., bool], tuple[object, ...]], ...] = (
        (make, (folder, rows)),
        (compare, (folder,)),
        *rival,
        (refreshes, (folder,)),
    )
    good = True
    try:
        for work, given in steps:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                held, peak = process.submit(_apart, work, *given).result()
            good &= held
            if work is against_postgres:
                continue  # what its client takes to hold the answer is not ours
            print(f"peak memory of this step {peak:.0f} MB (goal ≤ {GOAL_MEMORY})", flush=True)
            good &= peak <= GOAL_MEMORY
    finally:
        shutil.rmtree(folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
