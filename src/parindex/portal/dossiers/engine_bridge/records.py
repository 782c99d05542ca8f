"""The records behind a figure of a page: codes, procedure, states and days of the newest version. Never a citizen."""
# ruff: noqa: S608  (SQL from the names of our own columns; everything asked for goes in as a parameter)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import duckdb

from parindex.lake.columns import Channel
from parindex.lake.engine_room import connection
from parindex.lake.figures import PLACE_OF, Window
from parindex.lake.outcomes import Outcome, moved_records
from parindex.lake.stage_figures import StageKey, show_dossiers_at
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.stages import asked_stages
from parindex.portal.dossiers.engine_bridge.store import lake, rollup_root, storage_options
from parindex.portal.dossiers.models import DossierSource


class Counted(StrEnum):
    """A figure whose records can be listed."""

    HANDLED = "handled"
    RECEIVED_NEW = "received_new"
    CARRIED_OVER = "carried_over"
    RECEIVED_ONLINE = "received_online"
    RESOLVED = "resolved"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    LATE_OR_OVERDUE = "late_or_overdue"
    """Resolved late in the window, or overdue at its end: those that should have a letter."""
    RESOLVED_WITHOUT_DUE = "resolved_without_due"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    PENDING_WITHIN = "pending_within"
    PENDING_OVERDUE = "pending_overdue"
    PENDING_WITHOUT_DUE = "pending_without_due"


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier as a page may show it; ``closed_on``: only when it was closed by the end of the window."""

    record_code: str
    receiving_unit: str
    deciding_unit: str
    procedure_code: str
    field_code: str
    channel: int
    status: int
    received_on: date
    due_on: date | None
    closed_on: date | None
    outcome: str
    source: str

    @property
    def key(self) -> str:
        """Source and code: how the page of the dossier is asked for."""
        return f"{self.source}:{self.record_code}"


@dataclass(frozen=True, slots=True)
class Records:
    """A page of records and how many there are in all."""

    rows: tuple[Record, ...]
    count: int


FIELD_NOT_SAID = "-"
"""Stands for the field of dossiers that have none, as an empty field asks for all of them."""
_RESOLVED = (Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE, Outcome.RESOLVED_WITHOUT_DUE)
_PENDING = (Outcome.PENDING_WITHIN, Outcome.PENDING_OVERDUE, Outcome.PENDING_WITHOUT_DUE)
_ONLY = {
    Counted.RESOLVED: f"outcome IN ({', '.join(map(repr, map(str, _RESOLVED)))})",
    Counted.PENDING: f"outcome IN ({', '.join(map(repr, map(str, _PENDING)))})",
    Counted.LATE_OR_OVERDUE: f"outcome IN ('{Outcome.LATE}', '{Outcome.PENDING_OVERDUE}')",
    Counted.HANDLED: "true",
    Counted.RECEIVED_NEW: "received_on >= $first",
    Counted.CARRIED_OVER: "received_on < $first",
    Counted.RECEIVED_ONLINE: f"received_on >= $first AND channel = {int(Channel.ONLINE)}",
}


def records_of(
    part: Part,
    window: Window,
    counted: Counted,
    *,
    text: str = "",
    first: int = 0,
    limit: int = 50,
    by_due: bool = False,
    version: int | None = None,
) -> Records:
    """Records of the part, by day of receipt (``by_due``: by due date) and code. ``text``: part of the code;
    ``version``: of the store, None: the newest.

    A code that several sources hold counts once, by their order, as in the figures.
    """
    if not part.places:
        return Records((), 0)
    store = lake()
    asked: dict[str, object] = {"first": window.first, "last": window.last, "places": list(part.places)}
    asked |= {"field": part.field, "procedure": part.procedure, "text": text.strip().upper()}
    asked["sources"] = list(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    order = "due_on" if by_due else "received_on"
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=version)
        only = _ONLY.get(counted, f"outcome = '{counted.value}'")
        query = f"SELECT * FROM ({_moved(part)}) WHERE {only}"
        return _page(opened, query, asked, order, first=first, limit=limit)


def records_at_stage(
    part: Part, window: Window, key: StageKey, *, only_over: bool, text: str = "", first: int = 0, limit: int = 50
) -> Records:
    """The dossiers behind a figure of a stage, whatever became of them by the end of the window; by day of receipt."""
    asked: dict[str, object] = {"first": date.min, "last": window.last, "places": list(part.places)}
    asked |= {"field": part.field, "procedure": part.procedure, "text": text.strip().upper()}
    asked["sources"] = list(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    store = lake()
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened)
        if not show_dossiers_at(
            opened, rollup_root(), asked_stages(part), window, key, only_over=only_over,
            storage_options=storage_options(),
        ):  # fmt: skip
            return Records((), 0)
        query = f"SELECT * FROM ({_moved(part)}) SEMI JOIN at_stage USING (source, record_code)"
        return _page(opened, query, asked, "received_on", first=first, limit=limit)


def _page(
    opened: duckdb.DuckDBPyConnection, query: str, asked: Mapping[str, object], order: str, *, first: int, limit: int
) -> Records:
    """One page of ``query`` and how many rows it has. What was asked and not used would be refused."""
    used = {name: value for name, value in asked.items() if f"${name}" in query}
    counts = opened.execute(f"SELECT count(*) FROM ({query})", used).fetchone()
    rows = opened.execute(
        f"""SELECT record_code, receiving_unit, deciding_unit, procedure_code, field_code, channel, status,
            received_on, due_on, CASE WHEN closed_on <= $last THEN closed_on END, outcome, source
            FROM ({query}) ORDER BY {order}, record_code
            LIMIT {int(limit)} OFFSET {int(first)}""",
        used,
    ).fetchall()
    return Records(tuple(Record(*row) for row in rows), int(counts[0]) if counts else 0)


def _moved(part: Part) -> str:
    place = PLACE_OF[part.view].value
    once = f"""SELECT * FROM (SELECT *, row_number() OVER (
            PARTITION BY record_code ORDER BY coalesce(list_position($sources, source), 1000000), source) AS once
        FROM records WHERE {place} IN (SELECT unnest($places)) OR source IN (SELECT unnest($sources))) WHERE once = 1"""
    chosen = f"""{place} IN (SELECT unnest($places))
        AND ($field = '' OR coalesce(nullif(field_code, ''), '{FIELD_NOT_SAID}') = $field)
        AND ($procedure = '' OR procedure_code = $procedure) AND ($text = '' OR contains(record_code, $text))"""
    return moved_records(once, chosen, first="$first", last="$last")
