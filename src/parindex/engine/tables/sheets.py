"""A workbook of several sheets: numbers as numbers, text never as a formula, what the file is on the first lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from parindex.engine.tables.writing import OutCell, as_text

_NAME = str.maketrans("[]:*?/\\'", "()······")


@dataclass(frozen=True, slots=True)
class OutSheet:
    """One sheet. ``decimals``: how many decimals each column of numbers shows; all of them are kept."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[OutCell]]
    decimals: Sequence[int | None] = ()


def write_sheets(title: str, facts: Sequence[str], sheets: Iterable[OutSheet]) -> bytes:
    """The workbook's bytes; title and facts stand above the table of every sheet, the header repeats in print."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(stream, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    bold = book.add_format({"bold": True, "font_size": 13})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name.translate(_NAME)[:31])
        page.write_string(0, 0, title, bold)
        for line, fact in enumerate(facts, start=1):
            page.write_string(line, 0, fact)
        top = len(facts) + 2
        for column, heading in enumerate(sheet.header):
            page.write_string(top, column, heading, head)
        forms = [_form(book, decimals) for decimals in sheet.decimals]
        for number, row in enumerate(sheet.rows, start=top + 1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, forms[column] if column < len(forms) else None)
        page.set_column(0, max(len(sheet.header) - 1, 0), 13)
        page.freeze_panes(top + 1, 2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
    book.close()
    return stream.getvalue()


def _form(book: Any, decimals: int | None) -> Any:
    if decimals is None:
        return None
    return book.add_format({"num_format": "0" if decimals == 0 else "0." + "0" * decimals})


def _write(page: Any, row: int, column: int, cell: OutCell, form: Any) -> None:
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        page.write_number(row, column, float(cell), form)
    elif cell is not None:
        page.write_string(row, column, as_text(cell))
