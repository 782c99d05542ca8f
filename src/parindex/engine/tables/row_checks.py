"""Evaluates a layout row by row in Python: typed values of a good row, or every reason why a row is refused.

The lake evaluates the same layout as SQL. Where the two could differ the rule is written so that both can say it:
ASCII digits only, closed shapes of dates, no locale, no guessing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.tables.layouts import CellKind, CheckKind, Layout, LayoutCheck, LayoutColumn, holds_personal
from parindex.engine.tables.rows import fold

Typed = str | int | bool | datetime
"""A value of a good row; a datetime is naive and in UTC."""

GROUPED = r"[0-9]{1,3}(\.[0-9]{3})+"
PLAIN = r"[0-9]{1,15}"
CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
DAY_FIRST = r"[0-9]{1,2}/[0-9]{1,2}/[12][0-9]{3}"
YEAR_FIRST = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
FRACTION = r"\.[0-9]{1,6}"
OFFSET = r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
LOCAL_MOMENT = rf"({DAY_FIRST}|{YEAR_FIRST})([ T]{CLOCK})?"
ANY_MOMENT = rf"({DAY_FIRST}|{YEAR_FIRST})[ T]{CLOCK}({FRACTION})?{OFFSET}?"
UNIT_CODE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
LONGEST_TEXT = 200


class RowProblem(StrEnum):
    """Reasons that belong to a cell or to the file, not to a declared check."""

    MISSING = "lake.missing"
    BAD_CODE = "lake.bad_code"
    UNKNOWN_UNIT = "lake.unknown_unit"
    UNKNOWN_WORD = "lake.unknown_word"
    BAD_MOMENT = "lake.bad_moment"
    BAD_COUNT = "lake.bad_count"
    BAD_TEXT = "lake.bad_text"
    PERSONAL_CONTENT = "lake.personal_content"
    # found by reading, not by a check of cells
    WRONG_CELLS = "lake.wrong_cells"
    NOT_UTF8 = "lake.not_utf8"
    NOT_A_RECORD = "lake.not_a_record"
    # found over the whole file
    DUPLICATE = "lake.duplicate_code"
    CONFLICTING = "lake.conflicting_code"


PROBLEM_OF_KIND: Mapping[CellKind, RowProblem] = {
    CellKind.CODE: RowProblem.BAD_CODE,
    CellKind.TEXT: RowProblem.BAD_TEXT,
    CellKind.UNIT: RowProblem.UNKNOWN_UNIT,
    CellKind.MOMENT: RowProblem.BAD_MOMENT,
    CellKind.COUNT: RowProblem.BAD_COUNT,
    CellKind.YES_NO: RowProblem.UNKNOWN_WORD,
    CellKind.WORD: RowProblem.UNKNOWN_WORD,
}


class Reason(NamedTuple):
    """Why a row is refused: the code of a sentence and the column that it is about."""

    code: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What the evaluation needs from outside the file."""

    now: datetime
    """The moment of import, naive in UTC."""
    local_hours: int
    """Local time is UTC plus so many hours."""
    units: Mapping[str, str] | None = None
    """Folded name or code → code of every unit that may occur; None: any well-formed code."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One row: its values, or its reasons."""

    values: Mapping[str, Typed | None]
    reasons: tuple[Reason, ...]


def check_row(layout: Layout, cells: Mapping[str, str | None], setting: Setting) -> Checked:
    """Type and check ``cells`` (column → tidy text). Reasons come in the layout's order, cells before checks."""
    values: dict[str, Typed | None] = {}
    reasons: list[Reason] = []
    for declared in layout.columns:
        text = cells.get(declared.column)
        if text is None:
            values[declared.column] = None
            if declared.required:
                reasons.append(Reason(RowProblem.MISSING, declared.column))
            continue
        value = read_cell(layout, declared, text, setting)
        values[declared.column] = None if isinstance(value, RowProblem) else value
        if isinstance(value, RowProblem):
            reasons.append(Reason(value, declared.column))
    reasons.extend(Reason(each.code, each.column) for each in layout.checks if _fails(each, values, setting))
    return Checked(values, tuple(reasons))


def read_cell(layout: Layout, declared: LayoutColumn, text: str, setting: Setting) -> Typed | RowProblem:
    """One cell as its kind wants it, or why not."""
    match declared.kind:
        case CellKind.CODE:
            raised = text.upper()
            found = re.fullmatch(declared.pattern or "", raised, re.ASCII)
            return raised if found else RowProblem.BAD_CODE
        case CellKind.TEXT:
            if holds_personal(text):
                return RowProblem.PERSONAL_CONTENT
            return text if len(text) <= LONGEST_TEXT else RowProblem.BAD_TEXT
        case CellKind.UNIT:
            return unit_code(text, setting) or RowProblem.UNKNOWN_UNIT
        case CellKind.MOMENT:
            return read_moment(text, declared.day_only, setting.local_hours) or RowProblem.BAD_MOMENT
        case CellKind.COUNT:
            return _count(worded(layout, declared, text), declared)
        case CellKind.YES_NO | CellKind.WORD:
            code = worded(layout, declared, text)
            if code not in layout.codes(declared.column):
                return RowProblem.UNKNOWN_WORD
            return code == "1" if declared.kind is CellKind.YES_NO else int(code)


def worded(layout: Layout, declared: LayoutColumn, text: str) -> str:
    """The code of a known word of the column's vocabulary; any other text as it is."""
    words = layout.words(declared.column)
    return text if words is None else words.get(fold(text), text)


def unit_code(text: str, setting: Setting) -> str | None:
    """The unit's code, by code or folded name."""
    if setting.units is not None:
        return setting.units.get(fold(text))
    return text if re.fullmatch(UNIT_CODE, text, re.ASCII) and not holds_personal(text) else None


def read_moment(text: str, day_only: str, local_hours: int) -> datetime | None:
    """A moment as naive UTC. Raises nothing: what is no date gives None."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    try:
        day = _day(shape["day"])
        hour, minute, second = ([int(part) for part in (shape["clock"] or "0:0").split(":")] + [0])[:3]
        moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 (UTC by contract)
    except ValueError:
        return None
    if shape["clock"] is None and day_only == "end":
        moment += timedelta(days=1, seconds=-1)
    if shape["fraction"]:
        moment += timedelta(microseconds=int(shape["fraction"][1:].ljust(6, "0")))
    return moment - _ahead(shape["offset"], local_hours)


_SHAPE = re.compile(
    rf"(?P<day>{DAY_FIRST}|{YEAR_FIRST})([ T](?P<clock>{CLOCK})(?P<fraction>{FRACTION})?(?P<offset>{OFFSET})?)?",
    re.ASCII,
)


def _day(text: str) -> date:
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _ahead(offset: str | None, local_hours: int) -> timedelta:
    if offset is None:
        return timedelta(hours=local_hours)
    if offset == "Z":
        return timedelta()
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return ahead if offset[0] == "+" else -ahead


def _count(text: str, declared: LayoutColumn) -> int | RowProblem:
    if re.fullmatch(GROUPED, text, re.ASCII):
        text = text.replace(".", "")
    if not re.fullmatch(PLAIN, text, re.ASCII) or int(text) > (declared.most or 0):
        return RowProblem.BAD_COUNT
    return int(text)


def _fails(check: LayoutCheck, values: Mapping[str, Typed | None], setting: Setting) -> bool:
    value = values[check.column]
    if value is None:
        return False
    match check.kind:
        case CheckKind.NOT_BEFORE:
            other = values[check.than or ""]
            return isinstance(value, datetime) and isinstance(other, datetime) and value < other
        case CheckKind.NOT_AFTER_NOW:
            return isinstance(value, datetime) and value > setting.now
        case CheckKind.NOT_BEFORE_DAY:
            return isinstance(value, datetime) and value < first_moment(check, setting.local_hours)
        case CheckKind.ONE_OF_PRESENT_WHEN:
            return value in check.values and all(values[name] is None for name in check.columns)
        case CheckKind.ABSENT_WHEN:
            return value in check.values and any(values[name] is not None for name in check.columns)


def first_moment(check: LayoutCheck, local_hours: int) -> datetime:
    """The beginning of the check's local day, naive in UTC."""
    day = check.day or date.min
    return datetime(day.year, day.month, day.day) - timedelta(hours=local_hours)  # noqa: DTZ001 (UTC by contract)
