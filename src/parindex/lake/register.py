"""The register of batches: what was imported, from which file (by hash), with which result, and what was undone.

A row is written after the data's own transaction. That transaction carries the batch's whole entry, so a writer that
was killed in between is completed from the table's history (``complete_register``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from parindex.lake.store import BATCH_KEY, RecordStore

ENTRY_KEY = "parindex.entry"
UNDONE_KEY = "parindex.undone"
TABLE = "batches"


class BatchState(StrEnum):
    """State of a batch."""

    IMPORTED = "imported"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One import. Counts are of rows; ``version_before`` is the version to go back to."""

    batch_id: str
    source: str
    file_name: str
    sha256: str
    rows: int
    good: int
    rejected: int
    inserted: int
    updated: int
    version_before: int
    version: int
    simulated: bool
    started_at: str
    """ISO, UTC."""
    state: BatchState = BatchState.IMPORTED
    reasons: Sequence[tuple[str, str, int]] = ()
    """Of the rejected rows: code, column ("" for none), count."""
    layout: str = "dossiers"
    """``dossier_events``: changes of state; ``inserted`` are then changes, ``updated`` dossiers brought up to date."""
    first_at: str = ""
    last_at: str = ""
    """Of changes of state: the first and the last moment of the file (ISO, UTC)."""


REGISTER_SCHEMA = pa.schema(
    [
        pa.field("batch_id", pa.string(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("entry", pa.string(), nullable=False),
    ]
)


class CannotUndo(ValueError):
    """The batch is not the last one that stands; ``later`` would be lost with it."""

    def __init__(self, batch_id: str, later: tuple[str, ...]) -> None:
        super().__init__(batch_id)
        self.batch_id, self.later = batch_id, later


def batches(store: RecordStore) -> tuple[BatchEntry, ...]:
    """Every batch with its latest state, oldest first."""
    entries: dict[str, BatchEntry] = {}
    rows = sorted(store.read(TABLE, REGISTER_SCHEMA).to_pylist(), key=lambda row: row["recorded_at"])
    for row in rows:
        values = json.loads(row["entry"])
        entries[row["batch_id"]] = BatchEntry(**{**values, "state": BatchState(row["state"])})
    return tuple(entries.values())


def standing(store: RecordStore) -> tuple[BatchEntry, ...]:
    """Batches that were not undone."""
    return tuple(entry for entry in batches(store) if entry.state is BatchState.IMPORTED)


def unregistered(store: RecordStore) -> tuple[BatchEntry, ...]:
    """Batches in the data that the register does not name (yet): their writer is on the way, or was killed."""
    known = {entry.batch_id for entry in batches(store)}
    return tuple(
        replace(entry_from(version.note[ENTRY_KEY]), version=version.version)
        for version in reversed(store.history())
        if version.batch_id is not None and version.batch_id not in known
    )


def entry_from(text: str) -> BatchEntry:
    """An entry as a transaction of the data carries it."""
    return BatchEntry(**json.loads(text))


def record(store: RecordStore, entry: BatchEntry) -> None:
    """Write an entry's state."""
    row = {
        "batch_id": entry.batch_id,
        "recorded_at": datetime.now(UTC),
        "state": entry.state.value,
        "entry": json.dumps(asdict(entry), ensure_ascii=False),
    }
    store.append(TABLE, pa.Table.from_pylist([row], schema=REGISTER_SCHEMA))


def note_of(entry: BatchEntry) -> Mapping[str, str]:
    """What the data's transaction carries."""
    return {BATCH_KEY: entry.batch_id, ENTRY_KEY: json.dumps(asdict(entry), ensure_ascii=False)}


def complete_register(store: RecordStore) -> tuple[str, ...]:
    """Enter batches that are in the data but not in the register (a writer was killed). Their ids, oldest first."""
    added = []
    for entry in unregistered(store):
        record(store, replace(entry, state=BatchState.IMPORTED))
        added.append(entry.batch_id)
    known = {entry.batch_id: entry for entry in batches(store)}
    for version in reversed(store.history()):
        undone = known.get(version.note.get(UNDONE_KEY, ""))
        if undone is not None and undone.state is BatchState.IMPORTED:
            record(store, replace(undone, state=BatchState.UNDONE))
            added.append(undone.batch_id)
    return tuple(dict.fromkeys(added))


def undo_batch(store: RecordStore, batch_id: str) -> int:
    """Make the version before the batch the newest again, as a new version; the batch's own versions stay readable.

    Only the last standing batch can be undone. Raises ``CannotUndo``, ``LookupError``.
    """
    with store.writing():
        store_is_whole(store)
        stand = sorted(standing(store), key=lambda entry: entry.version)
        entry = next((each for each in stand if each.batch_id == batch_id), None)
        if entry is None:
            raise LookupError(batch_id)
        later = tuple(each.batch_id for each in stand if each.version > entry.version)
        if later:
            raise CannotUndo(batch_id, later)
        version = store.restore(entry.version_before, {UNDONE_KEY: batch_id})
        record(store, replace(entry, state=BatchState.UNDONE))
        return version


def store_is_whole(store: RecordStore) -> None:
    """Before any write: take away what a killed writer left, complete the register."""
    store.recover()
    complete_register(store)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
