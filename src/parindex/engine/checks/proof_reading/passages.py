"""What proof-reading is given of a document: its passages in order, as printed, each with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class PassageKind(StrEnum):
    """What a passage is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    FOOTNOTE = "footnote"
    TABLE = "table"
    OTHER = "other"
    """Recipients, signature: read for dates and blanks, not for figures."""


class Passage(NamedTuple):
    """One paragraph, heading, list item, footnote or table; a paragraph broken by a page is one passage."""

    text: str
    line: int = 0
    """Line of a text file, 1 the first; 0: not known."""
    page: int = 0
    kind: PassageKind = PassageKind.PARAGRAPH
    counter: str = ""
    """Printed counter of a heading or list item without its dot or bracket: ``II``, ``2``, ``2.3``, ``a``."""
    section: str = ""
    """Counters of the headings above: ``II.2.3``."""
    footnote: str = ""
    """Number of the footnote that this passage is; footnotes keep their marks ⁽⁵⁾ where they are called."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, row by row; an empty cell is empty text."""
    row_lines: tuple[int, ...] = ()
    """Line of every row of a table; empty: not known."""
    part: int = 0
    """Which of several documents in one file (decision 0, attached plan 1)."""
    breaks: tuple[tuple[int, int, int], ...] = ()
    """Where a further line of the file begins in the text: (letter, line, page), in order."""


class At(NamedTuple):
    """Where something stands."""

    line: int = 0
    page: int = 0
    section: str = ""


class CitedAct(NamedTuple):
    """One mention of another document."""

    number: str
    """With its symbol: ``1741-KL/HU``."""
    day: date
    issuer: str
    at: At
    words: str
    """What follows the citation: the subject of the act."""


class ReportWindow(NamedTuple):
    """Days whose figures count for one periodic report, and when it is due."""

    name: str
    first: date
    last: date
    due: date | None
    at: At


class Announced(NamedTuple):
    """Something announced as attached."""

    name: str
    present: bool
    at: At


class Numbered(NamedTuple):
    """A numbered heading or item. Those of one ``row`` (same parent, same kind of counter) should follow each other."""

    row: str
    number: int
    printed: str
    at: At


class Aim(NamedTuple):
    """A target with a value. ``at_least``: to be reached from below."""

    measure: str
    value: Decimal
    unit: str
    at_least: bool
    at: At


class Dated(NamedTuple):
    """Words of the head or of a citation with their date: read for the date alone."""

    text: str
    at: At


class ProofText(NamedTuple):
    """A document as proof-reading needs it."""

    passages: tuple[Passage, ...]
    name: str = ""
    kind: str = ""
    """``Báo cáo``, ``Kế hoạch`` …, as printed."""
    body: str = ""
    """The body that issues it."""
    title: str = ""
    number_blank: At | None = None
    """Where the number was left blank."""
    date_blank: At | None = None
    """Where the day of issue was left blank."""
    issued: date | None = None
    issued_at: At = At()
    year: int | None = None
    """Year that the document is about (in its title), else the year in which it is issued."""
    level: str = ""
    """Level of the issuing body: ``province``, ``district``, ``commune``; empty: not known."""
    acts: tuple[CitedAct, ...] = ()
    windows: tuple[ReportWindow, ...] = ()
    announced: tuple[Announced, ...] = ()
    numbered: tuple[Numbered, ...] = ()
    aims: tuple[Aim, ...] = ()
    dated: tuple[Dated, ...] = ()
    recognised_pages: frozenset[int] = frozenset()
    """Pages whose text was read by machine from a picture."""


def at(passage: Passage) -> At:
    """Place of a passage."""
    return At(passage.line, passage.page, passage.section)


def at_letter(passage: Passage, letter: int) -> At:
    """Place of a letter of the text: its line where the paragraph is broken over several."""
    begun = [each for each in passage.breaks if each[0] <= letter]
    return At(begun[-1][1], begun[-1][2], passage.section) if begun else at(passage)


def at_row(passage: Passage, row: int) -> At:
    """Place of a row of a table; that of the table where the rows have none of their own."""
    line = passage.row_lines[row] if row < len(passage.row_lines) else passage.line
    return At(line, passage.page, passage.section)
