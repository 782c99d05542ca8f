"""Simulated changes of state of simulated dossiers: receipt, handing on, waiting for papers, stopping, end, return.

Made of what the records say, so that both tell one story; every row is marked as simulated by its import.
"""
# ruff: noqa: S608  (SQL from names, numbers and quoted literals of our own)

from __future__ import annotations

from datetime import date
from pathlib import Path

from parindex.lake.columns import LOCAL_HOURS, Status
from parindex.lake.engine_room import connection, quoted

DESK, OFFICE = "Bộ phận một cửa", "Bộ phận chuyên môn"
DESK_HOURS, OFFICE_HOURS = 4, 24
"""Limits of the two steps, in office hours."""


def write_simulated_changes(records: Path, path: Path, *, unit: str, first_day: date) -> int:
    """Write the changes of the dossiers that ``unit`` received from ``first_day`` on as a Parquet export, under the
    names of the layout ``dossier_events``; gives their number. ``records``: a Parquet file of records.
    """
    with connection() as opened:
        opened.execute(
            f"""CREATE TABLE chosen AS SELECT *, coalesce(finished_at, returned_at) AS ended_at,
                    coalesce(supplement_asked_at, finished_at, returned_at, received_at + INTERVAL 3 HOUR) AS next_at
                FROM read_parquet({quoted(str(records))})
                WHERE receiving_unit = {quoted(unit)} AND status NOT IN ({Status.REGISTERED:d}, {Status.NOT_RECEIVED:d})
                    AND received_at + INTERVAL {LOCAL_HOURS} HOUR >= DATE {quoted(first_day.isoformat())}"""
        )
        opened.execute(
            f"""COPY (SELECT * FROM ({_changes()}) ORDER BY record_code, changed_at, to_status) TO {quoted(str(path))}
                (FORMAT parquet)"""
        )
        found = opened.execute(f"SELECT count(*) FROM read_parquet({quoted(str(path))})").fetchone()
    return int(found[0]) if found else 0


def _changes() -> str:
    handed = "received_at + least(INTERVAL 2 HOUR, (next_at - received_at) / 2)"
    resumed = f"""CASE WHEN ended_at IS NULL AND status <> {Status.SUPPLEMENT_ASKED:d}
        THEN supplement_asked_at + INTERVAL 30 MINUTE
        WHEN supplement_asked_at < ended_at THEN least(ended_at - (ended_at - supplement_asked_at) / 4,
            supplement_asked_at + INTERVAL 1 MINUTE * (3 * coalesce(paused_minutes, 480))) END"""
    late_states = f"{Status.FEE_ASKED:d}, {Status.WITHDRAWN:d}, {Status.STOPPED:d}"
    parts = (
        _change("received_at", Status.REGISTERED, Status.RECEIVED, "receiving_unit", "Tiếp nhận", DESK, DESK_HOURS),
        _change(handed, Status.RECEIVED, Status.IN_PROCESS, "deciding_unit", "Thụ lý", OFFICE, OFFICE_HOURS),
        _change("supplement_asked_at", Status.IN_PROCESS, Status.SUPPLEMENT_ASKED)
        + " WHERE supplement_asked_at IS NOT NULL",
        _change(resumed, Status.SUPPLEMENT_ASKED, Status.IN_PROCESS) + f" WHERE ({resumed}) IS NOT NULL",
        _change(f"greatest({handed}, supplement_asked_at) + INTERVAL 1 HOUR", Status.IN_PROCESS, "status")
        + f" WHERE status IN ({late_states}) OR (status = {Status.SUPPLEMENT_ASKED:d} AND supplement_asked_at IS NULL)",
        _change("finished_at", Status.IN_PROCESS, Status.FINISHED) + " WHERE finished_at IS NOT NULL",
        _change("returned_at", Status.FINISHED, Status.RETURNED)
        + " WHERE returned_at IS NOT NULL AND finished_at IS NOT NULL AND returned_at > finished_at",
    )
    return " UNION ALL ".join(parts)


def _change(
    moment: str, before: Status, after: Status | str, unit: str = "", stage: str = "", queue: str = "", hours: int = 0
) -> str:
    state = after if isinstance(after, str) else f"{after:d}"
    return f"""SELECT record_code, {moment} AS changed_at, {before:d}::BIGINT AS from_status,
        {state}::BIGINT AS to_status,
        {unit or "NULL"}::VARCHAR AS unit, {quoted(stage) if stage else "NULL"}::VARCHAR AS stage,
        {quoted(queue) if queue else "NULL"}::VARCHAR AS queue, {hours or "NULL"}::BIGINT AS stage_hours FROM chosen"""
