"""Rows that say no field take the field of their procedure from a catalogue, by the version in force at receipt.

A field that the row says is kept as the source writes it; where it certainly means another one it is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.lake.columns import Name
from parindex.lake.known_fields import certainly_differ

CODE_LENGTH = len("1.001193")
"""Of a procedure's national code; an export may write the province's endings behind it."""
NO_FIELD = -1

FieldsInForce = Mapping[str, Sequence[tuple[date, str]]]
"""Code of a procedure → (first day, field as it is written into the row) of its versions, earliest first."""


class FieldsFilled(NamedTuple):
    """``records`` with what was filled in; how many rows were filled, and how many say certainly another field."""

    records: pa.Table
    filled: int
    differing: int


def with_fields(records: pa.Table, fields: FieldsInForce, local_hours: int) -> FieldsFilled:
    """Rows of ``RECORD_SCHEMA`` with the fields that they do not say."""
    if not fields or records.num_rows == 0:
        return FieldsFilled(records, 0, 0)
    words = sorted({word for versions in fields.values() for _, word in versions})
    expected = _expected(records, fields, words, local_hours)
    found = pa.array(words).take(pa.array(expected, mask=expected == NO_FIELD))
    place = records.schema.get_field_index(Name.FIELD_CODE)
    said = records[Name.FIELD_CODE].combine_chunks()
    filled = pc.and_(pc.is_null(said), pc.is_valid(found))
    made = records.set_column(place, records.schema.field(place), pc.coalesce(said, found))
    return FieldsFilled(made, int(pc.sum(filled).as_py() or 0), _differing(said, found))


def _expected(records: pa.Table, fields: FieldsInForce, words: Sequence[str], local_hours: int) -> Any:
    """Place in ``words`` of each row's field by the catalogue, else ``NO_FIELD``."""
    at = {word: place for place, word in enumerate(words)}
    codes = records[Name.PROCEDURE_CODE].combine_chunks().dictionary_encode()
    received = records[Name.RECEIVED_AT].cast(pa.timestamp("us")).to_numpy()
    days = (received + np.timedelta64(local_hours, "h")).astype("datetime64[D]")
    which = codes.indices.to_numpy()
    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(len(codes.dictionary)), side="right")
    expected = np.full(records.num_rows, NO_FIELD, dtype=np.int64)
    begin = 0
    for code, end in zip(codes.dictionary.to_pylist(), ends.tolist(), strict=True):
        versions = fields.get(code) or fields.get(code[:CODE_LENGTH]) or ()
        rows, begin = order[begin:end], end
        if versions:
            first_days = np.array([day for day, _ in versions], dtype="datetime64[D]")
            places = np.array([NO_FIELD, *(at[word] for _, word in versions)])
            expected[rows] = places[np.searchsorted(first_days, days[rows], side="right")]
    return expected


def _differing(said: pa.Array, found: pa.Array) -> int:
    pairs = pa.table({"said": said, "found": found}).group_by(["said", "found"]).aggregate([([], "count_all")])
    return sum(
        row["count_all"]
        for row in pairs.to_pylist()
        if row["said"] and row["found"] and certainly_differ(row["said"], row["found"])
    )
