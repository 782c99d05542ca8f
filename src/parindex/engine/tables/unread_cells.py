"""Cells that a spreadsheet reader shows as empty although somebody filled them: formulas that no program computed yet,
and formulas whose result is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}


class Unread(StrEnum):
    """Why the cell has no value."""

    NOT_COMPUTED = "not_computed"
    ERROR = "error"


class UnreadCell(NamedTuple):
    """One such cell. ``shown``: the formula, or the error as the spreadsheet prints it."""

    why: Unread
    shown: str


def unread_cells(workbook: bytes, sheet: str) -> Mapping[tuple[int, int], UnreadCell]:
    """(row, column) from 0 → what stands there, of one sheet of a workbook that ``check_workbook`` let through.

    A sheet whose part is not found has none.
    """
    with ZipFile(BytesIO(workbook)) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return {}
        return dict(_cells(archive.read(part)))


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    names = set(archive.namelist())
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names:
        return None
    targets = {each.get("Id"): str(each.get("Target")) for each in _parsed(archive.read(relations))}
    for each in _parsed(archive.read("xl/workbook.xml")).iter("{*}sheet"):
        if each.get("name") == sheet:
            identity = next((value for key, value in each.attrib.items() if str(key).endswith("}id")), "")
            target = targets.get(str(identity), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in names else None
    return None


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(**_SAFE))


def _cells(sheet: bytes) -> Iterator[tuple[tuple[int, int], UnreadCell]]:
    row = -1
    for line in _parsed(sheet).iter("{*}row"):
        row = int(line.get("r", row + 2)) - 1
        column = -1
        for cell in line.iter("{*}c"):
            found = _REFERENCE.match(cell.get("r", ""))
            column = _column(found[1]) if found else column + 1
            formula, value = cell.find("{*}f"), cell.find("{*}v")
            text = (value.text or "") if value is not None else ""
            if cell.get("t") == "e":
                yield (row, column), UnreadCell(Unread.ERROR, text)
            elif formula is not None and not text:
                yield (row, column), UnreadCell(Unread.NOT_COMPUTED, f"={formula.text or ''}")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def address_of(row: int, column: int) -> str:
    """``E12`` of a cell counted from 0."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
