"""Brings cells as read into the form both evaluators take: tidy text, words that repeat read once, typed cells kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.engine.tables.layouts import SPACE, CellKind, Layout, LayoutColumn
from parindex.engine.tables.row_checks import RowProblem, Setting, Typed, read_cell
from parindex.engine.tables.writing import unguarded
from parindex.lake.letters import empty_as_null, letters_of, repeats
from parindex.lake.raw_rows import RawBatch
from parindex.lake.reading_moments import read_moments
from parindex.lake.sql_checks import IS_BAD, IS_PERSONAL, RAW, VALUE, checked_columns

MOST_WORDS = 100_000
"""Words of a column kept in memory between batches."""
ARROW: Mapping[CellKind, pa.DataType] = {
    CellKind.MOMENT: pa.timestamp("us"),
    CellKind.COUNT: pa.int64(),
    CellKind.WORD: pa.int64(),
    CellKind.YES_NO: pa.bool_(),
}
"""Types of typed cells; text otherwise."""


def tidy_cells(batch: RawBatch, layout: Layout) -> tuple[dict[str, pa.Array], RawBatch]:
    """Cells trimmed, NFC, empty as null; blank rows (nothing in any mapped column) are taken out of the batch."""
    tidied = {column: _tidied(cells, layout.by_name[column]) for column, cells in batch.cells.items()}
    if not tidied:
        return {}, batch
    blank = np.ones(len(batch.rows), dtype=bool)
    for cells in tidied.values():
        blank &= cells.is_null().to_numpy(zero_copy_only=False)
        if not blank.any():
            return tidied, batch
    keep = pa.array(~blank)
    left = RawBatch(batch.cells, batch.rows[~blank], batch.unreadable, batch.done)
    return {column: cells.filter(keep) for column, cells in tidied.items()}, left


class Prepared(NamedTuple):
    """The table ``raw`` of ``compile_checks``, how each column stands in it, and what was read already."""

    table: pa.Table
    types: Mapping[str, pa.DataType | None]
    """Type of a column's raw cells; None for a column that was read at once."""
    values: Mapping[str, pa.Array]
    """Columns that were read at once."""
    problems: Mapping[str, pa.Array]
    """What is wrong with their cells: 0, ``IS_BAD`` or ``IS_PERSONAL``."""


class Preparer:
    """Prepares batches of one file. A word that repeats is read once, by the engine's own ``read_cell``."""

    def __init__(self, layout: Layout, setting: Setting) -> None:
        self.layout, self.setting = layout, setting
        self.checked = checked_columns(layout)
        self.read: dict[str, dict[str, Typed | RowProblem]] = {each.column: {} for each in layout.columns}

    def prepare(self, cells: Mapping[str, pa.Array]) -> Prepared:
        """Tidy cells as the table ``raw``."""
        columns: dict[str, pa.Array] = {}
        types: dict[str, pa.DataType | None] = {}
        values: dict[str, pa.Array] = {}
        problems: dict[str, pa.Array] = {}
        for column, each in cells.items():
            worded = self._encoded(column, each)
            read = self._read_at_once(column, worded)
            types[column] = worded.type if read is None else None
            if read is None:
                columns[f"{RAW}{column}"] = worded
                continue
            values[column], problems[column] = read
            if column in self.checked:
                columns[f"{VALUE}{column}"] = values[column]
        return Prepared(pa.table(columns), types, values, problems)

    def _read_at_once(self, column: str, cells: pa.Array) -> tuple[pa.Array, pa.Array] | None:
        """Values and problems of words that repeat and of moments; None: for SQL to read."""
        declared = self.layout.by_name[column]
        worded = pa.types.is_dictionary(cells.type)
        words = cells.dictionary if worded else cells
        if declared.kind is CellKind.MOMENT and pa.types.is_string(words.type):
            read = read_moments(words, declared.day_only, self.setting.local_hours)
            if read is not None:
                values, problems = read[0], pa.array(read[1].view(np.int8) * np.int8(IS_BAD))
                return _placed(cells, values, problems) if worded else (values, problems)
        return self._read(column, cells) if worded else None

    def _encoded(self, column: str, cells: pa.Array) -> pa.Array:
        """Columns with a vocabulary, and units by name, are always read word by word."""
        named = self.layout.by_name[column].kind is CellKind.UNIT and self.setting.units is not None
        has_words = named or self.layout.words(column) is not None
        return cells.dictionary_encode() if has_words and pa.types.is_string(cells.type) else cells

    def _read(self, column: str, cells: pa.DictionaryArray) -> tuple[pa.Array, pa.Array]:
        declared, known = self.layout.by_name[column], self.read[column]
        if len(known) > MOST_WORDS:
            known.clear()
        found = []
        for text in cells.dictionary.to_pylist():
            if text not in known:
                known[text] = read_cell(self.layout, declared, text, self.setting)
            found.append(known[text])
        kind = ARROW.get(declared.kind, pa.string())
        values = pa.array([None if isinstance(value, RowProblem) else value for value in found], kind)
        return _placed(cells, values, pa.array([_bad(value) for value in found], pa.int8()))


def _placed(cells: pa.DictionaryArray, values: pa.Array, problems: pa.Array) -> tuple[pa.Array, pa.Array]:
    """What was read of the words, at every cell."""
    return values.take(cells.indices), problems.take(cells.indices).fill_null(0)


def _bad(value: Typed | RowProblem) -> int:
    if not isinstance(value, RowProblem):
        return 0
    return IS_PERSONAL if value is RowProblem.PERSONAL_CONTENT else IS_BAD


def _tidied(cells: pa.Array, declared: LayoutColumn) -> pa.Array:
    """Typed cells as they are; text tidied, as a dictionary where few words repeat: each is then looked at once."""
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    if _keeps_its_type(declared.kind, cells.type):
        return cells
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(pa.dictionary(pa.int32(), pa.string()))
    else:
        cells = cells if pa.types.is_string(cells.type) else cells.cast(pa.string())
        if not repeats(cells):
            return _tidied_text(cells)
        cells = cells.dictionary_encode()
    return _with_words(cells, _tidied_text(cells.dictionary))


def _tidied_text(cells: pa.Array) -> pa.Array:
    """Only cells that need it become texts of Python, one by one."""
    letters = letters_of(cells)
    odd = letters.odd()
    if len(odd):
        here = np.zeros(len(cells), dtype=bool)
        here[odd] = True
        texts = [
            None if text is None else unguarded(unicodedata.normalize("NFC", text.strip(SPACE)))
            for text in cells.filter(pa.array(here)).to_pylist()
        ]
        cells = pc.replace_with_mask(cells, pa.array(here), pa.array(texts, pa.string()))
        letters = letters_of(cells)
    return empty_as_null(cells, letters)


def _with_words(cells: pa.DictionaryArray, words: pa.Array) -> pa.Array:
    """The same cells with other words in the dictionary; a word that is null makes its cells null."""
    indices = cells.indices
    if words.null_count:
        nothing = pc.fill_null(words.is_null().take(indices), True)
        indices = pc.if_else(nothing, None, indices)
        words = words.fill_null("")
    return pa.DictionaryArray.from_arrays(indices, words)


def _keeps_its_type(kind: CellKind, given: pa.DataType) -> bool:
    match kind:
        case CellKind.MOMENT:
            return bool(pa.types.is_timestamp(given) or pa.types.is_date(given))
        case CellKind.COUNT | CellKind.WORD:
            return bool(pa.types.is_integer(given))
        case CellKind.YES_NO:
            return bool(pa.types.is_boolean(given))
        case _:
            return False
