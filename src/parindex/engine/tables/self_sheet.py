"""A unit's self-assessment sheet as a workbook to be filled without a connection.

One row a box; only figures and explanations are unlocked; the checks of the sheet stand in the cells. A hidden sheet
carries whose it is: round, unit, hash of the criteria set, and the version of every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any, Literal

from xlsxwriter import Workbook

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.printing import show_date

CellKind = Literal["count", "number", "date", "list"]
HIDDEN_SHEET = "parindex"
FORM = "parindex/self-assessment-sheet/1"
MOST_LIST_LETTERS = 255
"""Excel takes no longer list of choices."""


class SheetColumn(StrEnum):
    """Heads of the sheet; the reader finds columns by them, wherever they were moved to."""

    NUMBER = "STT"
    TITLE = "Nội dung"
    MAXIMUM = "Điểm tối đa"
    BOX = "Ô số liệu"
    VALUE = "Số liệu"
    UNIT = "Đơn vị tính"
    SOURCE = "Nguồn, ghi chú"
    NOTE = "Giải trình"
    LEAF_CODE = "Mã dòng"
    BOX_CODE = "Mã ô"


class HiddenKey(StrEnum):
    """First column of the hidden sheet."""

    FORM = "form"
    ROUND = "round"
    UNIT = "unit"
    SET = "set"
    ROW = "row"
    FILLED = "filled"
    """What a locked cell was made with: leaf, box, text. An empty text: nothing."""


@dataclass(frozen=True, slots=True)
class SheetBox:
    """One figure. ``value``: what stands in the cell; ``choices``: titles to choose from."""

    code: str
    label: str
    kind: CellKind
    value: Decimal | date | str | None = None
    unit: str = ""
    source: str = ""
    locked: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLeaf:
    """One row of the self-assessment sheet with its boxes; ``version`` counts saves."""

    code: str
    number: str
    title: str
    maximum: Decimal
    version: int
    boxes: tuple[SheetBox, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetHeading:
    """A field or criterion between the leaves."""

    number: str
    title: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The whole workbook. ``lines``: what stands above the table, the first one bold."""

    round_id: str
    unit_id: str
    set_hash: str
    sheet_name: str
    lines: tuple[str, ...]
    rows: tuple[SheetLeaf | SheetHeading, ...]


def write_self_sheet(file: SheetFile) -> bytes:
    """The workbook as .xlsx bytes; the same sheet gives the same cells."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(stream, options)
    _write_table(book, file)
    _write_hidden(book, file)
    book.close()
    return stream.getvalue()


def cell_text(value: Decimal | date | str | None) -> str:
    """A cell as a person would have typed it: no grouping, a comma for decimals, dd/mm/yyyy; empty for an empty one."""
    if isinstance(value, Decimal):
        return plain(value).replace(".", ",")
    return show_date(value) if isinstance(value, date) else value or ""


WIDTHS: Mapping[SheetColumn, float] = {
    SheetColumn.NUMBER: 8,
    SheetColumn.TITLE: 48,
    SheetColumn.MAXIMUM: 9,
    SheetColumn.BOX: 34,
    SheetColumn.VALUE: 16,
    SheetColumn.UNIT: 12,
    SheetColumn.SOURCE: 34,
    SheetColumn.NOTE: 44,
}


def _write_table(book: Workbook, file: SheetFile) -> None:
    page = book.add_worksheet(file.sheet_name)
    forms = _forms(book)
    for number, line in enumerate(file.lines):
        page.write_string(number, 0, line, forms["title" if number == 0 else "plain"])
    top = len(file.lines) + 1
    for place, column in enumerate(SheetColumn):
        page.write_string(top, place, column.value, forms["head"])
        hidden = {"hidden": 1} if column in {SheetColumn.LEAF_CODE, SheetColumn.BOX_CODE} else {}
        page.set_column(place, place, WIDTHS.get(column, 12), None, hidden)
    line_number = top + 1
    for row in file.rows:
        if isinstance(row, SheetHeading):
            _write_heading(page, line_number, row, forms)
            line_number += 1
            continue
        for position, box in enumerate(row.boxes):
            _write_box(page, line_number, row, box, position == 0, forms)
            line_number += 1
    page.freeze_panes(top + 1, 2)
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _forms(book: Workbook) -> dict[str, Any]:
    locked = {"bg_color": "#EEF0F3", "valign": "top", "text_wrap": True}
    free = {"locked": False, "border": 1, "border_color": "#7B8794", "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "plain": book.add_format({}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "group": book.add_format({"bold": True, "bg_color": "#F6F7F9", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "points": book.add_format({"num_format": "0.000", "valign": "top"}),
        "locked": book.add_format(locked),
        "locked_date": book.add_format(locked | {"num_format": "dd/mm/yyyy"}),
        "count": book.add_format(free | {"num_format": "#,##0"}),
        "number": book.add_format(free | {"num_format": "#,##0.###"}),
        "date": book.add_format(free | {"num_format": "dd/mm/yyyy"}),
        "list": book.add_format(free),
        "note": book.add_format(free | {"text_wrap": True}),
    }


def _column(column: SheetColumn) -> int:
    return list(SheetColumn).index(column)


def _write_heading(page: Any, line: int, row: SheetHeading, forms: Mapping[str, Any]) -> None:
    for place in range(_column(SheetColumn.LEAF_CODE)):
        page.write_blank(line, place, None, forms["group"])
    page.write_string(line, _column(SheetColumn.NUMBER), row.number, forms["group"])
    page.write_string(line, _column(SheetColumn.TITLE), row.title, forms["group"])
    page.write_number(line, _column(SheetColumn.MAXIMUM), float(row.maximum), forms["group"])


def _write_box(page: Any, line: int, leaf: SheetLeaf, box: SheetBox, first: bool, forms: Mapping[str, Any]) -> None:
    if first:
        page.write_string(line, _column(SheetColumn.NUMBER), leaf.number, forms["text"])
        page.write_string(line, _column(SheetColumn.TITLE), leaf.title, forms["text"])
        page.write_number(line, _column(SheetColumn.MAXIMUM), float(leaf.maximum), forms["points"])
        page.write_string(line, _column(SheetColumn.NOTE), leaf.note, forms["note"])
    page.write_string(line, _column(SheetColumn.BOX), box.label, forms["text"])
    page.write_string(line, _column(SheetColumn.UNIT), box.unit, forms["text"])
    page.write_string(line, _column(SheetColumn.SOURCE), box.source, forms["text"])
    page.write_string(line, _column(SheetColumn.LEAF_CODE), leaf.code, forms["text"])
    page.write_string(line, _column(SheetColumn.BOX_CODE), box.code, forms["text"])
    place = _column(SheetColumn.VALUE)
    _write_value(page, line, place, box, forms)
    if not box.locked:
        rule = _validation(box)
        if rule is not None:
            page.data_validation(line, place, line, place, rule)


def _write_value(page: Any, line: int, place: int, box: SheetBox, forms: Mapping[str, Any]) -> None:
    form = forms[box.kind]
    if box.locked:
        form = forms["locked_date" if isinstance(box.value, date) else "locked"]
    if isinstance(box.value, Decimal):
        page.write_number(line, place, float(box.value), form)
    elif isinstance(box.value, date):
        page.write_datetime(line, place, box.value, form)
    elif box.value:
        page.write_string(line, place, box.value, form)
    else:
        page.write_blank(line, place, None, form)


def _validation(box: SheetBox) -> dict[str, Any] | None:
    match box.kind:
        case "count":
            return {"validate": "integer", "criteria": ">=", "value": 0, "ignore_blank": True}
        case "number":
            return {"validate": "decimal", "criteria": ">=", "value": -1e12, "ignore_blank": True}
        case "date":
            first, last = date(2000, 1, 1), date(2100, 12, 31)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last, "ignore_blank": True}
        case "list":
            fits = sum(len(choice) + 1 for choice in box.choices) <= MOST_LIST_LETTERS
            plain = not any("," in choice for choice in box.choices)
            return {"validate": "list", "source": list(box.choices)} if fits and plain and box.choices else None


def _write_hidden(book: Workbook, file: SheetFile) -> None:
    page = book.add_worksheet(HIDDEN_SHEET)
    leaves = [row for row in file.rows if isinstance(row, SheetLeaf)]
    lines: Sequence[tuple[str, ...]] = [
        (HiddenKey.FORM, FORM),
        (HiddenKey.ROUND, file.round_id),
        (HiddenKey.UNIT, file.unit_id),
        (HiddenKey.SET, file.set_hash),
        *((HiddenKey.ROW, row.code, str(row.version)) for row in leaves),
        *(
            (HiddenKey.FILLED, row.code, box.code, cell_text(box.value))
            for row in leaves
            for box in row.boxes
            if box.locked
        ),
    ]
    for number, cells in enumerate(lines):
        for place, cell in enumerate(cells):
            page.write_string(number, place, cell)
    page.protect()
    page.very_hidden()
