"""Imports into the record store: how fast, in how much memory, against which goals.

    .venv/bin/python benchmarks/lake_imports.py [rows]

Simulated dossiers (default 10 million) under the temporary folder, taken away at the end. Each step runs in a process
of its own, so that its peak memory is its own: Parquet into an empty store; a CSV of the same rows with every check and
rejects, up to the moment before the store is written; 100,000 changed rows, 90 % in two months and the rest over all
others, brought into the full store; an XLSX of a tenth of the rows (at most a million) read and checked, against
openpyxl reading the first 40,000 of it, both by processor seconds a row. On a busy machine divide processor seconds by
cores for what an idle one would take at best. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import load_workbook
from xlsxwriter import Workbook

from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.engine_room import connection, quoted
from parindex.lake.exports import export_headers, export_table, write_csv_export
from parindex.lake.generate import Simulation, simulate
from parindex.lake.imports import ImportOptions, import_file, propose_mapping
from parindex.lake.mapping import ColumnMapping, dossier_layout
from parindex.lake.store import BATCH_KEY, StoreSetting, create_store, open_store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UNITS = tuple(f"{24000 + number}" for number in range(124))
GOALS = {"parquet_s": 60.0, "csv_rows_s": 250_000.0, "xlsx_ratio": 6.0, "delta_s": 15.0, "memory_gb": 3.0}


def generate(folder: Path, rows: int) -> dict[str, Any]:
    wanted = Simulation(rows, UNITS, "68", date(2024, 11, 15), date(2026, 11, 14))
    with pq.ParquetWriter(folder / "records.parquet", RECORD_SCHEMA, compression="zstd", compression_level=1) as writer:
        for batch in simulate(wanted):
            writer.write_table(pa.Table.from_batches([batch]))
    return {"rows": rows}


def prepare(folder: Path, rows: int) -> dict[str, Any]:
    """The CSV, the delta, the sheet."""
    records = folder / "records.parquet"
    write_csv_export([str(records)], folder / "export.csv", dossier_layout())
    with connection(folder / "spill") as opened:
        source = f"read_parquet({quoted(str(records))})"
        busy = "received_month IN ('2026-09', '2026-10')"
        share = min(1.0, 90_000 / (rows / 12))
        opened.execute(
            f"""COPY (SELECT * REPLACE ('mot_cua' AS source, 'delta' AS batch_id) FROM (
                  (SELECT * FROM {source} WHERE {busy} AND random() < {share} * 1.3 LIMIT 90000) UNION ALL
                  (SELECT * FROM {source} WHERE NOT {busy} AND hash(record_code) % {max(1, rows // 11_000)} = 0
                   LIMIT 10000))) TO {quoted(str(folder / "delta.parquet"))} (FORMAT parquet)"""
        )
        sheet = min(rows // 10, 1_000_000)
        opened.execute(
            f"COPY (SELECT * FROM {source} LIMIT {sheet}) TO {quoted(str(folder / 'some.parquet'))} (FORMAT parquet)"
        )
    _write_sheet(folder, "some.parquet", "export.xlsx")
    return {"csv_mb": round((folder / "export.csv").stat().st_size / 1e6), "sheet_rows": sheet}


def _write_sheet(folder: Path, parquet: str, name: str) -> None:
    book = Workbook(str(folder / name), {"constant_memory": True, "strings_to_urls": False})
    page = book.add_worksheet()
    at = 0
    for batch in pq.ParquetFile(folder / parquet).iter_batches(100_000):
        table = export_table(pa.Table.from_batches([batch]), dossier_layout())
        if at == 0:
            page.write_row(0, 0, table.schema.names)
        for row in table.to_pylist():
            at += 1
            for column, text in enumerate(row.values()):
                if text is not None:
                    page.write_string(at, column, text)
    book.close()


def _import(folder: Path, name: str, store: str) -> dict[str, Any]:
    path = folder / name
    layout = dossier_layout()
    options = ImportOptions("mot_cua", NOW, layout, evaluator="sql")
    mapping = ColumnMapping(dict(export_headers(layout)))
    if path.suffix == ".parquet":
        mapping = propose_mapping(path, layout, options.setting)[1].mapping
    report = import_file(create_store(StoreSetting(str(folder / store))), path, mapping, options)
    return {
        "rows": report.entry.rows,
        "good": report.entry.good,
        "checking_s": report.checking_seconds,
        "whole_s": report.seconds,
    }


def from_parquet(folder: Path, rows: int) -> dict[str, Any]:
    return _import(folder, "records.parquet", "store_parquet")


def from_csv(folder: Path, rows: int) -> dict[str, Any]:
    return _import(folder, "export.csv", "store_csv")


def from_sheet(folder: Path, rows: int) -> dict[str, Any]:
    return _import(folder, "export.xlsx", "store_xlsx")


def delta(folder: Path, rows: int) -> dict[str, Any]:
    store = open_store(StoreSetting(str(folder / "store_parquet")))
    begun = time.monotonic()
    with store.writing():
        written = store.merge([str(folder / "delta.parquet")], lambda *_: {BATCH_KEY: "delta"})
    return {"merge_s": time.monotonic() - begun, **written._asdict(), "count": store.count()}


def openpyxl_reads(folder: Path, rows: int) -> dict[str, Any]:
    begun, seen = time.process_time(), 0
    for _ in load_workbook(folder / "export.xlsx", read_only=True).active.iter_rows(values_only=True):
        seen += 1
        if seen > 40_000:
            break
    return {"rows": seen, "processor_s": time.process_time() - begun}


STEPS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "generate": generate,
    "prepare": prepare,
    "parquet": from_parquet,
    "csv": from_csv,
    "delta": delta,
    "xlsx": from_sheet,
    "openpyxl": openpyxl_reads,
}


def step(name: str, folder: Path, rows: int) -> dict[str, Any]:
    """Run a step in its own process."""
    run = subprocess.run(
        [sys.executable, __file__, "--step", name, str(folder), str(rows)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    print(
        f"{name:9s}",
        {key: round(value, 2) if isinstance(value, float) else value for key, value in found.items()},
        flush=True,
    )
    return found


def judged(found: dict[str, dict[str, Any]]) -> bool:
    """Print every goal with what was reached."""
    csv, xlsx, other = found["csv"], found["xlsx"], found["openpyxl"]
    reached = {
        "parquet_s": found["parquet"]["whole_s"],
        "csv_rows_s": csv["rows"] / csv["checking_s"],
        "xlsx_ratio": (other["cpu_s"] / other["rows"]) / (xlsx["cpu_s"] / xlsx["rows"]),
        "delta_s": found["delta"]["merge_s"],
        "memory_gb": max(each["memory_gb"] for each in found.values()),
    }
    whole = True
    for goal, value in reached.items():
        fine = value >= GOALS[goal] if goal in ("csv_rows_s", "xlsx_ratio") else value <= GOALS[goal]
        whole &= fine
        told = "ok" if fine else "MISSED"
        print(f"{goal:11s} {value:12.2f}  goal {GOALS[goal]:10.0f}  {value / GOALS[goal]:6.2f}  {told}")
    return whole


def main() -> None:
    if sys.argv[1:2] == ["--step"]:
        name, folder, rows = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
        begun, used = time.monotonic(), time.process_time()
        found = STEPS[name](folder, rows)
        used = time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps({**found, "clock_s": time.monotonic() - begun, "cpu_s": used, "memory_gb": peak}))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    folder = Path(tempfile.mkdtemp(prefix="lake_imports_"))
    print(f"{rows} rows, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    try:
        whole = judged({name: step(name, folder, rows) for name in STEPS})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
