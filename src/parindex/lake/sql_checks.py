"""A layout as SQL: the same types, shapes and checks as ``engine.tables.row_checks``, over a batch at once.

One query types the cells that were not read yet and gives each row a bit mask of reasons; 0 is a good row. Bits stand
in the order in which ``check_row`` lists reasons. A property test holds both to the same rejects with the same reasons.
"""
# ruff: noqa: S608  (SQL from the layout's own column names and patterns as quoted literals)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from parindex.engine.tables.layouts import (
    PERSONAL_CONTENT,
    CellKind,
    CheckKind,
    Layout,
    LayoutCheck,
    LayoutColumn,
)
from parindex.engine.tables.row_checks import (
    ANY_MOMENT,
    DAY_FIRST,
    FRACTION,
    GROUPED,
    LOCAL_MOMENT,
    LONGEST_TEXT,
    OFFSET,
    PLAIN,
    PROBLEM_OF_KIND,
    UNIT_CODE,
    YEAR_FIRST,
    Reason,
    RowProblem,
    Setting,
    first_moment,
)
from parindex.lake.engine_room import named, quoted

State = TypeVar("State")
Masks = np.ndarray[Any, np.dtype[np.uint64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Problems = np.ndarray[Any, np.dtype[np.int8]]
FORMATS = tuple(f"{day}{clock}" for day in ("%d/%m/%Y", "%Y-%m-%d") for clock in (" %H:%M:%S", " %H:%M", ""))
MASK = "__mask"
RAW, VALUE = "raw_", "val_"
IS_BAD, IS_PERSONAL = 1, 2
"""What is said of a cell that was read at once and is a reason to refuse its row; 0: it is none."""


@dataclass(frozen=True, slots=True)
class CompiledChecks:
    """The query over a table ``raw``, and what each bit of its mask means."""

    sql: str
    reasons: tuple[Reason, ...]

    def reasons_of(self, mask: int) -> tuple[Reason, ...]:
        """Reasons of a row by its mask."""
        return tuple(reason for bit, reason in enumerate(self.reasons) if mask >> bit & 1)

    def add_cells(self, masks: Masks, declared: LayoutColumn, missing: Flags, problems: Problems) -> None:
        """Set the bits of a column that was read at once. ``problems``: 0, ``IS_BAD`` or ``IS_PERSONAL`` a row."""
        states = (missing & (problems == 0), problems == IS_BAD, problems == IS_PERSONAL)
        for reason, held in _cell_bits(declared, *states):
            masks |= held.astype(np.uint64) << np.uint64(self.reasons.index(reason))


def compile_checks(layout: Layout, types: Mapping[str, pa.DataType | None], setting: Setting) -> CompiledChecks:
    """SQL over ``raw``, giving ``__mask`` and the columns that it types, in the order of the rows.

    A column of ``types`` is there as ``raw_…``, to be read by SQL; where its type is None it was read at once: it is
    there as ``val_…`` when a check of rows needs it, and ``add_cells`` sets its own bits. Other columns are null.
    """
    needed = checked_columns(layout)
    typed: list[str] = ["1"]
    given: list[str] = []
    bits: list[tuple[Reason, str]] = []
    for declared in layout.columns:
        name = declared.column
        kind = types.get(name)
        states = ("false", "false", "false")
        if name not in types:
            typed.append(f"NULL::{_type_of(declared)} AS {named(name)}")
            states = ("true", "false", "false")
        elif kind is not None:
            raw = named(f"{RAW}{name}")
            typed.append(f"{_value(declared, raw, kind, layout, setting)} AS {named(name)}, {raw}")
            given.append(f"{named(name)}, ")
            states = _states(declared, raw)
        elif name in needed:
            typed.append(f"{named(VALUE + name)} AS {named(name)}")
        bits.extend(_cell_bits(declared, *states))
    bits.extend((Reason(check.code, check.column), _failing(check, setting)) for check in layout.checks)
    mask = " | ".join(
        f"CASE WHEN {condition} THEN {1 << bit}::UBIGINT ELSE 0::UBIGINT END"
        for bit, (_, condition) in enumerate(bits)
        if condition != "false"
    )
    mask = mask or "0::UBIGINT"
    sql = f"WITH typed AS (SELECT {', '.join(typed)} FROM raw) SELECT {''.join(given)}{mask} AS {MASK} FROM typed"
    return CompiledChecks(sql, tuple(reason for reason, _ in bits))


def checked_columns(layout: Layout) -> frozenset[str]:
    """Columns that a check of rows looks at; always the first one, for a table needs a column."""
    names = {name for each in layout.checks for name in (each.column, each.than, *each.columns) if name}
    return frozenset({layout.columns[0].column, *names})


def _states(declared: LayoutColumn, raw: str) -> tuple[str, str, str]:
    """Conditions: missing, unreadable, personal."""
    unread = f"{raw} IS NOT NULL AND {named(declared.column)} IS NULL"
    if declared.kind is not CellKind.TEXT:
        return f"{raw} IS NULL", unread, "false"
    personal = f"regexp_matches({raw}, {quoted(PERSONAL_CONTENT)})"
    return f"{raw} IS NULL", f"{unread} AND NOT {personal}", f"{unread} AND {personal}"


def _cell_bits(
    declared: LayoutColumn, missing: State, unread: State, personal: State
) -> Iterator[tuple[Reason, State]]:
    """Reasons that lie in a cell of the column, in the order in which they are listed, and where each holds."""
    if declared.required:
        yield Reason(RowProblem.MISSING, declared.column), missing
    if declared.kind is CellKind.TEXT:
        yield Reason(RowProblem.PERSONAL_CONTENT, declared.column), personal
    yield Reason(PROBLEM_OF_KIND[declared.kind], declared.column), unread


def _type_of(declared: LayoutColumn) -> str:
    match declared.kind:
        case CellKind.MOMENT:
            return "TIMESTAMP"
        case CellKind.COUNT | CellKind.WORD:
            return "BIGINT"
        case CellKind.YES_NO:
            return "BOOLEAN"
        case _:
            return "VARCHAR"


def _value(declared: LayoutColumn, cell: str, kind: pa.DataType, layout: Layout, setting: Setting) -> str:
    """The typed value of a cell; NULL for what cannot be read."""
    match declared.kind:
        case CellKind.CODE:
            raised = f"upper({cell})"
            return f"CASE WHEN regexp_full_match({raised}, {quoted(declared.pattern or '')}) THEN {raised} END"
        case CellKind.TEXT:
            personal = f"regexp_matches({cell}, {quoted(PERSONAL_CONTENT)})"
            return f"CASE WHEN length({cell}) <= {LONGEST_TEXT} AND NOT {personal} THEN {cell} END"
        case CellKind.UNIT:
            shape = f"regexp_full_match({cell}, {quoted(UNIT_CODE)})"
            if setting.units is None:
                shape += f" AND NOT regexp_matches({cell}, {quoted(PERSONAL_CONTENT)})"
            return f"CASE WHEN {shape} THEN {cell} END"
        case CellKind.MOMENT:
            return _moment(declared, cell, kind, setting.local_hours)
        case CellKind.COUNT:
            return _count(declared, cell, kind)
        case CellKind.YES_NO | CellKind.WORD:
            return _word(declared, cell, kind, layout)


def _moment(declared: LayoutColumn, cell: str, kind: pa.DataType, local_hours: int) -> str:
    shift = f"INTERVAL {local_hours} HOUR"
    if pa.types.is_timestamp(kind):
        return f"{cell}::TIMESTAMP" if kind.tz else f"{cell}::TIMESTAMP - {shift}"
    if pa.types.is_date(kind):
        end = " + INTERVAL 1 DAY - INTERVAL 1 SECOND" if declared.day_only == "end" else ""
        return f"{cell}::TIMESTAMP{end} - {shift}"
    formats = "[" + ", ".join(map(quoted, FORMATS)) + "]"
    local = f"try_strptime(replace({cell}, 'T', ' '), {formats})"
    if declared.day_only == "end":
        local += f" + CASE WHEN contains({cell}, ':') THEN INTERVAL 0 SECOND ELSE INTERVAL 86399 SECOND END"
    # the rare shapes: a fraction of a second, an offset from UTC
    start = f"regexp_extract({cell}, '^({DAY_FIRST}|{YEAR_FIRST})[ T][0-9:]+')"
    fraction = f"regexp_extract({cell}, '{FRACTION}')"
    micro = f"coalesce(try_cast(rpad(substr({fraction}, 2), 6, '0') AS BIGINT), 0)"
    offset = f"regexp_extract({cell}, '{OFFSET}$')"
    minutes = (
        f"CASE WHEN {offset} = '' THEN {local_hours * 60} WHEN {offset} = 'Z' THEN 0 ELSE "
        f"(CASE WHEN {offset}[1] = '-' THEN -1 ELSE 1 END) * "
        f"(try_cast({offset}[2:3] AS INTEGER) * 60 + try_cast({offset}[5:6] AS INTEGER)) END"
    )
    instant = f"try_strptime(replace({start}, 'T', ' '), {formats}) + to_microseconds({micro})"
    rare = f"{instant} - to_minutes(({minutes})::INTEGER)"
    return (
        f"CASE WHEN regexp_full_match({cell}, {quoted(LOCAL_MOMENT)}) THEN {local} - {shift} "
        f"WHEN regexp_full_match({cell}, {quoted(ANY_MOMENT)}) THEN {rare} END"
    )


def _count(declared: LayoutColumn, cell: str, kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return f"CASE WHEN {cell} BETWEEN 0 AND {declared.most} THEN {cell}::BIGINT END"
    bare = f"replace({cell}, '.', '')"
    grouped = f"regexp_full_match({cell}, {quoted(GROUPED)}) AND regexp_full_match({bare}, {quoted(PLAIN)})"
    plain = f"regexp_full_match({cell}, {quoted(PLAIN)})"
    number = f"CASE WHEN {plain} OR ({grouped}) THEN try_cast({bare} AS BIGINT) END"
    return f"CASE WHEN ({number}) <= {declared.most} THEN ({number}) END"


def _word(declared: LayoutColumn, cell: str, kind: pa.DataType, layout: Layout) -> str:
    if pa.types.is_boolean(kind):
        return cell
    codes = sorted(layout.codes(declared.column))
    known = ", ".join(codes if pa.types.is_integer(kind) else map(quoted, codes))
    value = f"({cell} = '1')" if declared.kind is CellKind.YES_NO else f"{cell}::BIGINT"
    return f"CASE WHEN {cell} IN ({known}) THEN {value} END"


def _failing(check: LayoutCheck, setting: Setting) -> str:
    column = named(check.column)
    match check.kind:
        case CheckKind.NOT_BEFORE:
            return f"{column} < {named(check.than or '')}"
        case CheckKind.NOT_AFTER_NOW:
            return f"{column} > {_instant(setting.now)}"
        case CheckKind.NOT_BEFORE_DAY:
            return f"{column} < {_instant(first_moment(check, setting.local_hours))}"
        case CheckKind.ONE_OF_PRESENT_WHEN:
            empty = " AND ".join(f"{named(name)} IS NULL" for name in check.columns)
            return f"{column} IN ({_listed(check)}) AND {empty}"
        case CheckKind.ABSENT_WHEN:
            filled = " OR ".join(f"{named(name)} IS NOT NULL" for name in check.columns)
            return f"{column} IN ({_listed(check)}) AND ({filled})"


def _listed(check: LayoutCheck) -> str:
    return ", ".join(map(str, check.values))


def _instant(moment: datetime) -> str:
    return f"TIMESTAMP {quoted(moment.isoformat(sep=' '))}"
