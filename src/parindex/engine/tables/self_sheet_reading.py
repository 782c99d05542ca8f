"""A self-assessment workbook that was filled without a connection → the texts of its boxes.

Columns are found by their heads and rows by their codes, so moved columns, inserted rows, merged cells, formulas and
further sheets do no harm. An empty cell says nothing: it never deletes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.printing import show_date
from parindex.engine.rulebook.workbook_guard import HostileWorkbook, check_workbook
from parindex.engine.tables.faults import Place, TableProblem
from parindex.engine.tables.rows import LARGEST_FILE, Cell, fold, refuse, to_cell
from parindex.engine.tables.self_sheet import FORM, HIDDEN_SHEET, HiddenKey, SheetColumn

MOST_ROWS = 20_000
NEEDED = (SheetColumn.LEAF_CODE, SheetColumn.BOX_CODE, SheetColumn.VALUE)


class FilledBox(NamedTuple):
    """A cell that holds something, and where it stands."""

    leaf: str
    box: str
    text: str
    place: Place


@dataclass(slots=True)
class FilledSheet:
    """What an uploaded workbook says. ``versions``: of each row when the workbook was made."""

    round_id: str
    unit_id: str
    set_hash: str
    versions: dict[str, int] = field(default_factory=dict)
    boxes: list[FilledBox] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def read_self_sheet(content: bytes, *, file_name: str) -> FilledSheet:
    """Read the workbook. Raises ``TableRefused`` for what is no workbook, or none that this form made."""
    book = _open(content, file_name)
    filled = _whose(book, file_name)
    for name in book.sheet_names:
        if name == HIDDEN_SHEET:
            continue
        lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if len(lines) > MOST_ROWS:
            raise refuse(file_name, TableProblem.TOO_LARGE, len(lines))
        found = _head(lines)
        if found is not None:
            head, columns = found
            _take(filled, lines, head, columns, Place(file_name, name, 0))
            return filled
    raise refuse(file_name, TableProblem.HEADER_MISSING, missing=tuple(column.value for column in NEEDED))


def _open(content: bytes, file_name: str) -> CalamineWorkbook:
    if len(content) > LARGEST_FILE:
        raise refuse(file_name, TableProblem.TOO_LARGE, len(content))
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_FILE:
                raise refuse(file_name, TableProblem.TOO_LARGE, file_name)
        check_workbook(content)
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except (BadZipFile, CalamineError, HostileWorkbook) as error:
        raise refuse(file_name, TableProblem.UNREADABLE, error) from error


def _whose(book: CalamineWorkbook, file_name: str) -> FilledSheet:
    """The hidden sheet: round, unit, set, row versions."""
    if HIDDEN_SHEET not in book.sheet_names:
        raise refuse(file_name, TableProblem.HEADER_MISSING, missing=HIDDEN_SHEET)
    told: dict[str, str] = {}
    versions: dict[str, int] = {}
    for line in book.get_sheet_by_name(HIDDEN_SHEET).to_python(skip_empty_area=False):
        cells = [_text(to_cell(cell)) if cell != "" else "" for cell in line] + ["", "", ""]
        if cells[0] == HiddenKey.ROW:
            versions[cells[1]] = int(cells[2]) if cells[2].isdigit() else 0
        else:
            told[cells[0]] = cells[1]
    if told.get(HiddenKey.FORM) != FORM:
        raise refuse(file_name, TableProblem.HEADER_MISSING, missing=FORM)
    return FilledSheet(
        told.get(HiddenKey.ROUND, ""), told.get(HiddenKey.UNIT, ""), told.get(HiddenKey.SET, ""), versions
    )


def _head(lines: Sequence[Sequence[object]]) -> tuple[int, dict[SheetColumn, int]] | None:
    """The line with the heads, and where each column stands now."""
    names = {fold(column.value): column for column in SheetColumn}
    for number, line in enumerate(lines):
        columns: dict[SheetColumn, int] = {}
        for place, cell in enumerate(line):
            column = names.get(fold(cell)) if isinstance(cell, str) else None
            if column is not None and column not in columns:
                columns[column] = place
        if all(column in columns for column in NEEDED):
            return number, columns
    return None


def _take(
    filled: FilledSheet,
    lines: Sequence[Sequence[object]],
    head: int,
    columns: Mapping[SheetColumn, int],
    place: Place,
) -> None:
    for number, line in _below(lines, head):
        leaf = _at(line, columns, SheetColumn.LEAF_CODE)
        if not leaf:
            continue
        value, box = _at(line, columns, SheetColumn.VALUE), _at(line, columns, SheetColumn.BOX_CODE)
        if value and box:
            filled.boxes.append(FilledBox(leaf, box, value, place._replace(row=number)))
        note = _at(line, columns, SheetColumn.NOTE)
        if note and leaf not in filled.notes:
            filled.notes[leaf] = note


def _below(lines: Sequence[Sequence[object]], head: int) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows under the head, numbered as a spreadsheet shows them."""
    for number in range(head + 1, len(lines)):
        yield number + 1, lines[number]


def _at(line: Sequence[object], columns: Mapping[SheetColumn, int], column: SheetColumn) -> str:
    place = columns.get(column)
    if place is None or place >= len(line) or line[place] == "":
        return ""
    return _text(to_cell(line[place]))


def _text(cell: Cell) -> str:
    """A cell as a person would have typed it: no grouping, a comma for decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, Decimal):
        return plain(cell).replace(".", ",")
    if isinstance(cell, date):
        return show_date(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()
