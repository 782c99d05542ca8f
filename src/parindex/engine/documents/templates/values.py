"""What a document is written from: one typed model a kind. Names are those of the values file and of the portal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from parindex.engine.documents.parts import Capacity, IssuingBody, Recipients, Signature

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_TEXT, _LONGEST_LINE = 20_000, 1_000
_MOST_SECTIONS, _MOST_PARAGRAPHS, _MOST_ROWS, _MOST_LINES = 500, 2_000, 5_000, 500


def _clean(text: str) -> str:
    """NFC, without the characters that no Word file can hold."""
    return unicodedata.normalize("NFC", _NOT_IN_XML.sub("", text))


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_TEXT), AfterValidator(_clean)
]
"""Running words; a line feed begins a new paragraph."""
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_LINE), AfterValidator(_clean)
]
Lines = Annotated[tuple[Line, ...], Field(max_length=_MOST_LINES)]
SomeLines = Annotated[tuple[Line, ...], Field(min_length=1, max_length=_MOST_LINES)]
Paragraphs = Annotated[tuple[Text, ...], Field(max_length=_MOST_PARAGRAPHS)]
SomeParagraphs = Annotated[tuple[Text, ...], Field(min_length=1, max_length=_MOST_PARAGRAPHS)]


class TemplateKind(StrEnum):
    """The kinds of documents that templates are shipped for."""

    PLAN = "plan"
    REPORT = "report"
    DECISION = "decision"
    PROPOSAL = "proposal"
    LETTER = "letter"
    INVITATION = "invitation"
    MINUTES = "minutes"
    APOLOGY = "apology"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Issuer(_Part):
    """The issuing body as printed in the head."""

    name: Annotated[tuple[Line, ...], Field(min_length=1, max_length=4)]
    """One entry a printed line."""
    place: Line
    symbol: Line
    """What follows the number: ``KH-UBND``."""
    parent: Line | None = None
    spoken: Line | None = None
    """The name inside a sentence, where it is not the printed lines in order."""

    def to_body(self) -> IssuingBody:
        """As the page writers take it."""
        return IssuingBody(self.name, self.place, self.symbol, self.parent, self.spoken or "")


class Signer(_Part):
    """The signature block. Raises ``SignatureRefused`` where title and capacity contradict each other."""

    title: Line
    capacity: Capacity = Capacity.OWN
    head: Line | None = None
    on_behalf_of: Line | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        self.to_signature()
        return self

    def to_signature(self) -> Signature:
        """As the page writers take it."""
        return Signature(self.title, self.capacity, self.head, self.on_behalf_of, self.name)


class Section(_Part):
    """A heading with its paragraphs; numbers I, 1, a) are given by level when the document is written."""

    level: Annotated[int, Field(ge=1, le=3)] = 1
    heading: Line | None = None
    paragraphs: Paragraphs = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.heading is None and not self.paragraphs:
            raise ValueError("section.empty")
        return self


Sections = Annotated[tuple[Section, ...], Field(min_length=1, max_length=_MOST_SECTIONS)]


class TaskRow(_Part):
    """A row of the annex of a plan."""

    task: Text
    lead: Line
    cooperating: Line | None = None
    product: Line | None = None
    due: date | Line | None = None


class FigureRow(_Part):
    """A row of the annex of a report; figures as they are to be printed."""

    measure: Text
    unit: Line | None = None
    value: Line
    before: Line | None = None
    note: Line | None = None


TaskRows = Annotated[tuple[TaskRow, ...], Field(max_length=_MOST_ROWS)]


class DocumentValues(_Part):
    """What every kind has: head, subject, foot. ``number`` and ``signed_on`` stay blank slots until they are given."""

    issuer: Issuer
    signature: Signer
    recipients: SomeLines
    archive: Line = "VT"
    number: Line | None = None
    """Number without symbol."""
    signed_on: date | None = None
    simulated: bool = False
    """The whole document says so under its title."""
    simulated_figures: Lines = ()
    """Figures of a document that is not simulated itself: measure and values as printed, named under the text."""

    def to_recipients(self) -> Recipients:
        """As the page writers take it."""
        return Recipients(self.recipients, self.archive)


class _Titled(DocumentValues):
    subject: Line
    """A line feed breaks the printed line."""


def _ends_with_words(sections: tuple[Section, ...]) -> None:
    if not sections[-1].paragraphs:
        raise ValueError("section.last_without_words")


class PlanValues(_Titled):
    """Kế hoạch."""

    legal_bases: Lines = ()
    opening: Paragraphs = ()
    sections: Sections
    tasks: TaskRows = ()
    annex_title: Line | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class ReportValues(_Titled):
    """Báo cáo."""

    addressees: Lines = ()
    opening: Paragraphs = ()
    sections: Sections
    figures: Annotated[tuple[FigureRow, ...], Field(max_length=_MOST_ROWS)] = ()
    annex_title: Line | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class AttachedPlan(_Part):
    """The plan that a decision is issued with."""

    subject: Line
    sections: Sections
    tasks: TaskRows = ()
    annex_title: Line | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class RegulationKind(StrEnum):
    """What the rules are called that a decision is issued with."""

    REGULATION = "regulation"
    """Quy chế."""
    RULES = "rules"
    """Quy định."""


class AttachedRegulation(_Part):
    """The regulation that a decision is issued with: sections of level 1 are its chapters, of level 2 its articles."""

    kind: RegulationKind = RegulationKind.REGULATION
    subject: Line
    sections: Sections

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class DecisionValues(_Titled):
    """Quyết định; alone, with an attached plan or with an attached regulation.

    A line feed in an article begins a new paragraph of it.
    """

    authority: Line
    legal_bases: SomeLines
    proposer: Line | None = None
    articles: SomeParagraphs
    plan: AttachedPlan | None = None
    regulation: AttachedRegulation | None = None

    @model_validator(mode="after")
    def _one_attached(self) -> Self:
        if self.plan is not None and self.regulation is not None:
            raise ValueError("decision.two_attached")
        return self


class ProposalValues(_Titled):
    """Tờ trình."""

    addressees: SomeLines
    opening: Paragraphs = ()
    sections: Sections

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class LetterValues(_Titled):
    """Công văn."""

    addressees: SomeLines
    paragraphs: SomeParagraphs


class InvitationValues(_Titled):
    """Giấy mời."""

    invited: SomeLines
    event: Text
    chair: Line | None = None
    starts: Line
    venue: Line
    notes: Paragraphs = ()


class MinutesValues(_Titled):
    """Biên bản; ``signature`` is the chair's, the secretary signs beside."""

    starts: Line
    venue: Line
    attendees: SomeLines
    chair: Line
    """Name, as it stands under the signature too."""
    chair_title: Line | None = None
    secretary: Line
    secretary_title: Line | None = None
    sections: Sections
    ends: Line

    @model_validator(mode="after")
    def _ends(self) -> Self:
        _ends_with_words(self.sections)
        return self


class ApologyValues(DocumentValues):
    """Văn bản xin lỗi. ``name`` is a dotted line unless it is given; it is kept in the file only."""

    name: Line | None = None
    record_code: Line
    procedure: Line
    received_on: date
    old_due: date
    new_due: date
    written_on: date
    reason: Text


VALUES_OF: Mapping[TemplateKind, type[DocumentValues]] = {
    TemplateKind.PLAN: PlanValues,
    TemplateKind.REPORT: ReportValues,
    TemplateKind.DECISION: DecisionValues,
    TemplateKind.PROPOSAL: ProposalValues,
    TemplateKind.LETTER: LetterValues,
    TemplateKind.INVITATION: InvitationValues,
    TemplateKind.MINUTES: MinutesValues,
    TemplateKind.APOLOGY: ApologyValues,
}
