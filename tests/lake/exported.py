"""Exports for the tests of imports: simulated dossiers written as a portal would, with citizens' columns in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from parindex.engine.tables.layouts import Layout
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.exports import export_table
from parindex.lake.generate import Simulation, simulate
from parindex.lake.imports import ImportOptions, ImportReport, import_file, propose_mapping
from parindex.lake.mapping import ColumnMapping, dossier_layout
from parindex.lake.store import RecordStore

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LAYOUT = dossier_layout()
UNITS = tuple(f"{24700 + number}" for number in range(12))
CITIZENS = {
    "Họ và tên người nộp": "'Nguyễn Thị Ất Mùi'",
    "Số điện thoại": "'0912 345 678'",
    "Số CCCD": "'068199001234'",
    "Địa chỉ": "'12 Trần Phú, Đà Lạt'",
}
PRIVATE = ("Nguyễn Thị Ất Mùi", "0912 345 678", "068199001234", "12 Trần Phú")


def dossiers(rows: int, seed: int = 1) -> pa.Table:
    """Simulated records of one year."""
    wanted = Simulation(rows, UNITS, "68", date(2025, 11, 15), date(2026, 11, 14), seed)
    return pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA)


def export(records: pa.Table) -> pa.Table:
    """Their export, citizens included."""
    return export_table(records, LAYOUT, CITIZENS)


def write(table: pa.Table, path: Path) -> Path:
    """A CSV of an export."""
    pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="needed"))
    return path


def with_cell(table: pa.Table, row: int, header: str, text: str | None) -> pa.Table:
    """The same export with one cell changed."""
    cells: list[Any] = table[header].to_pylist()
    cells[row] = text
    return table.set_column(table.schema.get_field_index(header), header, pa.array(cells, pa.string()))


def options(source: str = "mot_cua", layout: Layout = LAYOUT, **more: Any) -> ImportOptions:
    """Options of an import at a fixed moment."""
    return ImportOptions(source, NOW, layout, **more)


def bring_in(store: RecordStore, path: Path, source: str = "mot_cua", **more: Any) -> ImportReport:
    """Import with the mapping that is proposed."""
    chosen = options(source, **more)
    return import_file(store, path, proposed(path), chosen)


def proposed(path: Path) -> ColumnMapping:
    """The proposed mapping of a file."""
    return propose_mapping(path, LAYOUT, options().setting)[1].mapping


def rows_of(store: RecordStore, version: int | None = None) -> list[dict[str, Any]]:
    """All records of a version, by source and code."""
    table = store.table(version).to_pyarrow_table()
    return list(table.sort_by([("source", "ascending"), ("record_code", "ascending")]).to_pylist())
