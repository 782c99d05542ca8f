"""Rows as they are read from an export, whatever its format: a sample for the mapping, then batches of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from parindex.engine.tables.row_checks import RowProblem

SAMPLE_ROWS = 200
TITLE_ROWS = 20
"""Lines above the header that an export may have."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class FileUnreadable(ValueError):
    """The file as a whole cannot be read. ``code`` is a sentence of room ``lake``."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Sample(NamedTuple):
    """The head of a file: enough to propose a mapping, and held in memory only."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    header_row: int
    sheet: str | None = None
    delimiter: str | None = None
    opened: Any = None
    """The sheet, laid out already: reading it again would take as long as the first time."""


@dataclass(slots=True)
class RawBatch:
    """Rows as read: layout column → cells (text, or typed where the file is), row numbers, and what was not read."""

    cells: Mapping[str, pa.Array]
    rows: Numbers
    unreadable: list[tuple[int, RowProblem]] = field(default_factory=list)
    done: float = 0.0
    """Share of the file that has been read."""


IsHeader = Callable[[Sequence[str]], bool]
"""Whether the cells of a line are headers that are known."""
WIDE = 0.8
"""Of the most cells that a line at the head of the file fills: a header fills at least this share, a title does not."""


def header_at(lines: Sequence[Sequence[str]], is_header: IsHeader, wanted: int | None) -> int | None:
    """Which of the first lines is the header: the ``wanted`` one, else the first whose cells are known, else the first
    that is about as wide as the table below the titles. None: there is no such line, or it is empty.
    """
    first = range(min(len(lines), TITLE_ROWS))
    if wanted is not None:
        return wanted if wanted in range(len(lines)) and any(lines[wanted]) else None
    known = next((at for at in first if is_header(lines[at])), None)
    if known is not None:
        return known
    filled = [sum(map(bool, line)) for line in lines]
    widest = max(filled, default=0)
    return next((at for at in first if filled[at] and filled[at] >= WIDE * widest), None)


def cell_texts(cells: pa.Array, local_hours: int = 0) -> list[str | None]:
    """Cells as text for a rejects file; instants (with a zone) in local time."""
    if pa.types.is_timestamp(cells.type):
        shift = timedelta(hours=local_hours if cells.type.tz else 0)
        values = cells.cast(pa.timestamp("us")).to_pylist()
        return [None if value is None else (value + shift).strftime("%d/%m/%Y %H:%M:%S") for value in values]
    return [cell_text(value) for value in cells.to_pylist()]


def cell_text(value: object) -> str | None:
    """A cell as the text that an export would write."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ", timespec="auto" if value.microsecond else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
