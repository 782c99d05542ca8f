"""The criteria set as an Excel workbook: export, edit, import gives the same document.

Text is always written as text (a title that starts with "=" stays a title); a number that a spreadsheet could not
keep to the last digit is written as text too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from parindex.engine.numbers.exact import plain
from parindex.engine.rulebook.canonical import Plain, tree_of
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.faults import Fault, RulebookRefused, Severity
from parindex.engine.rulebook.reader import judge
from parindex.engine.rulebook.workbook_layout import (
    CHOICES,
    GROUPS,
    INPUTS,
    LEGAL,
    LEVELS,
    NODES,
    RULES,
    SET,
    SHEETS,
    Sheet,
    label_of,
)
from parindex.engine.rulebook.workbook_reading import read_workbook

LONGEST_TEXT = 32_767
"""Characters that one cell can hold."""

Row = dict[str, Plain]


def to_workbook(criteria_set: CriteriaSet) -> bytes:
    """The set as .xlsx bytes. Raises ``ValueError`` when one text is longer than a cell can hold."""
    rows = _rows(tree_of(criteria_set))
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True}),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "other": book.add_format({"valign": "top"}),
        }
        for sheet in SHEETS:
            _write_sheet(book.add_worksheet(sheet.title), sheet, rows[sheet.title], formats)
    return stream.getvalue()


def from_workbook(content: bytes, *, source: str = "") -> CriteriaSet:
    """Read a workbook of this layout. Raises ``RulebookRefused``; every fault has sheet, row and column."""
    criteria_set, faults = judge(read_workbook(content, source))
    errors = tuple(fault for fault in faults if fault.severity is Severity.ERROR)
    if errors or criteria_set is None:
        raise RulebookRefused(errors)
    return criteria_set


def find_workbook_faults(content: bytes, *, source: str = "") -> tuple[Fault, ...]:
    """Every error and warning of a workbook."""
    return judge(read_workbook(content, source))[1]


def flatten(value: Plain, key: str = "") -> Iterator[tuple[str, Plain]]:
    """``{"bands": [{"points": 1}]}`` → ``("bands[0].points", 1)``."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from flatten(entry, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from flatten(entry, f"{key}[{position}]")
    else:
        yield key, value


def _rows(tree: dict[str, Plain]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {sheet.title: [] for sheet in SHEETS}
    attributes = {key: value for key, value in tree.items() if key != "fields"}
    rows[SET.title] = [{"label": label_of(key), "value": value, "key": key} for key, value in flatten(attributes)]
    for field in tree["fields"]:
        _node_rows(rows, field, list(LEVELS), None)
    return rows


def _node_rows(rows: dict[str, list[Row]], node: Row, levels: list[str], parent: str | None) -> None:
    code = node["code"]
    policies = {f"policies.{name}": value for name, value in node.get("policies", {}).items()}
    rows[NODES.title].append({"level": levels[0], "parent": parent, **node, **policies})
    for raw in node.get("inputs", ()):
        rows[INPUTS.title].append({"node": code, **raw})
        for option in raw.get("choices", ()):
            rows[CHOICES.title].append({"node": code, "input": raw["code"], **option})
    for key, value in flatten(node.get("rule", {})):
        rows[RULES.title].append({"node": code, "label": label_of(key), "value": value, "key": key})
    rows[GROUPS.title] += [{"node": code, **entry} for entry in node.get("maximum_by_group", ())]
    rows[LEGAL.title] += [{"node": code, **entry} for entry in node.get("legal", ())]
    for below in levels[1:2]:
        for child in node.get(LEVELS[below], ()):
            _node_rows(rows, child, levels[1:], code)


def _write_sheet(worksheet: Any, sheet: Sheet, rows: list[Row], formats: dict[str, Any]) -> None:
    for position, column in enumerate(sheet.columns):
        worksheet.set_column(position, position, column.width, formats["text"] if column.form == "text" else None)
        worksheet.write_string(0, position, column.heading, formats["head"])
        for line, row in enumerate(rows, start=1):
            _write_cell(worksheet, line, position, row.get(column.key), formats)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)


def _write_cell(worksheet: Any, line: int, position: int, value: Plain, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, list):
        value = "\n".join(entry.replace("\\", "\\\\").replace("\n", "\\n") for entry in value)
    if isinstance(value, bool):
        worksheet.write_boolean(line, position, value, formats["other"])
    elif isinstance(value, Decimal | int) and _kept(Decimal(value)):
        worksheet.write_number(line, position, float(value), formats["other"])
    elif isinstance(value, date) and value.year >= 1901:
        worksheet.write_datetime(line, position, value, formats["date"])
    else:
        text = plain(value) if isinstance(value, Decimal) else str(value)
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"a cell holds at most {LONGEST_TEXT} characters, this text has {len(text)}")
        worksheet.write_string(line, position, text, formats["text"])


def _kept(value: Decimal) -> bool:
    """Whether a spreadsheet (15 digits) gives the same number back."""
    digits = len(value.normalize().as_tuple().digits)
    return digits <= 15 and Decimal(repr(float(value))) == value
