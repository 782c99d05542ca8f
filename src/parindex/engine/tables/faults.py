"""Why a file or a row cannot be read. Every fault has its place, its value, a code and the values of its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class TableProblem(StrEnum):
    """The codes of catalogue ``tables.po``; a cell may also have a ``NumberProblem``."""

    # the whole file
    UNKNOWN_FORMAT = "table.unknown_format"
    UNREADABLE = "table.unreadable"
    NOT_UTF8 = "table.not_utf8"
    TOO_LARGE = "table.too_large"
    EMPTY = "table.empty"
    HEADER_MISSING = "table.header_missing"
    HEADER_TWICE = "table.header_twice"
    NOT_A_WORKBOOK = "table.not_a_workbook"
    NOT_THIS_FORM = "table.not_this_form"
    SHEET_TOO_LARGE = "table.sheet_too_large"
    # one row
    TOO_MANY_CELLS = "table.too_many_cells"
    UNIT_MISSING = "table.unit_missing"
    LEAF_MISSING = "table.leaf_missing"
    UNKNOWN_LEAF = "table.unknown_leaf"
    NOT_A_LEAF = "table.not_a_leaf"
    CODE_BECAME_NUMBER = "table.code_became_number"
    INPUT_MISSING = "table.input_missing"
    UNKNOWN_INPUT = "table.unknown_input"
    VALUE_AND_ABSENCE = "table.value_and_absence"
    VALUE_TWICE = "table.value_twice"
    UNKNOWN_ABSENCE = "table.unknown_absence"
    NEVER_ONLY_FOR_DATES = "table.never_only_for_dates"
    RATIO_BECAME_DATE = "table.ratio_became_date"
    RATIO_NEEDS_TWO_NUMBERS = "table.ratio_needs_two_numbers"
    WRONG_TYPE = "table.wrong_type"
    NOT_YES_NO = "table.not_yes_no"
    UNKNOWN_CHOICE = "table.unknown_choice"
    NOT_A_ROW = "table.not_a_row"
    DUPLICATE = "table.duplicate"
    CONFLICTING = "table.conflicting"
    PART_TWICE = "table.part_twice"
    # one cell of a sheet that was filled without a connection
    FORMULA_NOT_COMPUTED = "table.formula_not_computed"
    CELL_ERROR = "table.cell_error"
    CELL_OVER_TWO = "table.cell_over_two"
    FIGURE_TWICE = "table.figure_twice"
    UNKNOWN_BOX = "table.unknown_box"
    NO_FIGURE_HERE = "table.no_figure_here"
    NOTE_TWICE = "table.note_twice"


class Place(NamedTuple):
    """Where a row stands. ``row`` counts from 1 as the reader's own program shows it (header included)."""

    file: str
    sheet: str | None
    row: int
    path: str | None = None
    """In YAML and JSON: the keys that lead to the row."""


class TableFault(NamedTuple):
    """One fault of one row (or of the file: row 0)."""

    place: Place
    column: str | None
    """Header as printed in the file."""
    value: str
    code: str
    values: Mapping[str, object]
    """Values of the sentence, which names the remedy too; always holds ``text``."""


def fault(place: Place, column: str | None, value: object, code: str, /, **values: object) -> TableFault:
    """Make a fault; long values are cut for display."""
    text = "" if value is None else str(value)
    shown = text if len(text) <= 80 else text[:79] + "…"
    return TableFault(place, column, shown, code, {**values, "text": shown})


class TableRefused(ValueError):
    """The file as a whole cannot be read; ``faults`` says why, everything at once."""

    def __init__(self, faults: Sequence[TableFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{item.place.file}: {item.code} {item.value}" for item in self.faults))
