"""Reads CSV exports in batches: any usual delimiter, UTF-8 or UTF-16, broken lines listed by number only."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from parindex.engine.tables.row_checks import RowProblem
from parindex.lake.letters import repeats
from parindex.lake.raw_rows import (
    SAMPLE_ROWS,
    TITLE_ROWS,
    FileUnreadable,
    IsHeader,
    Numbers,
    RawBatch,
    Sample,
    header_at,
)

BLOCK_BYTES = 8 * 1024 * 1024
"""What is made of larger blocks goes back to the machine and is asked for again: three times the time."""
HEAD_BYTES = 1024 * 1024
WORDS = pa.dictionary(pa.int32(), pa.binary())
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        return "utf-16" if stream.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def sample_csv(path: Path, is_header: IsHeader, header_row: int | None = None) -> Sample:
    """The header is the line that ends at ``header_row``, where a person says so. Raises ``FileUnreadable``."""
    encoding = _encoding(path)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES).decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    lines = head.splitlines()
    delimiter = max(";,\t|", key=lambda mark: max((line.count(mark) for line in lines[:TITLE_ROWS]), default=0))
    reader = csv.reader(StringIO(head, newline=""), delimiter=delimiter)
    try:
        seen = list(islice(((cells, reader.line_num) for cells in reader), TITLE_ROWS + SAMPLE_ROWS))
    except csv.Error as error:
        raise FileUnreadable("lake.file_unreadable", file=path.name, why=str(error)) from error
    rows = [tuple(cell.strip() for cell in cells) for cells, _ in seen]
    ends = [line for _, line in seen]
    wanted = None if header_row is None else (ends.index(header_row) if header_row in ends else len(rows))
    at = header_at(rows, is_header, wanted)
    if at is None:
        raise FileUnreadable("lake.file_empty", file=path.name)
    body = tuple(tuple(cell or None for cell in row) for row in rows[at + 1 :])
    return Sample(rows[at], body, ends[at], None, delimiter)


def read_csv(path: Path, sample: Sample, at: Mapping[int, str]) -> Iterator[RawBatch]:
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
        types = _types(path, sample, wanted)
        with path.open("rb") as stream:
            reader = _opened(stream, path, sample, types, BLOCK_BYTES, skip)
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


def _opened(
    stream: Any,
    path: Path,
    sample: Sample,
    types: Mapping[str, pa.DataType],
    block: int,
    skip: Callable[[Any], str],
) -> pa_csv.CSVStreamingReader:
    """A reader of the columns of ``types``, from below the header on."""
    return pa_csv.open_csv(
        stream,
        pa_csv.ReadOptions(
            use_threads=False,
            block_size=block,
            column_names=[f"c{number}" for number in range(len(sample.headers))],
            skip_rows=sample.header_row,
            encoding=_encoding(path),
        ),
        pa_csv.ParseOptions(
            delimiter=sample.delimiter or ",",
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        pa_csv.ConvertOptions(include_columns=list(types), column_types=types, strings_can_be_null=False),
    )


def _types(path: Path, sample: Sample, wanted: Sequence[str]) -> dict[str, pa.DataType]:
    """How columns are read: as a dictionary where few words repeat among the first rows, else as they stand."""
    plain = dict.fromkeys(wanted, pa.binary())
    with path.open("rb") as stream:
        first = next(iter(_opened(stream, path, sample, plain, HEAD_BYTES, lambda _: "skip")), None)
    if first is None:
        return plain
    return {name: WORDS if repeats(first.column(name)) else pa.binary() for name in wanted}


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
        is_worded = pa.types.is_dictionary(raw.type)
        words, wrong = _as_text(raw.dictionary if is_worded else raw)
        cells[column] = pa.DictionaryArray.from_arrays(raw.indices, words) if is_worded else words
        if wrong is not None:
            bad |= wrong[raw.indices.to_numpy()] if is_worded else wrong
    unreadable = _listed(invalid)
    if bad.any():
        unreadable += [(int(number), RowProblem.NOT_UTF8) for number in numbers[bad]]
        keep = pa.array(~bad)
        cells, numbers = {column: cell.filter(keep) for column, cell in cells.items()}, numbers[~bad]
    return RawBatch(cells, numbers, unreadable, done)


def _as_text(words: pa.Array) -> tuple[pa.Array, Flags | None]:
    """Bytes as text, and which of them are none; None: all are."""
    try:
        return words.cast(pa.string()), None
    except pa.ArrowInvalid:
        texts = [_decoded(value) for value in words.to_pylist()]
        wrong = np.array([text is None for text in texts])
        return pa.array(["" if text is None else text for text in texts], pa.string()), wrong


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
