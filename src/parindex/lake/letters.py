"""The letters of a text column as one array, without making a text of any cell."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

Letters = np.ndarray[Any, np.dtype[np.uint8]]
Places = np.ndarray[Any, np.dtype[np.intp]]
FIRST_CELLS = 4096
LAST_SPACE, GUARD, LAST_ASCII = 0x20, ord("'"), 0x7F


class CellLetters(NamedTuple):
    """Letters (UTF-8) of all cells, one after another, and where each begins."""

    letters: Letters
    begins: np.ndarray[Any, np.dtype[np.int32]]
    """(cells + 1,)"""

    @property
    def lengths(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Bytes of each cell."""
        return np.diff(self.begins)

    def matrix(self, places: Places, width: int) -> Letters:
        """The cells at ``places``, all of them ``width`` bytes long, as (cells, width)."""
        first, last = int(self.begins[0]), int(self.begins[-1])
        if last - first == len(places) * width:  # the others are empty
            return self.letters[first:last].reshape(-1, width)
        gathered: Letters = self.letters[self.begins[places][:, None] + np.arange(width)]
        return gathered

    def odd(self) -> Places:
        """Cells that tidying may change: not ASCII, a space at an end, or the mark that guards formulas before them."""
        first, last = int(self.begins[0]), int(self.begins[-1])
        filled = np.flatnonzero(self.begins[1:] > self.begins[:-1])
        if not len(filled):
            return np.empty(0, dtype=np.intp)
        heads, tails = self.letters[self.begins[filled]], self.letters[self.begins[filled + 1] - 1]
        edged: Places = filled[(heads <= LAST_SPACE) | (tails <= LAST_SPACE) | (heads == GUARD)]
        if self.letters[first:last].max() <= LAST_ASCII:
            return edged
        far = first + np.flatnonzero(self.letters[first:last] > LAST_ASCII)
        places: Places = np.union1d(edged, np.searchsorted(self.begins, far, side="right") - 1)
        return places


def letters_of(cells: pa.Array) -> CellLetters:
    """Letters of a text or binary array with 32-bit offsets."""
    _, places, content = cells.buffers()
    begins = np.frombuffer(places, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    letters = np.frombuffer(content, dtype=np.uint8) if content is not None else np.empty(0, dtype=np.uint8)
    return CellLetters(letters, begins)


def empty_as_null(cells: pa.Array, letters: CellLetters) -> pa.Array:
    """The same cells; empty ones are null. Nothing is copied but the marks of what is there."""
    filled = letters.lengths > 0
    if filled.all() and not cells.null_count:
        return cells
    if cells.null_count:
        filled &= cells.is_valid().to_numpy(zero_copy_only=False)
    valid = pa.py_buffer(np.packbits(filled, bitorder="little"))
    begins = pa.py_buffer(np.ascontiguousarray(letters.begins))
    return pa.Array.from_buffers(cells.type, len(cells), [valid, begins, cells.buffers()[2]])


def repeats(cells: pa.Array) -> bool:
    """Whether few different texts make the column, judged by its first cells."""
    first = cells.slice(0, FIRST_CELLS)
    return len(first.unique()) * 3 < len(first)
