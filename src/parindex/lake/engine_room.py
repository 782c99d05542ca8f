"""One way to open DuckDB: bounded memory, UTC, spilling beside the data; never more than the machine is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "1500MB"


@contextmanager
def connection(
    spill: Path | None = None, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory, closed at the end. Rows keep no order unless a query asks for one."""
    opened = duckdb.connect(":memory:")
    try:
        opened.execute("SET TimeZone = 'UTC'")
        opened.execute(f"SET threads = {threads or os.cpu_count() or 1}")
        opened.execute(f"SET memory_limit = '{memory}'")
        opened.execute("SET preserve_insertion_order = false")
        if spill is not None:
            spill.mkdir(parents=True, exist_ok=True)
            opened.execute(f"SET temp_directory = {quoted(str(spill))}")
        yield opened
    finally:
        opened.close()


def quoted(text: str) -> str:
    """Text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def parquet_scan(files: Sequence[str], *, with_file: bool = False) -> str:
    """``read_parquet`` of the table's files; the partition column is read from the path, as text."""
    listed = ", ".join(quoted(each) for each in files)
    more = ", filename = true" if with_file else ""
    return (
        f"read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false, union_by_name = false{more})"
    )
