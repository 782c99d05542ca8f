"""Tables of a PDF by the lines that are drawn around their cells."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parindex.engine.documents.reading.pdf_layout import Run, rows_of

_THIN = 2.5
_SAME = 3.0
_SHORTEST = 12.0
_MOST_OBJECTS = 20_000
_PATH = raw.FPDF_PAGEOBJ_PATH

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges of columns from left to right and of rows from top to bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.ys[0]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def holds(self, run: Run) -> bool:
        """Whether a run stands inside."""
        middle = (run.left + run.right) / 2
        return self.xs[0] - _SAME < middle < self.xs[-1] + _SAME and self.ys[-1] < run.middle < self.ys[0]

    def texts(self, runs: list[Run]) -> list[list[str]]:
        """Texts of the cells, row by row."""
        placed: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            if not self.holds(run):
                continue
            column = max((n for n, x in enumerate(self.xs[:-1]) if x <= run.left + _SAME), default=0)
            row = max((n for n, y in enumerate(self.ys[:-1]) if y >= run.middle), default=0)
            placed.setdefault((row, column), []).append(run)
        return [
            [" ".join(each.text for each in rows_of(placed.get((row, column), []))) for column in range(self.columns)]
            for row in range(len(self.ys) - 1)
        ]


def grids_of(page: pdfium.PdfPage, width: float, height: float) -> list[Grid]:
    """Grids of at least two rows and two columns."""
    flat, upright = _lines(page, width, height)
    grids = []
    for group in _connected(flat, upright):
        ys = _edges([(box[1] + box[3]) / 2 for box in group if box[2] - box[0] >= box[3] - box[1]])
        xs = _edges([(box[0] + box[2]) / 2 for box in group if box[2] - box[0] < box[3] - box[1]])
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append(Grid(tuple(xs), tuple(reversed(ys))))
    return grids


def _lines(page: pdfium.PdfPage, width: float, height: float) -> tuple[list[Box], list[Box]]:
    flat: list[Box] = []
    upright: list[Box] = []
    for at, thing in enumerate(page.get_objects(filter=(_PATH,), max_depth=3)):
        if at > _MOST_OBJECTS:
            break
        left, bottom, right, top = thing.get_bounds()
        wide, tall = right - left, top - bottom
        if tall <= _THIN and wide >= _SHORTEST:
            flat.append((left, bottom, right, top))
        elif wide <= _THIN and tall >= _SHORTEST / 2:
            upright.append((left, bottom, right, top))
        elif wide > _SHORTEST and tall > _SHORTEST / 2 and wide < width * 0.98 and tall < height * 0.98:
            flat += [(left, bottom, right, bottom), (left, top, right, top)]
            upright += [(left, bottom, left, top), (right, bottom, right, top)]
    return flat, upright


def _connected(flat: list[Box], upright: list[Box]) -> list[list[Box]]:
    """Lines that touch, directly or through others; bounded, since hostile pages draw many."""
    groups: list[tuple[Box, list[Box]]] = []
    for line in sorted([*flat, *upright], key=lambda box: -box[3])[:4000]:
        around, members = line, [line]
        rest = []
        for box, lines in groups:
            if _touch(around, box):
                around = (
                    min(around[0], box[0]),
                    min(around[1], box[1]),
                    max(around[2], box[2]),
                    max(around[3], box[3]),
                )
                members = [*lines, *members]
            else:
                rest.append((box, lines))
        groups = [*rest, (around, members)]
    return [lines for _, lines in groups]


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _SAME <= other[2]
        and other[0] - _SAME <= one[2]
        and one[1] - _SAME <= other[3]
        and other[1] - _SAME <= one[3]
    )


def _edges(places: list[float]) -> list[float]:
    """Places that are nearly the same, taken as one."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _SAME:
            edges.append(place)
    return edges
