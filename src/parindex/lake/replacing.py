"""Copy on write: rows that change are replaced file by file, and the files change places in one Delta transaction.

DuckDB finds the files that hold a key of the fresh rows, writes what they keep and the fresh rows into new files by
month, and one commit adds the new and removes the old. Only the key decides which row is replaced, so a dossier
whose received month is corrected leaves its old partition. Untouched files stay as they are. What a small write puts in
and takes away is kept for the roll-ups (``changes``).
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote
from uuid import uuid4

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
from deltalake.transaction import AddAction, RemoveAction

from parindex.lake.changes import FOLDER, MOST_ROWS, Way, keep_change, signature, state_of
from parindex.lake.columns import KEY, PARTITION, RECORD_SCHEMA
from parindex.lake.engine_room import connection, named, parquet_scan, quoted

SMALL_FILE = 8 * 1024 * 1024
"""Bytes; small files are rewritten together with others of their month when the month is touched anyway."""
JOURNAL = "adopted.json"
NO_CLEANUP = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


class Written(NamedTuple):
    """What one transaction did."""

    version: int
    inserted: int
    updated: int
    moved: int
    """Updated rows that changed their month; −1 where Delta's own MERGE wrote."""


Note = Callable[[int, int], Mapping[str, str]]
"""What a version keeps, made from the numbers of inserted and updated rows."""


class Opened(Protocol):
    """What is needed of the record store."""

    root: str
    records_uri: str

    def table(self, version: int | None = None) -> DeltaTable: ...

    def version(self) -> int: ...

    def files(self, version: int | None = None) -> tuple[str, ...]: ...

    def work_folder(self) -> Path: ...


def replace_files(store: Opened, staged: Sequence[str], note: Note) -> Written:
    """Bring staged rows in by copy on write, in one Delta transaction. Call under the writer's lock."""
    table = store.table()
    work = store.work_folder() / f"merge_{uuid4().hex}"
    work.mkdir(parents=True)
    try:
        with connection(store.work_folder() / "spill") as opened:
            opened.execute(f"CREATE VIEW fresh AS SELECT {columns()} FROM {staged_rows(staged)}")
            touched, updated, moved = _touched(store, opened, table)
            fresh = opened.execute("SELECT count(*) FROM fresh").fetchone()
            inserted = (fresh[0] if fresh else 0) - updated
            small = bool(table.file_uris()) and 0 < inserted + updated <= MOST_ROWS
            old = [f"{store.records_uri}/{unquote(path)}" for path in touched]
            files = _copy(opened, old, work, with_change=small)
        added = _adopt(store, files["kept"], work)
        way = _way(table, touched, added)
        table.create_write_transaction(
            [*added, *(_removal(table, path) for path in touched)],
            "append",
            RECORD_SCHEMA,
            partition_by=[PARTITION.value],
            commit_properties=CommitProperties(custom_metadata=dict(note(inserted, updated))),
            post_commithook_properties=NO_CLEANUP,
        )
        (work / JOURNAL).unlink(missing_ok=True)
        if small:
            with suppress(OSError):  # committed is committed: without it the months are summed anew
                put, taken = ([each[0] for each in files[part]] for part in ("put", "taken"))
                keep_change(Path(store.root) / FOLDER, way, put, taken)
    finally:
        if not (work / JOURNAL).exists():
            shutil.rmtree(work, ignore_errors=True)
    return Written(store.version(), inserted, updated, moved)


def _touched(store: Opened, opened: duckdb.DuckDBPyConnection, table: DeltaTable) -> tuple[list[str], int, int]:
    """Files that hold a key of ``fresh`` and small ones beside them; rows replaced; rows that change month."""
    if not table.file_uris():
        return [], 0, 0
    known = pa.table(table.get_add_actions(flatten=True))
    paths: dict[str, str] = {f"{store.records_uri}/{unquote(path)}": path for path in known["path"].to_pylist()}
    found = opened.execute(
        f"""SELECT old.filename, old.received_month, count(*),
                   count(*) FILTER (WHERE old.received_month <> fresh.received_month)
            FROM {parquet_scan(list(paths), with_file=True)} old JOIN fresh USING ({", ".join(KEY)})
            GROUP BY ALL"""
    ).fetchall()
    months = {row[0] for row in opened.execute("SELECT DISTINCT received_month FROM fresh").fetchall()}
    months |= {row[1] for row in found}
    touched = {row[0] for row in found}
    sizes = zip(paths, known["size_bytes"].to_pylist(), strict=True)
    small = [path for path, size in sizes if size < SMALL_FILE and _month_of(path) in months]
    touched.update(small if len(small) > len(months) else [])
    return [paths[path] for path in sorted(touched)], sum(row[2] for row in found), sum(row[3] for row in found)


def _copy(
    opened: duckdb.DuckDBPyConnection, old: Sequence[str], work: Path, *, with_change: bool
) -> dict[str, list[tuple[Any, ...]]]:
    """Write what the touched files keep, and the fresh rows, into files by month below ``work``: the ``kept``.

    ``with_change``: in the same pass also the rows that are ``put`` in and those that are ``taken`` away.
    """
    key = ", ".join(KEY)
    parts = [f"SELECT {columns()}, 'kept' AS part FROM fresh"]
    if with_change:
        parts.append(f"SELECT {columns()}, 'put' AS part FROM fresh")
    if old and with_change:
        parts.append(
            f"""SELECT {columns()}, CASE WHEN goes THEN 'taken' ELSE 'kept' END AS part
                FROM {parquet_scan(old)} old LEFT JOIN (SELECT {key}, true AS goes FROM fresh) USING ({key})"""
        )
    elif old:
        parts.append(f"SELECT {columns()}, 'kept' AS part FROM {parquet_scan(old)} old ANTI JOIN fresh USING ({key})")
    written = opened.execute(
        f"""COPY ({" UNION ALL ".join(parts)}) TO {quoted(str(work / "out"))}
            (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (part, {PARTITION}), FILENAME_PATTERN 'part-{{uuid}}',
             APPEND, RETURN_STATS)"""
    ).fetchall()
    return {
        part: [each for each in written if f"/part={part}/" in each[0].replace(os.sep, "/")]
        for part in ("kept", "put", "taken")
    }


def _way(before: DeltaTable, touched: Sequence[str], added: Sequence[AddAction]) -> Way:
    """From the state that is there now to the one that the commit makes."""
    old = set(pa.table(before.get_add_actions())["path"].to_pylist()) if before.file_uris() else set()
    return Way(_state(old), _state(old - set(touched) | {each.path for each in added}))


def _state(paths: Iterable[str]) -> str:
    by_month: dict[str, list[str]] = {}
    for path in paths:
        by_month.setdefault(_month_of(path), []).append(unquote(path))
    return state_of({month: signature(each) for month, each in by_month.items()})


def _adopt(store: Opened, files: Sequence[tuple[Any, ...]], work: Path) -> list[AddAction]:
    """Move written files into the table's folder, after a journal by which a killed writer's files are taken away."""
    moves = [(each[0], f"{PARTITION}={_month_of(each[0])}/{Path(each[0]).name}", each) for each in files]
    with open(work / JOURNAL, "w", encoding="utf-8") as journal:
        json.dump([target for _, target, _ in moves], journal)
        journal.flush()
        os.fsync(journal.fileno())
    added = []
    for origin, target, stats in moves:
        place = Path(store.records_uri) / target
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(origin, place)
        added.append(_addition(target, place, int(stats[1]), stats[4]))
    return added


def recover(store: Opened) -> list[str]:
    """After a kill: take away files that were never committed. Call under ``writing``. Names of what was removed."""
    removed: list[str] = []
    listed: set[str] | None = None
    for work in sorted(store.work_folder().glob("merge_*")):
        if (work / JOURNAL).exists():
            listed = listed if listed is not None else set(store.files())
            for target in _journal(work / JOURNAL):
                place = f"{store.records_uri}/{target}"
                if place not in listed and Path(place).exists():
                    Path(place).unlink()
                    removed.append(target)
        shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(store.work_folder() / "spill", ignore_errors=True)
    return removed


def columns() -> str:
    """The columns of a record, for SELECT."""
    return ", ".join(named(name) for name in RECORD_SCHEMA.names)


def staged_rows(files: Sequence[str]) -> str:
    """A FROM clause over staged Parquet files."""
    return f"read_parquet([{', '.join(quoted(each) for each in files)}], hive_partitioning = false)"


def _month_of(path: str) -> str:
    return path.rsplit(f"{PARTITION}=", 1)[-1].split("/", 1)[0]


def _journal(path: Path) -> list[str]:
    """Targets of an interrupted move; a journal that was not whole moved nothing."""
    try:
        return [str(each) for each in json.loads(path.read_text(encoding="utf-8"))]
    except ValueError:
        return []


def _addition(path: str, place: Path, rows: int, columns: Mapping[str, Mapping[str, str]]) -> AddAction:
    bounds = {key.strip('"'): stats for key, stats in columns.items()}
    code = bounds.get("record_code", {})
    stats: dict[str, Any] = {"numRecords": rows}
    if "min" in code and "max" in code:
        stats["minValues"], stats["maxValues"] = {"record_code": code["min"]}, {"record_code": code["max"]}
        stats["nullCount"] = {"record_code": 0}
    seen = place.stat()
    month = {PARTITION.value: _month_of(path)}
    return AddAction(path, seen.st_size, month, int(seen.st_mtime * 1000), True, json.dumps(stats))


def _removal(table: DeltaTable, path: str) -> RemoveAction:
    return RemoveAction(
        path=path,
        data_change=True,
        deletion_timestamp=int(datetime.now(UTC).timestamp() * 1000),
        partition_values={PARTITION.value: _month_of(unquote(path))},
    )
