"""Where dossiers lay and for how long: one row for each stay of a dossier in a stage of an office, from its changes.

A stay begins with the change that names another unit or step than before and ends with the next such change, or with
the dossier. Its limit is that of the change which began it, counted by the policy that was declared for the source and
the day of receipt, as ``engine.working_days.judge_stages`` counts it for one dossier. The limit moves when the citizen
is waited for, so a row holds every turn of it (``turns``): a figure with a cut-off looks at what was known then.

Kept as a Delta table beside the roll-ups, made again when the store, the order of sources or a declaration is another.
"""
# ruff: noqa: S608  (SQL from the names of our own columns, from numbers and from quoted literals)

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError

from parindex.engine.working_days import Effect, WorkingCalendar
from parindex.lake.columns import DONE, NOT_COUNTED
from parindex.lake.declared import Declared
from parindex.lake.engine_room import connection, quoted
from parindex.lake.events import ORDER, event_batches, local_of, show_events
from parindex.lake.events_applied import shipped_effects
from parindex.lake.outcomes import each_code_once
from parindex.lake.stage_limits import TURN, limits_of
from parindex.lake.store import RecordStore

TABLE = "stages"
EVENTS_AT_ONCE = 1_000_000
READ_WITHIN_HOURS = 24
"""Files of earlier versions are deleted after so long: nobody asks for them but a page that is just being made."""
LOCAL = pa.timestamp("us")
"""Local time without a zone: the table is made to be counted, never to be kept."""
STAGE_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("source", "record_code", "receiving_unit", "deciding_unit")),
        *(pa.field(name, pa.string()) for name in ("field_code", "procedure_code")),
        *(pa.field(name, pa.string(), nullable=False) for name in ("unit", "stage", "queue")),
        pa.field("received_at", LOCAL, nullable=False),
        pa.field("began_at", LOCAL, nullable=False),
        pa.field("left_at", LOCAL),
        pa.field("limit_hours", pa.int32()),
        pa.field("minutes", pa.int32()),
        pa.field("turns", pa.list_(TURN)),
    ]
)
"""``unit`` has the dossier in ``stage``; ``queue``: the office or desk; ``minutes``: working minutes there without
waiting for the citizen, null while it lies there; ``turns``: from when on which moment is late (null: it waits)."""
_OF = "parindex.stages_of"
_DEFINITION = 1


@dataclass(frozen=True, slots=True)
class Counting:
    """What the stays depend on besides the records: the calendar, policies by source, which source counts first."""

    calendar: WorkingCalendar
    declared: Mapping[str, Sequence[Declared]]
    precedence: Sequence[str] = ()


def bring_stages_up_to_date(store: RecordStore, root: str, counting: Counting) -> int | None:
    """Make the table again if it tells of something else; its version. None: no source tells of changes, nor ever did.

    ``root``: folder of the roll-ups.
    """
    options = dict(store.setting.storage_options) or None
    version = store.version()
    sources = sorted({entry.source for entry in event_batches(store, version)})
    standing = _table(root, options)
    if standing is None and not sources:
        return None
    wanted = _signature(version, counting)
    if standing is not None and standing.history(1)[0].get(_OF) == wanted:
        return int(standing.version())
    staged = store.work_folder() / f"stages-{uuid4().hex}.parquet"
    try:
        # first a file of its own: no table of the store can be opened while another one is being written
        with pq.ParquetWriter(staged, STAGE_SCHEMA) as writer:
            for batch in _stays(store, version, sources, counting):
                writer.write_batch(batch)
        with pq.ParquetFile(staged) as made_of:
            write_deltalake(
                f"{root}/{TABLE}",
                pa.RecordBatchReader.from_batches(STAGE_SCHEMA, made_of.iter_batches()),
                mode="overwrite",
                storage_options=options,
                commit_properties=CommitProperties(custom_metadata={_OF: wanted}),
            )
    finally:
        staged.unlink(missing_ok=True)
    made = _table(root, options)
    assert made is not None
    made.vacuum(retention_hours=READ_WITHIN_HOURS, enforce_retention_duration=False, dry_run=False)
    return int(made.version())


def stages_version(root: str, options: Mapping[str, str] | None = None) -> int | None:
    """Changes exactly when figures of stages may have changed; None before any source told of changes."""
    table = _table(root, dict(options) if options else None)
    return None if table is None else int(table.version())


def show_stages(opened: duckdb.DuckDBPyConnection, root: str, options: Mapping[str, str] | None = None) -> bool:
    """Make a view ``stays`` of the table. False: no source tells of changes."""
    table = _table(root, dict(options) if options else None)
    if table is None or not table.file_uris():
        return False
    if "://" in root:
        opened.register("stays", table.to_pyarrow_dataset())
    else:
        listed = ", ".join(map(quoted, table.file_uris()))
        opened.execute(f"CREATE VIEW stays AS SELECT * FROM read_parquet([{listed}], hive_partitioning = false)")
    return True


def _table(root: str, options: dict[str, str] | None) -> DeltaTable | None:
    try:
        return DeltaTable(f"{root}/{TABLE}", storage_options=options)
    except TableNotFoundError:
        return None


def _signature(version: int, counting: Counting) -> str:
    declared = {
        source: [(each.first_day.isoformat(), each.policy) for each in told]
        for source, told in counting.declared.items()
        if told
    }
    calendar = [str(counting.calendar.first), str(counting.calendar.last)]
    said = [version, declared, list(counting.precedence), calendar, _DEFINITION]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _stays(store: RecordStore, version: int, sources: Sequence[str], counting: Counting) -> Iterator[pa.RecordBatch]:
    for source in sources:
        with connection(store.work_folder() / "spill") as opened:
            if not show_events(store, opened, source=source, version=version):
                continue
            store.show(opened, version=version)
            events = _tell(opened, source, counting.precedence)
            parts = max(1, ceil(events / EVENTS_AT_ONCE))
            limits = partial(limits_of, counting.calendar, counting.declared.get(source, ()))
            for part in range(parts):
                yield from _made(opened, part, parts, limits).cast(STAGE_SCHEMA).to_batches()


def _tell(opened: duckdb.DuckDBPyConnection, source: str, precedence: Sequence[str]) -> int:
    """Tables ``dossiers`` and ``told`` (their changes in order, local times) of one source; how many changes."""
    effects = shipped_effects()

    def having(*wanted: Effect) -> str:
        return ", ".join(map(str, effects.with_effect(*wanted))) or "NULL"

    done, refused = (", ".join(str(int(each)) for each in sorted(states)) for states in (DONE, NOT_COUNTED))
    opened.execute(
        f"""CREATE TABLE dossiers AS SELECT record_code, receiving_unit, deciding_unit, field_code, procedure_code,
                {local_of("received_at")} AS received_at,
                CASE WHEN status IN ({done}) THEN {local_of("coalesce(finished_at, returned_at)")} END AS ended_at
            FROM ({each_code_once(precedence)}) SEMI JOIN events USING (source, record_code)
            WHERE source = {quoted(source)} AND status NOT IN ({refused})"""
    )
    opened.execute(
        f"""CREATE TABLE told AS SELECT record_code, {local_of("changed_at")} AS moment, stage_hours,
                coalesce(unit, '') AS unit, coalesce(stage, '') AS stage, coalesce(queue, '') AS queue,
                row_number() OVER (PARTITION BY record_code ORDER BY {ORDER}) AS number,
                CASE WHEN to_status IN ({having(Effect.SUPPLEMENT)}) THEN 'waits'
                     WHEN to_status IN ({having(Effect.CITIZEN)}) THEN 'stands'
                     WHEN to_status IN ({having(Effect.ENDS)}) THEN 'ends' ELSE 'runs' END AS effect
            FROM events SEMI JOIN dossiers USING (record_code)"""
    )
    found = opened.execute("SELECT count(*) FROM told").fetchone()
    return int(found[0]) if found else 0


def _made(opened: duckdb.DuckDBPyConnection, part: int, parts: int, limits: Any) -> pa.Table:
    """The stays of every ``parts``-th dossier. ``limits``: ``limits_of`` of the calendar and the source's policies."""
    chosen = f"(SELECT * FROM told WHERE hash(record_code) % {parts} = {part})"
    opened.execute(f"CREATE OR REPLACE TABLE spent AS {_begun_and_left(chosen)}")
    stays = opened.execute("SELECT * FROM spent ORDER BY id").to_arrow_table()
    pauses = opened.execute(_pauses(chosen)).to_arrow_table()
    minutes, turns = limits(stays, pauses)
    named = {name: stays[name] for name in STAGE_SCHEMA.names if name in stays.column_names}
    named |= {"minutes": minutes, "turns": turns, "source": pa.repeat(pa.scalar(_source(opened)), stays.num_rows)}
    return pa.table([named[name] for name in STAGE_SCHEMA.names], names=STAGE_SCHEMA.names)


def _source(opened: duckdb.DuckDBPyConnection) -> str:
    found = opened.execute("SELECT any_value(source) FROM standing_events").fetchone()
    return str(found[0]) if found else ""


def _begun_and_left(chosen: str) -> str:
    """One row a stay, numbered from 0, with when it began and was left; none that ended before the receipt.

    A change that ends the dossier begins none, whatever place it names; after an end every named place begins anew.
    """
    order = "PARTITION BY record_code ORDER BY number"
    return f"""WITH spots AS (
            SELECT *, CASE WHEN effect = 'ends' THEN '' WHEN unit <> '' OR stage <> '' THEN unit || chr(31) || stage END
                AS spot FROM {chosen}),
        marked AS (SELECT *, last_value(spot IGNORE NULLS) OVER (
            {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS spot_before FROM spots),
        numbered AS (SELECT *, sum(CASE WHEN spot <> '' AND spot IS DISTINCT FROM spot_before THEN 1 ELSE 0 END)
            OVER ({order}) AS stay FROM marked),
        stays AS (SELECT record_code, stay, min(moment) AS began, arg_min(unit, number) AS unit,
                arg_min(stage, number) AS stage, arg_min(queue, number) AS queue,
                first(stage_hours ORDER BY number) AS limit_hours, min(moment) FILTER (effect = 'ends') AS ended
            FROM numbered WHERE stay > 0 GROUP BY record_code, stay),
        led AS (SELECT *, lead(began) OVER (PARTITION BY record_code ORDER BY stay) AS next_began FROM stays),
        bounded AS (SELECT led.* EXCLUDE (began), d.* EXCLUDE (record_code), began AS began_at,
                coalesce(least(ended, next_began), CASE WHEN ended_at < began THEN began ELSE ended_at END) AS left_at
            FROM led JOIN dossiers d USING (record_code))
        SELECT row_number() OVER (ORDER BY record_code, stay) - 1 AS id, * FROM bounded
        WHERE left_at IS NULL OR left_at >= received_at"""


def _pauses(chosen: str) -> str:
    """Times of waiting by stay (the one in which they began) and order; one that was never closed before the end of its
    dossier is none.
    """
    return f"""WITH led AS (
            SELECT *, lead(moment) OVER w AS next_at, lag(effect) OVER w AS effect_before FROM {chosen}
            WINDOW w AS (PARTITION BY record_code ORDER BY number)),
        grouped AS (SELECT *, sum(CASE WHEN effect IS DISTINCT FROM effect_before THEN 1 ELSE 0 END)
            OVER (PARTITION BY record_code ORDER BY number) AS run FROM led),
        waits AS (SELECT record_code, effect = 'stands' AS by_citizen, min(moment) AS began,
                CASE WHEN bool_and(next_at IS NOT NULL) THEN max(next_at) END AS ended
            FROM grouped WHERE effect IN ('waits', 'stands') GROUP BY record_code, run, effect),
        bounded AS (SELECT w.record_code, by_citizen, greatest(began, received_at) AS paused_from,
                CASE WHEN ended IS NOT NULL THEN least(ended, coalesce(ended_at, ended)) END AS paused_until
            FROM waits w JOIN dossiers d USING (record_code))
        SELECT s.id, by_citizen, paused_from, paused_until,
            row_number() OVER (PARTITION BY s.id ORDER BY paused_from) - 1 AS place
        FROM bounded b JOIN spent s ON s.record_code = b.record_code AND b.paused_from >= s.began_at
            AND (s.left_at IS NULL OR b.paused_from < s.left_at)
        WHERE paused_until > paused_from OR (paused_until IS NULL AND s.left_at IS NULL)
        ORDER BY s.id, place"""
