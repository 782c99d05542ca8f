"""Writes records as a one-stop system would export them: Vietnamese headers, words instead of codes, local times.

For simulated data and tests: what is written here is read back by the imports.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from parindex.engine.tables.layouts import CellKind, Layout, LayoutColumn
from parindex.lake.columns import LOCAL_HOURS
from parindex.lake.engine_room import connection, named, quoted


def export_select(layout: Layout, extra: Mapping[str, str] | None = None) -> str:
    """SELECT over a table ``records``: one text column a layout column under its first header, then ``extra`` (SQL)."""
    cells = [f"{_cell(each, layout)} AS {named(each.headers[0])}" for each in layout.columns]
    cells += [f"{sql} AS {named(header)}" for header, sql in (extra or {}).items()]
    return f"SELECT {', '.join(cells)} FROM records"


def export_headers(layout: Layout) -> Mapping[str, str]:
    """Header → column of what ``export_select`` writes."""
    return {each.headers[0]: each.column for each in layout.columns}


def write_csv_export(
    parquet: Sequence[str], path: Path, layout: Layout, extra: Mapping[str, str] | None = None
) -> None:
    """Records in Parquet files as one CSV export, in the order of the files."""
    with connection() as opened:
        opened.execute("SET preserve_insertion_order = true")
        listed = ", ".join(map(quoted, parquet))
        opened.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet([{listed}])")
        opened.execute(
            f"COPY ({export_select(layout, extra)}) TO {quoted(str(path))} (FORMAT csv, HEADER, DELIMITER ',')"
        )


def export_table(records: pa.Table, layout: Layout, extra: Mapping[str, str] | None = None) -> pa.Table:
    """Records as a table of export texts."""
    with connection() as opened:
        opened.execute("SET preserve_insertion_order = true")
        opened.register("records", records)
        return opened.execute(export_select(layout, extra)).to_arrow_table()


def _cell(declared: LayoutColumn, layout: Layout) -> str:
    column = named(declared.column)
    match declared.kind:
        case CellKind.MOMENT:
            return f"strftime({column}::TIMESTAMP + INTERVAL {LOCAL_HOURS} HOUR, '%d/%m/%Y %H:%M:%S')"
        case CellKind.YES_NO:
            words = layout.maps["yes_no"]
            return f"CASE {column} WHEN true THEN {quoted(words[1][0])} WHEN false THEN {quoted(words[0][0])} END"
        case CellKind.WORD:
            whens = " ".join(
                f"WHEN {code} THEN {quoted(words[0])}" for code, words in layout.maps[declared.map or ""].items()
            )
            return f"CASE {column} {whens} END"
        case _:
            return f"{column}::VARCHAR"
