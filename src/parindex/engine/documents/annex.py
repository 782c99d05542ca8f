"""An annex of a decree-30 document: label, title, where it belongs to, and a wide table whose head repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parindex.engine.documents.codes import DocumentCode, Say
from parindex.engine.documents.paper import Align, Paper


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: its head, its share of the width and how its cells are set."""

    head: str
    weight: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A table row. ``spans``: (first cell, how many) that are printed as one, with the first one's text."""

    cells: tuple[str, ...]
    bold: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def write_annex_head(paper: Paper, title: str, attached_to: str, say: Say) -> None:
    """A landscape section with page numbers of its own and the annex's title."""
    paper.start_section(landscape=True)
    write_annex_title(paper, title, attached_to, say)


def write_annex_title(paper: Paper, title: str, attached_to: str, say: Say) -> None:
    """ "PHỤ LỤC", the title and the note of what it belongs to."""
    sizes = paper.layout.components.phu_luc
    annex = say(DocumentCode.ANNEX, {})
    paper.paragraph(annex, size=sizes.label_size, bold=True, align="centre", keep_with_next=True)
    shown = title.upper() if sizes.title_upper else title
    paper.paragraph(shown, size=sizes.title_size[0], bold=True, align="centre", keep_with_next=True)
    note = say(DocumentCode.ATTACHED_TO, {"document": attached_to})
    paper.paragraph(note, size=sizes.title_size[0], italic=True, align="centre", after=8, keep_with_next=True)


def write_table(paper: Paper, columns: Sequence[Column], rows: Sequence[Row], *, size: float) -> None:
    """A bordered table over the text width; rows are not torn apart, the head row repeats on each page."""
    whole = sum(column.weight for column in columns)
    widths = tuple(paper.text_width_mm * column.weight / whole for column in columns)
    table = paper.table(widths, bordered=True, padding_mm=1)
    heads = paper.row(table, widths, header=True)
    for cell, column in zip(heads, columns, strict=True):
        paper.paragraph(column.head, place=cell, size=size, bold=True, align="centre", before=2, after=2)
    for row in rows:
        _write_row(paper, table, widths, columns, row, size)


def _write_row(
    paper: Paper, table: Any, widths: Sequence[float], columns: Sequence[Column], row: Row, size: float
) -> None:
    cells = paper.row(table, widths)
    swallowed: set[int] = set()
    for first, count in row.spans:
        cells[first].merge(cells[first + count - 1])
        swallowed.update(range(first + 1, first + count))
    spanning = {first for first, _ in row.spans}
    for position, (cell, text, column) in enumerate(zip(cells, row.cells, columns, strict=True)):
        if position in swallowed:
            continue
        align = "left" if position in spanning else column.align
        for line in text.split("\n"):
            paper.paragraph(line, place=cell, size=size, bold=row.bold, align=align, before=1, after=1)
