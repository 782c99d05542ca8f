"""Which column means what: English keys and the headers that Vietnamese offices write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from parindex.engine.tables.faults import TableProblem
from parindex.engine.tables.rows import fold, refuse


class Column(StrEnum):
    """A column of a table of figures."""

    UNIT = "unit"
    LEAF = "leaf"
    INPUT = "input"
    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    ABSENCE = "absence"


ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.UNIT: ("unit", "đơn vị", "mã đơn vị", "tên đơn vị", "xã", "xã, phường"),
    Column.LEAF: ("leaf", "tiêu chí", "mã tiêu chí", "tiêu chí thành phần", "mã tiêu chí thành phần"),
    Column.INPUT: ("input", "số liệu", "mã số liệu", "chỉ tiêu số liệu"),
    Column.VALUE: ("value", "giá trị", "kết quả"),
    Column.NUMERATOR: ("numerator", "tử số"),
    Column.DENOMINATOR: ("denominator", "mẫu số"),
    Column.ABSENCE: ("absence", "lý do thiếu", "lí do thiếu", "lý do không có số liệu"),
}
_BY_HEADER = {fold(alias): column for column, aliases in ALIASES.items() for alias in aliases}


@lru_cache(maxsize=256)
def column_of(header: str) -> Column | None:
    """The column that a printed header names, accents and capitals aside; None for any other column."""
    return _BY_HEADER.get(fold(header))


def missing_columns(headers: Iterable[str]) -> tuple[str, ...]:
    """What a header lacks: unit, leaf, and a value or both parts of a ratio."""
    found = {column_of(header) for header in headers}
    missing = [column for column in (Column.UNIT, Column.LEAF) if column not in found]
    if Column.VALUE not in found and not {Column.NUMERATOR, Column.DENOMINATOR} <= found:
        missing.append(Column.VALUE)
    return tuple(f"{column} ({ALIASES[column][1]})" for column in missing)


def has_all_columns(headers: Sequence[str]) -> bool:
    """Whether these are the headers of a table of figures (a sheet of instructions is not)."""
    return not missing_columns(headers)


def check_headers(headers: Sequence[str], file_name: str) -> None:
    """Raise ``TableRefused`` when a column is missing or named twice."""
    missing = missing_columns(headers)
    if missing:
        raise refuse(file_name, TableProblem.HEADER_MISSING, ", ".join(headers), missing=missing)
    named = [column for column in map(column_of, headers) if column is not None]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise refuse(file_name, TableProblem.HEADER_TWICE, ", ".join(twice))
