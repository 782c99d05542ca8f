"""Reading a workbook of units and people: cells with their places, through the engine's guards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parindex.engine.numbers.reading import read_date
from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.formats import read_workbook
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

LARGEST = 5 * 1024 * 1024
"""Bytes of an uploaded workbook: thousands of rows are below a tenth of it."""

Cell = str | Decimal | bool | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number as Excel shows it, cells by folded header."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def text(self, header: str) -> str:
        """The cell as text; a code that Excel turned into a number comes back as digits."""
        cell = self.cells.get(header)
        if isinstance(cell, Decimal):
            return format(cell.to_integral_value(), "f") if cell == cell.to_integral_value() else format(cell, "f")
        return "" if cell is None else str(cell).strip()

    def day(self, header: str) -> date | str | None:
        """The cell as a day; None when empty, the text itself when it is no day."""
        cell = self.cells.get(header)
        if cell is None or isinstance(cell, date):
            return cell
        read = read_date(self.text(header))
        return read.value if isinstance(read.value, date) else self.text(header)


def lines_of(content: bytes, file_name: str, sheets: Mapping[str, Sequence[str]]) -> list[Line]:
    """The rows of the sheets whose names are given (folded), each with the headers that it must have (folded).

    Other sheets are passed over. Raises ActionRefused `organisations.workbook_unreadable`,
    `organisations.workbook_sheets`, `organisations.workbook_headers`.
    """
    if len(content) > LARGEST:
        raise ActionRefused("organisations.workbook_too_large", {"megabytes": LARGEST // 1024 // 1024})
    try:
        read = read_workbook(content, file_name)
    except TableRefused as refused:
        raise ActionRefused("organisations.workbook_unreadable", {"file": file_name[:120]}) from refused
    found = [(fold(sheet.name or ""), sheet) for sheet in read if fold(sheet.name or "") in sheets]
    if not found:
        raise ActionRefused("organisations.workbook_sheets")
    lines = []
    for name, sheet in found:
        headers = {fold(header) for header in sheet.headers or ()}
        missing = [header for header in sheets[name] if fold(header) not in headers]
        if missing and sheet.rows:
            values = {"sheet": sheet.name, "missing": ", ".join(missing)}
            raise ActionRefused("organisations.workbook_headers", values)
        for row in sheet.rows:
            cells = {fold(header): cell for header, cell in row.cells.items()}
            lines.append(Line(sheet.name or "", row.place.row, cells))
    return lines
