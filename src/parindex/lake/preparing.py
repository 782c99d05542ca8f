"""Brings cells as read into the form that both evaluators take: tidy text, known words as codes, typed cells kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.engine.tables.layouts import SPACE, CellKind, Layout, LayoutColumn
from parindex.engine.tables.row_checks import Setting
from parindex.engine.tables.rows import fold
from parindex.engine.tables.writing import unguarded
from parindex.lake.reading import Numbers, RawBatch
from parindex.lake.sql_checks import RAW, ROW

UNKNOWN_UNIT = "?"
"""Stands before the text of a unit that is not known; no unit's code begins with it."""


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


def prepare(cells: Mapping[str, pa.Array], rows: Numbers, layout: Layout, setting: Setting) -> pa.Table:
    """The table ``raw`` of ``compile_checks``."""
    ready = {f"{RAW}{column}": _worded(each, column, layout, setting) for column, each in cells.items()}
    return pa.table({ROW: pa.array(rows), **ready})


def _tidied(cells: pa.Array, declared: LayoutColumn) -> pa.Array:
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if _keeps_its_type(declared.kind, cells.type):
        return cells
    if not pa.types.is_string(cells.type):
        cells = cells.cast(pa.string())
    cells = pc.utf8_trim(cells, SPACE)
    if not pc.all(pc.string_is_ascii(cells)).as_py():
        encoded = cells.dictionary_encode()
        composed = [unicodedata.normalize("NFC", text) for text in encoded.dictionary.to_pylist()]
        cells = pa.array(composed, pa.string()).take(encoded.indices)
    if pc.any(pc.starts_with(cells, "'")).as_py():
        cells = pa.array([None if text is None else unguarded(text) for text in cells.to_pylist()], pa.string())
    return pc.if_else(pc.equal(cells, ""), None, cells)


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


def _worded(cells: pa.Array, column: str, layout: Layout, setting: Setting) -> pa.Array:
    """Words of a vocabulary and names of units replaced by their codes; what is not known stays."""
    if not pa.types.is_string(cells.type):
        return cells
    declared = layout.by_name[column]
    words = layout.words(column)
    if declared.kind is CellKind.UNIT and setting.units is not None:
        known = setting.units
        encoded = cells.dictionary_encode()
        codes = [known.get(fold(text), f"{UNKNOWN_UNIT}{text}") for text in encoded.dictionary.to_pylist()]
        return pa.array(codes, pa.string()).take(encoded.indices)
    if words is None:
        return cells
    encoded = cells.dictionary_encode()
    return pa.array([words.get(fold(text), text) for text in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )
