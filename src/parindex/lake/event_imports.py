"""What an import does with changes of state: refuses impossible ones, brings the records they are about up to date.

Both ways: fresh changes complete the records that stand, and fresh records are completed by the changes that stand.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from parindex.engine.tables.row_checks import Reason
from parindex.engine.working_days import WorkingCalendar
from parindex.lake.declared import Declared
from parindex.lake.engine_room import connection, quoted
from parindex.lake.event_rows import column_of, find_refused, refused_rows
from parindex.lake.events import Fresh, show_events
from parindex.lake.events_applied import Applied, apply_events
from parindex.lake.mapping import EVENTS
from parindex.lake.register import BatchEntry
from parindex.lake.rejects import RejectsFile
from parindex.lake.store import RecordStore


def possible_changes(
    store: RecordStore, work: Path, staged: str, rejects: RejectsFile, local_hours: int
) -> tuple[str, int]:
    """A staged file of the changes that can be true of a dossier of the store, and how many others were refused."""
    with connection(work / "spill") as opened:
        opened.execute(f"CREATE VIEW staged AS SELECT * FROM read_parquet({quoted(staged)})")
        store.show(opened)
        if not find_refused(opened):
            return staged, 0
        refused = 0
        for batch in refused_rows(opened):
            texts = {
                column: rejects.as_written(column, batch.column(column), local_hours)
                for column in rejects.headers.values()
            }
            rows: list[dict[str, Any]] = batch.to_pylist()
            for at, row in enumerate(rows):
                cells = {column: text[at] for column, text in texts.items()}
                rejects.add(int(row["source_row"]), (Reason(row["reason"], column_of(row["reason"])),), cells)
            refused += len(rows)
        clean = str(work / "clean.parquet")
        opened.execute(
            f"""COPY (SELECT * FROM staged ANTI JOIN refused USING (source_row))
                TO {quoted(clean)} (FORMAT parquet, COMPRESSION lz4_raw)"""
        )
        return clean, refused


def of_changes(entry: BatchEntry, staged: str) -> BatchEntry:
    """The entry of a batch of changes, with the moments that it covers."""
    rows = pq.read_table(staged, columns=["changed_at"])["changed_at"].to_pylist()
    first, last = (min(rows).isoformat(), max(rows).isoformat()) if rows else ("", "")
    return replace(entry, layout=EVENTS, first_at=first, last_at=last)


def brought_up_to_date(
    store: RecordStore,
    work: Path,
    staged: Sequence[str],
    entry: BatchEntry,
    calendar: WorkingCalendar | None,
    declared: Sequence[Declared] = (),
) -> tuple[list[str], Applied | None]:
    """Staged records as changes of state complete them. ``staged``: fresh changes, or fresh records of the source;
    ``declared``: its policies.
    """
    of_events = entry.layout == EVENTS
    if entry.good == 0:
        return list(staged), None
    with connection(work / "spill") as opened:
        if not show_events(store, opened, source=entry.source, fresh=Fresh(staged[0], entry) if of_events else None):
            return list(staged), None
        made, rest = str(work / "up_to_date.parquet"), str(work / "rest.parquet")
        if of_events:
            store.show(opened, "all_records")
            # only dossiers that this batch names: what others were told of stands in them already
            opened.execute(
                f"""CREATE VIEW records AS SELECT * FROM all_records
                    SEMI JOIN read_parquet({quoted(staged[0])}) USING (source, record_code)"""
            )
            return [made], apply_events(opened, "records", made, calendar, declared)
        listed = ", ".join(map(quoted, staged))
        opened.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet([{listed}], hive_partitioning = false)")
        applied = apply_events(opened, "records", made, calendar, declared)
        if applied.dossiers == 0:
            return list(staged), None
        opened.execute(
            f"""COPY (SELECT * FROM records ANTI JOIN touched USING (record_code))
                TO {quoted(rest)} (FORMAT parquet, COMPRESSION lz4_raw)"""
        )
        return [rest, made], applied
