"""Reads exports in batches: CSV, XLSX, Parquet, JSON lines. Only the columns that a mapping names leave this file.

Every row keeps its number as a spreadsheet shows it (the first line of the file is 1). Rows that cannot be read at all
are listed with their number and why, never with their text: a broken row may hold anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parindex.engine.tables.row_checks import RowProblem
from parindex.lake.raw_rows import SAMPLE_ROWS, FileUnreadable, IsHeader, RawBatch, Sample, cell_text
from parindex.lake.reading_csv import read_csv, sample_csv
from parindex.lake.reading_sheet import read_sheet, sample_sheet

BATCH_ROWS = 131_072
LINES_AT_ONCE = 32_768


def sample_file(path: Path, is_header: IsHeader, header_row: int | None = None) -> Sample:
    """Headers and first rows; ``header_row``: the line of the headers as a spreadsheet numbers it, where a person
    says so (of CSV and XLSX). Raises ``FileUnreadable``, also for a line that is not there or empty.
    """
    ending = path.suffix.lower()
    if path.stat().st_size == 0:
        raise FileUnreadable("lake.file_empty", file=path.name)
    if ending in (".csv", ".txt", ".tsv"):
        return sample_csv(path, is_header, header_row)
    if ending == ".xlsx":
        return sample_sheet(path, is_header, header_row)
    if ending == ".parquet":
        head = _parquet(path)
        first = next(head.iter_batches(SAMPLE_ROWS), None)
        rows = [] if first is None else [tuple(cell_text(cell) for cell in row.values()) for row in first.to_pylist()]
        return Sample(tuple(head.schema_arrow.names), tuple(rows), 0)
    if ending in (".jsonl", ".ndjson"):
        return _sample_json(path)
    raise FileUnreadable("lake.file_unknown_format", file=path.name)


def read_batches(path: Path, sample: Sample, columns: Mapping[str, str]) -> Iterator[RawBatch]:
    """Batches of the mapped columns (header → layout column), in the file's order. Raises ``FileUnreadable``."""
    ending = path.suffix.lower()
    at = {sample.headers.index(header): column for header, column in columns.items()}
    if ending in (".csv", ".txt", ".tsv"):
        return read_csv(path, sample, at)
    if ending == ".xlsx":
        return read_sheet(path, sample, at)
    if ending == ".parquet":
        return _read_parquet(path, columns)
    return _read_json(path, columns)


def read_ahead(batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    """The same batches; the next one is read while the last one is worked on."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


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
    body = tuple(tuple(cell_text(row.get(header)) for header in headers) for row in rows)
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
        while lines := list(islice(stream, LINES_AT_ONCE)):
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
        column: pa.array([cell_text(row.get(header)) for row in good], pa.string())
        for header, column in columns.items()
    }
    return RawBatch(cells, np.array(numbers, dtype=np.int64), unreadable, done)
