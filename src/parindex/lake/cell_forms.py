"""How the cells of a column must be written, as a code with values: for the page of the columns, the report of an
import and the file of rejected rows. Sentences stand in room ``lake``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.numbers.printing import show_count
from parindex.engine.tables.layouts import CellKind, Layout


class FormCode(StrEnum):
    """Forms of cells; the codes of dossiers and procedures each have their own."""

    RECORD_CODE = "lake.form.record_code"
    PROCEDURE_CODE = "lake.form.procedure_code"
    CODE = "lake.form.code"
    TEXT = "lake.form.text"
    UNIT = "lake.form.unit"
    MOMENT = "lake.form.moment"
    COUNT = "lake.form.count"
    WORDS = "lake.form.words"


_OF_KIND: Mapping[CellKind, FormCode] = {
    CellKind.CODE: FormCode.CODE,
    CellKind.TEXT: FormCode.TEXT,
    CellKind.UNIT: FormCode.UNIT,
    CellKind.MOMENT: FormCode.MOMENT,
    CellKind.COUNT: FormCode.COUNT,
    CellKind.YES_NO: FormCode.WORDS,
    CellKind.WORD: FormCode.WORDS,
}
_OF_COLUMN: Mapping[str, FormCode] = {
    "record_code": FormCode.RECORD_CODE,
    "procedure_code": FormCode.PROCEDURE_CODE,
}


class CellForm(NamedTuple):
    """Code of the sentence, and its values."""

    code: FormCode
    values: Mapping[str, str]


def form_of(layout: Layout, column: str) -> CellForm:
    """How the cells of ``column`` are written."""
    declared = layout.by_name[column]
    code = _OF_COLUMN.get(column, _OF_KIND[declared.kind])
    return CellForm(
        code,
        {
            "example": declared.example or "",
            "known": ", ".join(f"“{word}”" for word in layout.known_words(column)),
            "most": show_count(declared.most) if declared.most else "",
        },
    )


def reason_values(layout: Layout, column: str | None, header: str | None) -> dict[str, str]:
    """Values of a reason's sentence; ``header``: how the file heads the column."""
    declared = layout.by_name.get(column or "")
    return {"column": header or column or "", "example": (declared.example if declared else None) or ""}
