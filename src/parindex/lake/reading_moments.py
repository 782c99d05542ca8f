"""Reads columns of moments at once: the fixed widths in which systems export them, letter by letter over whole arrays.

The meaning is that of ``engine.tables.row_checks.read_moment``; what has another width or is no date here is given to
that very function, text by text. A test holds both to the same moments.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from parindex.engine.tables.row_checks import read_moment
from parindex.lake.letters import letters_of

Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Letters = np.ndarray[Any, np.dtype[np.uint8]]

WIDTHS = (19, 16, 10)
"""With seconds, with minutes, the day alone."""
FIRST_YEAR, YEARS = 1000, 2000
DAY_LENGTH, SECOND = 86_400, 1_000_000
MOST_SINGLE = 0.02
"""Share of a column's cells that may be read text by text; above it SQL is faster."""
_MONTHS = np.arange(f"{FIRST_YEAR}-01", f"{FIRST_YEAR + YEARS}-02", dtype="datetime64[M]").astype("datetime64[D]")
_BEGINS = _MONTHS.astype(np.int64)[:-1]
"""Days since 1970 of the first of every month."""
_LENGTHS = np.diff(_MONTHS.astype(np.int64)).astype(np.uint8)


class _Places(NamedTuple):
    """Where the parts of a day stand, and its marks."""

    year: int
    month: int
    day: int
    mark: int
    marks: tuple[int, int]


_DAY_FIRST = _Places(6, 3, 0, ord("/"), (2, 5))
_YEAR_FIRST = _Places(0, 5, 8, ord("-"), (4, 7))


def read_moments(cells: pa.Array, day_only: str, local_hours: int) -> tuple[pa.Array, Flags] | None:
    """Moments of tidy text cells, as naive UTC in microseconds, and which cells are filled but no moment.

    None: too many cells have rare shapes.
    """
    count = len(cells)
    letters = letters_of(cells)
    seconds = np.zeros(count, dtype=np.int64)
    read = np.zeros(count, dtype=bool)
    for width in WIDTHS:
        places = np.flatnonzero(letters.lengths == width)
        if len(places):
            found, good = _read_fixed(letters.matrix(places, width), day_only)
            seconds[places], read[places] = found, good
    moments = (seconds - local_hours * 3600) * SECOND
    filled = cells.is_valid().to_numpy(zero_copy_only=False) if cells.null_count else np.ones(count, dtype=bool)
    left = np.flatnonzero(filled & ~read)
    if len(left) > max(64, int(count * MOST_SINGLE)):
        return None
    for at, text in zip(left.tolist(), cells.take(pa.array(left)).to_pylist(), strict=True):
        moment = read_moment(text, day_only, local_hours)
        if moment is not None:
            moments[at], read[at] = np.datetime64(moment, "us").astype(np.int64), True
    read &= filled
    values = pa.array(moments, mask=~read).view(pa.timestamp("us"))
    return values, filled & ~read


def _read_fixed(rows: Letters, day_only: str) -> tuple[Whole, Flags]:
    """Local seconds since 1970 of cells (rows, width), and which are moments."""
    by_place = np.ascontiguousarray(rows.T)
    day_first = by_place[2] == _DAY_FIRST.mark
    if day_first.all():
        return _read_places(by_place, _DAY_FIRST, day_only)
    seconds, good = _read_places(by_place, _YEAR_FIRST, day_only)
    if day_first.any():
        others, fine = _read_places(by_place, _DAY_FIRST, day_only)
        seconds, good = np.where(day_first, others, seconds), np.where(day_first, fine, good)
    return seconds, good


def _read_places(letters: Letters, places: _Places, day_only: str) -> tuple[Whole, Flags]:
    width = len(letters)
    digits = letters - np.uint8(ord("0"))  # unsigned: what stands before 0 is far above 9
    good = (letters[places.marks[0]] == places.mark) & (letters[places.marks[1]] == places.mark)
    starts = [places.year, places.year + 2, places.month, places.day]
    if width > 10:
        starts += range(11, width, 3)
        good &= (letters[10] == ord(" ")) | (letters[10] == ord("T"))
        for mark in range(13, width, 3):
            good &= letters[mark] == ord(":")
    for at in starts:
        good &= (digits[at] <= 9) & (digits[at + 1] <= 9)
    century, year, month, day, *clock = (digits[at] * np.uint8(10) + digits[at + 1] for at in starts)
    good &= (century >= 10) & (century <= 29) & (month >= 1) & (month <= 12)
    which = np.where(good, (century.astype(np.int32) * 100 + year - FIRST_YEAR) * 12 + month - 1, 0)
    good &= (day >= 1) & (day <= _LENGTHS[which])
    for part, most in zip(clock, (23, 59, 59), strict=False):
        good &= part <= most
    seconds: Whole = (_BEGINS[which] + day - 1) * DAY_LENGTH
    for part, length in zip(clock, (3600, 60, 1), strict=False):
        seconds += part.astype(np.int32) * length
    if width == 10 and day_only == "end":
        seconds += DAY_LENGTH - 1
    return seconds, good
