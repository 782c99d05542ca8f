"""Rows to CSV and XLSX. No cell is ever a formula, whatever text a unit has typed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.printing import show_date
from parindex.engine.numbers.ratio import Ratio

OutCell = str | Decimal | int | bool | date | Ratio | None
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> bytes:
    """UTF-8 with its mark, separated by ``;``, decimals with a comma: opens rightly in a Vietnamese Excel.

    Text that a spreadsheet would run (beginning with = + - @ or a control sign) gets a leading ``'``, which
    ``read_figures`` takes off again.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(title) for title in header])
    writer.writerows([guarded(as_text(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[OutCell]], *, sheet: str = "Sheet1") -> bytes:
    """One sheet with a frozen header; numbers as numbers, days as days, ratios and text as text."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(stream, options)
    page = workbook.add_worksheet(sheet)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    widths = [len(title) for title in header]
    for column, title in enumerate(header):
        page.write_string(0, column, title, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
                page.write_number(number, column, float(cell))
            elif isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif cell is not None:
                page.write_string(number, column, as_text(cell))
            widths[column] = max(widths[column], len(as_text(cell)))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(60, max(8, width + 2)))
    page.freeze_panes(1, 0)
    workbook.close()
    return stream.getvalue()


def as_text(cell: OutCell) -> str:
    """A cell as text that ``read_figures`` reads back: 85,959 · 41/42 · 05/12/2026 · có/không."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, Ratio):
        return f"{as_text(cell.numerator)}/{as_text(cell.denominator)}"
    if isinstance(cell, Decimal | int):
        return plain(Decimal(cell)).replace(".", ",")
    return show_date(cell) if isinstance(cell, date) else cell


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    risky = text.lstrip("'").startswith(_RISKY)
    return f"'{text}" if risky and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text
