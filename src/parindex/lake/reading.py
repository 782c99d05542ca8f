"""Reads exports in batches: CSV, XLSX, Parquet, JSON lines. Only the columns that a mapping names leave this file.

Every row keeps its number as a spreadsheet shows it (the first line of the file is 1). Rows that cannot be read at all
are listed with their number and why, never with their text: a broken row may hold anything.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from parindex.engine.tables.row_checks import RowProblem

BATCH_ROWS = 131_072
SHEET_ROWS = 32_768
BLOCK_BYTES = 24 * 1024 * 1024
SAMPLE_ROWS = 200
HEAD_BYTES = 1024 * 1024
TITLE_ROWS = 20
"""Lines above the header that an export may have."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class FileUnreadable(ValueError):
    """The file as a whole cannot be read. ``code`` is a sentence of room ``lake``."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Sample(NamedTuple):
    """The head of a file: enough to propose a mapping, and held in memory only."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    header_row: int
    sheet: str | None = None
    delimiter: str | None = None
    opened: Any = None
    """The sheet, laid out already: reading it again would take as long as the first time."""


@dataclass(slots=True)
class RawBatch:
    """Rows as read: layout column → cells (text, or typed where the file is), row numbers, and what was not read."""

    cells: Mapping[str, pa.Array]
    rows: Numbers
    unreadable: list[tuple[int, RowProblem]] = field(default_factory=list)
    done: float = 0.0
    """Share of the file that has been read."""


IsHeader = Callable[[Sequence[str]], bool]


def sample_file(path: Path, is_header: IsHeader) -> Sample:
    """Headers and first rows. Raises ``FileUnreadable``."""
    ending = path.suffix.lower()
    if path.stat().st_size == 0:
        raise FileUnreadable("lake.file_empty", file=path.name)
    if ending in (".csv", ".txt", ".tsv"):
        return _sample_csv(path, is_header)
    if ending == ".xlsx":
        return _sample_sheet(path, is_header)
    if ending == ".parquet":
        head = _parquet(path)
        first = next(head.iter_batches(SAMPLE_ROWS), None)
        rows = [] if first is None else [tuple(_text(cell) for cell in row.values()) for row in first.to_pylist()]
        return Sample(tuple(head.schema_arrow.names), tuple(rows), 0)
    if ending in (".jsonl", ".ndjson"):
        return _sample_json(path)
    raise FileUnreadable("lake.file_unknown_format", file=path.name)


def read_batches(path: Path, sample: Sample, columns: Mapping[str, str]) -> Iterator[RawBatch]:
    """Batches of the mapped columns (header → layout column), in the file's order. Raises ``FileUnreadable``."""
    ending = path.suffix.lower()
    at = {sample.headers.index(header): column for header, column in columns.items()}
    if ending in (".csv", ".txt", ".tsv"):
        return _read_csv(path, sample, at)
    if ending == ".xlsx":
        return _read_sheet(path, sample, at)
    if ending == ".parquet":
        return _read_parquet(path, columns)
    return _read_json(path, columns)


# CSV


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        return "utf-16" if stream.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def _sample_csv(path: Path, is_header: IsHeader) -> Sample:
    encoding = _encoding(path)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES).decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    lines = head.splitlines()
    delimiter = max(";,\t|", key=lambda mark: max((line.count(mark) for line in lines[:TITLE_ROWS]), default=0))
    reader = csv.reader(StringIO(head, newline=""), delimiter=delimiter)
    found: Sample | None = None
    try:
        seen = list(islice(((cells, reader.line_num) for cells in reader), TITLE_ROWS + SAMPLE_ROWS))
    except csv.Error as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)) from error
    for number, (cells, line) in enumerate(seen[:TITLE_ROWS]):
        if is_header(cells) or (found is None and number == 0):
            body = tuple(tuple(cell.strip() or None for cell in row) for row, _ in seen[number + 1 :])
            found = Sample(tuple(cell.strip() for cell in cells), body, line, None, delimiter)
            if is_header(cells):
                break
    if found is None:
        raise FileUnreadable("lake.file_empty", file=path.name)
    return found


def _read_csv(path: Path, sample: Sample, at: Mapping[int, str]) -> Iterator[RawBatch]:
    names = [f"c{number}" for number in range(len(sample.headers))]
    wanted = [names[number] for number in at]
    invalid: list[tuple[int, RowProblem]] = []

    def skip(row: Any) -> str:
        if (row.text or "").strip():
            invalid.append((int(row.number), RowProblem.WRONG_CELLS))
        else:
            invalid.append((int(row.number), RowProblem.NOT_A_RECORD))  # an empty line: counted, not listed
        return "skip"

    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            reader = pa_csv.open_csv(
                stream,
                pa_csv.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK_BYTES,
                    column_names=names,
                    skip_rows=sample.header_row,
                    encoding=_encoding(path),
                ),
                pa_csv.ParseOptions(
                    delimiter=sample.delimiter or ",",
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=skip,
                ),
                pa_csv.ConvertOptions(
                    include_columns=wanted, column_types=dict.fromkeys(wanted, pa.binary()), strings_can_be_null=False
                ),
            )
            valid, told = 0, 0
            for batch in reader:
                numbers = _row_numbers(valid, batch.num_rows, invalid, sample.header_row)
                valid += batch.num_rows
                last = int(numbers[-1]) if len(numbers) else 0
                ready = [each for each in invalid[told:] if each[0] <= last]
                told += len(ready)
                yield _csv_batch(batch, at, names, numbers, ready, stream.tell() / size)
            yield RawBatch({}, np.empty(0, dtype=np.int64), _listed(invalid[told:]), 1.0)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)[:120]) from error


def _listed(invalid: Iterable[tuple[int, RowProblem]]) -> list[tuple[int, RowProblem]]:
    return [each for each in invalid if each[1] is not RowProblem.NOT_A_RECORD]


def _row_numbers(valid: int, count: int, invalid: Sequence[tuple[int, RowProblem]], skipped: int) -> Numbers:
    """Row numbers of the next ``count`` valid rows, when ``valid`` came before and the ``invalid`` lie in between."""
    ordinals = np.arange(valid, valid + count, dtype=np.int64)
    if not invalid:
        return ordinals + skipped + 1
    numbers = np.array([each[0] for each in invalid], dtype=np.int64)
    valid_before = numbers - (skipped + 1) - np.arange(len(numbers))
    result: Numbers = ordinals + skipped + 1 + np.searchsorted(valid_before, ordinals, side="right")
    return result


def _csv_batch(
    batch: pa.RecordBatch,
    at: Mapping[int, str],
    names: Sequence[str],
    numbers: Numbers,
    invalid: Sequence[tuple[int, RowProblem]],
    done: float,
) -> RawBatch:
    bad = np.zeros(batch.num_rows, dtype=bool)
    cells: dict[str, pa.Array] = {}
    for number, column in at.items():
        raw = batch.column(names[number])
        try:
            cells[column] = raw.cast(pa.string())
        except pa.ArrowInvalid:
            texts = [_decoded(value.as_py()) for value in raw]
            bad |= np.array([text is None for text in texts])
            cells[column] = pa.array(texts, pa.string())
    unreadable = _listed(invalid)
    if bad.any():
        unreadable += [(int(number), RowProblem.NOT_UTF8) for number in numbers[bad]]
        keep = pa.array(~bad)
        cells, numbers = {column: cell.filter(keep) for column, cell in cells.items()}, numbers[~bad]
    return RawBatch(cells, numbers, unreadable, done)


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


# XLSX


LARGEST_WORKBOOK = 4 * 1024 * 1024 * 1024
"""Bytes unpacked; a full sheet of thirty columns is about a quarter."""
LARGEST_RATIO = 200
_FAR_CELL = re.compile(rb"""\sr\s*=\s*["'](?:[D-Z][A-Z]|[A-Z]{3})[0-9]""")
"""A cell right of column CZ: the reader would lay out every cell before it."""


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
                while block := stream.read(1 << 22):
                    seen = tail + block
                    if _FAR_CELL.search(seen) or b"<!" in seen or seen.startswith((b"\xff\xfe", b"\xfe\xff")):
                        raise ValueError(part.filename)
                    tail = block[-40:]


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        _check_large_workbook(path)
        return CalamineWorkbook.from_path(str(path))
    except (BadZipFile, CalamineError, OSError, ValueError) as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)[:120]) from error


def _sample_sheet(path: Path, is_header: IsHeader) -> Sample:
    workbook = _workbook(path)
    best: Sample | None = None
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = list(islice(sheet.iter_rows(), TITLE_ROWS + SAMPLE_ROWS))
        above = sheet.start[0] if sheet.start else 0
        for number, row in enumerate(rows[:TITLE_ROWS]):
            headers = tuple(_text(cell) or "" for cell in row)
            if is_header(headers) or (best is None and any(headers)):
                body = tuple(tuple(_text(cell) for cell in each) for each in rows[number + 1 :])
                best = Sample(headers, body, above + number + 1, name, None, sheet)
                if is_header(headers):
                    return best
    if best is None:
        raise FileUnreadable("lake.file_empty", file=path.name)
    return best


def _read_sheet(path: Path, sample: Sample, at: Mapping[int, str]) -> Iterator[RawBatch]:
    sheet = sample.opened or _workbook(path).get_sheet_by_name(sample.sheet or "")
    above = sheet.start[0] if sheet.start else 0
    lines = islice(sheet.iter_rows(), sample.header_row - above, None)
    begins, height = sample.header_row + 1, max(1, sheet.total_height)
    while rows := list(islice(lines, SHEET_ROWS)):
        turned = list(zip(*rows, strict=True))
        cells = {column: _sheet_column(turned[number]) for number, column in at.items()}
        yield RawBatch(cells, np.arange(begins, begins + len(rows), dtype=np.int64), [], min(1.0, begins / height))
        begins += len(rows)


def _sheet_column(values: Sequence[object]) -> pa.Array:
    """Text as text, whole numbers and moments typed where the whole column is; anything mixed as text."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string())
    if kinds <= {str, datetime} or kinds <= {str, float} or kinds <= {str, int}:
        bare = [None if value == "" else value for value in values]
        if str not in set(map(type, bare)):
            typed = pa.array(bare)
            try:
                return typed.cast(pa.int64()) if pa.types.is_floating(typed.type) else typed
            except pa.ArrowInvalid:
                pass
    return pa.array([_text(value) for value in values], pa.string())


def cell_texts(cells: pa.Array, local_hours: int = 0) -> list[str | None]:
    """Cells as text for a rejects file; instants (with a zone) in local time."""
    if pa.types.is_timestamp(cells.type):
        shift = timedelta(hours=local_hours if cells.type.tz else 0)
        values = cells.cast(pa.timestamp("us")).to_pylist()
        return [None if value is None else (value + shift).strftime("%d/%m/%Y %H:%M:%S") for value in values]
    return [_text(value) for value in cells.to_pylist()]


def read_ahead(batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    """The same batches; the next one is read while the last one is worked on."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def _text(value: object) -> str | None:
    """A cell as the text that an export would write."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ", timespec="auto" if value.microsecond else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# Parquet and JSON lines


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)[:120]) from error


def _read_parquet(path: Path, columns: Mapping[str, str]) -> Iterator[RawBatch]:
    source = _parquet(path)
    total, begins = max(1, source.metadata.num_rows), 1
    for batch in source.iter_batches(BATCH_ROWS, columns=list(columns)):
        numbers = np.arange(begins, begins + batch.num_rows, dtype=np.int64)
        begins += batch.num_rows
        cells = {column: batch.column(header) for header, column in columns.items()}
        yield RawBatch(cells, numbers, [], begins / total)


def _sample_json(path: Path) -> Sample:
    headers: dict[str, None] = {}
    rows: list[Mapping[str, object]] = []
    with path.open("rb") as stream:
        for line in islice(stream, SAMPLE_ROWS):
            row = _record(line)
            if row is not None:
                rows.append(row)
                headers.update(dict.fromkeys(row))
    if not rows:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why="JSON")
    body = tuple(tuple(_text(row.get(header)) for header in headers) for row in rows)
    return Sample(tuple(headers), body, 0)


def _record(line: bytes) -> Mapping[str, object] | None:
    """One flat object; None for anything else."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    flat = isinstance(row, dict) and not any(isinstance(value, dict | list) for value in row.values())
    return row if flat else None


def _read_json(path: Path, columns: Mapping[str, str]) -> Iterator[RawBatch]:
    size, begins = path.stat().st_size, 1
    with path.open("rb") as stream:
        while lines := list(islice(stream, SHEET_ROWS)):
            yield records_batch(map(_record, lines), columns, begins, stream.tell() / size)
            begins += len(lines)


def records_batch(
    records: Iterable[Mapping[str, object] | None], columns: Mapping[str, str], begins: int, done: float
) -> RawBatch:
    """Objects of a JSON source as a batch; None is a row that could not be read."""
    good: list[Mapping[str, object]] = []
    numbers: list[int] = []
    unreadable: list[tuple[int, RowProblem]] = []
    for number, row in enumerate(records, start=begins):
        if row is None:
            unreadable.append((number, RowProblem.NOT_A_RECORD))
        else:
            good.append(row)
            numbers.append(number)
    cells = {
        column: pa.array([_text(row.get(header)) for row in good], pa.string()) for header, column in columns.items()
    }
    return RawBatch(cells, np.array(numbers, dtype=np.int64), unreadable, done)
