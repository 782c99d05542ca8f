"""What a document says, as typed values: every one with the passage that it was read from.

Numbers are ``Decimal``; percentages are in percent (85.69, not 0.8569). Dates may be partly blank. Texts are NFC.
``None`` means "not printed"; a thing that was seen but could not be read is a ``Doubt``. The parts stand by subject in
``passages``, ``heads_read`` and ``statements_read``; everybody takes them from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from parindex.engine.documents.reading.heads_read import Attachment, Citation, Metadata, Relation, Standing
from parindex.engine.documents.reading.passages import (
    Cell,
    DateSaid,
    Part,
    Passage,
    PrintedDate,
    Said,
    TableRead,
    UnitNamed,
)
from parindex.engine.documents.reading.statements_read import (
    DueRule,
    Figure,
    FigureKind,
    Operator,
    Target,
    Task,
    TaskKind,
    Window,
)

SCHEMA: Literal["parindex/document-reading/1"] = "parindex/document-reading/1"


class Counter(StrEnum):
    """Kinds of numbering; the true depth comes from the counter and the parent, never from marks of emphasis."""

    PART = "part"
    """Phần I, Chương II, Mục 1 of a regulation."""
    ARTICLE = "article"
    CLAUSE = "clause"
    """1. under an article."""
    ROMAN = "roman"
    ARABIC = "arabic"
    ARABIC_2 = "arabic_2"
    ARABIC_3 = "arabic_3"
    LETTER = "letter"
    NUMBER_IN_BRACKETS = "number_in_brackets"
    STAR = "star"
    NAMED = "named"
    """"Lĩnh vực 1:" and the like."""
    ANNEX = "annex"
    BULLET = "bullet"
    SUB_BULLET = "sub_bullet"


class Section(Part):
    """A heading or numbered item."""

    id: str
    counter: Counter
    number: tuple[int, ...]
    """Integers: (6, 10) is after (6, 9)."""
    printed: str
    """"6.10."."""
    label: str
    """Path of the printed numbers: "II.6.10"."""
    title: str
    parent: str | None = None
    depth: Annotated[int, Field(ge=1)]
    unit: UnitNamed | None = None
    """The unit that the heading names and its tasks inherit."""
    passage: Passage


class Paragraph(Part):
    """A paragraph with its pieces joined over page breaks; emphasis, footnote marks and OCR noise taken out."""

    id: str
    text: str
    counter: Counter | None = None
    """``BULLET``, ``SUB_BULLET`` or the numbering it begins with; ``None`` for a bare paragraph."""
    section: str | None = None
    """Nearest heading."""
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]


class Footnote(Part):
    """A footnote joined to its marks. Without ``references`` no mark stands in the text; without ``text`` no note."""

    id: str
    number: int
    text: str | None = None
    definition: tuple[Passage, ...] = ()
    references: tuple[Passage, ...] = ()


class Repair(Part):
    """Noise put right for reading only; ``passage`` keeps the original."""

    code: Literal["spelling", "doubled_word", "lost_word", "markup", "glued_lines", "broken_line"]
    read_as: str
    passage: Passage


class DoubtCode(StrEnum):
    """What was seen and could not be read for certain."""

    NUMBER_AMBIGUOUS = "number_ambiguous"
    NO_SUCH_DAY = "no_such_day"
    LEVEL_OF_BULLET = "level_of_bullet"
    NO_TYPE = "no_type"
    NO_SECTIONS = "no_sections"
    FROM_RECOGNITION = "from_recognition"
    HIDDEN_TEXT = "hidden_text"
    """Words that a program recognised before, laid under the picture of the page."""
    NO_TEXT_LAYER = "no_text_layer"
    DRAWN_TABLE = "drawn_table"
    CONVERTED = "converted"


class Doubt(Part):
    """A doubt with values for its sentence (``reading.doubt.<code>``)."""

    code: DoubtCode
    values: dict[str, str | int] = {}
    passage: Passage | None = None


class Document(Part):
    """One document of a file; a decision and its attached plan are two."""

    id: str
    attached_to: str | None = None
    """Id of the document in the same file that this one is attached to."""
    metadata: Metadata
    citations: tuple[Citation, ...] = ()
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[TableRead, ...] = ()
    windows: tuple[Window, ...] = ()
    due_rules: tuple[DueRule, ...] = ()
    footnotes: tuple[Footnote, ...] = ()


class FileFormat(StrEnum):
    """What the bytes are."""

    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"
    PICTURE = "picture"
    """PNG or JPEG of one page."""


class Line(Part):
    """One line of the file as it is read: number, text verbatim (NFC), page of a PDF."""

    number: int
    text: str
    page: int | None = None


class Reading(Part):
    """Everything that was read from one file."""

    schema_name: Annotated[Literal["parindex/document-reading/1"], Field(alias="schema")] = SCHEMA
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    file: str
    """Name of the file, without its folder."""
    format: FileFormat
    pages: int | None = None
    recognised_pages: tuple[int, ...] = ()
    """Pages of which there was only a picture, read by machine: nothing on them is certain."""
    lines: tuple[Line, ...] = ()
    documents: tuple[Document, ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()


__all__ = [
    "Attachment",
    "Cell",
    "Citation",
    "Counter",
    "DateSaid",
    "Document",
    "Doubt",
    "DoubtCode",
    "DueRule",
    "Figure",
    "FigureKind",
    "FileFormat",
    "Footnote",
    "Line",
    "Metadata",
    "Operator",
    "Paragraph",
    "Passage",
    "PrintedDate",
    "Reading",
    "Relation",
    "Repair",
    "SCHEMA",
    "Said",
    "Section",
    "Standing",
    "TableRead",
    "Target",
    "Task",
    "TaskKind",
    "UnitNamed",
    "Window",
]
