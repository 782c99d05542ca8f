"""Rows of a file before anybody asks what they mean: cells as the format gives them, with their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from parindex.engine.tables.faults import Place, TableFault, TableProblem, TableRefused, fault

Cell = str | Decimal | bool | date | None
"""A cell: text, a number kept exactly as the file writes it, yes/no, a day, or nothing."""

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes of a file, packed or unpacked. A national table of figures is below a tenth of it."""
MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: header → cell. ``fault`` is set when the row itself is broken."""

    place: Place
    cells: Mapping[str, Cell]
    fault: TableFault | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands: one CSV file, one sheet of a workbook, one YAML or JSON document."""

    name: str | None
    headers: tuple[str, ...] | None
    """Headers as printed; None for a document, where every row brings its own keys."""
    rows: Sequence[Row]


def fold(text: str) -> str:
    """Compare-form of a header or word: no accents, đ as d, small letters, single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def to_cell(value: object) -> Cell:
    """Bring a format's own value to ``Cell``. Text is NFC without surrounding space."""
    if value is None or isinstance(value, bool | Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    text = unicodedata.normalize("NFC", str(value)).strip()
    return text or None


def is_blank(cells: Iterable[Cell]) -> bool:
    """Whether a row holds nothing."""
    return all(cell is None for cell in cells)


def as_row(place: Place, headers: Sequence[str], cells: Sequence[Cell]) -> Row:
    """A row of a table; more cells than headers is the row's fault (an unquoted comma splits ``85,96``)."""
    extra = [cell for cell in cells[len(headers) :] if cell is not None]
    broken = fault(place, None, extra[0], TableProblem.TOO_MANY_CELLS, count=len(headers)) if extra else None
    return Row(place, dict(zip(headers, cells, strict=False)), broken)


def check_number_of_rows(rows: int, file_name: str) -> None:
    """Raise ``TableRefused`` above ``MOST_ROWS``."""
    if rows > MOST_ROWS:
        raise refuse(file_name, TableProblem.TOO_LARGE, rows)


def decode(content: bytes, file_name: str) -> str:
    """Text of a file: UTF-8 with or without mark, or UTF-16 with its mark. Raises ``TableRefused``."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(file_name, TableProblem.NOT_UTF8, f"byte {error.start}") from error


def refuse(file_name: str, code: TableProblem, value: object = "", **values: object) -> TableRefused:
    """The refusal of a whole file."""
    return TableRefused([fault(Place(file_name, None, 0), None, value, code, file=file_name, **values)])
