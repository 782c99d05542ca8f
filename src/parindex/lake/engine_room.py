"""One way to open DuckDB: bounded memory, UTC, spilling beside the data; never more than the machine is asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import duckdb

MEMORY = "1500MB"


@contextmanager
def connection(
    spill: Path | None = None, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory, closed at the end. Rows keep no order unless a query asks for one.

    ``spill``: below which folder it may put what does not fit; the machine's temporary folder by default.
    """
    own = spill_folder(spill)
    opened = duckdb.connect(":memory:")
    try:
        opened.execute("SET TimeZone = 'UTC'")
        opened.execute(f"SET threads = {threads or os.cpu_count() or 1}")
        opened.execute(f"SET memory_limit = '{memory}'")
        opened.execute("SET preserve_insertion_order = false")
        opened.execute(f"SET temp_directory = {quoted(str(own))}")
        yield opened
    finally:
        opened.close()
        shutil.rmtree(own, ignore_errors=True)


def spill_folder(under: Path | None = None) -> Path:
    """A folder of one's own for what does not fit into memory; DuckDB makes it when it needs it and takes it away.

    Its own choice is one folder for all programs that stand in the same directory, with the same names of files: two
    that spill at the same time destroy each other's rows.
    """
    place = under or Path(tempfile.gettempdir())
    place.mkdir(parents=True, exist_ok=True)
    return place / f"parindex-spill-{uuid4().hex}"


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
