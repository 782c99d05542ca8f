"""The records behind a figure: those that were pending or received in a window, each with what became of it.

Of a kept version, so the list is that of the day on which the figure was counted. Codes, states and days only.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from codes as quoted literals)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parindex.lake.columns import KEY, LOCAL_HOURS, NOT_COUNTED, Status
from parindex.lake.engine_room import connection, quoted
from parindex.lake.figures import PLACE_OF, View, Window
from parindex.lake.movements import CLOSED
from parindex.lake.store import RecordStore


class Outcome(StrEnum):
    """What became of a dossier by the end of the window; every row has one."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RESOLVED_WITHOUT_DUE = "resolved_without_due"
    WITHDRAWN = "withdrawn"
    PENDING_WITHIN = "pending_within"
    PENDING_OVERDUE = "pending_overdue"
    PENDING_WITHOUT_DUE = "pending_without_due"


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the pages may show it."""

    record_code: str
    source: str
    procedure_code: str
    status: int
    received_on: date
    due_on: date | None
    closed_on: date | None
    outcome: Outcome
    batch_id: str
    source_row: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows, and how many there are of each outcome."""

    rows: tuple[Row, ...]
    counts: dict[Outcome, int]


def rows_of(
    store: RecordStore,
    version: int,
    *,
    unit: str,
    view: View,
    window: Window,
    precedence: Sequence[str] = (),
    outcome: Outcome | None = None,
    first: int = 0,
    limit: int = 50,
) -> Rows:
    """Records of ``unit`` in the window, by day of receipt and code. Raises ``VersionGone``.

    A code that several sources hold counts once, by ``precedence``, as in the figures.
    """
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=version)
        opened.execute(_moved(unit, view, window, precedence))
        found = dict(opened.execute("SELECT outcome, count(*) FROM moved GROUP BY outcome").fetchall())
        only = f"WHERE outcome = {quoted(outcome.value)}" if outcome else ""
        rows = opened.execute(
            f"""SELECT record_code, source, procedure_code, status, received_on, due_on, closed_on, outcome,
                    batch_id, source_row FROM moved {only}
                ORDER BY received_on, record_code LIMIT {int(limit)} OFFSET {int(first)}"""
        ).fetchall()
    return Rows(
        tuple(_row(each) for each in rows),
        {each: int(found.get(each.value, 0)) for each in Outcome},
    )


def _row(cells: Sequence[Any]) -> Row:
    code, source, procedure, status, received, due, closed, outcome, batch, number = cells
    return Row(code, source, procedure, status, received, due, closed, Outcome(outcome), batch, number)


def _moved(unit: str, view: View, window: Window, precedence: Sequence[str]) -> str:
    local = f"INTERVAL {LOCAL_HOURS} HOUR"
    rank = "CASE source " + " ".join(f"WHEN {quoted(each)} THEN {at}" for at, each in enumerate(precedence))
    rank = f"{rank} ELSE {len(precedence)} END" if precedence else "0"
    closed = ", ".join(str(int(each)) for each in CLOSED)
    refused = ", ".join(str(int(each)) for each in sorted(NOT_COUNTED))
    first, last = (f"DATE {quoted(day.isoformat())}" for day in (window.first, window.last))
    key = KEY[1].value
    return f"""CREATE TABLE moved AS WITH
        once AS (SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {rank}, source) AS place FROM records),
        days AS (SELECT *, CAST(received_at + {local} AS DATE) AS received_on, CAST(due_at + {local} AS DATE) AS due_on,
            CASE WHEN status IN ({closed})
                THEN CAST(coalesce(finished_at, returned_at) + {local} AS DATE) END AS closed_on
            FROM once WHERE place = 1 AND status NOT IN ({refused}) AND {PLACE_OF[view].value} = {quoted(unit)}
                AND NOT (status IN ({closed}) AND coalesce(finished_at, returned_at) IS NULL))
        SELECT record_code, source, procedure_code, status, received_on, due_on,
            CASE WHEN closed_on <= {last} THEN closed_on END AS closed_on, batch_id, source_row,
            CASE WHEN closed_on <= {last} AND status = {int(Status.WITHDRAWN)} THEN 'withdrawn'
                WHEN closed_on <= {last} AND due_on IS NULL THEN 'resolved_without_due'
                WHEN closed_on <= {last} AND closed_on < due_on THEN 'early'
                WHEN closed_on <= {last} AND closed_on = due_on THEN 'on_time'
                WHEN closed_on <= {last} THEN 'late'
                WHEN due_on IS NULL THEN 'pending_without_due'
                WHEN due_on < {last} THEN 'pending_overdue' ELSE 'pending_within' END AS outcome
        FROM days WHERE received_on <= {last} AND (closed_on IS NULL OR closed_on >= {first})"""
