"""Tables on a recognised page: no lines are known there, only words that stand under each other in columns.

Rows that follow each other, each in three or more pieces with wide gaps between, all in the same columns, are a table.
What does not fit stays text; everything of such a page is uncertain anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parindex.engine.documents.reading.pdf_layout import Row

FEWEST_COLUMNS, FEWEST_ROWS = 3, 2
Band = tuple[float, float]
"""Left and right edge of a column, in points."""


class Aligned(NamedTuple):
    """A table: rows ``first`` to ``last`` (exclusive) of the page, and the texts of their cells."""

    first: int
    last: int
    cells: tuple[tuple[str, ...], ...]


def aligned_tables(rows: Sequence[Row]) -> list[Aligned]:
    """Tables among the rows of a page, from top to bottom."""
    found: list[Aligned] = []
    first = 0
    while first < len(rows):
        last, bands = first, list[Band]()
        while last < len(rows) and len(rows[last].runs) >= FEWEST_COLUMNS:
            wider = _bands([*bands, *((each.left, each.right) for each in rows[last].runs)])
            if len(wider) < FEWEST_COLUMNS or any(_shares_band(each, wider) for each in rows[first : last + 1]):
                break
            last, bands = last + 1, wider
        if last - first >= FEWEST_ROWS:
            cells = tuple(tuple(_texts(each, bands)) for each in rows[first:last])
            found.append(Aligned(first, last, cells))
        first = max(last, first + 1)
    return found


def _bands(spans: Sequence[Band]) -> list[Band]:
    """Spans that overlap as one, from left to right."""
    bands: list[Band] = []
    for left, right in sorted(spans):
        if bands and left <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(right, bands[-1][1]))
        else:
            bands.append((left, right))
    return bands


def _column(middle: float, bands: Sequence[Band]) -> int:
    return next(at for at, (left, right) in enumerate(bands) if left <= middle <= right)


def _shares_band(row: Row, bands: Sequence[Band]) -> bool:
    """Whether two pieces of the row would stand in one cell: then these are no columns."""
    columns = [_column((each.left + each.right) / 2, bands) for each in row.runs]
    return len(set(columns)) < len(columns)


def _texts(row: Row, bands: Sequence[Band]) -> list[str]:
    texts = [""] * len(bands)
    for each in row.runs:
        texts[_column((each.left + each.right) / 2, bands)] = each.text
    return texts
