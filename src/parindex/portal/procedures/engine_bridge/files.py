"""Rows of an Excel or CSV file, or of cells pasted from one, with their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parindex.engine.numbers.reading import read_date
from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.formats import read_sheets
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

MOST_ROWS = 5_000
LARGEST = 5 * 1024 * 1024
"""Bytes; five thousand rows with every column filled are below it."""

Cell = str | Decimal | bool | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a spreadsheet shows it, cells by folded header."""

    number: int
    cells: dict[str, Cell]

    def text(self, header: str) -> str:
        """The cell as text; a code that Excel turned into a number comes back in digits."""
        cell = self.cells.get(fold(header))
        if isinstance(cell, Decimal):
            return format(cell.to_integral_value(), "f") if cell == cell.to_integral_value() else format(cell, "f")
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        return "" if cell is None else " ".join(str(cell).split())

    def day(self, header: str) -> date | str | None:
        """The cell as a day; None when empty, the text itself when it is no day."""
        cell = self.cells.get(fold(header))
        if isinstance(cell, date):
            return cell
        text = self.text(header)
        if not text:
            return None
        read = read_date(text)
        return read.value if isinstance(read.value, date) else text


def lines_of(content: bytes, name: str, required: Sequence[str]) -> list[Line]:
    """Rows of the first sheet that has the ``required`` headers.

    Raises ``ActionRefused`` for a file that cannot be read, lacks columns, is empty or too long.
    """
    if len(content) > LARGEST:
        raise ActionRefused("procedures.file_too_large", {"megabytes": LARGEST // 1024 // 1024})
    try:
        sheets = read_sheets(content, name)
    except TableRefused as refused:
        raise ActionRefused("procedures.file_unreadable", {"name": name[:120]}) from refused
    missing: list[str] = list(required)
    for sheet in sheets:
        headers = {fold(str(header)) for header in sheet.headers or ()}
        lacking = [header for header in required if fold(header) not in headers]
        if not lacking:
            rows = [
                Line(row.place.row, {fold(str(header)): cell for header, cell in row.cells.items()})
                for row in sheet.rows
            ]
            if not rows:
                raise ActionRefused("procedures.file_empty")
            if len(rows) > MOST_ROWS:
                raise ActionRefused("procedures.file_too_long", {"count": len(rows), "most": MOST_ROWS})
            return rows
        missing = min(missing, lacking, key=len)
    raise ActionRefused("procedures.headers_missing", {"missing": ", ".join(missing)})
