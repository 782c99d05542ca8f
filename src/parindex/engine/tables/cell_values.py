"""One row's cells to the typed value of an input, or to the fault with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.reading import NumberNote, Reading, read_count, read_date, read_decimal, read_ratio
from parindex.engine.rulebook.document import Input, InputType
from parindex.engine.scoring.values import Absence, Value
from parindex.engine.tables.columns import Column
from parindex.engine.tables.faults import TableProblem
from parindex.engine.tables.rows import Cell, fold

ABSENCES: Mapping[str, Absence] = {
    fold(word): absence
    for absence, words in {
        Absence.MISSING: ("missing", "thiếu", "chưa có số liệu"),
        Absence.NOT_APPLICABLE: ("not_applicable", "không áp dụng", "không phát sinh"),
        Absence.NOT_YET_DUE: ("not_yet_due", "chưa đến hạn"),
        Absence.NEVER: ("never", "không thực hiện", "chưa thực hiện"),
    }.items()
    for word in words
}
YES = frozenset(map(fold, ("có", "x", "yes", "true", "đạt", "1")))
NO = frozenset(map(fold, ("không", "no", "false", "không đạt", "0")))


class Typed(NamedTuple):
    """A value or absence with what was noted; or the code of the fault, its column and its further values."""

    value: Value | Absence | None = None
    notes: tuple[NumberNote, ...] = ()
    code: str | None = None
    column: Column = Column.VALUE
    values: Mapping[str, object] = {}


def typed_value(wanted: Input, cells: Mapping[Column, Cell]) -> Typed:
    """The value of input ``wanted`` from the cells of its row. An empty row of a known input is ``Absence.MISSING``."""
    absence, value = cells.get(Column.ABSENCE), cells.get(Column.VALUE)
    upper, lower = cells.get(Column.NUMERATOR), cells.get(Column.DENOMINATOR)
    given = value is not None or upper is not None or lower is not None
    if absence is not None:
        if given:
            return Typed(code=TableProblem.VALUE_AND_ABSENCE, column=Column.ABSENCE)
        return _absence(wanted, str(absence), Column.ABSENCE)
    if not given:
        return Typed(Absence.MISSING)
    if value is not None and (upper is not None or lower is not None):
        return Typed(code=TableProblem.VALUE_TWICE)
    if value is None:
        return _two_columns(wanted, upper, lower)
    if wanted.type is not InputType.CHOICE and isinstance(value, str) and fold(value) in ABSENCES:
        return _absence(wanted, value, Column.VALUE)
    return _BY_TYPE[wanted.type](wanted, value)


def _absence(wanted: Input, word: str, column: Column) -> Typed:
    absence = ABSENCES.get(fold(word))
    if absence is None:
        return Typed(code=TableProblem.UNKNOWN_ABSENCE, column=column)
    if absence is Absence.NEVER and wanted.type is not InputType.DATE:
        return Typed(code=TableProblem.NEVER_ONLY_FOR_DATES, column=column)
    return Typed(absence)


def _two_columns(wanted: Input, upper: Cell, lower: Cell) -> Typed:
    if wanted.type is not InputType.RATIO:
        return Typed(code=TableProblem.WRONG_TYPE, column=Column.NUMERATOR, values={"type": wanted.type})
    if upper is None or lower is None:
        column = Column.NUMERATOR if upper is None else Column.DENOMINATOR
        return Typed(code=TableProblem.RATIO_NEEDS_TWO_NUMBERS, column=column)
    for column, part in ((Column.NUMERATOR, upper), (Column.DENOMINATOR, lower)):
        if isinstance(part, bool | date):
            return Typed(code=TableProblem.WRONG_TYPE, column=column, values={"type": wanted.type})
    return _read(read_ratio(f"{_written(upper)}/{_written(lower)}"))


def _written(part: Cell) -> str:
    """A number as a Vietnamese would write it without grouping, so that one reader serves both columns."""
    return plain(part).replace(".", ",") if isinstance(part, Decimal) else str(part)


def _read(reading: Reading[Value]) -> Typed:
    if reading.value is None:
        return Typed(code=reading.problem, values=reading.values)
    return Typed(reading.value, reading.notes)


def _count(wanted: Input, cell: Cell) -> Typed:
    if isinstance(cell, str):
        return _read(read_count(cell))
    if isinstance(cell, Decimal):
        return _read(read_count(_written(cell)))
    return _wrong(wanted)


def _number(wanted: Input, cell: Cell) -> Typed:
    if wanted.is_whole:
        return _count(wanted, cell)
    if isinstance(cell, str):
        return _read(read_decimal(cell))
    return Typed(cell) if isinstance(cell, Decimal) else _wrong(wanted)


def _ratio(wanted: Input, cell: Cell) -> Typed:
    if isinstance(cell, str):
        return _read(read_ratio(cell))
    if isinstance(cell, date):
        return Typed(code=TableProblem.RATIO_BECAME_DATE)
    return Typed(code=TableProblem.RATIO_NEEDS_TWO_NUMBERS) if isinstance(cell, Decimal) else _wrong(wanted)


def _date(wanted: Input, cell: Cell) -> Typed:
    if isinstance(cell, str):
        return _read(read_date(cell))
    return Typed(cell) if isinstance(cell, date) else _wrong(wanted)


def _yes_no(wanted: Input, cell: Cell) -> Typed:
    if isinstance(cell, bool):
        return Typed(cell)
    word = fold(plain(cell) if isinstance(cell, Decimal) else str(cell))
    if word in YES or word in NO:
        return Typed(word in YES)
    return Typed(code=TableProblem.NOT_YES_NO)


def _choice(wanted: Input, cell: Cell) -> Typed:
    text = plain(cell) if isinstance(cell, Decimal) else str(cell)
    for choice in wanted.choices:
        if text == choice.code or fold(text) == fold(choice.title):
            return Typed(choice.code)
    if fold(text) in ABSENCES:
        return _absence(wanted, text, Column.VALUE)
    return Typed(code=TableProblem.UNKNOWN_CHOICE, values={"choices": tuple(choice.code for choice in wanted.choices)})


def _wrong(wanted: Input) -> Typed:
    return Typed(code=TableProblem.WRONG_TYPE, values={"type": wanted.type})


_BY_TYPE: Mapping[InputType, Callable[[Input, Cell], Typed]] = {
    InputType.COUNT: _count,
    InputType.NUMBER: _number,
    InputType.RATIO: _ratio,
    InputType.DATE: _date,
    InputType.YES_NO: _yes_no,
    InputType.CHOICE: _choice,
}
