"""A hundred million dossiers once: how long, how much memory, and how both grow with what is in the store already.

    .venv/bin/python benchmarks/hundred_million.py [rows]

Ten exports of a tenth of the rows each (three months of a large country), simulated, brought in one after another with
every check, the list of units and the calendar; then all roll-ups, summed afresh, and a year's figures of all units
asked of them. Each step runs in a process of its own, so that its peak memory is its own. The rival of the tenth import
is the first one: growth is the ratio of their processor seconds. Checked: every row is in the store once, and the
roll-up counts as many receipts as DuckDB does over the store's files. Goal: at most 3 GB in any step. Ends with 1 when
a check fails or the goal is missed.
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
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parindex.engine.working_days import calendar_of
from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.engine_room import connection, parquet_scan
from parindex.lake.figures import View, Window, figures_of, groups_of
from parindex.lake.generate import Simulation, simulate
from parindex.lake.imports import ImportOptions, import_file, propose_mapping
from parindex.lake.mapping import dossier_layout
from parindex.lake.movements import UNIT_DAY, Grain, Measure
from parindex.lake.repeated_codes import CODE_HASH
from parindex.lake.rollups import refresh, rollup_in
from parindex.lake.store import StoreSetting, create_store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UNITS = tuple(f"{24000 + number}" for number in range(124))
UPPER_UNIT = "68"
PARTS, DAYS_OF_PART = 10, 91
FIRST_DAY = date(2024, 5, 1)
YEAR = Window(date(2025, 11, 1), date(2026, 10, 31))
GOAL_GB = 3.0


def generate(folder: Path, rows: int, part: int) -> dict[str, Any]:
    first = FIRST_DAY + timedelta(days=part * DAYS_OF_PART)
    wanted = Simulation(rows, UNITS, UPPER_UNIT, first, first + timedelta(days=DAYS_OF_PART - 1), seed=part + 1)
    with pq.ParquetWriter(folder / "part.parquet", RECORD_SCHEMA, compression="zstd", compression_level=1) as writer:
        for batch in simulate(wanted):
            writer.write_table(pa.Table.from_batches([batch]))
    return {"rows": rows}


def bring_in(folder: Path, rows: int, part: int) -> dict[str, Any]:
    layout, units = dossier_layout(), {unit: unit for unit in (*UNITS, UPPER_UNIT)}
    shipped = files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml"
    calendar = calendar_of(shipped.read_bytes(), first_year=2024, last_year=2027)
    options = ImportOptions("mot_cua", NOW, layout, units, calendar, evaluator="sql")
    path = folder / "part.parquet"
    store = create_store(StoreSetting(str(folder / "store")))
    report = import_file(store, path, propose_mapping(path, layout, options.setting)[1].mapping, options)
    path.unlink()
    held = sum(Path(each).stat().st_size for each in store.files())
    return {
        "good": report.entry.good,
        "rejected": report.entry.rejected,
        "count": store.count(),
        "store_gb": held / 1e9,
    }


def roll_up(folder: Path, rows: int, part: int) -> dict[str, Any]:
    store = create_store(StoreSetting(str(folder / "store")))
    by_month: dict[str, list[str]] = {}
    for path in store.table().file_uris():
        by_month.setdefault(path.split("received_month=")[1].split("/")[0], []).append(path)
    made = refresh(files=by_month, root=str(folder / "rollups"))
    return {"months": len(by_month), "rows": sum(each.rows for each in made)}


def ask(folder: Path, rows: int, part: int) -> dict[str, Any]:
    engine = duckdb_engine()
    rollup = rollup_in(engine, str(folder / "rollups"), UNIT_DAY)
    assert rollup is not None
    groups_of(figures_of(rollup, YEAR, grain=Grain.DAY, view=View.RECEIVED))
    begun = time.monotonic()
    groups_of(figures_of(rollup, YEAR, grain=Grain.DAY, view=View.RECEIVED))
    answered = time.monotonic() - begun
    sums = rollup.agg(r=rollup[Measure.RECEIVED].sum() + rollup[Measure.CLOSED_UNDATED].sum()).to_pyarrow().to_pylist()
    store = create_store(StoreSetting(str(folder / "store")))
    with connection(folder / "spill") as opened:
        stored = parquet_scan(store.table().file_uris())
        found = opened.execute(f"SELECT count(*) FILTER (WHERE status NOT IN (1, 3)) FROM {stored}").fetchone()
        hashes = np.empty(store.count(), dtype=np.uint64)
        filled = 0
        for batch in opened.execute(f"SELECT {CODE_HASH} AS h FROM {stored}").to_arrow_reader(1_000_000):
            hashes[filled : filled + batch.num_rows] = batch.column(0).to_numpy()
            filled += batch.num_rows
    hashes.sort()
    assert found is not None
    codes = 1 + int((hashes[1:] != hashes[:-1]).sum())
    return {"answer_ms": answered * 1000, "received": int(sums[0]["r"]), "counted": found[0], "codes": codes}


STEPS: dict[str, Callable[[Path, int, int], dict[str, Any]]] = {
    "generate": generate,
    "import": bring_in,
    "roll_up": roll_up,
    "ask": ask,
}


def step(name: str, folder: Path, rows: int, part: int = 0) -> dict[str, Any]:
    """Run a step in its own process."""
    run = subprocess.run(
        [sys.executable, __file__, "--step", name, str(folder), str(rows), str(part)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise SystemExit(run.stderr)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    shown = {key: round(value, 2) if isinstance(value, float) else value for key, value in found.items()}
    print(f"{name:9s} {part + 1:3d} {shown} load {os.getloadavg()[0]:.1f}", flush=True)
    return found


def _one_step() -> None:
    name, folder, rows, part = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    begun, used = time.monotonic(), time.process_time()
    found = STEPS[name](folder, rows, part)
    used = time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({**found, "clock_s": time.monotonic() - begun, "processor_s": used, "memory_gb": peak}))


def main() -> None:
    if sys.argv[1:2] == ["--step"]:
        _one_step()
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000_000
    folder = Path(tempfile.mkdtemp(prefix="hundred_million_"))
    print(f"{rows} rows in {PARTS} imports, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    try:
        imports = []
        for part in range(PARTS):
            step("generate", folder, rows // PARTS, part)
            imports.append(step("import", folder, rows // PARTS, part))
        summed, asked = step("roll_up", folder, rows), step("ask", folder, rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    whole = sum(each["clock_s"] for each in imports)
    growth = imports[-1]["processor_s"] / imports[0]["processor_s"]
    memory = max(each["memory_gb"] for each in (*imports, summed, asked))
    once = imports[-1]["count"] == sum(each["good"] for each in imports) == asked["codes"]
    equal = asked["received"] == asked["counted"]
    print(f"imports {whole:.0f} s together; the last took {growth:.2f} times the processor seconds of the first")
    print(
        f"memory {memory:.2f} GB at most (goal {GOAL_GB}); every row once: {once}; roll-up counts as the rows: {equal}"
    )
    sys.exit(0 if once and equal and memory <= GOAL_GB else 1)


if __name__ == "__main__":
    main()
