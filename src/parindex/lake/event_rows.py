"""Rows of an export of state changes: made of good cells, and refused where they cannot be true of their dossier."""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from parindex.lake.columns import EVENT_SCHEMA, MOMENT, Status
from parindex.lake.engine_room import quoted
from parindex.lake.evaluating import Evaluated, Origin
from parindex.lake.events import CONTENT

UNKNOWN = "lake.record_unknown"
BEFORE = "lake.change_before_received"
TWICE = "lake.duplicate_change"
_BEFORE_RECEIPT = (Status.REGISTERED, Status.RECEIVED, Status.NOT_RECEIVED)
"""States that a dossier may have before it is received."""


def make_events(evaluated: Evaluated, origin: Origin) -> pa.Table:
    """Changes (``EVENT_SCHEMA``) of the good rows."""
    good, count = evaluated.good, evaluated.good.num_rows
    made: dict[str, Any] = {
        "source": pa.repeat(pa.scalar(origin.source), count),
        "batch_id": pa.repeat(pa.scalar(origin.batch_id), count),
        "simulated": pa.repeat(pa.scalar(origin.simulated), count),
        "source_row": pa.array(evaluated.rows),
    }
    for field in EVENT_SCHEMA:
        if field.name in made:
            continue
        if pa.types.is_timestamp(field.type):
            made[field.name] = good[field.name].cast(pa.timestamp("us")).cast(MOMENT)
        else:
            made[field.name] = good[field.name].cast(field.type)
    return pa.table([made[name] for name in EVENT_SCHEMA.names], schema=EVENT_SCHEMA)


def find_refused(opened: duckdb.DuckDBPyConnection) -> bool:
    """Table ``refused`` of the changes of view ``staged`` that cannot count, by view ``records``: of a dossier that the
    store does not have, before its receipt, or told twice in the file (the first is taken). False: there are none.
    """
    listed = ", ".join(str(int(each)) for each in _BEFORE_RECEIPT)
    opened.execute(
        f"""CREATE TABLE refused AS SELECT s.*, CASE WHEN r.record_code IS NULL THEN {quoted(UNKNOWN)}
                WHEN s.changed_at < r.received_at AND s.to_status NOT IN ({listed}) THEN {quoted(BEFORE)}
                ELSE {quoted(TWICE)} END AS reason
            FROM (SELECT *, row_number() OVER (PARTITION BY {", ".join(CONTENT)} ORDER BY source_row) AS copy
                  FROM staged) s LEFT JOIN records r USING (source, record_code)
            WHERE r.record_code IS NULL OR copy > 1
                OR (s.changed_at < r.received_at AND s.to_status NOT IN ({listed}))"""
    )
    found = opened.execute("SELECT count(*) FROM refused").fetchone()
    return bool(found and found[0])


def refused_rows(opened: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """The refused changes by row of the file."""
    yield from opened.execute("SELECT * EXCLUDE (copy) FROM refused ORDER BY source_row").to_arrow_reader(50_000)


def column_of(reason: str) -> str:
    """The column that a reason is about."""
    return "changed_at" if reason == BEFORE else "record_code"
