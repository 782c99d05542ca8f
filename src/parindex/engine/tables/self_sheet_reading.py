"""A self-assessment workbook that was filled without a connection → the texts of its boxes.

Columns are found by their heads and rows by their codes, so moved columns, inserted rows, merged titles, computed
formulas and further sheets do no harm. An empty cell says nothing: it never deletes. What cannot be read as one figure
(a formula without its result, one cell over two figures, one figure twice) is told with its cell and never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from parindex.engine.rulebook.workbook_guard import HostileWorkbook, check_workbook
from parindex.engine.tables.faults import Place, TableProblem
from parindex.engine.tables.rows import Cell, fold, refuse, to_cell
from parindex.engine.tables.self_sheet import FORM, HIDDEN_SHEET, HiddenKey, SheetColumn, cell_text
from parindex.engine.tables.unread_cells import Unread, UnreadCell, address_of, unread_cells

MOST_ROWS = 20_000
LARGEST_SHEET = 20 * 1024 * 1024
"""Bytes, packed or unpacked. A sheet of 300 sub-criteria stays below a hundredth of it."""
NEEDED = (SheetColumn.LEAF_CODE, SheetColumn.BOX_CODE, SheetColumn.VALUE)


class FilledBox(NamedTuple):
    """A cell that holds something, and where it stands."""

    leaf: str
    box: str
    text: str
    place: Place
    cell: str = ""
    """``E12``, as the spreadsheet names it."""
    unit: str = ""
    """What the column of units says beside it."""


class CellFault(NamedTuple):
    """A filled cell that is no figure. ``code``: of catalogue ``tables.po``; ``values`` hold ``cell`` and ``text``."""

    leaf: str
    box: str
    place: Place
    code: str
    values: Mapping[str, object]


@dataclass(slots=True)
class FilledSheet:
    """What an uploaded workbook says. ``versions``: of each row when the workbook was made."""

    round_id: str
    unit_id: str
    set_hash: str
    versions: dict[str, int] = field(default_factory=dict)
    boxes: list[FilledBox] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    ignored: list[CellFault] = field(default_factory=list)
    """Cells that were filled where the sheet asks for nothing; ``leaf`` may be empty."""
    made_with: dict[tuple[str, str], str] = field(default_factory=dict)
    """(leaf, box) → text of cells that were locked when the workbook was made."""


def read_self_sheet(content: bytes, *, file_name: str) -> FilledSheet:
    """Read the workbook. Raises ``TableRefused`` for what is no workbook, or none that this form made."""
    book = _open(content, file_name)
    filled = _whose(book, file_name)
    for name in book.sheet_names:
        if name == HIDDEN_SHEET:
            continue
        page = book.get_sheet_by_name(name)
        lines = page.to_python(skip_empty_area=False)
        if len(lines) > MOST_ROWS:
            raise refuse(file_name, TableProblem.NOT_THIS_FORM)
        found = _head(lines)
        if found is not None:
            merged = {
                (row, c)
                for (top, left), (end, right) in page.merged_cell_ranges or []
                for row in range(top + 1, end + 1)
                for c in range(left, right + 1)
            }
            _Taking(filled, lines, *found, Place(file_name, name, 0), unread_cells(content, name), merged).take()
            return filled
    missing = tuple(column.value for column in NEEDED)
    raise refuse(file_name, TableProblem.HEADER_MISSING, "–", missing=missing)


def _open(content: bytes, file_name: str) -> CalamineWorkbook:
    if len(content) > LARGEST_SHEET:
        raise refuse(file_name, TableProblem.SHEET_TOO_LARGE, _megabytes(len(content)))
    try:
        with ZipFile(BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_SHEET:
            raise refuse(file_name, TableProblem.SHEET_TOO_LARGE, _megabytes(unpacked))
        check_workbook(content)
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except (BadZipFile, CalamineError, HostileWorkbook) as error:
        raise refuse(file_name, TableProblem.NOT_A_WORKBOOK) from error


def _megabytes(size: int) -> str:
    return f"{size // 2**20} MB"


def _whose(book: CalamineWorkbook, file_name: str) -> FilledSheet:
    """The hidden sheet: round, unit, set, row versions."""
    if HIDDEN_SHEET not in book.sheet_names:
        raise refuse(file_name, TableProblem.NOT_THIS_FORM)
    told: dict[str, str] = {}
    versions: dict[str, int] = {}
    made_with: dict[tuple[str, str], str] = {}
    for line in book.get_sheet_by_name(HIDDEN_SHEET).to_python(skip_empty_area=False):
        cells = [_text(to_cell(cell)) if cell != "" else "" for cell in line] + [""] * 4
        if cells[0] == HiddenKey.ROW:
            versions[cells[1]] = int(cells[2]) if cells[2].isdigit() else 0
        elif cells[0] == HiddenKey.FILLED:
            made_with[cells[1], cells[2]] = cells[3]
        else:
            told[cells[0]] = cells[1]
    if told.get(HiddenKey.FORM) != FORM:
        raise refuse(file_name, TableProblem.NOT_THIS_FORM)
    round_id, unit_id, set_hash = (told.get(key, "") for key in (HiddenKey.ROUND, HiddenKey.UNIT, HiddenKey.SET))
    return FilledSheet(round_id, unit_id, set_hash, versions, made_with=made_with)


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


@dataclass(slots=True)
class _Taking:
    """The rows of the visible sheet, one after the other. ``merged``: cells that a cell above them covers."""

    filled: FilledSheet
    lines: Sequence[Sequence[object]]
    head: int
    columns: Mapping[SheetColumn, int]
    place: Place
    unread: Mapping[tuple[int, int], UnreadCell]
    merged: Set[tuple[int, int]]

    def take(self) -> None:
        """Put every filled cell into ``filled``, or into its faults."""
        first: dict[tuple[str, str], FilledBox] = {}
        above: FilledBox | None = None
        twice: set[tuple[str, str]] = set()
        for number, line in _below(self.lines, self.head):
            leaf, box = self._text(line, SheetColumn.LEAF_CODE), self._text(line, SheetColumn.BOX_CODE)
            if leaf:
                self._note(number, line, leaf)
            if not leaf or not box:
                self._outside(number, line, leaf)
                continue
            found = self._figure(number, line, leaf, box)
            if (number - 1, self.columns[SheetColumn.VALUE]) in self.merged and above is not None:
                # One cell over two figures: nobody can tell which of them it is.
                self._fault(leaf, box, number, TableProblem.CELL_OVER_TWO, above.text)
                twice.add((above.leaf, above.box))
                continue
            above = found
            if found is None:
                continue
            other = first.setdefault((leaf, box), found)
            if other is not found and other.text != found.text:
                self._fault(leaf, box, number, TableProblem.FIGURE_TWICE, found.text, other=other.cell)
                twice.add((leaf, box))
        self.filled.boxes += [each for key, each in first.items() if key not in twice]

    def _figure(self, number: int, line: Sequence[object], leaf: str, box: str) -> FilledBox | None:
        column = self.columns[SheetColumn.VALUE]
        unread = self.unread.get((number - 1, column))
        if unread is not None:
            code = TableProblem.CELL_ERROR if unread.why is Unread.ERROR else TableProblem.FORMULA_NOT_COMPUTED
            self._fault(leaf, box, number, code, unread.shown)
            return None
        text = self._text(line, SheetColumn.VALUE)
        cell = address_of(number - 1, column)
        unit = self._text(line, SheetColumn.UNIT)
        return FilledBox(leaf, box, text, self.place._replace(row=number), cell, unit) if text else None

    def _note(self, number: int, line: Sequence[object], leaf: str) -> None:
        note = self._text(line, SheetColumn.NOTE)
        unread = self.unread.get((number - 1, self.columns.get(SheetColumn.NOTE, -1)))
        if unread is not None:
            code = TableProblem.CELL_ERROR if unread.why is Unread.ERROR else TableProblem.FORMULA_NOT_COMPUTED
            self._fault(leaf, "", number, code, unread.shown, column=SheetColumn.NOTE)
        elif note and self.filled.notes.setdefault(leaf, note) != note:
            self._ignore(leaf, number, TableProblem.NOTE_TWICE, note, SheetColumn.NOTE)

    def _outside(self, number: int, line: Sequence[object], leaf: str) -> None:
        """A heading's line, or one that somebody added: nothing is taken from there."""
        for column in (SheetColumn.VALUE, SheetColumn.NOTE):
            text = self._text(line, column)
            if text and (column is SheetColumn.VALUE or not leaf):
                self._ignore(leaf, number, TableProblem.NO_FIGURE_HERE, text, column)

    def _ignore(self, leaf: str, number: int, code: TableProblem, text: str, column: SheetColumn) -> None:
        values = {"cell": address_of(number - 1, self.columns[column]), "text": text[:80]}
        self.filled.ignored.append(CellFault(leaf, "", self.place._replace(row=number), code.value, values))

    def _fault(
        self,
        leaf: str,
        box: str,
        number: int,
        code: TableProblem,
        text: str,
        *,
        column: SheetColumn = SheetColumn.VALUE,
        other: str = "",
    ) -> None:
        cell = address_of(number - 1, self.columns[column])
        values = {"cell": cell, "text": text[:80], "other": other}
        self.filled.faults.append(CellFault(leaf, box, self.place._replace(row=number), code.value, values))

    def _text(self, line: Sequence[object], column: SheetColumn) -> str:
        return _at(line, self.columns, column)


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
    if isinstance(cell, Decimal | date):
        return cell_text(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()
