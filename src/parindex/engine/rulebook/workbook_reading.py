"""From the cells of a criteria-set workbook to the same tree that YAML gives; every place knows its cell."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import python_calamine
from xlsxwriter.utility import xl_col_to_name

from parindex.engine.numbers.reading import read_date, read_decimal
from parindex.engine.rulebook.faults import FaultCode, PathParts
from parindex.engine.rulebook.source_tree import Raw, SourceTree, check_texts
from parindex.engine.rulebook.workbook_guard import check_workbook
from parindex.engine.rulebook.workbook_layout import (
    CHOICES,
    GROUPS,
    INPUTS,
    LEGAL,
    LEVELS,
    NODES,
    RULES,
    SET,
    TEXT_KEYS,
    Column,
    Sheet,
)

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000

_KEY = re.compile(r"[a-z_]+(\[[0-9]{1,4}\])*(\.[a-z_]+(\[[0-9]{1,4}\])*)*$")
_PART = re.compile(r"[a-z_]+|[0-9]+")


class Cell(NamedTuple):
    """A value and where it stands."""

    value: Any
    sheet: str
    row: int
    column: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.sheet, self.row, self.column


Row = dict[str, Cell]


def read_workbook(content: bytes, source: str = "") -> SourceTree:
    """The tree of a workbook; what a sheet or cell does not give is a fault of the tree, never an exception."""
    tree = SourceTree(source=source)
    if len(content) > LARGEST:
        tree.broken = True
        tree.add(FaultCode.TOO_LARGE, values={"size": len(content), "largest": LARGEST})
        return tree
    try:
        check_workbook(content)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        tree.broken = True
        tree.add(FaultCode.WORKBOOK_UNREADABLE, values={"problem": str(problem)[:200]})
        return tree
    tables = {sheet.title: _rows(tree, book, names, sheet) for sheet in (SET, NODES, INPUTS, CHOICES, RULES)}
    tables |= {sheet.title: _rows(tree, book, names, sheet, optional=True) for sheet in (GROUPS, LEGAL)}
    builder = _Builder(tree, tables)
    tree.data = builder.document()
    tree.cells[()] = (SET.title, 1, "A")  # what stands nowhere is missing from the first sheet
    check_texts(tree, tree.data)
    return tree


def _rows(tree: SourceTree, book: Any, names: list[str], sheet: Sheet, *, optional: bool = False) -> list[Row]:
    if sheet.title not in names:
        if not optional and sheet is not CHOICES:
            tree.add(FaultCode.SHEET_MISSING, value=sheet.title)
        return []
    lines = book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    heads = [str(cell).strip() for cell in lines[0]] if lines else []
    where: dict[int, Column] = {}
    for column in sheet.columns:
        if column.heading in heads:
            where[heads.index(column.heading)] = column
        elif column.key not in ("label",):
            tree.cells[()] = (sheet.title, 1, "A")
            tree.add(FaultCode.COLUMN_MISSING, value=column.heading, values={"sheet": sheet.title})
            del tree.cells[()]
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], start=2):
        row = {
            column.key: Cell(line[at], sheet.title, number, xl_col_to_name(at))
            for at, column in where.items()
            if at < len(line) and line[at] != "" and line[at] is not None
        }
        if row:
            rows.append(row)
    return rows


class _Builder:
    """Puts the rows of all sheets together."""

    def __init__(self, tree: SourceTree, tables: dict[str, list[Row]]) -> None:
        self.tree = tree
        self.tables = tables
        self.of_node = {
            sheet.title: self._by_node(tables[sheet.title]) for sheet in (INPUTS, CHOICES, RULES, GROUPS, LEGAL)
        }

    def _by_node(self, rows: list[Row]) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            grouped[_text(row["node"].value) if "node" in row else ""].append(row)
        return grouped

    def document(self) -> dict[str, Raw]:
        data: dict[str, Raw] = {}
        for row in self.tables[SET.title]:
            self.keyed(data, row, ())
        data["fields"] = []
        self.tree.cells[("fields",)] = (NODES.title, 1, "A")
        open_nodes: dict[str, tuple[PathParts, dict[str, Raw]]] = {}
        for row in self.tables[NODES.title]:
            self.node(data, row, open_nodes)
        self.orphans(set(open_nodes))
        return data

    def node(self, data: dict[str, Raw], row: Row, open_nodes: dict[str, tuple[PathParts, dict[str, Raw]]]) -> None:
        level = LEVELS.get(_text(row["level"].value)) if "level" in row else None
        parent = _text(row["parent"].value) if "parent" in row else ""
        above: tuple[PathParts, dict[str, Raw]] | None = ((), data) if level == "fields" else open_nodes.get(parent)
        if level is None or above is None or len(above[0]) != 2 * list(LEVELS.values()).index(level):
            self.misplaced(FaultCode.ROW_WITHOUT_PARENT, next(iter(row.values())), parent)
            return
        siblings = above[1].setdefault(level, [])
        path: PathParts = (*above[0], level, len(siblings))
        first = next(iter(row.values()))
        self.tree.cells[path] = first.place
        found: dict[str, Raw] = {}
        siblings.append(found)
        for column in NODES.columns:
            if column.key in row and column.key not in ("level", "parent"):
                self.put(found, column.key.split("."), row[column.key], column.form, path)
        code = str(found.get("code", ""))
        if code not in open_nodes:
            open_nodes[code] = (path, found)
            self.leaf_parts(found, path, code)

    def leaf_parts(self, found: dict[str, Raw], path: PathParts, code: str) -> None:
        inputs = [self.record(row, INPUTS, (*path, "inputs", at)) for at, row in enumerate(self.rows(INPUTS, code))]
        if inputs:
            found["inputs"] = inputs
        for row in self.rows(CHOICES, code):
            self.option(inputs, row, path)
        for sheet, key in ((GROUPS, "maximum_by_group"), (LEGAL, "legal")):
            entries = [self.record(row, sheet, (*path, key, at)) for at, row in enumerate(self.rows(sheet, code))]
            if entries:
                found[key] = entries
        for row in self.rows(RULES, code):
            self.tree.cells.setdefault((*path, "rule"), next(iter(row.values())).place)
            self.keyed(found.setdefault("rule", {}), row, (*path, "rule"))

    def rows(self, sheet: Sheet, code: str) -> list[Row]:
        return self.of_node[sheet.title].get(code, [])

    def option(self, inputs: list[dict[str, Raw]], row: Row, path: PathParts) -> None:
        wanted = _text(row["input"].value) if "input" in row else ""
        for at, found in enumerate(inputs):
            if found.get("code") == wanted:
                options = found.setdefault("choices", [])
                options.append(self.record(row, CHOICES, (*path, "inputs", at, "choices", len(options))))
                return
        self.misplaced(FaultCode.ROW_WITHOUT_PARENT, next(iter(row.values())), wanted)

    def record(self, row: Row, sheet: Sheet, path: PathParts) -> dict[str, Raw]:
        self.tree.cells[path] = next(iter(row.values())).place
        found: dict[str, Raw] = {}
        for column in sheet.columns:
            if column.key in row and column.key not in ("node", "input"):
                self.put(found, [column.key], row[column.key], column.form, path)
        return found

    def orphans(self, known: set[str]) -> None:
        for grouped in self.of_node.values():
            for code, rows in grouped.items():
                if code not in known:
                    for row in rows:
                        self.misplaced(FaultCode.ROW_WITHOUT_PARENT, next(iter(row.values())), code)

    def misplaced(self, code: FaultCode, cell: Cell, value: object) -> None:
        self.tree.cells[()] = cell.place
        self.tree.add(code, value=value)
        del self.tree.cells[()]

    def put(self, target: dict[str, Raw], names: list[str], cell: Cell, form: str, path: PathParts) -> None:
        for name in names[:-1]:
            target = target.setdefault(name, {})
        place: PathParts = (*path, *names)
        self.tree.cells[place] = cell.place
        self.tree.cells.setdefault(place[:-1], cell.place)
        target[names[-1]] = self.value(cell, form, place)

    def keyed(self, top: dict[str, Raw], row: Row, path: PathParts) -> None:
        """A row of the sheets Bộ tiêu chí and Quy tắc: key ``bands[1].at_least`` and value."""
        key = _text(row["key"].value) if "key" in row else ""
        if not _KEY.match(key) or "value" not in row:
            self.misplaced(FaultCode.CELL_UNREADABLE, row.get("key", next(iter(row.values()))), key)
            return
        parts: list[str | int] = [int(part) if part.isdigit() else part for part in _PART.findall(key)]
        names = [part for part in parts if isinstance(part, str)]
        form = "text" if names[-1] in TEXT_KEYS else "any"
        place = (*path, *parts)
        self.tree.cells[place] = row["value"].place
        for length in range(len(path) + 1, len(place)):
            self.tree.cells.setdefault(place[:length], row["value"].place)
        if not _graft(top, parts, self.value(row["value"], form, place)):
            self.misplaced(FaultCode.CELL_UNREADABLE, row["key"], key)

    def value(self, cell: Cell, form: str, place: PathParts) -> Raw:
        found = cell.value
        if form == "text":
            return _text(found)
        if form == "lines":
            return [_unescaped(line) for line in _text(found).split("\n") if line.strip()]
        if isinstance(found, bool):
            return found
        if isinstance(found, datetime):
            return found.date()
        if isinstance(found, date):
            return found
        if isinstance(found, int | float):
            number = Decimal(repr(found)) if isinstance(found, float) else Decimal(found)
            return int(number) if number == number.to_integral_value() else number
        return self.from_text(_text(found), form, place)

    def from_text(self, text: str, form: str, place: PathParts) -> Raw:
        if form == "yes_no" or (form == "any" and text.lower() in ("có", "không")):
            return {"có": True, "không": False}.get(text.lower(), text)
        if form == "date" or (form == "any" and re.match(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}$", text)):
            return _date(text)
        if form == "any" and not re.match(r"[-+−]?[0-9][0-9.,]*$", text):
            return text
        return self.number(text, place)

    def number(self, text: str, place: PathParts) -> Raw:
        try:
            if re.match(r"[-+]?[0-9]+(\.[0-9]{4,})?$", text):  # as this module writes what a cell cannot keep
                return Decimal(text)
        except ArithmeticError:
            return text
        reading = read_decimal(text)
        if reading.value is None:
            self.tree.add(FaultCode.CELL_UNREADABLE, place, value=text)
            return text
        return reading.value


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()


def _date(text: str) -> Raw:
    try:
        return date.fromisoformat(text)
    except ValueError:
        reading = read_date(text)
        return reading.value if isinstance(reading.value, date) else text


def _unescaped(line: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found.group(1) == "n" else found.group(1), line.strip())


def _graft(top: Raw, parts: list[str | int], value: Raw) -> bool:
    """Set the value at ``parts``, making mappings and lists on the way. False when the place is taken or skipped."""
    here = top
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        fresh: Raw = value if last else ([] if isinstance(parts[at + 1], int) else {})
        if isinstance(part, int):
            if not isinstance(here, list) or part > len(here):
                return False
            if part == len(here):
                here.append(fresh)
            elif last:
                return False
        else:
            if not isinstance(here, dict) or (last and part in here):
                return False
            here.setdefault(part, fresh)
        here = here[part]
    return True
