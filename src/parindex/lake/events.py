"""Changes of state of dossiers: which of them count, and what they say about their dossiers.

A change counts while the batch that brought it stands in the version of the store that is asked for, and no later
batch of its source replaces it. A later batch replaces what earlier ones said of the dossiers that it names, between
its own first and last moment: a corrected export takes the place of the faulty one, a month's export leaves other
months alone. Equal changes count once. Changes are written before the transaction of the records that names their
batch, so those of a writer that was killed are never seen.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from codes as quoted literals)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
from deltalake import DeltaTable

from parindex.engine.working_days import to_local
from parindex.engine.working_days.state_changes import StateChange
from parindex.lake.columns import EVENT_SCHEMA, LOCAL_HOURS
from parindex.lake.engine_room import connection, quoted
from parindex.lake.mapping import EVENTS
from parindex.lake.register import ENTRY_KEY, UNDONE_KEY, BatchEntry, entry_from
from parindex.lake.store import RecordStore

TABLE = "events"
CONTENT = tuple(name for name in EVENT_SCHEMA.names if name not in ("batch_id", "source_row", "simulated"))


class Fresh(NamedTuple):
    """Changes that are about to be written: a staged Parquet file and its batch."""

    path: str
    entry: BatchEntry


@dataclass(frozen=True, slots=True)
class Event:
    """One change as a page may show it; times local."""

    change: StateChange
    from_status: int | None
    queue: str
    batch_id: str
    source_row: int
    simulated: bool


def event_batches(store: RecordStore, version: int | None = None) -> tuple[BatchEntry, ...]:
    """Batches of changes that stand in a version of the store (None: the newest), oldest first."""
    found: dict[str, BatchEntry] = {}
    for each in reversed(store.history()):
        if version is not None and each.version > version:
            break
        found.pop(each.note.get(UNDONE_KEY, ""), None)
        if each.batch_id is not None and ENTRY_KEY in each.note:
            entry = entry_from(each.note[ENTRY_KEY])
            if entry.layout == EVENTS:
                found[entry.batch_id] = entry
    return tuple(found.values())


def show_events(
    store: RecordStore,
    opened: duckdb.DuckDBPyConnection,
    *,
    source: str,
    version: int | None = None,
    fresh: Fresh | None = None,
    code: str | None = None,
) -> bool:
    """Make a view ``events`` of the changes of a source that count; ``code``: of one dossier. False: there are none."""
    batches = [each for each in event_batches(store, version) if each.source == source]
    kept = DeltaTable.is_deltatable(f"{store.root}/{TABLE}", dict(store.setting.storage_options)) and bool(batches)
    if fresh is not None:
        batches.append(fresh.entry)
    if not batches:
        return False
    parts = []
    if kept:
        table = DeltaTable(f"{store.root}/{TABLE}", storage_options=dict(store.setting.storage_options))
        opened.register("kept_events", table.to_pyarrow_dataset())
        parts.append(f"SELECT {', '.join(EVENT_SCHEMA.names)} FROM kept_events")
    if fresh is not None:
        parts.append(f"SELECT {', '.join(EVENT_SCHEMA.names)} FROM read_parquet({quoted(fresh.path)})")
    opened.execute("CREATE TABLE event_batches (batch_id VARCHAR, place INTEGER, first TIMESTAMPTZ, last TIMESTAMPTZ)")
    opened.executemany(
        "INSERT INTO event_batches VALUES (?, ?, ?, ?)",
        [(each.batch_id, at, _moment(each.first_at), _moment(each.last_at)) for at, each in enumerate(batches)],
    )
    only = f" AND record_code = {quoted(code)}" if code is not None else ""
    opened.execute(
        f"""CREATE TABLE standing_events AS SELECT e.*, b.place FROM ({" UNION ALL ".join(parts)}) e
            JOIN event_batches b USING (batch_id) WHERE source = {quoted(source)}{only}"""
    )
    opened.execute(
        f"""CREATE VIEW events AS SELECT * EXCLUDE (copy) FROM (
                SELECT *, row_number() OVER (PARTITION BY {", ".join(CONTENT)} ORDER BY place, source_row) AS copy
                FROM standing_events e WHERE NOT EXISTS (
                    SELECT 1 FROM (SELECT DISTINCT record_code, place FROM standing_events) n
                    JOIN event_batches b ON b.place = n.place
                    WHERE n.record_code = e.record_code AND n.place > e.place
                        AND e.changed_at BETWEEN b.first AND b.last)
            ) WHERE copy = 1"""
    )
    return True


ORDER = "changed_at, place, source_row"
"""How changes of a dossier follow each other; those of one moment as the file lists them."""


def events_of(store: RecordStore, source: str, code: str, version: int | None = None) -> tuple[Event, ...]:
    """The changes of one dossier that count, in order."""
    with connection(store.work_folder() / "spill") as opened:
        if not show_events(store, opened, source=source, version=version, code=code):
            return ()
        rows = opened.execute(f"SELECT * EXCLUDE (place) FROM events ORDER BY {ORDER}").to_arrow_table().to_pylist()
    return tuple(_event(row) for row in rows)


def _event(row: Mapping[str, object]) -> Event:
    at, due = row["changed_at"], row["new_due_at"]
    from_status, hours = row["from_status"], row["stage_hours"]
    assert isinstance(at, datetime)
    change = StateChange(
        to_local(at),
        int(str(row["to_status"])),
        str(row["unit"] or ""),
        str(row["stage"] or ""),
        None if hours is None else int(str(hours)),
        to_local(due).date() if isinstance(due, datetime) else None,
    )
    return Event(
        change,
        None if from_status is None else int(str(from_status)),
        str(row["queue"] or ""),
        str(row["batch_id"]),
        int(str(row["source_row"])),
        bool(row["simulated"]),
    )


def code_with_most_changes(store: RecordStore, source: str) -> str | None:
    """The dossier of a source of which most changes count, the first by code among equals; None without any."""
    with connection(store.work_folder() / "spill") as opened:
        if not show_events(store, opened, source=source):
            return None
        query = "SELECT record_code FROM events GROUP BY record_code ORDER BY count(*) DESC, record_code LIMIT 1"
        found = opened.execute(query).fetchone()
    return str(found[0]) if found else None


def write_events(store: RecordStore, path: Path) -> int:
    """Add staged changes to the store, by dossier and time; they count when their batch's transaction is there."""
    with connection(store.work_folder() / "spill") as opened:
        rows = opened.execute(
            f"""SELECT {", ".join(EVENT_SCHEMA.names)} FROM read_parquet({quoted(str(path))})
                ORDER BY record_code, changed_at, source_row"""
        ).to_arrow_table()
    store.add_events(rows)
    return int(rows.num_rows)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def local_of(column: str) -> str:
    """SQL: an instant as local time without a zone."""
    return f"(timezone('UTC', {column}) + INTERVAL {LOCAL_HOURS} HOUR)"
