"""Looks at a workbook before it is opened: one far-away cell would make a reader lay out billions of empty ones."""

from __future__ import annotations

import re
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

LARGEST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts together."""
MOST_CELLS = 4_000_000
"""Rows × columns of the used area of one sheet."""

_CELL = re.compile(r"([A-Z]{1,3})?([0-9]{1,7})$")


class HostileWorkbook(ValueError):
    """The file is no .xlsx workbook, or opening it would take more memory than any real one. The text says why."""


def check_workbook(content: bytes) -> None:
    """Raise ``HostileWorkbook`` unless ``content`` is an .xlsx of a size that can be opened."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise HostileWorkbook("unpacked size")
            if "xl/workbook.xml" not in archive.namelist():
                raise HostileWorkbook("no xl/workbook.xml")
            for part in parts:
                _check_part(part.filename, archive.read(part))
    except (BadZipFile, expat.ExpatError, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
        raise HostileWorkbook(str(problem)) from problem


def _check_part(name: str, content: bytes) -> None:
    """A sheet may hide under any name; what is no XML at all (pictures) is left alone."""
    try:
        _check_extent(content)
    except expat.ExpatError:
        if name.endswith(".xml") or b"sheetData" in content:
            raise


def _check_extent(sheet: bytes) -> None:
    last_row = last_column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal last_row, last_column
        if name.rpartition(":")[2] not in ("c", "row") or "r" not in attributes:
            return
        found = _CELL.match(attributes["r"])
        if found is None:
            raise HostileWorkbook(f"cell {attributes['r'][:20]}")
        if found[1]:
            last_column = max(last_column, _number(found[1]))
            last_row = max(last_row, int(found[2]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(sheet, True)
    # cells without an address follow each other, so they lie as dense as the file is long
    if last_row * last_column > MOST_CELLS:
        raise HostileWorkbook("used area")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
