"""``dossiers rollup`` and ``dossiers compare-engines``: stored sums, and the same sums on two engines."""

from __future__ import annotations

import importlib.util
import shutil
import time

import click
from ibis.backends import BaseBackend
from ibis.expr.types import Table as Records

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import stop
from parindex.cli.store_options import store_at
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.lake.asked import bring_up_to_date, sources_of
from parindex.lake.backends import duckdb_engine, records_in, spark_engine, spark_records_in
from parindex.lake.checksums import checksum, digest
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.movements import CUBES, counted_once, movements
from parindex.lake.store import RecordStore

_ROLLUPS = (Column(Key.ROLLUP), Column(Key.MONTHS), Column(Key.ROWS), Column(Key.ROLLUP_VERSION))
_ENGINES = (Column(Key.ROLLUP), Column(Key.ENGINE_USED), Column(Key.ROWS), Column(Key.CHECKSUM), Column(Key.SECONDS))


@command("rollup", HelpText.DOSSIERS_ROLLUP)
@click.argument("store")
def rollup(setting: Setting, store: str) -> Reply:
    """Bring the stored roll-ups up to date: changes are added and taken away, or the months summed again."""
    opened = store_at(store, setting.language)
    rows = [(each.cube, len(each.months), each.rows, each.version) for each in bring_up_to_date(opened)]
    facts = ((Column(Key.STORE_VERSION), opened.version()),)
    return Reply(Answer(facts, (Table(Key.ROLLUPS, _ROLLUPS, rows),)))


@command("compare-engines", HelpText.DOSSIERS_COMPARE_ENGINES)
@click.argument("store")
@click.option("--master", default="local[2]", show_default=True, help=help_text(HelpText.SPARK_MASTER))
def compare_engines(setting: Setting, store: str, master: str) -> Reply:
    """The checksums of every roll-up on DuckDB and Spark; exit code 1 when they differ."""
    opened = store_at(store, setting.language)
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        stop(ProblemCode.NO_SPARK, setting.language)
    files = opened.files()
    if not files:
        stop(ProblemCode.EMPTY_STORE, setting.language, store=store)
    duck = duckdb_engine()
    rows = _sums(opened, "duckdb", duck, records_in(duck, files, schema=RECORD_SCHEMA))
    duck.disconnect()
    spark = spark_engine(master=master)
    try:
        rows += _sums(opened, "spark", spark, spark_records_in(spark, files, root=opened.records_uri))
    finally:
        spark.disconnect()
    same = len({(row[0], row[3]) for row in rows}) == len(CUBES)
    facts = ((Column(Key.STORE_VERSION), opened.version()), (Column(Key.SAME_SUMS), same))
    return Reply(Answer(facts, (Table(Key.ROLLUPS, _ENGINES, sorted(rows)),)), found=not same)


def _sums(store: RecordStore, name: str, engine: BaseBackend, records: Records) -> list[tuple[str, str, int, str, str]]:
    sources = sources_of(store)
    once = counted_once(records, ()) if len(sources) > 1 else records
    rows = []
    for cube in CUBES:
        start = time.perf_counter()
        sums = checksum(movements(once, cube))
        rows.append((cube.name, name, sums[0], digest(sums), f"{time.perf_counter() - start:.2f}"))
    return rows
