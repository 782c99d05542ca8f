"""Engines that compute: DuckDB over the store's current files (default), Spark where one machine is not enough.

Both read the same list of Parquet files and run the same expressions; sessions stand in UTC, so that no machine's own
time zone moves a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake.fs import DeltaStorageHandler
from ibis.expr.types import Table
from pyarrow.fs import PyFileSystem

from parindex.lake.columns import PARTITION
from parindex.lake.engine_room import quoted, spill_folder

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

MEMORY = "2GB"


def duckdb_engine(*, threads: int = 2, memory: str = MEMORY) -> BaseBackend:
    """A DuckDB of its own in memory, with a folder of its own for what does not fit."""
    engine = ibis.duckdb.connect(threads=threads, memory_limit=memory)
    engine.raw_sql("SET TimeZone='UTC'")
    engine.raw_sql("SET preserve_insertion_order=false")
    engine.raw_sql("SET enable_progress_bar=false")  # ibis switches it on: it would stand in what commands print
    engine.raw_sql(f"SET temp_directory = {quoted(str(spill_folder()))}")
    return engine


def records_in(
    engine: BaseBackend,
    files: Sequence[str],
    *,
    schema: pa.Schema,
    storage_options: Mapping[str, str] | None = None,
) -> Table:
    """The records of the store's current ``files`` (partition in the path), as a table of ``engine``.

    No file at all gives an empty table of ``schema``. Files of an object store are read through ``storage_options``.
    """
    if not files:
        return engine.create_table(ibis.util.gen_name("empty"), schema.empty_table(), temp=True)
    if "://" in files[0]:
        name = ibis.util.gen_name("records")
        own: Any = engine  # DuckDB's own reader of object stores is an extension that has to be downloaded
        own.con.register(name, _in_object_store(files, storage_options or {}))
        return engine.table(name)
    # the partition stays text: "2026-01" is no date
    return engine.read_parquet(list(files), hive_partitioning=True, hive_types_autocast=False)


def _in_object_store(files: Sequence[str], storage_options: Mapping[str, str]) -> ds.Dataset:
    """The files as one data set, read by the same library that wrote them."""
    root = files[0].partition(f"/{PARTITION}=")[0]
    place = PyFileSystem(DeltaStorageHandler(root, dict(storage_options)))
    months = ds.partitioning(pa.schema([(PARTITION.value, pa.string())]), flavor="hive")
    return ds.dataset(
        [path.removeprefix(f"{root}/") for path in files], filesystem=place, format="parquet", partitioning=months
    )


def spark_engine(*, master: str = "local[2]", settings: dict[str, str] | None = None) -> BaseBackend:
    """A Spark session (extra ``spark``). Raises ImportError when pyspark is not installed."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra: absent on most machines

    builder: Any = SparkSession.builder.master(master).appName("parindex")
    declared = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
    }
    for name, value in {**declared, **(settings or {})}.items():
        builder = builder.config(name, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def spark_records_in(engine: BaseBackend, files: Sequence[str], *, root: str) -> Table:
    """The same files read by Spark; ``root``: the table's folder, from which the partition is read."""
    session: Any = engine._session  # ibis offers no reader with a base path
    frame = session.read.option("basePath", root).parquet(*files)
    frame.createOrReplaceTempView("parindex_records")
    return engine.table("parindex_records")
