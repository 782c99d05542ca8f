"""Where something stands in a file, and what is read of any place: tables, dates, units, words with their passage."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(Part):
    """Where something stands. ``text`` is verbatim, as the file has it (NFC), before any repair."""

    line: Annotated[int, Field(ge=1)]
    """1-based line of a text file; 1-based paragraph or table row of a Word file; 1-based line of the whole PDF."""
    start: Annotated[int, Field(ge=0)] = 0
    """Offset in that line's text, in characters."""
    end: Annotated[int, Field(ge=0)] = 0
    text: str
    page: int | None = None
    """1-based page, of a PDF."""
    recognised: bool = False
    """Read by machine from the picture of a page (a scan, a photograph): uncertain, to be held against the picture."""


class Cell(Part):
    """One cell of a table; a merged cell stands at its first row and column."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    passage: Passage


class TableRead(Part):
    """A table. ``header_rows`` first rows name the columns."""

    id: str
    title: str | None = None
    rows: int
    columns: int
    header_rows: int = 0
    cells: tuple[Cell, ...] = ()
    section: str | None = None
    passage: Passage


class PrintedDate(Part):
    """A date of which parts may be blank ("ngày … tháng 01 năm 2024")."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def parts(self) -> tuple[int | None, int | None, int]:
        """Day, month, year as printed; None: left blank."""
        return self.day, self.month, self.year

    @property
    def whole(self) -> date | None:
        """The day, when nothing is blank and there is such a day."""
        if self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


class UnitNamed(Part):
    """A unit or position as printed, and the name it is known by (the printed one when no alias is known)."""

    printed: str
    name: str
    known: bool = False
    """Whether the name comes from the list of aliases."""
    passage: Passage | None = None


class Said(Part):
    """One value of the metadata and where it stands."""

    value: str
    passage: Passage


class DateSaid(Part):
    """A date and where it stands."""

    date: PrintedDate
    passage: Passage
