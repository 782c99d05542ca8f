"""Evaluates a batch through its layout, in Python (Excel size) or SQL (mass), and makes records of the good rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.engine.tables.layouts import Layout, LayoutColumn
from parindex.engine.tables.row_checks import Reason, Setting, check_row
from parindex.engine.working_days import WorkingCalendar
from parindex.engine.working_days.vectorised import NO_MINUTES, working_minutes
from parindex.lake.columns import MOMENT, RECORD_SCHEMA
from parindex.lake.preparing import ARROW, Prepared, Preparer
from parindex.lake.raw_rows import Numbers
from parindex.lake.sql_checks import MASK, CompiledChecks, Masks, compile_checks


class Rejected(NamedTuple):
    """A refused row: its place in the batch, its number in the file, why."""

    at: int
    row: int
    reasons: tuple[Reason, ...]


class Evaluated(NamedTuple):
    """Good rows typed (columns of the layout, their row numbers), and the refused ones."""

    good: pa.Table
    rows: Numbers
    rejected: tuple[Rejected, ...]


class SqlEvaluator:
    """Evaluates by one SQL query a batch; the query is compiled once for each set of column types."""

    def __init__(self, opened: duckdb.DuckDBPyConnection, layout: Layout, setting: Setting) -> None:
        self.opened, self.layout, self.setting = opened, layout, setting
        self.opened.execute("SET preserve_insertion_order = true")  # the mask is laid beside the cells
        self.preparer = Preparer(layout, setting)
        self.compiled: dict[tuple[tuple[str, str], ...], CompiledChecks] = {}

    def evaluate(self, cells: Mapping[str, pa.Array], rows: Numbers) -> Evaluated:
        """Good and refused rows of a batch of tidy cells."""
        prepared = self.preparer.prepare(cells)
        checks = self._compiled(prepared)
        self.opened.register("raw", prepared.table)
        try:
            result = self.opened.execute(checks.sql).to_arrow_table()
        finally:
            self.opened.unregister("raw")
        masks = self._masks(prepared, checks, result)
        typed = pa.table({each.column: _typed(each, prepared, result) for each in self.layout.columns})
        if not masks.any():
            return Evaluated(typed, rows, ())
        refused = np.flatnonzero(masks)
        rejected = tuple(Rejected(at, int(rows[at]), checks.reasons_of(int(masks[at]))) for at in refused.tolist())
        good = masks == 0
        return Evaluated(typed.filter(pa.array(good)), rows[good], rejected)

    def _compiled(self, prepared: Prepared) -> CompiledChecks:
        key = tuple(sorted((column, str(kind)) for column, kind in prepared.types.items()))
        if key not in self.compiled:
            self.compiled[key] = compile_checks(self.layout, prepared.types, self.setting)
        return self.compiled[key]

    def _masks(self, prepared: Prepared, checks: CompiledChecks, result: pa.Table) -> Masks:
        """Reasons of every row: those that SQL found, and those of cells that were read at once."""
        masks: Masks = result[MASK].to_numpy().copy()
        for declared in self.layout.columns:
            values = prepared.values.get(declared.column)
            if values is None:
                continue
            problems = prepared.problems[declared.column].to_numpy()
            if problems.any() or (declared.required and values.null_count):
                checks.add_cells(masks, declared, values.is_null().to_numpy(zero_copy_only=False), problems)
        return masks


def _typed(declared: LayoutColumn, prepared: Prepared, result: pa.Table) -> pa.Array | pa.ChunkedArray:
    """A column of the layout: as it was read at once, as SQL read it, or absent."""
    name = declared.column
    if name in prepared.values:
        return prepared.values[name]
    if name in prepared.types:
        return result[name]
    return pa.nulls(len(result), ARROW.get(declared.kind, pa.string()))


class PythonEvaluator:
    """Evaluates row by row with ``engine.tables.row_checks``."""

    def __init__(self, layout: Layout, setting: Setting) -> None:
        self.layout, self.setting = layout, setting

    def evaluate(self, cells: Mapping[str, pa.Array], rows: Numbers) -> Evaluated:
        """Good and refused rows of a batch of tidy cells (text)."""
        columns = {column: _texts(each) for column, each in cells.items()}
        good: list[Mapping[str, Any]] = []
        numbers: list[int] = []
        rejected: list[Rejected] = []
        for at, number in enumerate(rows):
            checked = check_row(self.layout, {column: each[at] for column, each in columns.items()}, self.setting)
            if checked.reasons:
                rejected.append(Rejected(at, int(number), checked.reasons))
            else:
                good.append(checked.values)
                numbers.append(int(number))
        schema = pa.schema([(each.column, ARROW.get(each.kind, pa.string())) for each in self.layout.columns])
        return Evaluated(pa.Table.from_pylist(good, schema), np.array(numbers, dtype=np.int64), tuple(rejected))


def _texts(cells: pa.Array) -> list[str | None]:
    if pa.types.is_timestamp(cells.type):
        return [None if value is None else value.isoformat(sep="T") for value in cells.to_pylist()]
    return [None if value is None else str(value) for value in cells.to_pylist()]


@dataclass(frozen=True, slots=True)
class Origin:
    """What every record of an import has in common."""

    source: str
    batch_id: str
    simulated: bool
    local_hours: int
    calendar: WorkingCalendar | None = None
    """For ``processing_minutes``; without it they stay null."""


def make_records(evaluated: Evaluated, origin: Origin) -> pa.Table:
    """Records (``RECORD_SCHEMA``) of the good rows."""
    good, count = evaluated.good, evaluated.good.num_rows
    made: dict[str, Any] = {
        "source": pa.repeat(pa.scalar(origin.source), count),
        "batch_id": pa.repeat(pa.scalar(origin.batch_id), count),
        "simulated": pa.repeat(pa.scalar(origin.simulated), count),
        "source_row": pa.array(evaluated.rows),
        "deciding_unit": pc.coalesce(good["deciding_unit"], good["receiving_unit"]),
        "received_month": _months(good["received_at"], origin.local_hours),
    }
    for field in RECORD_SCHEMA:
        if field.name in made:
            continue
        if field.name == "processing_minutes":
            made[field.name] = _minutes(good, origin)
        elif pa.types.is_timestamp(field.type):
            made[field.name] = good[field.name].cast(pa.timestamp("us")).cast(MOMENT)
        else:
            made[field.name] = good[field.name].cast(field.type)
    return pa.table([made[name] for name in RECORD_SCHEMA.names], schema=RECORD_SCHEMA)


def _local(moments: Any, local_hours: int) -> Any:
    naive = moments.cast(pa.timestamp("us")).to_numpy()
    return naive + np.timedelta64(local_hours, "h")


def _months(moments: pa.ChunkedArray, local_hours: int) -> pa.Array:
    months = _local(moments, local_hours).astype("datetime64[M]")
    names, which = np.unique(months, return_inverse=True)
    return pa.array(names.astype(str), pa.string()).take(pa.array(which, pa.int64()))


def _minutes(good: pa.Table, origin: Origin) -> pa.Array:
    """Working minutes from receipt to the end (finished, else returned) without pauses; null without an end."""
    if origin.calendar is None:
        return pa.nulls(good.num_rows, pa.int32())
    ended = pc.coalesce(good["finished_at"], good["returned_at"])
    began, last = _local(good["received_at"], origin.local_hours), _local(ended, origin.local_hours)
    minutes = working_minutes(origin.calendar, began, last)
    unknown = minutes == NO_MINUTES
    paused = pc.fill_null(good["paused_minutes"], 0).to_numpy()
    return pa.array(np.maximum(minutes - paused, 0).astype(np.int32), pa.int32(), mask=unknown)
