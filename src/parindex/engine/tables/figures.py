"""Units' figures from a file: one row per unit and input. Good rows are kept; every other row is listed with why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.reading import NumberNote
from parindex.engine.rulebook.document import CriteriaSet, Input, Node, walk
from parindex.engine.scoring.values import Absence, Figures, Value
from parindex.engine.tables.cell_values import typed_value
from parindex.engine.tables.columns import Column, check_headers, column_of, has_all_columns
from parindex.engine.tables.faults import Place, TableFault, TableProblem, fault
from parindex.engine.tables.formats import read_sheets
from parindex.engine.tables.rows import Cell, Row, Sheet, refuse


class GoodRow(NamedTuple):
    """One row that was read: what it says, where it stands, and what was overlooked in reading."""

    place: Place
    unit: str
    leaf: str
    input: str
    value: Value | Absence
    notes: tuple[NumberNote, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """What a file of figures gives. ``len(good) + rejected == rows``."""

    rows: int
    """Rows below the headers that hold anything."""
    good: tuple[GoodRow, ...]
    rejected: int
    """Rows that were not taken."""
    faults: tuple[TableFault, ...]
    """At least one for every rejected row, in the file's order."""
    ignored_sheets: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, Figures]:
        """Unit → leaf → input → value, units in the file's order."""
        units: dict[str, dict[str, dict[str, Value | Absence]]] = {}
        for row in self.good:
            units.setdefault(row.unit, {}).setdefault(row.leaf, {})[row.input] = row.value
        return dict(units)


def read_figures(content: bytes, *, file_name: str, criteria_set: CriteriaSet) -> FiguresTable:
    """Read figures from CSV, XLSX, JSON or YAML by the ending of ``file_name``.

    Columns (Vietnamese headers too): unit, leaf, input (may be blank for a leaf with one input), value or numerator and
    denominator, absence. Two rows for one input: equal values keep the first; different values reject both, since
    nobody knows which one is meant. Raises ``TableRefused`` when the file as a whole cannot be read.
    """
    sheets = read_sheets(content, file_name)
    tables = _tables(sheets, file_name)
    reader = _Reader(criteria_set)
    for sheet in tables:
        for row in sheet.rows:
            reader.read(row)
    reader.settle_duplicates()
    headers = {header for sheet in tables for header in sheet.headers or () if header}
    return FiguresTable(
        rows=reader.rows,
        good=tuple(reader.good.values()),
        rejected=reader.rows - len(reader.good),
        faults=tuple(sorted(reader.faults, key=lambda item: (item.place.sheet or "", item.place.row))),
        ignored_sheets=tuple(sheet.name or "" for sheet in sheets if sheet not in tables),
        ignored_columns=tuple(sorted(header for header in headers if column_of(header) is None)),
    )


def _tables(sheets: tuple[Sheet, ...], file_name: str) -> list[Sheet]:
    """The sheets that are tables of figures. A workbook may hold others; a file without any is refused."""
    if not any(sheet.headers is None or sheet.headers for sheet in sheets):
        raise refuse(file_name, TableProblem.EMPTY)
    tables = [sheet for sheet in sheets if sheet.headers is None or has_all_columns(sheet.headers)]
    checked = tables or [sheet for sheet in sheets if sheet.headers][:1]
    for sheet in checked:
        if sheet.headers is not None:
            check_headers(sheet.headers, file_name)
    return tables


@dataclass(slots=True)
class _Reader:
    """Collects good rows and faults of one file."""

    criteria_set: CriteriaSet
    rows: int = 0
    good: dict[int, GoodRow] = field(default_factory=dict)
    faults: list[TableFault] = field(default_factory=list)
    nodes: Mapping[str, Node] = field(init=False)
    numbers: Mapping[str, list[Node]] = field(init=False)
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        nodes = [node for _, node in walk(self.criteria_set)]
        self.nodes = {node.code: node for node in nodes}
        by_number: dict[str, list[Node]] = {}
        for node in nodes:
            if node.number is not None:
                by_number.setdefault(node.number, []).append(node)
        self.numbers = by_number
        self.known = frozenset(self.nodes.keys() | by_number.keys())

    def read(self, row: Row) -> None:
        """Take one row in, or list why not."""
        self.rows += 1
        if row.fault is not None:
            self.faults.append(row.fault)
            return
        headers = {column: header for header in row.cells if (column := column_of(header)) is not None}
        cells = {column: row.cells[header] for column, header in headers.items()}
        found: list[TableFault] = []
        unit = self._unit(row.place, cells.get(Column.UNIT), headers, found)
        leaf = self._leaf(row.place, cells.get(Column.LEAF), headers, found)
        wanted = None if leaf is None else self._input(row.place, leaf, cells.get(Column.INPUT), headers, found)
        if wanted is not None:
            typed = typed_value(wanted, cells)
            if typed.code is not None:
                printed = cells.get(typed.column)
                header = headers.get(typed.column, typed.column)
                found.append(
                    fault(row.place, header, _text(printed), typed.code, **{**typed.values, "input": wanted.title})
                )
            elif unit is not None and leaf is not None and typed.value is not None:
                self.good[self.rows] = GoodRow(row.place, unit, leaf.code, wanted.code, typed.value, typed.notes)
        self.faults.extend(found)

    def _unit(self, place: Place, cell: Cell, headers: Mapping[Column, str], found: list[TableFault]) -> str | None:
        if cell is None:
            found.append(fault(place, headers.get(Column.UNIT), "", TableProblem.UNIT_MISSING))
            return None
        return _text(cell)

    def _leaf(self, place: Place, cell: Cell, headers: Mapping[Column, str], found: list[TableFault]) -> Node | None:
        header = headers.get(Column.LEAF)
        if cell is None:
            found.append(fault(place, header, "", TableProblem.LEAF_MISSING))
            return None
        text = _text(cell)
        if isinstance(cell, date) or (isinstance(cell, Decimal) and f"{text}0" in self.known):
            found.append(fault(place, header, text, TableProblem.CODE_BECAME_NUMBER))
            return None
        numbered = self.numbers.get(text, [])
        node = self.nodes.get(text) or (numbered[0] if len(numbered) == 1 else None)
        if node is None or node.rule is None:
            code = TableProblem.UNKNOWN_LEAF if node is None else TableProblem.NOT_A_LEAF
            found.append(fault(place, header, text, code, set=self.criteria_set.title))
            return None
        return node

    def _input(
        self, place: Place, leaf: Node, cell: Cell, headers: Mapping[Column, str], found: list[TableFault]
    ) -> Input | None:
        codes = tuple(wanted.code for wanted in leaf.inputs)
        header = headers.get(Column.INPUT, str(Column.INPUT))
        if cell is None:
            if len(leaf.inputs) == 1:
                return leaf.inputs[0]
            found.append(fault(place, header, "", TableProblem.INPUT_MISSING, leaf=leaf.code, inputs=codes))
            return None
        text = _text(cell)
        for wanted in leaf.inputs:
            if text in (wanted.code, wanted.title):
                return wanted
        found.append(fault(place, header, text, TableProblem.UNKNOWN_INPUT, leaf=leaf.code, inputs=codes))
        return None

    def settle_duplicates(self) -> None:
        """Keep the first of equal rows; of rows that differ keep none."""
        keys: dict[tuple[str, str, str], list[int]] = {}
        for number, row in self.good.items():
            keys.setdefault((row.unit, row.leaf, row.input), []).append(number)
        for numbers in keys.values():
            if len(numbers) == 1:
                continue
            rows = [self.good[number] for number in numbers]
            agree = all(row.value == rows[0].value for row in rows)
            code = TableProblem.DUPLICATE if agree else TableProblem.CONFLICTING
            for number, row in list(zip(numbers, rows, strict=True))[1 if agree else 0 :]:
                others = tuple(str(other.place.row) for other in rows if other is not row)
                shown = f"{row.unit} · {row.leaf} · {row.input}"
                self.faults.append(fault(row.place, None, shown, code, others=others))
                del self.good[number]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return plain(cell) if isinstance(cell, Decimal) else str(cell)
