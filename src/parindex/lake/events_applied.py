"""What changes of state say about their dossiers, written into the records: waiting, requests, extension, time spent.

A dossier's row says what its own export says; where changes speak of the same, the changes hold: they are finer. What
they do not speak of stays. The state itself is never taken from a change: the row is the latest state by its source,
and a dossier whose last change says something else is counted (``Applied.states_differ``), not corrected. A pause that
is still open counts no minutes. The due date on the receipt is never touched; an extension counts as the policy that
was declared for the day of receipt lets it, and more requests for papers than that policy allows are counted.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from numbers)

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from parindex.engine.working_days import (
    Effect,
    NoPolicy,
    StateChange,
    StateEffects,
    WorkingCalendar,
    extensions_of,
    read_state_effects,
    to_local,
)
from parindex.engine.working_days.vectorised import NO_MINUTES, working_minutes
from parindex.lake.columns import DONE, LOCAL_HOURS, RECORD_SCHEMA
from parindex.lake.declared import Declared, counted_by, declaration_on
from parindex.lake.engine_room import named, quoted
from parindex.lake.events import ORDER, local_of

_CALENDARS = files("parindex") / "rulebooks" / "calendars" / "vn"
_EXTENSION = pa.schema([("record_code", pa.string()), ("extended", pa.timestamp("us", tz="UTC"))])
_MINUTES = pa.schema([("record_code", pa.string()), ("minutes", pa.int64())])


@cache
def shipped_effects() -> StateEffects:
    """What each state does to the clock."""
    return read_state_effects((_CALENDARS / "state_effects.yaml").read_bytes())


class PolicyUsed(NamedTuple):
    """A policy and how many dossiers were counted by it.

    ``declared``: False where it is the law because nobody declared one; ``supplement``: what waiting for papers does
    (``engine.working_days.Supplement``); ``asked_too_often``: dossiers whose papers were asked for more often than the
    policy allows.
    """

    code: str
    title: str
    supplement: str
    declared: bool
    dossiers: int
    asked_too_often: int


@dataclass(frozen=True, slots=True)
class Applied:
    """``dossiers``: rows brought up to date. ``extensions_refused``: code of a sentence of room ``lake`` → changes."""

    dossiers: int
    states_differ: int
    extensions_refused: Mapping[str, int]
    policies: tuple[PolicyUsed, ...] = ()


class _Told(NamedTuple):
    """A change that tells of an extension, with what is needed of its dossier; times local."""

    record_code: str
    received_at: Any
    due_at: Any
    change: StateChange


def apply_events(
    opened: duckdb.DuckDBPyConnection,
    records: str,
    path: str,
    calendar: WorkingCalendar | None,
    declared: Sequence[Declared] = (),
) -> Applied:
    """Write rows of ``records`` (a view of one source) that view ``events`` names to ``path``, brought up to date.

    ``declared``: policies of the source. Without a ``calendar`` times of waiting and extensions stay as the rows have
    them.
    """
    effects = shipped_effects()
    opened.execute(f"CREATE TABLE touched AS SELECT * FROM {records} SEMI JOIN events USING (source, record_code)")
    opened.execute(_changes(effects))
    opened.register("waited", _waited(opened, calendar))
    extended, refused = _extended(opened, calendar, declared)
    opened.register("extended", extended)
    opened.execute(_told(effects))
    opened.execute(f"CREATE TABLE made AS {_made()}")
    opened.register("spent", _spent(opened, calendar))
    columns = ", ".join(
        "coalesce(spent.minutes::INTEGER, made.processing_minutes) AS processing_minutes"
        if name == "processing_minutes"
        else f"made.{named(name)}"
        for name in RECORD_SCHEMA.names
    )
    opened.execute(
        f"""COPY (SELECT {columns} FROM made LEFT JOIN spent USING (record_code))
            TO {quoted(path)} (FORMAT parquet, COMPRESSION lz4_raw)"""
    )
    rows = opened.execute(
        "SELECT count(*), count(*) FILTER (WHERE status <> last_status) FROM touched JOIN told USING (record_code)"
    ).fetchone()
    assert rows is not None
    return Applied(int(rows[0]), int(rows[1]), refused, _policies_used(opened, declared) if calendar else ())


def _policies_used(opened: duckdb.DuckDBPyConnection, declared: Sequence[Declared]) -> tuple[PolicyUsed, ...]:
    """By which policies the dossiers were counted, the one of most dossiers first; none of days without a policy."""
    days = opened.execute(
        f"""SELECT CAST({local_of("received_at")} AS DATE) AS day, requests, count(*)
            FROM touched JOIN told USING (record_code) GROUP BY ALL"""
    ).fetchall()
    used: dict[tuple[str, str, str, bool], Counter[str]] = {}
    for day, requests, dossiers in days:
        try:
            policy = counted_by(declared, day)
        except NoPolicy:
            continue
        allowed = policy.supplement_requests_allowed
        key = (policy.code, policy.title, policy.supplement.value, declaration_on(declared, day) is not None)
        counts = used.setdefault(key, Counter())
        counts["dossiers"] += dossiers
        counts["often"] += dossiers if allowed is not None and requests > allowed else 0
    found = [PolicyUsed(*key, counts["dossiers"], counts["often"]) for key, counts in used.items()]
    return tuple(sorted(found, key=lambda each: (-each.dossiers, each.title)))


def _listed(statuses: Sequence[int]) -> str:
    return ", ".join(map(str, statuses)) or "NULL"


def _changes(effects: StateEffects) -> str:
    """Changes in order, each with the effect of its state, the effect before it, the next change, the dossier's end."""
    waits, stands = (effects.with_effect(each) for each in (Effect.SUPPLEMENT, Effect.CITIZEN))
    done = _listed(sorted(int(each) for each in DONE))
    return f"""CREATE TABLE changes AS
        WITH numbered AS (
            SELECT e.*, row_number() OVER (PARTITION BY record_code ORDER BY {ORDER}) AS number,
                CASE WHEN to_status IN ({_listed(waits)}) THEN 'waits'
                     WHEN to_status IN ({_listed(stands)}) THEN 'stands' ELSE 'runs' END AS effect
            FROM events e)
        SELECT n.*, lag(effect) OVER w AS effect_before, lead(n.changed_at) OVER w AS next_at,
            t.received_at, t.due_at,
            CASE WHEN t.status IN ({done}) THEN coalesce(t.finished_at, t.returned_at) END AS ended_at
        FROM numbered n JOIN touched t USING (source, record_code)
        WINDOW w AS (PARTITION BY record_code ORDER BY number)"""


def _waited(opened: duckdb.DuckDBPyConnection, calendar: WorkingCalendar | None) -> pa.Table:
    """Dossier → working minutes of its closed pauses; nothing about dossiers without any."""
    pauses = opened.execute(
        """SELECT record_code, greatest(changed_at, received_at) AS began,
            least(next_at, coalesce(ended_at, next_at)) AS ended
        FROM changes WHERE effect <> 'runs' AND next_at IS NOT NULL"""
    ).to_arrow_table()
    if calendar is None or pauses.num_rows == 0:
        return _MINUTES.empty_table()
    began, ended = (_local(pauses[name]) for name in ("began", "ended"))
    minutes = working_minutes(calendar, began, ended)
    counted = pa.table([pauses["record_code"], pa.array(np.maximum(minutes, 0).astype(np.int64))], schema=_MINUTES)
    return (
        counted.filter(pa.array(minutes != NO_MINUTES))
        .group_by("record_code")
        .aggregate([("minutes", "sum")])
        .rename_columns(["record_code", "minutes"])
    )


def _extended(
    opened: duckdb.DuckDBPyConnection, calendar: WorkingCalendar | None, declared: Sequence[Declared]
) -> tuple[pa.Table, Mapping[str, int]]:
    """Dossier → due date after the extension that counts; and why others do not."""
    refused: Counter[str] = Counter()
    if calendar is None:
        return _EXTENSION.empty_table(), refused
    rows = opened.execute(
        f"""SELECT record_code, received_at, due_at, changed_at, place, source_row, to_status, new_due_at FROM changes
            WHERE new_due_at IS NOT NULL ORDER BY record_code, {ORDER}"""
    ).to_arrow_table()
    made: list[dict[str, object]] = []
    for code, told in groupby(_each_told(rows), lambda each: each.record_code):
        listed = list(told)
        try:
            policy = counted_by(declared, listed[0].received_at.date())
        except NoPolicy:
            refused["lake.extension.no_policy"] += len(listed)
            continue
        seen = extensions_of(calendar, [each.change for each in listed], listed[0].due_at, policy)
        refused.update(f"lake.{each.refused}" for each in seen if each.refused)
        counted = [each.due_at for each in seen if each.due_at is not None]
        if counted:
            extended = (counted[-1] - timedelta(hours=LOCAL_HOURS)).replace(tzinfo=UTC)
            made.append({"record_code": code, "extended": extended})
    return pa.Table.from_pylist(made, schema=_EXTENSION), dict(refused)


def _each_told(rows: pa.Table) -> Iterator[_Told]:
    for row in rows.to_pylist():
        due, new_due = row["due_at"], to_local(row["new_due_at"]).date()
        change = StateChange(to_local(row["changed_at"]), row["to_status"], new_due_on=new_due)
        yield _Told(row["record_code"], to_local(row["received_at"]), due and to_local(due), change)


def _told(effects: StateEffects) -> str:
    """One row a dossier: what its changes say."""
    finished = "to_status = 9 AND changed_at >= received_at"
    return f"""CREATE TABLE told AS SELECT record_code,
            count(*) FILTER (WHERE effect = 'waits' AND effect_before IS DISTINCT FROM 'waits') AS requests,
            max(changed_at) FILTER (WHERE effect = 'waits' AND effect_before IS DISTINCT FROM 'waits') AS asked_at,
            max(changed_at) FILTER (WHERE {finished}) AS finished,
            list(changed_at) FILTER (WHERE {finished}) AS each_finished,
            count(*) FILTER (WHERE effect <> 'runs') AS pauses,
            arg_max(to_status, number) AS last_status
        FROM changes GROUP BY record_code"""


def _made() -> str:
    """The rows with what the changes say in the place of what the rows said of it."""
    done = _listed(sorted(int(each) for each in DONE))
    finished = f"""CASE WHEN status IN ({done}) AND told.finished IS NOT NULL
            AND (finished_at IS NULL OR list_contains(told.each_finished, finished_at))
            AND told.finished <= coalesce(returned_at, told.finished) THEN told.finished ELSE finished_at END"""
    said = {
        "supplement_requests": "CASE WHEN told.requests > 0 THEN told.requests::SMALLINT ELSE supplement_requests END",
        "supplement_asked_at": "coalesce(told.asked_at, supplement_asked_at)",
        "paused_minutes": "CASE WHEN told.pauses > 0 THEN coalesce(waited.minutes::INTEGER, paused_minutes) "
        "ELSE paused_minutes END",
        "extended_due_at": "coalesce(extended.extended, extended_due_at)",
        "finished_at": finished,
    }
    columns = ", ".join(f"{said.get(name, named(name))} AS {named(name)}" for name in RECORD_SCHEMA.names)
    return f"""SELECT {columns} FROM touched JOIN told USING (record_code)
        LEFT JOIN waited USING (record_code) LEFT JOIN extended USING (record_code)"""


def _spent(opened: duckdb.DuckDBPyConnection, calendar: WorkingCalendar | None) -> pa.Table:
    """Dossier → working minutes from receipt to end without pauses; nothing about dossiers that have not ended."""
    rows = opened.execute(
        """SELECT record_code, received_at AS began, coalesce(finished_at, returned_at) AS ended,
            coalesce(paused_minutes, 0) AS paused FROM made WHERE coalesce(finished_at, returned_at) IS NOT NULL"""
    ).to_arrow_table()
    if calendar is None or rows.num_rows == 0:
        return _MINUTES.empty_table()
    minutes = working_minutes(calendar, _local(rows["began"]), _local(rows["ended"]))
    net = np.maximum(minutes - rows["paused"].to_numpy(), 0).astype(np.int64)
    made = pa.table([rows["record_code"], pa.array(net)], schema=_MINUTES)
    return made.filter(pa.array(minutes != NO_MINUTES))


def _local(moments: pa.ChunkedArray) -> Any:
    return moments.cast(pa.timestamp("us")).to_numpy() + np.timedelta64(LOCAL_HOURS, "h")
