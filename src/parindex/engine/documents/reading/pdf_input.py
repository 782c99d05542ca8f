"""PDF files: rows of text in reading order, tables by their ruled lines; pages that are pictures as recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pypdfium2 as pdfium

from parindex.engine.documents.reading.aligned_tables import aligned_tables
from parindex.engine.documents.reading.model import Cell, Doubt, DoubtCode, FileFormat
from parindex.engine.documents.reading.pdf_layout import Row, Run, columns_apart, is_paragraph_start, rows_of
from parindex.engine.documents.reading.pdf_pictures import is_hidden_text, is_picture
from parindex.engine.documents.reading.pdf_tables import Grid, grids_of
from parindex.engine.documents.reading.recognised import FEWEST_LETTERS, Recognised, RecognisedPage
from parindex.engine.documents.reading.source_text import (
    RawTable,
    ReadingFault,
    ReadingLimits,
    ReadingRefused,
    SourceText,
)

_NUMBER = re.compile(r"[-–\s]*\d{1,4}[-–\s]*")
_FEW_ON_A_PICTURE = 200
"""Letters that may stand on a scanned page beside its picture: the mark of a scanner, a stamp, a signature."""
_MARGIN = 0.09
"""Share of the page's height within which a lone number is the number of the page."""
_MOST_RUNS = 20_000
_SAME_EDGE = 4.0
"""Points by which the columns of a table may differ from one page to the next."""


def read_pdf(content: bytes, *, limits: ReadingLimits, recognised: Recognised | None = None) -> SourceText:
    """Lines of a PDF; of a page without a text those that were ``recognised`` in its picture.

    Raises ``ReadingRefused``; a PDF without any text is refused as a scan.
    """
    document = _open(content)
    try:
        pages = len(document)
        if pages > limits.pages:
            raise ReadingRefused(ReadingFault.TOO_MANY_PAGES, pages=pages, most=limits.pages)
        reader = _Pdf(FileFormat.PDF, pages, limits, recognised or {})
        for number in range(pages):
            reader.page(document, number)
    finally:
        document.close()
    if len(reader.empty) == pages:
        fault = ReadingFault.NO_TEXT_LAYER if recognised is None else ReadingFault.NOTHING_RECOGNISED
        raise ReadingRefused(fault, pages=pages)
    reader.source.doubts += [Doubt(code=DoubtCode.NO_TEXT_LAYER, values={"page": page}) for page in reader.empty]
    return reader.source


def read_picture(*, limits: ReadingLimits, recognised: Recognised | None) -> SourceText:
    """Lines of a PNG or JPEG of one page, as recognised. Raises ``ReadingRefused``."""
    if recognised is None:
        raise ReadingRefused(ReadingFault.PICTURE)
    reader = _Pdf(FileFormat.PICTURE, 1, limits, recognised)
    reader.recognised_page(1)
    if reader.empty:
        raise ReadingRefused(ReadingFault.NOTHING_RECOGNISED, pages=1)
    return reader.source


def _open(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as fault:
        locked = "password" in str(fault).lower() or "security" in str(fault).lower()
        raise ReadingRefused(ReadingFault.PASSWORD if locked else ReadingFault.DAMAGED) from fault


class _Pdf:
    def __init__(self, form: FileFormat, pages: int, limits: ReadingLimits, recognised: Recognised) -> None:
        self.source = SourceText(form, pages_of=[], pages=pages, wrapped=True)
        self._recognised = recognised
        self.empty: list[int] = []
        self._limits = limits
        self._edges: tuple[float, ...] = ()
        """Edges of the columns of the last table."""

    def page(self, document: pdfium.PdfDocument, number: int) -> None:
        """Add the lines of one page."""
        try:
            page = document[number]
            width, height = page.get_size()
            runs = runs_on(page)
            grids = grids_of(page, width, height)
            pictured = is_picture(page, width, height)
            hidden = pictured and is_hidden_text(page)
        except pdfium.PdfiumError as fault:
            raise ReadingRefused(ReadingFault.DAMAGED) from fault
        letters = sum(len(each.text) for each in runs)
        if letters < FEWEST_LETTERS or (pictured and not hidden and letters < _FEW_ON_A_PICTURE):
            self.recognised_page(number + 1)
            return
        if hidden:
            self.source.recognised.add(number + 1)
            self.source.doubts.append(Doubt(code=DoubtCode.HIDDEN_TEXT, values={"page": number + 1}))
        self._lines(runs, grids, number + 1, width, height)

    def recognised_page(self, number: int) -> None:
        """Add the lines that were recognised in the picture of a page (1-based); ``empty`` has it when none were."""
        page = self._recognised.get(number)
        if page is None or page.letters < FEWEST_LETTERS or not _longer_than_a_number(page.runs):
            self.empty.append(number)
            return
        self.source.recognised.add(number)
        first = len(self.source.texts)
        self._aligned([each for each in page.runs if not _is_page_number(each, page.height, list(page.runs))], page)
        at = next(at for at, each in enumerate(self.source.texts[first:], first) if each)
        text = self.source.texts[at]
        place = self.source.place(at + 1, 0, len(text), text)
        values: dict[str, str | int] = {"page": number, "sure": page.sure}
        self.source.doubts.append(Doubt(code=DoubtCode.FROM_RECOGNITION, values=values, passage=place))

    def _lines(self, runs: list[Run], grids: list[Grid], number: int, width: float, height: float) -> None:
        runs = [each for each in runs if not _is_page_number(each, height, runs)]
        inside = {id(run): grid for grid in grids for run in runs if grid.holds(run)}
        rows = rows_of([each for each in runs if id(each) not in inside])
        blocks: list[tuple[float, Row | Grid]] = [(row.top, row) for row in rows]
        blocks += [(grid.top, grid) for grid in grids if any(each is grid for each in inside.values())]
        self._blocks(sorted(blocks, key=lambda each: -each[0]), runs, number, width)

    def _blocks(self, blocks: list[tuple[float, Row | Grid]], runs: list[Run], page: int, width: float) -> None:
        pending: list[Row] = []
        for _, block in blocks:
            if isinstance(block, Row):
                pending.append(block)
                continue
            self._rows(pending, page, width)
            pending = []
            self._table(block, runs, page)
        self._rows(pending, page, width)

    def _aligned(self, runs: list[Run], page: RecognisedPage) -> None:
        """The lines of a recognised page; tables by what stands in columns."""
        rows, at = rows_of(runs), 0
        for table in aligned_tables(rows):
            self._rows(rows[at : table.first], page.number, page.width)
            self._cells([list(each) for each in table.cells], None, page.number)
            at = table.last
        self._rows(rows[at:], page.number, page.width)

    def _rows(self, rows: list[Row], page: int, width: float) -> None:
        ordered = columns_apart(rows, width)
        margin = min((row.left for row in ordered), default=0.0)
        for at, row in enumerate(ordered):
            before = ordered[at - 1] if at else None
            if is_paragraph_start(row, before, margin):
                self._add("", page)
            self._add(row.text, page)

    def _add(self, text: str, page: int) -> int:
        if len(self.source.texts) >= self._limits.lines:
            raise ReadingRefused(ReadingFault.TOO_MANY_LINES, lines=len(self.source.texts) + 1, most=self._limits.lines)
        self.source.texts.append(unicodedata.normalize("NFC", text))
        if self.source.pages_of is not None:
            self.source.pages_of.append(page)
        return len(self.source.texts)

    def _table(self, grid: Grid, runs: list[Run], page: int) -> None:
        self._cells(grid.texts(runs), self._goes_on(grid, page), page)
        self._edges = grid.xs

    def _cells(self, rows: list[list[str]], before: RawTable | None, page: int) -> None:
        """Add a table of these texts; ``before``: the one that goes on over the end of its page."""
        cells: list[Cell] = list(before.cells) if before else []
        first, done = (before.first_line, before.rows) if before else (len(self.source.texts) + 1, 0)
        for row, texts in enumerate(rows, done):
            line = self._add("\t".join(texts), page)
            offset = 0
            if before and row == done and _repeats_head(texts, before):
                continue
            for column, text in enumerate(texts):
                shown = unicodedata.normalize("NFC", text)
                if shown:
                    place = self.source.place(line, offset, offset + len(shown), shown)
                    cells.append(Cell(row=row, column=column, text=shown, passage=place))
                offset += len(shown) + 1
        last, count = len(self.source.texts), len(self.source.texts) - first + 1
        if before:
            self.source.tables.pop()
        self.source.tables.append(RawTable(first, last, tuple(cells), count, len(rows[0]), min(1, count)))
        self.source.doubts.append(Doubt(code=DoubtCode.DRAWN_TABLE, values={"page": page}))

    def _goes_on(self, grid: Grid, page: int) -> RawTable | None:
        """The table at the end of the page before, when this one stands at the top with the same columns."""
        last = self.source.tables[-1] if self.source.tables else None
        if last is None or last.last_line != len(self.source.texts) or self.source.page_of(last.last_line) != page - 1:
            return None
        alike = len(grid.xs) == len(self._edges) and all(
            abs(one - other) <= _SAME_EDGE for one, other in zip(grid.xs, self._edges, strict=True)
        )
        return last if alike else None


def _repeats_head(texts: list[str], table: RawTable) -> bool:
    """Whether a row says again what the first row of the table says."""
    first = {each.column: each.text for each in table.cells if each.row == 0}
    return {column: text for column, text in enumerate(texts) if text} == first


def runs_on(page: pdfium.PdfPage) -> list[Run]:
    """Pieces of text with their places, in points from the lower left corner."""
    text = page.get_textpage()
    count = text.count_rects()
    if count > _MOST_RUNS:
        raise ReadingRefused(ReadingFault.TOO_MANY_LINES, lines=count, most=_MOST_RUNS)
    runs = []
    for at in range(count):
        left, bottom, right, top = text.get_rect(at)
        said = " ".join(text.get_text_bounded(left, bottom, right, top).split())
        if said:
            runs.append(Run(left, bottom, right, top, said))
    return runs


def _longer_than_a_number(runs: Iterable[Run]) -> bool:
    return any(not _NUMBER.fullmatch(each.text) for each in runs)


def _is_page_number(run: Run, height: float, runs: list[Run]) -> bool:
    if not _NUMBER.fullmatch(run.text) or _MARGIN * height < run.bottom < (1 - _MARGIN) * height:
        return False
    return all(each is run or abs(each.bottom - run.bottom) > run.top - run.bottom for each in runs)
