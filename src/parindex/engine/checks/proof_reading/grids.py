"""The numbers of a table by row and column, which columns are percentages, which rows are totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.checks.proof_reading.mentions import number_of

_NUMBER = re.compile(r"^\s*([-−–+]?\s?\d[\d.,]*)\s*(%?)\s*$")
_TOTAL = re.compile(
    r"(?i)^\s*(?:tổng(?: cộng| số)?|cộng|cả (?:năm|kỳ)|toàn (?:huyện|tỉnh|xã|thành phố)|chung)\b[^\d]{0,30}$"
)
_SHARE = re.compile(r"%|(?i:tỷ lệ|tỉ lệ)")
ROMAN = re.compile(r"^[IVX]+\.?$")


class Grid(NamedTuple):
    """Numbers of a table by (row, column), and the words beside them."""

    cells: dict[tuple[int, int], Decimal]
    rows: list[int]
    """Rows with figures."""
    columns: list[int]
    """Columns with figures in at least half of these rows; without counters."""
    shares: set[int]
    """Columns of percentages."""
    totals: list[int]
    source: Sequence[Sequence[str]]

    def title(self, row: int, column: int) -> str:
        """``Xã A, Đúng hạn``: first words of the row and the nearest words above."""
        words = next((cell for cell in self.source[row] if _words(cell)), "")
        head = next((self.source[above][column] for above in range(self.rows[0] - 1, -1, -1)
                     if column < len(self.source[above]) and _words(self.source[above][column])), "")  # fmt: skip
        return ", ".join(" ".join(each.split())[:40] for each in (words, head) if each) or f"{row + 1}/{column + 1}"

    def heads(self, column: int) -> str:
        """Everything above a column; a cell over several columns stands above each: ``Đã giải quyết Trước hạn``."""
        found = []
        for above, cells in enumerate(self.source[: self.rows[0]]):
            reach = range(column, -1, -1) if above + 1 < self.rows[0] else (column,)
            found.append(next((cells[at] for at in reach if at < len(cells) and cells[at].strip()), ""))
        return " ".join(dict.fromkeys(" ".join(each.split()) for each in found if _words(each)))

    def label(self, row: int) -> str:
        """The words that a row begins with."""
        return " ".join(next((cell for cell in self.source[row] if _words(cell)), "").split())


def cell_code(row: int, column: int) -> str:
    """Code of a cell in the statement of its table."""
    return f"r{row}c{column}"


def _words(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", cell))


def grid_of(rows: Sequence[Sequence[str]]) -> Grid | None:
    """The numbers of a table; None for one without rows of figures."""
    cells: dict[tuple[int, int], Decimal] = {}
    printed: dict[int, list[str]] = {}
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            found = _NUMBER.match(text)
            if found is not None:
                try:
                    cells[row, column] = number_of(found[1].strip(".,"))
                except ArithmeticError:
                    continue
                printed.setdefault(column, []).append(text)
    named = [
        row
        for row, texts in enumerate(rows)
        if any(_words(text) for text in texts) or any(ROMAN.match(text.strip()) for text in texts[:2])
    ]
    with_figures = [row for row in named if sum((row, column) in cells for column in range(len(rows[row]))) >= 1]
    if len(with_figures) < 2:
        return None
    columns = [
        column
        for column in sorted(printed)
        if sum((row, column) in cells for row in with_figures) * 2 >= len(with_figures)
        and not _is_counter([cells[row, column] for row in with_figures if (row, column) in cells])
    ]
    heads = {column: " ".join(texts[column] for texts in rows[: with_figures[0]] if column < len(texts))
             for column in columns}  # fmt: skip
    shares = {column for column in columns
              if _SHARE.search(heads[column]) or any("%" in text for text in printed[column])
              or _under_percent(rows[: with_figures[0]], column)}  # fmt: skip
    totals = [row for row in with_figures if any(_TOTAL.match(text) for text in rows[row])]
    kept = {cell: value for cell, value in cells.items() if cell[0] in with_figures and cell[1] in columns}
    return Grid(kept, with_figures, columns, shares, totals, rows) if columns else None


def _under_percent(heads: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a head with a percent sign reaches over a column that has none of its own: «Chỉ số (%)» over years."""
    if not heads or column >= len(heads[0]) or heads[0][column].strip():
        return False
    above = next((cell for cell in reversed(heads[0][:column]) if cell.strip()), "")
    own = " ".join(cells[column] for cells in heads[1:] if column < len(cells))
    return "%" in above and re.search(r"(?i)\bsố\b", own) is None


def _is_counter(values: Sequence[Decimal]) -> bool:
    """1, 2, 3 …: the number of the row."""
    return len(values) > 2 and all(b - a in (0, 1) for a, b in zip(values, values[1:], strict=False)) and values[0] == 1
