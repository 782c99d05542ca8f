"""Dossiers of an import without a due date: how many of each unit, and which. Of a kept version, never a citizen."""
# ruff: noqa: S608  (SQL from the names of our own columns and from our own ids as quoted literals)

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from parindex.lake.columns import LOCAL_HOURS, NOT_COUNTED
from parindex.lake.engine_room import connection, quoted
from parindex.lake.store import RecordStore


class UndatedUnit(NamedTuple):
    """A receiving unit: its records of the import without a due date, and all of them."""

    unit: str
    undated: int
    rows: int


class UndatedRecord(NamedTuple):
    """One dossier that nobody can be late with."""

    unit: str
    record_code: str
    procedure_code: str
    status: int
    received_on: date


def undated_units(store: RecordStore, batch_id: str, version: int) -> tuple[UndatedUnit, ...]:
    """Units with such records, most first. Raises ``VersionGone``."""
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=version)
        rows = opened.execute(
            f"""SELECT receiving_unit, count(*) FILTER (due_at IS NULL) AS undated, count(*) FROM records
                WHERE {_counted(batch_id)} GROUP BY 1 HAVING undated > 0 ORDER BY undated DESC, 1"""
        ).fetchall()
    return tuple(UndatedUnit(*row) for row in rows)


def undated_records(store: RecordStore, batch_id: str, version: int, *, limit: int) -> tuple[UndatedRecord, ...]:
    """The records by unit, day of receipt and code. Raises ``VersionGone``."""
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=version)
        rows = opened.execute(
            f"""SELECT receiving_unit, record_code, procedure_code, status,
                    CAST(timezone('UTC', received_at) + INTERVAL {LOCAL_HOURS} HOUR AS DATE) AS received_on
                FROM records WHERE due_at IS NULL AND {_counted(batch_id)} ORDER BY 1, 5, 2 LIMIT {int(limit)}"""
        ).fetchall()
    return tuple(UndatedRecord(*row) for row in rows)


def _counted(batch_id: str) -> str:
    refused = ", ".join(str(int(each)) for each in sorted(NOT_COUNTED))
    return f"batch_id = {quoted(batch_id)} AND status NOT IN ({refused})"
