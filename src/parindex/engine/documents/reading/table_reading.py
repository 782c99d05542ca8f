"""Tables: columns named by their heads, rows by their first words, every numeric cell a figure."""

from __future__ import annotations

import re
from typing import Any

from parindex.engine.documents.reading.figures_reading import FigureReader
from parindex.engine.documents.reading.model import Cell, Figure, FigureKind, TableRead
from parindex.engine.documents.reading.number_tokens import NUM, to_decimal
from parindex.engine.documents.reading.source_text import RawTable
from parindex.engine.documents.reading.tree import Placed

_RATIO = re.compile(rf"({NUM})\s*/\s*({NUM})(?:\s*\((?P<percent>{NUM})\s*%\))?")
_AMOUNT = re.compile(rf"([-−–]?(?:{NUM}))\s*(?P<percent>%)?\s*(?P<unit>[^\d%]{{0,30}})")
_HEAD = re.compile(rf"[^\d(]+\(({NUM})\s*(?P<unit>[^\d()%]{{1,30}})\)")
_ORDER = re.compile(r"^(?:STT|TT|Số TT|Số thứ tự)\.?$", re.IGNORECASE)


def table_id(prefix: str, at: int) -> str:
    """Id of the table with this index in the file."""
    return f"{prefix}t{at + 1}"


def read_table(reader: FigureReader, placed: Placed) -> None:
    """Add a figure for every cell that is a number."""
    at = placed.flow.table
    if at is None:
        return
    raw = reader.flows.source.tables[at]
    heads = header_rows(raw)
    orders = {cell.column for cell in raw.cells if cell.row < heads and _ORDER.match(cell.text)}
    for cell in raw.cells:
        if cell.column in orders or cell.column == 0:
            continue
        values = _in_head(cell) if cell.row < heads else _values(cell)
        if values is None:
            continue
        figure = Figure(
            id=reader.next_id(),
            name=_row_name(raw, cell, orders, heads) or _column_name(raw, cell, heads) or cell.text,
            scope=_column_name(raw, cell, heads),
            printed=cell.text,
            section=placed.section.id if placed.section else None,
            table=table_id(reader.prefix, at),
            row=cell.row,
            column=cell.column,
            passage=cell.passage,
            **values,
        )
        reader.figures.append(figure)


def _in_head(cell: Cell) -> dict[str, Any] | None:
    """A head that bears its own total: "Cấp huyện (257 TTHC)"."""
    match = _HEAD.fullmatch(" ".join(cell.text.split()))
    if match is None:
        return None
    return {"kind": FigureKind.AMOUNT, "value": to_decimal(match[1]), "unit": match["unit"].strip() or None}


def header_rows(raw: RawTable) -> int:
    """Rows of heads: those declared, and following ones without any number."""
    heads = raw.header_rows
    while heads < raw.rows:
        cells = [cell for cell in raw.cells if cell.row == heads]
        if cells and any(_values(cell) for cell in cells):
            break
        if not cells or cells[0].column == 0:
            break
        heads += 1
    return heads


def _values(cell: Cell) -> dict[str, Any] | None:
    text = " ".join(cell.text.split())
    match = _RATIO.fullmatch(text)
    if match is not None:
        share = to_decimal(match["percent"]) if match["percent"] else None
        return {
            "kind": FigureKind.RATIO,
            "numerator": to_decimal(match[1]),
            "denominator": to_decimal(match[2]),
            "percent": share,
        }
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    if match["percent"]:
        return {"kind": FigureKind.PERCENT, "percent": to_decimal(match[1])}
    return {"kind": FigureKind.AMOUNT, "value": to_decimal(match[1]), "unit": match["unit"].strip() or None}


def _row_name(raw: RawTable, cell: Cell, orders: set[int], heads: int) -> str | None:
    """The first words of the row; of a merged cell above when the row has none of its own."""
    words = [
        each
        for each in raw.cells
        if each.column < cell.column
        and each.row <= cell.row < each.row + each.row_span
        and each.row >= heads
        and each.column not in orders
        and _values(each) is None
    ]
    if words:
        return " - ".join(dict.fromkeys(each.text for each in sorted(words, key=lambda each: each.column)))
    above = [each for each in raw.cells if each.column == 0 and heads <= each.row < cell.row and _values(each) is None]
    if not above:
        return None
    between = [each for each in raw.cells if above[-1].row <= each.row < cell.row and each.column == cell.column]
    return " - ".join(dict.fromkeys([above[-1].text, *(each.text for each in between if _values(each) is None)]))


def _column_name(raw: RawTable, cell: Cell, heads: int) -> str | None:
    over = [
        each
        for each in raw.cells
        if each.row < heads and each.column <= cell.column < each.column + max(each.column_span, _open_span(raw, each))
    ]
    names = dict.fromkeys(each.text for each in sorted(over, key=lambda each: each.row))
    return " / ".join(names) or None


def _open_span(raw: RawTable, cell: Cell) -> int:
    """Columns under a head, where the file does not say which cells are merged."""
    if raw.merges_known or cell.column_span > 1 or cell.column == 0:
        return cell.column_span
    later = [each.column for each in raw.cells if each.row == cell.row and each.column > cell.column]
    return (min(later) if later else raw.columns) - cell.column


def tables_of(raws: list[tuple[int, RawTable, Placed]], prefix: str) -> tuple[TableRead, ...]:
    """Tables as they are given out."""
    return tuple(
        TableRead(
            id=table_id(prefix, at),
            rows=raw.rows,
            columns=raw.columns,
            header_rows=header_rows(raw),
            cells=raw.cells,
            section=placed.section.id if placed.section else None,
            passage=raw.cells[0].passage,
        )
        for at, raw, placed in raws
        if raw.cells
    )
