"""What the input adapters give: lines in reading order, tables, and why a file is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from parindex.engine.documents.reading.model import Cell, Doubt, FileFormat, Passage


class ReadingFault(StrEnum):
    """Why a file is not read. Sentences: ``reading.fault.<code>``."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_TEXT = "not_text"
    DAMAGED = "damaged"
    BOMB = "bomb"
    PASSWORD = "password"  # noqa: S105  # a reason, not a secret
    MACROS = "macros"
    UNSAFE_XML = "unsafe_xml"
    TOO_DEEP = "too_deep"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_PAGES = "too_many_pages"
    NO_TEXT_LAYER = "no_text_layer"
    PICTURE = "picture"
    NOTHING_RECOGNISED = "nothing_recognised"
    TOO_MANY_PICTURES = "too_many_pictures"
    RECOGNITION_BROKE = "recognition_broke"
    NEEDS_CONVERSION = "needs_conversion"


class ReadingRefused(ValueError):
    """The file is not read; ``values`` fill the sentence of ``fault``."""

    def __init__(self, fault: ReadingFault, **values: str | int) -> None:
        super().__init__(fault.value)
        self.fault, self.values = fault, values


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds on what is read."""

    size: int = 50 * 1024 * 1024
    unpacked: int = 100 * 1024 * 1024
    members: int = 5_000
    ratio: int = 200
    """Bytes unpacked for each byte packed, once more than a mebibyte is unpacked."""
    lines: int = 60_000
    line_length: int = 100_000
    pages: int = 1_000
    depth: int = 60
    """Elements inside elements of a Word file."""
    table_depth: int = 4


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table at the place of its first line."""

    first_line: int
    last_line: int
    cells: tuple[Cell, ...]
    rows: int
    columns: int
    header_rows: int = 0
    merges_known: bool = False
    """The file says which cells are merged; otherwise a head reaches over the empty cells to its right."""


@dataclass(slots=True)
class SourceText:
    """A file as lines. ``texts[n - 1]`` is line ``n``, verbatim (NFC); blank lines are kept."""

    format: FileFormat
    texts: list[str] = field(default_factory=list)
    pages_of: list[int] | None = None
    pages: int | None = None
    tables: list[RawTable] = field(default_factory=list)
    footnotes: dict[int, list[int]] = field(default_factory=dict)
    """Number of a footnote → its lines, where the file itself says so (Word)."""
    doubts: list[Doubt] = field(default_factory=list)
    recognised: set[int] = field(default_factory=set)
    """Pages whose text was recognised in a picture."""
    wrapped: bool = False
    """Lines are cut at the width of the page, so that a paragraph has several."""

    def page_of(self, line: int) -> int | None:
        """Page of a 1-based line."""
        return self.pages_of[line - 1] if self.pages_of else None

    def place(self, line: int, start: int, end: int, text: str) -> Passage:
        """The passage of a 1-based line."""
        page = self.page_of(line)
        return Passage(line=line, start=start, end=end, text=text, page=page, recognised=page in self.recognised)
