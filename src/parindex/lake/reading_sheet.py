"""Reads XLSX exports in batches; refuses workbooks that would take more memory than any real export."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook

from parindex.lake.raw_rows import (
    SAMPLE_ROWS,
    TITLE_ROWS,
    FileUnreadable,
    IsHeader,
    RawBatch,
    Sample,
    cell_text,
    header_at,
)

SHEET_ROWS = 65_536
LARGEST_WORKBOOK = 4 * 1024 * 1024 * 1024
"""Bytes unpacked; a full sheet of thirty columns is about a quarter."""
LARGEST_RATIO = 200
_FAR_CELL = r"""r[ \t\r\n]*=[ \t\r\n]*["'](?:[D-Z][A-Z]|[A-Z]{3})[0-9]"""
"""A cell right of column CZ: the reader would lay out every cell before it. RE2 looks for the letter first, much faster
than for what stands before it, which is looked at only where something was found."""
_FAR_CELL_EXACTLY = re.compile(rb"[ \t\r\n]" + _FAR_CELL.encode())
_BLOCK = 1 << 20


def _check_large_workbook(path: Path) -> None:
    """Refuse what would take more memory than any real export: bombs, far-away cells, documents with entities.

    The guard of Excel-size workbooks looks at every cell in Python; this one searches the bytes, for a million rows.
    """
    with ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST_WORKBOOK or unpacked > LARGEST_RATIO * max(path.stat().st_size, 10_000):
            raise ValueError("unpacked size")
        for part in parts:
            if not part.filename.startswith("xl/worksheets/"):
                continue
            with archive.open(part) as stream:
                tail = b""
                while block := stream.read(_BLOCK):
                    seen = tail + block
                    declared = b"!" in seen and b"<!" in seen  # the mark alone is rare, and found at once
                    if declared or _has_far_cell(seen) or seen.startswith((b"\xff\xfe", b"\xfe\xff")):
                        raise ValueError(part.filename)
                    tail = block[-40:]


def _has_far_cell(seen: bytes) -> bool:
    maybe = pc.match_substring_regex(pa.array([seen], pa.binary()), _FAR_CELL)[0].as_py()
    return bool(maybe) and _FAR_CELL_EXACTLY.search(seen) is not None


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        _check_large_workbook(path)
        return CalamineWorkbook.from_path(str(path))
    except (BadZipFile, CalamineError, OSError, ValueError) as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)[:120]) from error


def sample_sheet(path: Path, is_header: IsHeader, header_row: int | None = None) -> Sample:
    """The first sheet with a known header, else the first with anything. Raises ``FileUnreadable``."""
    workbook = _workbook(path)
    best: Sample | None = None
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = [tuple(map(cell_text, row)) for row in islice(sheet.iter_rows(), TITLE_ROWS + SAMPLE_ROWS)]
        lines = [tuple((cell or "").strip() for cell in row) for row in rows]
        above = sheet.start[0] if sheet.start else 0
        at = header_at(lines, is_header, None if header_row is None else header_row - 1 - above)
        if at is not None:
            found = Sample(lines[at], tuple(rows[at + 1 :]), above + at + 1, name, None, sheet)
            if is_header(found.headers):
                return found
            best = best or found
    if best is None:
        raise FileUnreadable("lake.file_empty", file=path.name)
    return best


def read_sheet(path: Path, sample: Sample, at: Mapping[int, str]) -> Iterator[RawBatch]:
    sheet = sample.opened or _workbook(path).get_sheet_by_name(sample.sheet or "")
    above = sheet.start[0] if sheet.start else 0
    lines = islice(sheet.iter_rows(), sample.header_row - above, None)
    begins, height = sample.header_row + 1, max(1, sheet.total_height)
    while True:
        with _without_collecting():
            rows = list(islice(lines, SHEET_ROWS))
            if not rows:
                return
            turned = list(zip(*rows, strict=True))
            cells = {column: _sheet_column(turned[number]) for number, column in at.items()}
        yield RawBatch(cells, np.arange(begins, begins + len(rows), dtype=np.int64), [], min(1.0, begins / height))
        begins += len(rows)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python's collector looks through all rows again and again while they are made, and there is nothing to collect:
    a fifth of the time of a workbook.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _sheet_column(values: Sequence[object]) -> pa.Array:
    """Text as text, whole numbers and moments typed where the whole column is; anything mixed as text."""
    try:
        return pa.array(values, pa.string())  # refuses anything that is no text
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        kinds = set(map(type, values))
    if kinds <= {str, datetime} or kinds <= {str, float} or kinds <= {str, int}:
        bare = [None if value == "" else value for value in values]
        if str not in set(map(type, bare)):
            typed = pa.array(bare)
            try:
                return typed.cast(pa.int64()) if pa.types.is_floating(typed.type) else typed
            except pa.ArrowInvalid:
                pass
    return pa.array([cell_text(value) for value in values], pa.string())
