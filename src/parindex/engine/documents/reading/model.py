"""What a document says, as typed values: every one with the passage that it was read from.

Numbers are ``Decimal``; percentages are in percent (85.69, not 0.8569). Dates may be partly blank. Texts are NFC.
``None`` means "not printed"; a thing that was seen but could not be read is a ``Doubt``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA: Literal["parindex/document-reading/1"] = "parindex/document-reading/1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(_Part):
    """Where something stands. ``text`` is verbatim, as the file has it (NFC), before any repair."""

    line: Annotated[int, Field(ge=1)]
    """1-based line of a text file; 1-based paragraph or table row of a Word file; 1-based line of the whole PDF."""
    start: Annotated[int, Field(ge=0)] = 0
    """Offset in that line's text, in characters."""
    end: Annotated[int, Field(ge=0)] = 0
    text: str
    page: int | None = None
    """1-based page, of a PDF."""


class Cell(_Part):
    """One cell of a table; a merged cell stands at its first row and column."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    passage: Passage


class TableRead(_Part):
    """A table. ``header_rows`` first rows name the columns."""

    id: str
    title: str | None = None
    rows: int
    columns: int
    header_rows: int = 0
    cells: tuple[Cell, ...] = ()
    section: str | None = None
    passage: Passage


class PrintedDate(_Part):
    """A date of which parts may be blank ("ngày … tháng 01 năm 2024")."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def whole(self) -> date | None:
        """The day, when nothing is blank and there is such a day."""
        if self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


class UnitNamed(_Part):
    """A unit or position as printed, and the name it is known by (the printed one when no alias is known)."""

    printed: str
    name: str
    known: bool = False
    """Whether the name comes from the list of aliases."""
    passage: Passage | None = None


class Said(_Part):
    """One value of the metadata and where it stands."""

    value: str
    passage: Passage


class DateSaid(_Part):
    """A date and where it stands."""

    date: PrintedDate
    passage: Passage


class Attachment(_Part):
    """Something announced as attached ("có Phụ lục kèm theo"). ``present``: a part of the file bears that name."""

    name: str
    present: bool
    passage: Passage


class Metadata(_Part):
    """Head and foot of a document."""

    type: str | None = None
    """"Kế hoạch", "Báo cáo", "Quyết định", "Công văn" …"""
    number: str | None = None
    """Digits before the symbol; ``None`` when the slot is blank."""
    symbol: str | None = None
    """"KH-UBND"."""
    number_printed: Said | None = None
    number_recovered_from: Passage | None = None
    """When the slot is blank and another part of the file names the number."""
    place: str | None = None
    date: DateSaid | None = None
    issuing_body: Said | None = None
    superior_body: Said | None = None
    title: Said | None = None
    authority: Said | None = None
    """The line above the bases of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …"."""
    signer_mode: Literal["TM", "KT", "TL", "TUQ", "Q"] | None = None
    signer_position: Said | None = None
    signer_name: Said | None = None
    recipients: tuple[Said, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    end_mark: Passage | None = None
    year: int | None = None
    """Year that the document is about, when the title names exactly one."""


class Relation(StrEnum):
    """What a citation has to do with the document, or with the citation that it stands in."""

    BASIS = "basis"
    PROPOSAL = "proposal"
    REFERENCE = "reference"
    IMPLEMENTS = "implements"
    AMENDS = "amends"
    ATTACHED_TO = "attached_to"
    ITSELF = "itself"


class Standing(StrEnum):
    """Whether a cited act was in force, as far as the rulebooks know; anything unsure there is ``UNSURE`` here."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Citation(_Part):
    """One mention of another document."""

    id: str
    type: str | None = None
    number: str | None = None
    """With its symbol: "151/QĐ-UBND", "04-NQ/TU"; ``None`` for a law without number."""
    date: PrintedDate | None = None
    issuer: UnitNamed | None = None
    title: str | None = None
    relation: Relation
    within: str | None = None
    """Id of the citation that it implements or amends, or is named in."""
    missing: tuple[Literal["number", "date", "issuer"], ...] = ()
    """Parts that a full citation has and this one has not."""
    standing: Standing = Standing.UNKNOWN
    replaced_by: tuple[str, ...] = ()
    section: str | None = None
    footnote: str | None = None
    """Id of the footnote that it stands in."""
    passage: Passage


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


class Section(_Part):
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


class Paragraph(_Part):
    """A paragraph with its pieces joined over page breaks; emphasis, footnote marks and OCR noise taken out."""

    id: str
    text: str
    counter: Counter | None = None
    """``BULLET``, ``SUB_BULLET`` or the numbering it begins with; ``None`` for a bare paragraph."""
    section: str | None = None
    """Nearest heading."""
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]


class TaskKind(StrEnum):
    """What a task asks."""

    DO = "do"
    MAINTAIN = "maintain"
    """A list of criteria to keep at their maximum."""
    ORGANISE = "organise"
    """Under "Tổ chức thực hiện"."""


class Task(_Part):
    """Something somebody is to do."""

    id: str
    kind: TaskKind
    text: str
    leads: tuple[UnitNamed, ...] = ()
    cooperating: tuple[UnitNamed, ...] = ()
    inherited: bool = False
    """The lead stands in a heading above, not in the task's own words."""
    product: str | None = None
    deadline: Said | None = None
    deadline_on: date | None = None
    items: tuple[str, ...] = ()
    """Component criteria of a list to maintain."""
    section: str | None = None
    paragraph: str
    passage: Passage


class Operator(StrEnum):
    """How a target is met. ``EQ`` of a share is printed without comparison and is met from the value upwards."""

    EQ = "eq"
    GTE = "gte"
    GT = "gt"
    LTE = "lte"
    LT = "lt"
    INCREASE_BY = "increase_by"
    DECREASE_BY = "decrease_by"
    INCREASE = "increase"
    DECREASE = "decrease"
    RANK = "rank"
    QUALITATIVE = "qualitative"


class Target(_Part):
    """A measure and what it shall be."""

    id: str
    measure: str
    operator: Operator
    value: Decimal | None = None
    unit: str | None = None
    """"%", "sáng kiến" …"""
    base_year: int | None = None
    compared_with: str | None = None
    within: str | None = None
    """Id of the target whose population this one is a part of ("Trong đó …")."""
    exception: str | None = None
    """"trừ văn bản mật"."""
    task: str | None = None
    section: str | None = None
    paragraph: str
    passage: Passage


class FigureKind(StrEnum):
    """How a figure is printed."""

    AMOUNT = "amount"
    RATIO = "ratio"
    """a/b, with or without its percentage."""
    PERCENT = "percent"
    RANK = "rank"
    SCORE = "score"
    """Points out of a maximum."""


class Figure(_Part):
    """A printed figure: a value, or numerator and denominator, or a percentage, or a ratio with its percentage."""

    id: str
    kind: FigureKind
    name: str
    """The words that name it, as printed before (or after) it."""
    value: Decimal | None = None
    unit: str | None = None
    """"hồ sơ", "triệu đồng", "văn bản" …; never "%"."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    percent: Decimal | None = None
    """With the printed number of decimals."""
    percent_of: str | None = None
    """"so với dự toán tỉnh giao": what a percentage without denominator is of."""
    printed: str
    """The figure itself, verbatim: "1.310", "9.823⁽⁶⁾/11.392", "85,69 %"."""
    of_amount: str | None = None
    """Id of the amount that a percentage is said of, when several percentages are said of one amount."""
    scope: str | None = None
    """"cấp huyện", "Cấp xã", the unit it is about."""
    window: str | None = None
    """"6 tháng đầu năm 2024", "năm 2023"."""
    as_of: date | None = None
    estimate: bool = False
    """Printed with "ước"."""
    part_of: str | None = None
    """Id of the figure that this one breaks down ("trong đó", brackets, footnote, table total)."""
    split_by: str | None = None
    """Id of the footnote that breaks it down."""
    in_words: bool = False
    """"không có" read as 0 and the like."""
    section: str | None = None
    paragraph: str | None = None
    footnote: str | None = None
    """Id of the footnote that it stands in."""
    table: str | None = None
    row: int | None = None
    column: int | None = None
    passage: Passage


class Window(_Part):
    """The window of one periodic report: days whose figures count, and when it is due."""

    id: str
    name: str
    first_day: date | None = None
    cut_off: date | None = None
    due: date | None = None
    due_rule: str | None = None
    """Id of the rule that gives ``due``."""
    passage: Passage


class DueRule(_Part):
    """ "chậm nhất là ngày 10 của tháng cuối kỳ báo cáo": a deadline said once for several reports."""

    id: str
    text: str
    day: int | None = None
    of: Literal["last_month_of_period", "every_month", "every_quarter", "every_year", "named_date"] | None = None
    on: date | None = None
    passage: Passage


class Footnote(_Part):
    """A footnote joined to its marks. Without ``references`` no mark stands in the text; without ``text`` no note."""

    id: str
    number: int
    text: str | None = None
    definition: tuple[Passage, ...] = ()
    references: tuple[Passage, ...] = ()


class Repair(_Part):
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
    NO_TEXT_LAYER = "no_text_layer"
    DRAWN_TABLE = "drawn_table"
    CONVERTED = "converted"


class Doubt(_Part):
    """A doubt with values for its sentence (``reading.doubt.<code>``)."""

    code: DoubtCode
    values: dict[str, str | int] = {}
    passage: Passage | None = None


class Document(_Part):
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


class Line(_Part):
    """One line of the file as it is read: number, text verbatim (NFC), page of a PDF."""

    number: int
    text: str
    page: int | None = None


class Reading(_Part):
    """Everything that was read from one file."""

    schema_name: Annotated[Literal["parindex/document-reading/1"], Field(alias="schema")] = SCHEMA
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    file: str
    """Name of the file, without its folder."""
    format: FileFormat
    pages: int | None = None
    lines: tuple[Line, ...] = ()
    documents: tuple[Document, ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()
