"""The records behind a figure: those that were pending or received in a window, each with what became of it.

Of a kept version, so the list is that of the day on which the figure was counted. Codes, states and days only.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from codes as quoted literals)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parindex.lake.engine_room import connection, quoted
from parindex.lake.figures import PLACE_OF, View, Window
from parindex.lake.outcomes import Outcome, each_code_once, moved_records
from parindex.lake.store import RecordStore

__all__ = ["Outcome", "Row", "Rows", "rows_of"]


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
    first, last = (f"DATE {quoted(day.isoformat())}" for day in (window.first, window.last))
    mine = f"{PLACE_OF[view].value} = {quoted(unit)}"
    moved = moved_records(each_code_once(precedence), mine, first=first, last=last)
    return f"""CREATE TABLE moved AS SELECT record_code, source, procedure_code, status, received_on, due_on,
        CASE WHEN closed_on <= {last} THEN closed_on END AS closed_on, outcome, batch_id, source_row FROM ({moved})"""
