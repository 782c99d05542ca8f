"""Imports into the record store: how fast, in how much memory, against which goals.

    .venv/bin/python benchmarks/lake_imports.py [rows]

Simulated dossiers (default 10 million) under the temporary folder, taken away at the end. Each step runs in a process
of its own, so that its peak memory is its own: Parquet into an empty store; a CSV of the same rows, one in ``FAULTY``
spoilt by one of twelve errors, with all checks, the list of units, the calendar and rejects, from opening the file to
the moment before the store is written, beside DuckDB copying the same file to Parquet as bare text without any check;
100,000 changed rows, 90 % in two months and the rest over all others, brought into the full store; an XLSX of a tenth
of the rows (at most a million) read, checked and stored, against openpyxl reading the first 40,000 of it, both by
processor seconds a row. Checked: the rejects are those that were planted, the rest is in the store cell by cell.
Processor seconds over cores are what an idle machine takes at best. Ends with 1 when a check fails or a goal is missed.
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
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from openpyxl import load_workbook
from xlsxwriter import Workbook

from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.engine_room import connection, named, parquet_scan, quoted
from parindex.lake.exports import export_headers, export_select, export_table
from parindex.lake.generate import Simulation, simulate
from parindex.lake.imports import ImportOptions, Progress, import_file, propose_mapping
from parindex.lake.mapping import ColumnMapping, dossier_layout
from parindex.lake.store import BATCH_KEY, StoreSetting, create_store, open_store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UNITS = tuple(f"{24000 + number}" for number in range(124))
UPPER_UNIT = "68"
CODE_HEADER = "Mã hồ sơ"
FAULTY = 100
"""Of so many rows one is spoilt."""
PLANTED = (
    (CODE_HEADER, "X1"),
    (CODE_HEADER, "H68.01.00-251201-99999"),
    ("Mã đơn vị tiếp nhận", "Xã Không Có"),
    ("Mã thủ tục", "thủ tục"),
    ("Lĩnh vực", "gọi 0912345678"),
    ("Trạng thái", "Lạ"),
    ("Hình thức nộp", None),
    ("Ngày tiếp nhận", "01/12/2026 08:00:00"),
    ("Ngày hẹn trả", "30/02/2026"),
    ("Ngày hẹn trả", "01/01/2015"),
    ("Ngày trả kết quả", "01/01/2015"),
    ("Phí lệ phí", "-5"),
)
"""Header, what is planted. The second: the same code in many rows that differ."""
GOALS = {"parquet_s": 60.0, "csv_rows_s": 250_000.0, "xlsx_ratio": 6.0, "delta_s": 15.0, "memory_gb": 3.0}


def generate(folder: Path, rows: int) -> dict[str, Any]:
    wanted = Simulation(rows, UNITS, UPPER_UNIT, date(2024, 11, 15), date(2026, 11, 14))
    with pq.ParquetWriter(folder / "records.parquet", RECORD_SCHEMA, compression="zstd", compression_level=1) as writer:
        for batch in simulate(wanted):
            writer.write_table(pa.Table.from_batches([batch]))
    return {"rows": rows}


def prepare(folder: Path, rows: int) -> dict[str, Any]:
    """The CSV, the delta, the sheet."""
    records = folder / "records.parquet"
    planted = _write_faulty_csv(folder)
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
    size = round((folder / "export.csv").stat().st_size / 1e6)
    return {"csv_mb": size, "planted": planted, "sheet_rows": sheet}


def _write_faulty_csv(folder: Path) -> int:
    """The export, rows of ``spoilt_place`` with an error each; how many they are."""
    cells: dict[str, str] = {}
    for kind, (header, text) in enumerate(PLANTED):
        value = "NULL" if text is None else quoted(text)
        cells[header] = cells.get(header, "") + f" WHEN {spoilt_place(CODE_HEADER)} = {kind} THEN {value}"
    spoilt = ", ".join(f"CASE{whens} ELSE {named(header)} END AS {named(header)}" for header, whens in cells.items())
    with connection() as opened:
        opened.execute("SET preserve_insertion_order = true")
        opened.execute(f"CREATE VIEW records AS FROM read_parquet({quoted(str(folder / 'records.parquet'))})")
        opened.execute(f"CREATE VIEW exported AS {export_select(dossier_layout())}")
        target = quoted(str(folder / "export.csv"))
        opened.execute(f"COPY (SELECT * REPLACE ({spoilt}) FROM exported) TO {target} (FORMAT csv, HEADER)")
        counted = opened.execute(f"SELECT count(*) FROM records WHERE {spoilt_place('record_code')} < {len(PLANTED)}")
        (count,) = counted.fetchone() or (0,)
    return int(count)


def spoilt_place(code: str) -> str:
    """SQL: which error a row gets by its code; ``len(PLANTED)`` and more: none."""
    return f"(hash({named(code)}) % {FAULTY * len(PLANTED)})"


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
    units = {unit: unit for unit in (*UNITS, UPPER_UNIT)}
    reached: dict[str, tuple[float, float]] = {}

    def told(progress: Progress) -> None:
        reached.setdefault(progress.stage, (time.monotonic(), time.process_time()))

    options = ImportOptions("mot_cua", NOW, layout, units, calendar(), evaluator="sql", progress=told)
    mapping = ColumnMapping(dict(export_headers(layout)))
    if path.suffix == ".parquet":
        mapping = propose_mapping(path, layout, options.setting)[1].mapping
    made = create_store(StoreSetting(str(folder / store)))
    begun = time.monotonic(), time.process_time()
    report = import_file(made, path, mapping, options)
    whole, (checked, used) = time.monotonic(), reached["writing"]
    return {
        "rows": report.entry.rows,
        "good": report.entry.good,
        "kinds": len(report.reasons),
        "checking_s": checked - begun[0],
        "checking_processor_s": used - begun[1],
        "whole_s": whole - begun[0],
    }


def calendar() -> WorkingCalendar:
    shipped = files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml"
    return calendar_of(shipped.read_bytes(), first_year=2024, last_year=2027)


def from_parquet(folder: Path, rows: int) -> dict[str, Any]:
    return _import(folder, "records.parquet", "store_parquet")


def from_csv(folder: Path, rows: int) -> dict[str, Any]:
    return _import(folder, "export.csv", "store_csv")


def checked_csv(folder: Path, rows: int) -> dict[str, Any]:
    """Whether the CSV's store holds every row that was not spoilt, cell by cell, and no other."""
    ours = DeltaTable(str(folder / "store_csv" / "records")).file_uris()
    own = {"source", "batch_id", "source_row", "simulated", "processing_minutes"}
    cells = ", ".join(f"{name}" for name in RECORD_SCHEMA.names if name not in own)
    summed = f"SELECT count(*), sum(hash({cells})::HUGEINT), count(processing_minutes) FROM"
    with connection(folder / "spill") as opened:
        stored = opened.execute(f"{summed} {parquet_scan(ours)}").fetchone()
        source = f"read_parquet({quoted(str(folder / 'records.parquet'))})"
        good = opened.execute(f"{summed} {source} WHERE {spoilt_place('record_code')} >= {len(PLANTED)}").fetchone()
    assert stored and good
    return {"equal": stored[:2] == good[:2], "with_minutes": stored[2]}


def duckdb_reads(folder: Path, rows: int) -> dict[str, Any]:
    begun, used = time.monotonic(), time.process_time()
    with connection(folder / "spill") as opened:
        source = f"read_csv({quoted(str(folder / 'export.csv'))}, all_varchar = true, header = true)"
        opened.execute(f"COPY (FROM {source}) TO {quoted(str(folder / 'bare.parquet'))} (FORMAT parquet)")
    (folder / "bare.parquet").unlink()
    return {"rows": rows, "reading_s": time.monotonic() - begun, "processor_s": time.process_time() - used}


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
    "csv_equal": checked_csv,
    "duckdb": duckdb_reads,
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
    best = csv["rows"] / csv["checking_processor_s"] * (os.cpu_count() or 1)
    ratio = csv["checking_s"] / found["duckdb"]["reading_s"]
    print(f"CSV by processor seconds on idle cores at best {best:.0f} rows/s; {ratio:.1f} times DuckDB's bare copying")
    spoilt = csv["rows"] - csv["good"] == found["prepare"]["planted"] and csv["kinds"] >= len(PLANTED) - 1
    equal = found["csv_equal"]["equal"] and spoilt
    print(f"CSV: rejects are what was planted {spoilt}, the others are stored cell by cell {equal}")
    return whole and equal


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
