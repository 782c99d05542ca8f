"""CSV and XLSX to rows, and the choice of a reader by the file's name.

Numbers stay exact: a file's ``14.591`` never passes through a binary float, except in XLSX, which stores floats; there
the shortest decimal that gives the same float is taken, as Excel shows it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from parindex.engine.rulebook.workbook_guard import HostileWorkbook, check_workbook
from parindex.engine.tables.faults import Place, TableProblem
from parindex.engine.tables.rows import (
    LARGEST_FILE,
    Row,
    Sheet,
    as_row,
    check_number_of_rows,
    decode,
    is_blank,
    refuse,
    to_cell,
)
from parindex.engine.tables.structured import read_json, read_yaml
from parindex.engine.tables.writing import unguarded


def read_sheets(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """Tables of a CSV, XLSX, JSON or YAML file, known by the ending of its name. Raises ``TableRefused``."""
    ending = file_name.rsplit(".", 1)[-1].lower() if "." in file_name else ""
    readers = {
        "csv": read_csv,
        "txt": read_csv,
        "xlsx": read_workbook,
        "json": read_json,
        "yaml": read_yaml,
        "yml": read_yaml,
    }
    if ending not in readers:
        raise refuse(file_name, TableProblem.UNKNOWN_FORMAT, file_name)
    if len(content) > LARGEST_FILE:
        raise refuse(file_name, TableProblem.TOO_LARGE, len(content))
    return readers[ending](content, file_name)


def read_csv(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """The one table of a CSV file; the separator (; , tab) is the one most frequent in the header line."""
    text = decode(content, file_name)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    lines = csv.reader(StringIO(text, newline=""), delimiter=max(";,\t", key=first_line.count))
    headers: tuple[str, ...] | None = None
    rows: list[Row] = []
    begins = 1
    try:
        for cells in lines:
            place, begins = Place(file_name, None, begins), lines.line_num + 1
            typed = [to_cell(unguarded(cell)) for cell in cells]
            if is_blank(typed):
                continue
            if headers is None:
                headers = tuple(cell.strip() for cell in cells)
            else:
                rows.append(as_row(place, headers, typed))
                check_number_of_rows(len(rows), file_name)
    except csv.Error as error:
        raise refuse(file_name, TableProblem.UNREADABLE, f"{begins}: {error}") from error
    return (Sheet(None, headers or (), rows),)


def read_workbook(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """Every sheet of a workbook; its first row that holds anything is the header."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_FILE:
                raise refuse(file_name, TableProblem.TOO_LARGE, file_name)
        check_workbook(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [
            _sheet(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), Place(file_name, name, 0))
            for name in workbook.sheet_names
        ]
    except (BadZipFile, CalamineError, HostileWorkbook) as error:
        raise refuse(file_name, TableProblem.UNREADABLE, error) from error
    check_number_of_rows(sum(len(sheet.rows) for sheet in sheets), file_name)
    return tuple(sheets)


def _sheet(lines: Sequence[Sequence[object]], place: Place) -> Sheet:
    headers: tuple[str, ...] | None = None
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = [None if value == "" else to_cell(value) for value in line]
        if is_blank(cells):
            continue
        if headers is None:
            headers = tuple("" if cell is None else str(cell) for cell in cells)
        else:
            rows.append(as_row(place._replace(row=number), headers, cells))
    return Sheet(place.sheet, headers or (), rows)
