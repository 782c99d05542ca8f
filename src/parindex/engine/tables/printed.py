"""Results as a document prints them, from CSV, XLSX, JSON or YAML, for the checks.

One row per unit and part: unit, part, parent, points, maximum, percent, rank. A row without a part is the unit's own
line: total, declared scale, index and rank. ``points`` may be written as printed, ``14,591 /17``. A printed ``85,90``
keeps its two decimals in text files; XLSX numbers lose trailing zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from parindex.engine.checks.printed import PrintedPart, PrintedRank, PrintedResult
from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.numbers.reading import Reading, read_count, read_decimal, read_percent, read_ratio
from parindex.engine.tables.faults import Place, TableFault, TableProblem, fault
from parindex.engine.tables.formats import read_sheets
from parindex.engine.tables.rows import Cell, Row, fold, refuse


class PrintedColumn(StrEnum):
    """A column of a table of printed results."""

    UNIT = "unit"
    PART = "part"
    PARENT = "parent"
    POINTS = "points"
    MAXIMUM = "maximum"
    PERCENT = "percent"
    RANK = "rank"


ALIASES: Mapping[PrintedColumn, tuple[str, ...]] = {
    PrintedColumn.UNIT: ("unit", "đơn vị", "tên đơn vị"),
    PrintedColumn.PART: ("part", "lĩnh vực", "phần", "nội dung"),
    PrintedColumn.PARENT: ("parent", "thuộc lĩnh vực", "thuộc"),
    PrintedColumn.POINTS: ("points", "điểm", "điểm đạt"),
    PrintedColumn.MAXIMUM: ("maximum", "điểm tối đa", "tối đa", "thang điểm"),
    PrintedColumn.PERCENT: ("percent", "phần trăm", "chỉ số", "tỷ lệ", "đạt (%)"),
    PrintedColumn.RANK: ("rank", "hạng", "xếp hạng", "thứ hạng"),
}
_BY_HEADER = {fold(alias): column for column, aliases in ALIASES.items() for alias in aliases}
_FIGURES = (PrintedColumn.POINTS, PrintedColumn.MAXIMUM, PrintedColumn.PERCENT, PrintedColumn.RANK)


@lru_cache(maxsize=256)
def _column_of(header: str) -> PrintedColumn | None:
    return _BY_HEADER.get(fold(header))


class PrintedRow(NamedTuple):
    """One row as read; ``part`` None: the unit's own line."""

    place: Place
    unit: str
    part: str | None
    parent: str | None
    points: Decimal | None
    maximum: Decimal | None
    percent: Decimal | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Printed results of one file. ``len(good) + rejected == rows``."""

    rows: int
    good: tuple[PrintedRow, ...]
    rejected: int
    faults: tuple[TableFault, ...]

    @property
    def results(self) -> tuple[PrintedResult, ...]:
        """One result per unit, in the file's order."""
        units = dict.fromkeys(row.unit for row in self.good)
        return tuple(_result(unit, [row for row in self.good if row.unit == unit]) for unit in units)

    @property
    def ranks(self) -> tuple[PrintedRank, ...]:
        """Units' own lines that print a rank, on the index where it is printed, else on the total."""
        ranked: list[PrintedRank] = []
        for row in self.good:
            value = row.points if row.percent is None else row.percent
            if row.part is None and row.rank is not None and value is not None:
                ranked.append(PrintedRank(row.unit, value, row.rank))
        return tuple(ranked)


def read_printed_results(content: bytes, *, file_name: str) -> PrintedTable:
    """Read a table of printed results. Raises ``TableRefused`` when the file as a whole cannot be read."""
    sheets = read_sheets(content, file_name)
    if not any(sheet.headers is None or sheet.headers for sheet in sheets):
        raise refuse(file_name, TableProblem.EMPTY)
    chosen = [sheet for sheet in sheets if sheet.headers is None or _has_columns(sheet.headers)]
    if not chosen:
        headers = ", ".join(next(sheet.headers for sheet in sheets if sheet.headers))
        raise refuse(file_name, TableProblem.HEADER_MISSING, headers, missing=("unit (đơn vị)", "points (điểm)"))
    reader = _Reader()
    for sheet in chosen:
        for row in sheet.rows:
            reader.read(row)
    return PrintedTable(reader.rows, tuple(reader.good), reader.rows - len(reader.good), tuple(reader.faults))


def _has_columns(headers: tuple[str, ...]) -> bool:
    found = {_column_of(header) for header in headers}
    return PrintedColumn.UNIT in found and bool(found & set(_FIGURES))


@dataclass(slots=True)
class _Reader:
    rows: int = 0
    good: list[PrintedRow] = field(default_factory=list)
    faults: list[TableFault] = field(default_factory=list)
    seen: dict[tuple[str, str | None, str | None], int] = field(default_factory=dict)

    def read(self, row: Row) -> None:
        """Take one row in, or list why not."""
        self.rows += 1
        if row.fault is not None:
            self.faults.append(row.fault)
            return
        headers = {column: header for header in row.cells if (column := _column_of(header)) is not None}
        cells = {column: row.cells[header] for column, header in headers.items()}
        found: list[TableFault] = []
        unit = _text(cells.get(PrintedColumn.UNIT))
        if unit is None:
            found.append(fault(row.place, headers.get(PrintedColumn.UNIT), "", TableProblem.UNIT_MISSING))
        values: dict[PrintedColumn, Decimal | Ratio | None] = {}
        for column in _FIGURES:
            reading = _figure(column, cells.get(column))
            if reading is None:
                continue
            values[column] = reading.value
            if reading.problem is not None:
                more = {**reading.values}
                more.pop("text")
                found.append(fault(row.place, headers[column], reading.text, reading.problem, **more))
        if found or unit is None:
            self.faults.extend(found)
            return
        self._keep(_row(row.place, unit, cells, values))

    def _keep(self, row: PrintedRow) -> None:
        key = (row.unit, row.parent, row.part)
        if key in self.seen:
            shown = " · ".join(part for part in (row.unit, row.parent, row.part) if part)
            others = (str(self.seen[key]),)
            self.faults.append(fault(row.place, None, shown, TableProblem.PART_TWICE, others=others))
            return
        self.seen[key] = row.place.row
        self.good.append(row)


def _row(
    place: Place, unit: str, cells: Mapping[PrintedColumn, Cell], values: Mapping[PrintedColumn, Decimal | Ratio | None]
) -> PrintedRow:
    points, maximum = values.get(PrintedColumn.POINTS), values.get(PrintedColumn.MAXIMUM)
    if isinstance(points, Ratio):
        maximum = points.denominator if maximum is None else maximum
        points = points.numerator
    percent, rank = values.get(PrintedColumn.PERCENT), values.get(PrintedColumn.RANK)
    assert not isinstance(maximum, Ratio) and not isinstance(percent, Ratio) and not isinstance(rank, Ratio)
    part, parent = _text(cells.get(PrintedColumn.PART)), _text(cells.get(PrintedColumn.PARENT))
    return PrintedRow(place, unit, part, parent, points, maximum, percent, None if rank is None else int(rank))


def _figure(column: PrintedColumn, cell: Cell) -> Reading[Decimal | Ratio] | None:
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return Reading(plain(cell), cell)
    text = str(cell)
    if column is PrintedColumn.POINTS and "/" in text:
        return read_ratio(text)
    if column is PrintedColumn.PERCENT:
        return read_percent(text)
    return read_count(text) if column is PrintedColumn.RANK else read_decimal(text)


def _text(cell: Cell) -> str | None:
    if cell is None:
        return None
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def _result(unit: str, rows: list[PrintedRow]) -> PrintedResult:
    own = next((row for row in rows if row.part is None), None)
    below = [row for row in rows if row.part is not None]

    def part(row: PrintedRow) -> PrintedPart:
        children = tuple(part(child) for child in below if child.parent == row.part and child is not row)
        return PrintedPart(row.part or "", row.points, row.maximum, row.percent, children)

    return PrintedResult(
        unit,
        tuple(part(row) for row in below if row.parent is None),
        own.points if own else None,
        own.maximum if own else None,
        own.percent if own else None,
    )
