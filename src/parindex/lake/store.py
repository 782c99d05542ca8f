"""The record store: one Delta table of dossiers (latest state a source and code), kept by version.

A write is one Delta transaction: locally by copy on write (``replacing``), in an object store by Delta's MERGE. Both
match on the key only: a dossier whose received month is corrected moves to the other partition. One writer at a time,
held by a lock file; readers need no lock, they read the file list of a version.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake

from parindex.lake.changes import FOLDER as CHANGES
from parindex.lake.columns import EVENT_SCHEMA, KEY, PARTITION, RECORD_SCHEMA
from parindex.lake.engine_room import connection, named, parquet_scan
from parindex.lake.replacing import NO_CLEANUP, Note, Written, columns, recover, replace_files, staged_rows

STATUTORY_DAYS = 3650
"""Default period for which every version can be read: ten years, as for the files that the figures prove."""
BATCH_KEY = "parindex.batch"
PIN_SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("pinned", pa.bool_(), nullable=False),
    ]
)


class StoreBusy(RuntimeError):
    """Another process writes to this store."""


class StoreMissing(LookupError):
    """There is no record store at this place."""


class VersionGone(LookupError):
    """The version was never there, or its files are gone."""


@dataclass(frozen=True, slots=True)
class StoreSetting:
    """Where the store is. ``uri``: a local folder, or ``s3://bucket/prefix`` with ``storage_options``."""

    uri: str
    storage_options: Mapping[str, str] = field(default_factory=dict)
    keep_days: int = STATUTORY_DAYS
    work_folder: str | None = None
    """Where imports stage rows (never personal data). Default: ``work`` in a local store, else the temporary folder."""

    @property
    def is_local(self) -> bool:
        """Whether the store is a folder of this machine."""
        return "://" not in self.uri


class Pin(NamedTuple):
    """A version that must stay readable, and for whom: a fact, a window, a publication."""

    kind: str
    name: str
    version: int


class Version(NamedTuple):
    """One entry of the history."""

    version: int
    at: datetime
    batch_id: str | None
    note: Mapping[str, str]


class RecordStore:
    """Open with ``open_store``; make with ``create_store``."""

    def __init__(self, setting: StoreSetting) -> None:
        self.setting = setting
        self.root = setting.uri.rstrip("/")
        self.records_uri = f"{self.root}/records"

    # reading

    def table(self, version: int | None = None) -> DeltaTable:
        """The Delta table, at its newest or a kept version. Raises ``VersionGone``."""
        try:
            return DeltaTable(self.records_uri, version=version, storage_options=dict(self.setting.storage_options))
        except Exception as error:
            if version is None:
                raise
            raise VersionGone(f"{self.records_uri} @ {version}") from error

    def version(self) -> int:
        """Number of the newest version."""
        return int(self.table().version())

    def files(self, version: int | None = None) -> tuple[str, ...]:
        """Paths of the Parquet files that make a version; for readers of any engine."""
        table = self.table(version)
        if not self.setting.is_local:
            return tuple(table.file_uris())
        paths = pa.table(table.get_add_actions(flatten=True))["path"].to_pylist() if table.file_uris() else []
        return tuple(f"{self.records_uri}/{unquote(path)}" for path in paths)

    def scan(self, version: int | None = None) -> str:
        """A FROM clause for DuckDB over a version's files; an empty table gives no rows but all columns."""
        files = self.files(version)
        if not files:
            columns = ", ".join(f"NULL::{_duck(each.type)} AS {named(each.name)}" for each in RECORD_SCHEMA)
            return f"(SELECT {columns} WHERE false)"
        return parquet_scan(files)

    def show(self, opened: duckdb.DuckDBPyConnection, name: str = "records", version: int | None = None) -> None:
        """Make a view ``name`` of a version for DuckDB (and for ibis over the same connection)."""
        if self.setting.is_local:
            opened.execute(f"CREATE OR REPLACE VIEW {named(name)} AS SELECT {columns()} FROM {self.scan(version)}")
        else:
            opened.register(name, self.table(version).to_pyarrow_dataset())

    def count(self, version: int | None = None) -> int:
        """Rows of a version, from its log."""
        return int(self.table(version).count())

    def history(self) -> tuple[Version, ...]:
        """Newest first."""
        return tuple(
            Version(
                int(entry["version"]),
                datetime.fromtimestamp(entry["timestamp"] / 1000, tz=UTC),
                entry.get(BATCH_KEY),
                {key: str(value) for key, value in entry.items() if key.startswith("parindex.")},
            )
            for entry in self.table().history()
        )

    # writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store's writer lock. Raises ``StoreBusy`` at once when another process has it."""
        if not self.setting.is_local:
            yield
            return
        with open(f"{self.root}/writer.lock", "w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy(self.root) from error
            yield

    def work_folder(self) -> Path:
        """Where a writer stages its files. Holds nothing between two writes."""
        wanted = self.setting.work_folder or (f"{self.root}/work" if self.setting.is_local else None)
        folder = Path(wanted) if wanted else Path(tempfile.gettempdir()) / "parindex_lake"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def rejects_folder(self) -> Path:
        """Where rejects files stand, one a batch."""
        folder = Path(self.root) / "rejects" if self.setting.is_local else self.work_folder() / "rejects"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def changes_folder(self) -> Path | None:
        """Where small writes leave what they changed, for roll-ups (``lake.changes``). None in an object store."""
        return Path(self.root) / CHANGES if self.setting.is_local else None

    def recover(self) -> list[str]:
        """After a kill: take away what was never committed. Call under ``writing``. Names of the files removed."""
        if not self.setting.is_local:
            return []
        for left in self.work_folder().glob("import_*"):
            shutil.rmtree(left, ignore_errors=True)
        return recover(self)

    def merge(self, staged: Sequence[str], note: Note, *, by_delta: bool | None = None) -> Written:
        """Bring staged Parquet files (``RECORD_SCHEMA``, keys unique) in as the latest state, in one transaction.

        ``note`` is kept with the version. ``by_delta`` forces Delta's own MERGE (the only way in an object store).
        """
        if by_delta or (by_delta is None and not self.setting.is_local):
            return self._merge_by_delta(staged, note)
        return replace_files(self, staged, note)

    def _merge_by_delta(self, staged: Sequence[str], note: Note) -> Written:
        table = self.table()
        with connection(self.work_folder() / "spill") as opened:
            rows = opened.execute(f"SELECT {columns()} FROM {staged_rows(staged)}").to_arrow_reader(100_000)
            made = (
                table.merge(
                    rows,
                    " AND ".join(f"old.{name} = new.{name}" for name in KEY),
                    source_alias="new",
                    target_alias="old",
                    commit_properties=CommitProperties(custom_metadata=dict(note(0, 0))),
                    post_commithook_properties=NO_CLEANUP,
                )
                .when_matched_update_all()
                .when_not_matched_insert_all()
                .execute()
            )
        return Written(
            int(table.version()), int(made["num_target_rows_inserted"]), int(made["num_target_rows_updated"]), -1
        )

    def restore(self, version: int, note: Mapping[str, str]) -> int:
        """Make a kept version the newest again, as a new version. Raises ``VersionGone``."""
        self.table(version)
        table = self.table()
        table.restore(
            version,
            commit_properties=CommitProperties(custom_metadata=dict(note)),
            post_commithook_properties=NO_CLEANUP,
        )
        return self.version()

    # keeping

    def pin(self, pin: Pin, at: datetime) -> None:
        """Keep ``pin.version`` readable for ever, until ``unpin``. Raises ``VersionGone`` when it is not there now."""
        self.table(pin.version)
        self._pins(pin, at, True)

    def unpin(self, pin: Pin, at: datetime) -> None:
        """Take a pin off; others of the same version stay."""
        self._pins(pin, at, False)

    def _pins(self, pin: Pin, at: datetime, pinned: bool) -> None:
        row = {**pin._asdict(), "at": at, "pinned": pinned}
        self.append("pins", pa.Table.from_pylist([row], schema=PIN_SCHEMA))

    def pins(self) -> frozenset[Pin]:
        """Pins in force."""
        state: dict[Pin, bool] = {}
        for row in sorted(self.read("pins", PIN_SCHEMA).to_pylist(), key=lambda each: each["at"]):
            state[Pin(row["kind"], row["name"], row["version"])] = row["pinned"]
        return frozenset(pin for pin, pinned in state.items() if pinned)

    def vacuum(self, *, keep: Collection[int] = (), dry_run: bool = False) -> list[str]:
        """Delete files that no version of the statutory period, no pinned one and none of ``keep`` needs.

        Gives the names of what is deleted. Call under ``writing``. Raises ``VersionGone``, before anything is deleted.
        """
        table = self.table()
        kept = sorted({pin.version for pin in self.pins()} | {*keep, int(table.version())})
        for version in kept:
            self.table(version)
        return list(table.vacuum(dry_run=dry_run, full=True, keep_versions=kept, post_commithook_properties=NO_CLEANUP))

    # small tables beside the records

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows to a small table of the store (batches, events, pins)."""
        write_deltalake(
            f"{self.root}/{name}",
            rows,
            mode="append",
            storage_options=dict(self.setting.storage_options),
            configuration=_configuration(self.setting.keep_days),
            post_commithook_properties=NO_CLEANUP,
        )

    def read(self, name: str, schema: pa.Schema) -> pa.Table:
        """All rows of a small table of the store; none when it was never written."""
        uri, options = f"{self.root}/{name}", dict(self.setting.storage_options)
        if not DeltaTable.is_deltatable(uri, options):
            return schema.empty_table()
        return DeltaTable(uri, storage_options=options).to_pyarrow_table().cast(schema)

    def add_events(self, rows: pa.Table) -> None:
        """Add changes of state (``EVENT_SCHEMA``)."""
        self.append("events", rows.cast(EVENT_SCHEMA))


def create_store(setting: StoreSetting) -> RecordStore:
    """Make an empty store; an existing one is opened. Retention is set to ``keep_days`` before the first row."""
    store = RecordStore(setting)
    if setting.is_local:
        Path(store.root).mkdir(parents=True, exist_ok=True)
    DeltaTable.create(
        store.records_uri,
        RECORD_SCHEMA,
        mode="ignore",
        partition_by=[PARTITION.value],
        name="records",
        configuration=_configuration(setting.keep_days),
        storage_options=dict(setting.storage_options),
    )
    return store


def open_store(setting: StoreSetting) -> RecordStore:
    """An existing store. Raises ``StoreMissing``."""
    store = RecordStore(setting)
    if not DeltaTable.is_deltatable(store.records_uri, dict(setting.storage_options)):
        raise StoreMissing(setting.uri)
    return store


def _configuration(keep_days: int) -> dict[str, str | None]:
    """No ordinary write drops anything: the log is never cleaned by itself, deleted files stay the whole period."""
    kept = f"interval {keep_days} days"
    return {
        "delta.logRetentionDuration": kept,
        "delta.deletedFileRetentionDuration": kept,
        "delta.enableExpiredLogCleanup": "false",
    }


def _duck(kind: pa.DataType) -> str:
    names = {"string": "VARCHAR", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT"}
    names |= {"bool": "BOOLEAN"}
    return "TIMESTAMPTZ" if pa.types.is_timestamp(kind) else names[str(kind)]
