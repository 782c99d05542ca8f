"""Runs of text on a page to rows in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_TWO_COLUMNS = re.compile(r"CỘNG H[ÒO][AÀ] X[ÃA] HỘI|Nơi nhận|Độc lập\s*[-–]\s*Tự do", re.IGNORECASE)
_APART = 12.0
_INDENT = 9.0


class Run(NamedTuple):
    """Text in one font on one line, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class Row:
    """Runs at one height, from left to right."""

    runs: list[Run] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(each.left for each in self.runs)

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(each.right for each in self.runs)

    @property
    def top(self) -> float:
        """Its upper edge."""
        return max(each.top for each in self.runs)

    @property
    def height(self) -> float:
        """Height of its tallest run."""
        return max(each.top - each.bottom for each in self.runs)

    @property
    def text(self) -> str:
        """Its words; runs that touch are joined without a space."""
        said, end = "", 0.0
        for run in self.runs:
            touching = said and run.left - end < 0.12 * self.height
            said += run.text if touching or not said else f" {run.text}"
            end = run.right
        return said


def rows_of(runs: list[Run]) -> list[Row]:
    """Rows from top to bottom."""
    rows: list[Row] = []
    for run in sorted(runs, key=lambda each: -each.middle):
        last = rows[-1] if rows else None
        if last is not None and last.runs[0].bottom < run.middle < last.runs[0].top:
            last.runs.append(run)
        else:
            rows.append(Row([run]))
    for row in rows:
        row.runs.sort(key=lambda each: each.left)
    return rows


def columns_apart(rows: list[Row], width: float) -> list[Row]:
    """Rows of the head and foot, which stand in two columns, as left column then right column."""
    ordered: list[Row] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and _in_columns(rows[end], width):
            end += 1
        while end > at and _stands_alone(rows[end - 1], width):
            end -= 1
        block = rows[at:end]
        if len(block) > 1 and _TWO_COLUMNS.search("\n".join(each.text for each in block)):
            ordered += _side(block, width, left=True) + _side(block, width, left=False)
            at = end
        else:
            ordered.append(rows[at])
            at += 1
    return ordered


def _stands_alone(row: Row, width: float) -> bool:
    """A row at the left under two columns that goes on with neither: a heading."""
    return all(_is_left(each, width) for each in row.runs) and not row.text.startswith(("-", "+"))


def _side(block: list[Row], width: float, *, left: bool) -> list[Row]:
    sides = [Row([run for run in row.runs if _is_left(run, width) is left]) for row in block]
    return [each for each in sides if each.runs]


def _is_left(run: Run, width: float) -> bool:
    return (run.left + run.right) / 2 < 0.45 * width


def _in_columns(row: Row, width: float) -> bool:
    """Whether nothing of the row reaches over the middle."""
    left = [each for each in row.runs if _is_left(each, width)]
    right = [each for each in row.runs if not _is_left(each, width)]
    if left and right:
        return min(each.left for each in right) - max(each.right for each in left) > _APART
    if left:
        return row.right < 0.52 * width
    return row.left > 0.4 * width


def is_paragraph_start(row: Row, before: Row | None, margin: float) -> bool:
    """Whether a paragraph begins: indented on its first line, or with more space above than lines have."""
    if before is None:
        return False
    if before.top - row.top > 1.9 * row.height or before.top < row.top:
        return True
    return row.left - margin > _INDENT and abs(row.left - before.left) > _INDENT / 2
