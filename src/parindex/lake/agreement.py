"""Two portals, one dossier: what both list, what one lists, and what differs, in which columns.

Rows are kept per source; figures count each record code once by a declared precedence (``movements.counted_once``).
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from sources as quoted literals)

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import duckdb
import pyarrow as pa

from parindex.lake.engine_room import connection, named, quoted
from parindex.lake.store import RecordStore

COMPARED = (
    "receiving_unit",
    "deciding_unit",
    "procedure_code",
    "channel",
    "status",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "paid_online",
)
"""Columns in which two portals are held against each other."""


class Agreement(StrEnum):
    """How two sources stand to one record code; sentences ``lake.agreement.…``."""

    BOTH = "both"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sources compared over one version."""

    first: str
    second: str
    counts: dict[Agreement, int]
    by_column: dict[str, int]
    """Column → codes that differ in it."""


def compare_sources(store: RecordStore, first: str, second: str, version: int | None = None) -> Comparison:
    """Counts of what both sources have, one has, and what differs."""
    with connection(store.work_folder() / "spill") as opened:
        _join(opened, store, first, second, version)
        counts = dict(opened.execute("SELECT agreement, count(*) FROM joined GROUP BY ALL").fetchall())
        sums = ", ".join(f"count(*) FILTER (list_contains(differs, {quoted(name)}))" for name in COMPARED)
        found = opened.execute(f"SELECT {sums} FROM joined").fetchone() or ()
    return Comparison(
        first,
        second,
        {agreement: int(counts.get(agreement.value, 0)) for agreement in Agreement},
        {name: int(count) for name, count in zip(COMPARED, found, strict=True) if count},
    )


def list_codes(
    store: RecordStore, first: str, second: str, agreement: Agreement, *, limit: int, version: int | None = None
) -> pa.Table:
    """Record codes of one kind, with the columns that differ and the row of each source's file. Sorted by code."""
    with connection(store.work_folder() / "spill") as opened:
        _join(opened, store, first, second, version)
        return opened.execute(
            f"""SELECT record_code, differs, first_row, first_batch, second_row, second_batch FROM joined
                WHERE agreement = {quoted(agreement.value)} ORDER BY record_code LIMIT {int(limit)}"""
        ).to_arrow_table()


def _join(opened: duckdb.DuckDBPyConnection, store: RecordStore, first: str, second: str, version: int | None) -> None:
    store.show(opened, "records", version)
    differs = ", ".join(
        f"CASE WHEN a.{named(name)} IS DISTINCT FROM b.{named(name)} THEN {quoted(name)} END" for name in COMPARED
    )
    opened.execute(
        f"""CREATE OR REPLACE VIEW joined AS WITH
              a AS (SELECT * FROM records WHERE source = {quoted(first)}),
              b AS (SELECT * FROM records WHERE source = {quoted(second)}),
              pairs AS (SELECT coalesce(a.record_code, b.record_code) AS record_code,
                  a.record_code IS NOT NULL AS in_first, b.record_code IS NOT NULL AS in_second,
                  CASE WHEN a.record_code IS NOT NULL AND b.record_code IS NOT NULL
                       THEN list_filter([{differs}], lambda x: x IS NOT NULL) ELSE [] END AS differs,
                  a.source_row AS first_row, a.batch_id AS first_batch,
                  b.source_row AS second_row, b.batch_id AS second_batch
                FROM a FULL JOIN b ON a.record_code = b.record_code)
            SELECT *, CASE WHEN NOT in_second THEN 'only_first' WHEN NOT in_first THEN 'only_second'
                WHEN len(differs) > 0 THEN 'different' ELSE 'both' END AS agreement FROM pairs"""
    )
