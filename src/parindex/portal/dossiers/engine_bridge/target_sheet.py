"""Targets as rows of a spreadsheet: the words of its head, and the cells of a file under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.decimals import read_decimal
from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.formats import read_sheets
from parindex.engine.tables.rows import fold
from parindex.engine.tables.writing import write_workbook
from parindex.portal.platform.refusals import ActionRefused

INDICATOR, YEAR, UNIT, PERCENT = "Chỉ tiêu", "Năm", "Đơn vị", "Mục tiêu (%)"
TITLE, NUMBER, DAY = "Văn bản", "Số, ký hiệu", "Ngày văn bản"
HEAD = (INDICATOR, YEAR, UNIT, PERCENT, TITLE, NUMBER, DAY)
MOST_ROWS = 5_000
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One row: texts as they stand; numbers and the day as read, None where they cannot be."""

    row: int
    indicator: str
    unit: str
    title: str
    number: str
    year: int | None
    percent: Decimal | None
    day: date | None


def target_lines(content: bytes, name: str) -> list[TargetLine]:
    """Rows of the first sheet with the head. Raises ``ActionRefused`` for a file without them."""
    if len(content) > LARGEST:
        raise ActionRefused("dossiers.file_too_large", {"megabytes": LARGEST // 1024 // 1024})
    try:
        sheets = read_sheets(content, name)
    except TableRefused as refused:
        raise ActionRefused("dossiers.targets_unreadable", {"name": name[:120]}) from refused
    for sheet in sheets:
        known = {fold(str(header)) for header in sheet.headers or ()}
        if all(fold(each) in known for each in HEAD):
            rows = [(row.place.row, {fold(str(key)): cell for key, cell in row.cells.items()}) for row in sheet.rows]
            if not rows or len(rows) > MOST_ROWS:
                raise ActionRefused("dossiers.targets_wrong_number", {"most": MOST_ROWS})
            return [_line(number, cells) for number, cells in rows]
    raise ActionRefused("dossiers.targets_without_head", {"columns": ", ".join(HEAD)})


def _line(row: int, cells: Mapping[str, object]) -> TargetLine:
    def text(header: str) -> str:
        cell = cells.get(fold(header))
        if isinstance(cell, Decimal):
            return format(cell.normalize(), "f")
        return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else " ".join(str(cell or "").split())

    day, year = cells.get(fold(DAY)), text(YEAR)
    return TargetLine(
        row,
        text(INDICATOR),
        text(UNIT),
        text(TITLE),
        text(NUMBER),
        int(year) if year.isdecimal() else None,
        _number(cells.get(fold(PERCENT)), text(PERCENT)),
        day if isinstance(day, date) else read_date(text(DAY)).value,
    )


def _number(cell: object, text: str) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else read_decimal(text.rstrip("% ")).value


def target_workbook(rows: Sequence[Sequence[str | int | Decimal | date]]) -> bytes:
    """An Excel file of targets that ``target_lines`` reads back: the head, then a row a target."""
    return write_workbook(HEAD, rows, sheet="Mục tiêu")
