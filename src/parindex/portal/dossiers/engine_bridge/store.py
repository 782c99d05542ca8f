"""The record store of this installation: a folder by default, an object store by setting."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from parindex.lake.store import Pin, RecordStore, StoreMissing, StoreSetting, create_store, open_store
from parindex.portal.platform import clock

ROLLUPS = "rollups"


def setting() -> StoreSetting:
    """Where the store is (``PARINDEX_LAKE``), read at every call so that tests may move it."""
    return StoreSetting(str(settings.LAKE), dict(settings.LAKE_OPTIONS), work_folder=str(settings.LAKE_WORK))


def lake() -> RecordStore:
    """The store; made empty at the first call."""
    try:
        return open_store(setting())
    except StoreMissing:
        return create_store(setting())


def has_records() -> bool:
    """Whether anything was ever imported, without making a store."""
    try:
        return open_store(setting()).version() > 0
    except StoreMissing:
        return False


def store_version() -> int:
    """Number of the newest version of the store."""
    return lake().version()


def rollup_root() -> str:
    """Where the stored roll-ups stand."""
    return f"{lake().root}/{ROLLUPS}"


def storage_options() -> dict[str, str] | None:
    """Options of the object store; None for a folder."""
    return dict(settings.LAKE_OPTIONS) or None


def keep_version(version: int, *, kind: str, name: str) -> None:
    """Keep a version readable for ever, for what ``kind`` and ``name`` say; saying it again changes nothing."""
    store, pin = lake(), Pin(kind, name, version)
    if pin not in store.pins():
        store.pin(pin, clock.now())


def versions_pinned() -> frozenset[int]:
    """Versions that the store itself keeps for somebody."""
    return frozenset(pin.version for pin in lake().pins())


def drop_old_files(keep: Collection[int]) -> int:
    """Delete files that no version of the time of keeping, no pinned one and none of ``keep`` needs; their number.

    Raises ``StoreBusy``, and ``VersionGone`` before anything is deleted.
    """
    store = lake()
    with store.writing():
        return len(store.vacuum(keep=keep))


def uploads() -> Path:
    """Where uploaded exports wait; each is deleted when its import has ended."""
    folder = Path(settings.VAR) / "dossier_uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
