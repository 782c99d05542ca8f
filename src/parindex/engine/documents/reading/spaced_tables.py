"""Tables set by spaces between ruled lines: ``-----`` or ``=====``, heads, ``-----``, rows, ``-----``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from parindex.engine.documents.reading.model import Cell
from parindex.engine.documents.reading.source_text import RawTable, SourceText

_RULE = re.compile(r"\s*(?:-{20,}|={20,}|_{20,})\s*")
_PIECE = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"[-+]?\d[\d.,]*\s*%?")
FEWEST_COLUMNS, FEWEST_ROWS = 3, 2
MOST_HEAD_LINES = 6


class _Piece(NamedTuple):
    """Words of a line with two spaces or more on both sides."""

    start: int
    end: int
    text: str


def spaced_tables(source: SourceText) -> list[RawTable]:
    """Every such table; lines between rules that fall into fewer than three columns are none."""
    texts = source.texts
    rules = [at for at, text in enumerate(texts) if _RULE.fullmatch(text)]
    tables: list[RawTable] = []
    while rules:
        run = [rules.pop(0)]
        while rules and _is_block(texts[run[-1] + 1 : rules[0]]):
            run.append(rules.pop(0))
        table = _table(source, run) if len(run) > 1 else None
        if table is not None:
            tables.append(table)
    return tables


def _is_block(texts: Sequence[str]) -> bool:
    """Lines without an empty one, some of them in columns."""
    return bool(texts) and all(text.strip() for text in texts) and any(len(_pieces(text)) > 1 for text in texts)


def _pieces(text: str) -> list[_Piece]:
    return [_Piece(found.start(), found.end(), found.group()) for found in _PIECE.finditer(text)]


def _table(source: SourceText, run: Sequence[int]) -> RawTable | None:
    above = _head_above(source.texts, run[0])
    first_body = run[0] if above else run[1]
    if first_body == run[-1]:
        return None
    heads = above or range(run[0] + 1, run[1])
    body = [at for at in range(first_body + 1, run[-1]) if at not in run]
    columns = _columns([source.texts[at] for at in body])
    rows = _rows(source.texts, body, columns)
    if len(columns) < FEWEST_COLUMNS or len(rows) < FEWEST_ROWS:
        return None
    cells: list[Cell] = []
    for number, lines in enumerate([list(heads), *rows]):
        cells += _cells(source, number, lines, columns)
    return RawTable(min(run[0], *heads) + 1, run[-1] + 1, tuple(cells), len(rows) + 1, len(columns), 1)


def _head_above(texts: Sequence[str], rule: int) -> range | None:
    """Heads that stand over the first rule instead of under it."""
    start = rule
    while start and rule - start < MOST_HEAD_LINES and texts[start - 1].strip():
        start -= 1
    found = next((at for at in range(start, rule) if len(_pieces(texts[at])) >= FEWEST_COLUMNS), None)
    return None if found is None else range(found, rule)


def _columns(texts: Sequence[str]) -> list[tuple[int, int]]:
    """From where to where each column reaches: two places and more that are empty in every line part them."""
    spans: list[list[int]] = []
    for piece in sorted(piece for text in texts for piece in _pieces(text)):
        if spans and piece.start <= spans[-1][1] + 1:
            spans[-1][1] = max(spans[-1][1], piece.end)
        else:
            spans.append([piece.start, piece.end])
    return [(start, end) for start, end in spans]


def _column(piece: _Piece, columns: Sequence[tuple[int, int]]) -> int:
    """The column over which a piece stands, or the nearest."""
    middle = (piece.start + piece.end) / 2
    apart = [max(start - piece.end, piece.start - end, 0) + abs((start + end) / 2 - middle) / 1000
             for start, end in columns]  # fmt: skip
    return apart.index(min(apart))


def _rows(texts: Sequence[str], body: Sequence[int], columns: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Lines of each row: a line with nothing in its first column and no figure goes on with the row above."""
    rows: list[list[int]] = []
    for at in body:
        pieces = _pieces(texts[at])
        goes_on = _column(pieces[0], columns) > 0 and not any(_FIGURE.fullmatch(each.text) for each in pieces)
        if goes_on and rows and rows[-1][-1] == at - 1:
            rows[-1].append(at)
        else:
            rows.append([at])
    return rows


def _cells(source: SourceText, row: int, lines: Sequence[int], columns: Sequence[tuple[int, int]]) -> list[Cell]:
    found: dict[int, list[tuple[int, _Piece]]] = {}
    for at in lines:
        for piece in _pieces(source.texts[at]):
            found.setdefault(_column(piece, columns), []).append((at, piece))
    return [
        Cell(
            row=row,
            column=column,
            text=" ".join(piece.text for _, piece in pieces),
            passage=source.place(pieces[0][0] + 1, pieces[0][1].start, pieces[0][1].end, pieces[0][1].text),
        )
        for column, pieces in sorted(found.items())
    ]
