"""Layouts of tables as data: which columns a row has, under which headers, what a cell must be, which rows to refuse.

Declared once. ``row_checks`` evaluates a layout in Python for files of Excel size; the lake says the same as SQL
for mass. Codes in ``LayoutCheck.code`` are sentences of the room that owns the layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from parindex.engine.tables.rows import fold


class CellKind(StrEnum):
    """What the cells of a column are."""

    CODE = "code"
    """Capital letters, digits and marks; small letters are raised; ``pattern`` must match the whole cell."""
    TEXT = "text"
    """Free words, refused when they hold a phone number, an identity number or an address of electronic mail."""
    UNIT = "unit"
    """A unit by code or by a known name."""
    MOMENT = "moment"
    """A date, or date and time: dd/mm/yyyy [hh:mm[:ss]] or yyyy-mm-dd[Thh:mm[:ss]][Z|±hh:mm]; local without offset."""
    COUNT = "count"
    """A whole number from 0 to ``most``; thousands may be grouped with points."""
    YES_NO = "yes_no"
    WORD = "word"
    """One of the codes of ``map``."""


class CheckKind(StrEnum):
    """How one row is checked. A check says nothing about a row whose cells it needs are missing."""

    NOT_BEFORE = "not_before"
    """``column`` is not earlier than ``than``."""
    NOT_AFTER_NOW = "not_after_now"
    """``column`` is not later than the moment of import."""
    NOT_BEFORE_DAY = "not_before_day"
    """``column`` is not earlier than the local ``day``."""
    ONE_OF_PRESENT_WHEN = "one_of_present_when"
    """When ``column`` has one of ``values``, at least one of ``columns`` is filled."""
    ABSENT_WHEN = "absent_when"
    """When ``column`` has one of ``values``, none of ``columns`` is filled."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LayoutColumn(_Part):
    """One column of the layout."""

    column: str
    kind: CellKind
    headers: tuple[str, ...]
    everyday: tuple[str, ...] = ()
    """Headers from use, in no norm; one of ``headers`` comes first."""
    required: bool = False
    pattern: str | None = None
    example: str | None = None
    """A code that the pattern takes, shown to people."""
    map: str | None = None
    most: int | None = None
    day_only: Literal["start", "end"] = "start"
    """What a date without a time means: the beginning of the local day or its last second."""

    @model_validator(mode="after")
    def _whole(self) -> LayoutColumn:
        if self.kind is CellKind.CODE and self.pattern is None:
            raise ValueError(f"{self.column}: a code needs a pattern")
        if self.kind is CellKind.CODE and not re.fullmatch(self.pattern or "", self.example or "", re.ASCII):
            raise ValueError(f"{self.column}: a code needs an example that its pattern takes")
        if self.kind is CellKind.COUNT and self.most is None:
            raise ValueError(f"{self.column}: a count needs its most")
        if self.kind is CellKind.WORD and self.map is None:
            raise ValueError(f"{self.column}: a word needs a map")
        return self


class LayoutCheck(_Part):
    """One check over the cells of a row."""

    code: str
    kind: CheckKind
    column: str
    than: str | None = None
    day: date | None = None
    values: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()


class PersonalHeaders(_Part):
    """Words that make a header personal."""

    headers: tuple[str, ...]


class Layout(_Part):
    """A table's layout with the word maps it names."""

    layout: str
    version: int
    title: str
    columns: Annotated[tuple[LayoutColumn, ...], Field(min_length=1)]
    checks: tuple[LayoutCheck, ...] = ()
    personal: PersonalHeaders
    maps: Mapping[str, Mapping[int, tuple[str, ...]]] = {}

    @model_validator(mode="after")
    def _names_known(self) -> Layout:
        names = {each.column for each in self.columns}
        if len(names) != len(self.columns):
            raise ValueError("a column is declared twice")
        for check in self.checks:
            for name in (check.column, *check.columns, *([check.than] if check.than else [])):
                if name not in names:
                    raise ValueError(f"{check.code}: no column {name}")
        for each in self.columns:
            if each.map is not None and each.map not in self.maps:
                raise ValueError(f"{each.column}: no map {each.map}")
        return self

    @cached_property
    def by_name(self) -> Mapping[str, LayoutColumn]:
        """Column → its declaration."""
        return {each.column: each for each in self.columns}

    @cached_property
    def by_header(self) -> dict[str, str]:
        """Folded header → column; everyday ones too."""
        return self.by_everyday | {fold(header): each.column for each in self.columns for header in each.headers}

    @cached_property
    def by_everyday(self) -> dict[str, str]:
        """Folded header from use, in no norm → column."""
        own = {fold(header) for each in self.columns for header in each.headers}
        return {
            folded: each.column
            for each in self.columns
            for header in each.everyday
            if (folded := fold(header)) not in own
        }

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        return {
            name: {fold(word): str(code) for code, words in codes.items() for word in (*words, str(code))}
            for name, codes in self.maps.items()
        }

    def words(self, column: str) -> Mapping[str, str] | None:
        """Folded word → code as text, for columns that have a vocabulary; None for others."""
        declared = self.by_name[column]
        if declared.kind is CellKind.YES_NO:
            return self._words["yes_no"]
        return None if declared.map is None else self._words[declared.map]

    def known_words(self, column: str) -> tuple[str, ...]:
        """The first word of each code of ``column``, as people write it; nothing without a vocabulary."""
        declared = self.by_name[column]
        name = "yes_no" if declared.kind is CellKind.YES_NO else declared.map
        return () if name is None else tuple(words[0] for words in self.maps[name].values())

    def word_of(self, column: str, code: int) -> str | None:
        """The first word of a code of ``column``; None for none."""
        declared = self.by_name[column]
        name = "yes_no" if declared.kind is CellKind.YES_NO else declared.map
        return None if name is None else next(iter(self.maps[name].get(code, ())), None)

    def codes(self, column: str) -> frozenset[str]:
        """Codes that a word of ``column`` may stand for, as text."""
        return frozenset((self.words(column) or {}).values())

    def is_personal(self, header: str) -> bool:
        """Whether ``header`` names a citizen's own data."""
        folded = f" {fold(header)} "
        return any(f" {fold(word)} " in folded for word in self.personal.headers)


def read_layout(content: bytes, maps: bytes) -> Layout:
    """A layout and the word maps it uses, from YAML. Raises ``ValueError`` for a document that is not whole."""
    reader = YAML(typ="safe")
    document = reader.load(content)
    return Layout.model_validate({**document, "maps": reader.load(maps)["maps"]})


SPACE = " \t\r\n\v\f\u00a0\u200b\ufeff"
"""What is cut off both ends of a cell."""
PHONE = r"(^|[^0-9])(0|\+?84)[ .]?[0-9]{2,3}[ .]?[0-9]{3}[ .]?[0-9]{3,4}([^0-9]|$)"
IDENTITY = r"(^|[^0-9])([0-9]{12}|[0-9]{9})([^0-9]|$)"
MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"
PERSONAL_CONTENT = f"{PHONE}|{IDENTITY}|{MAIL}"
"""A cell that holds this is personal whatever its header says (syntax shared by Python and RE2)."""
_PERSONAL = re.compile(PERSONAL_CONTENT, re.ASCII)


def tidy(text: str) -> str | None:
    """A cell as both evaluators see it: NFC, trimmed, nothing for empty."""
    return unicodedata.normalize("NFC", text).strip(SPACE) or None


def holds_personal(text: str) -> bool:
    """Whether ``text`` holds a phone number, an identity number or an address of electronic mail."""
    return _PERSONAL.search(text) is not None
