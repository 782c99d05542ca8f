"""A checksum of a roll-up that every engine computes alike: whole numbers only, and the same whatever the row order."""

from __future__ import annotations

import hashlib

import ibis
from ibis.expr.types import IntegerColumn, StringColumn, Table

from parindex.lake.movements import MOVED_ON, Measure

_PRIME = 1_000_003


def checksum(rollup: Table) -> tuple[int, ...]:
    """Number of rows, then for each measure its sum and its sum weighted by a number made of the row's keys.

    The weight is made of lengths and character codes, because no two engines share a hash function.
    """
    weight = _weight(rollup)
    sums = {"rows_": rollup.count().cast("int64")}
    for measure in Measure:
        column = rollup[measure.value]
        sums[measure.value] = column.sum().cast("int64").fill_null(0)
        sums[f"{measure.value}_weighted"] = (column % _PRIME * weight).sum().cast("int64").fill_null(0)
    (row,) = rollup.agg(**sums).to_pyarrow().to_pylist()
    return tuple(int(row[name]) for name in sums)


def digest(sums: tuple[int, ...]) -> str:
    """A checksum in sixteen letters, to be read by people."""
    return hashlib.sha256(",".join(map(str, sums)).encode()).hexdigest()[:16]


def _weight(rollup: Table) -> IntegerColumn:
    weight: IntegerColumn = ibis.literal(1, "int64")
    for name, kind in rollup.schema().items():
        if name in {each.value for each in Measure}:
            continue
        column = rollup[name]
        number = _of_text(column) if kind.is_string() else column.cast("int64").fill_null(7)
        weight = (weight * 31 + number * (name == MOVED_ON and 17 or 13)) % _PRIME
    return weight


def _of_text(column: StringColumn) -> IntegerColumn:
    """The first 16 characters as a number; null is 5."""
    text = column.fill_null("")
    number: IntegerColumn = text.length().cast("int64")
    for place in range(16):
        number = (number * 37 + text.substr(place, 1).ascii_str().cast("int64")) % _PRIME
    return number
