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
from parindex.lake.raw_rows import Numbers, RawBatch
from parindex.lake.sql_checks import BAD, IS_BAD, IS_PERSONAL, RAW, ROW, VALUE

FIRST_CELLS = 4096
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
    """The table ``raw`` of ``compile_checks`` and how each column stands in it."""

    table: pa.Table
    types: Mapping[str, pa.DataType | None]
    """Type of a column's raw cells; None for a column that was read word by word already."""


class Preparer:
    """Prepares batches of one file. A word that repeats is read once, by the engine's own ``read_cell``."""

    def __init__(self, layout: Layout, setting: Setting) -> None:
        self.layout, self.setting = layout, setting
        self.read: dict[str, dict[str, Typed | RowProblem]] = {each.column: {} for each in layout.columns}

    def prepare(self, cells: Mapping[str, pa.Array], rows: Numbers) -> Prepared:
        """Tidy cells as the table ``raw``."""
        columns: dict[str, pa.Array] = {ROW: pa.array(rows)}
        types: dict[str, pa.DataType | None] = {}
        for column, each in cells.items():
            worded = self._encoded(column, each)
            if pa.types.is_dictionary(worded.type):
                values, problems = self._read(column, worded)
                columns |= {f"{VALUE}{column}": values, f"{BAD}{column}": problems}
                types[column] = None
            else:
                columns[f"{RAW}{column}"] = worded
                types[column] = worded.type
        return Prepared(pa.table(columns), types)

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
        problems = np.array([_bad(value) for value in found], dtype=np.int8)
        bad = pa.array(problems).take(cells.indices).fill_null(0)
        return values.take(cells.indices), bad


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
        if not _repeats(cells):
            return _tidied_text(cells)
        cells = cells.dictionary_encode()
    return _with_words(cells, _tidied_text(cells.dictionary))


def _repeats(cells: pa.Array) -> bool:
    """Whether few different texts make the column, judged by its first cells."""
    first = cells.slice(0, FIRST_CELLS)
    return len(first.unique()) * 3 < len(first)


def _tidied_text(cells: pa.Array) -> pa.Array:
    cells = pc.utf8_trim(cells, SPACE)
    if not pc.all(pc.string_is_ascii(cells)).as_py():
        texts = [None if text is None else unicodedata.normalize("NFC", text) for text in cells.to_pylist()]
        cells = pa.array(texts, pa.string())
    if pc.any(pc.starts_with(cells, "'")).as_py():
        cells = pa.array([None if text is None else unguarded(text) for text in cells.to_pylist()], pa.string())
    return pc.if_else(pc.equal(cells, ""), None, cells)


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
