"""From a draft to its Word file and to what proof-reading says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from parindex.engine.documents.templates.bound import Piece, pieces_of, unfilled
from parindex.engine.documents.templates.faults import TemplateRefused
from parindex.engine.documents.templates.read_back import Difference, differences
from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import render_document
from parindex.engine.documents.templates.slots import SlotsMissing, fill_slots
from parindex.engine.documents.templates.values import DocumentValues, Issuer, TemplateKind
from parindex.portal.documents.engine_bridge import FileKind, examine
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge.figures import simulated_figures
from parindex.portal.reports.engine_bridge.given import (
    CATALOGUED,
    KINDS,
    SYMBOLS,
    first_section,
    given_values,
    sent_to_nobody,
)
from parindex.portal.reports.engine_bridge.printed import figures_in_words, printed
from parindex.portal.reports.models import FILLED_HEAD, BoundFigure, Draft
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.tools.shipped_templates import page_layout, shipped_template
from parindex.wording import sentence

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_NAME = 80
__all__ = [
    "CATALOGUED",
    "KINDS",
    "SYMBOLS",
    "Difference",
    "Piece",
    "TemplateKind",
    "figures_in_words",
    "first_section",
    "given_values",
    "pieces_of",
    "printed",
    "sent_to_nobody",
]


def unknown_fields(draft: Draft, figures: Sequence[BoundFigure]) -> list[str]:
    """Fields that would be printed as they were typed, each once: no bound figure fills them.

    Figures stand in opening words, paragraphs and the annex only; a field in a heading or in the head is never filled.
    """
    said = figures_in_words(figures)
    head = [str(text) for name, text in draft.head.items() if name not in FILLED_HEAD]
    plain = [draft.subject, *head, *(str(each.get("heading", "")) for each in draft.sections)]
    found = [field for text in draft.texts for field in unfilled(text, said)]
    return list(dict.fromkeys([*found, *(field for text in plain for field in unfilled(text, {}))]))


def file_name(draft: Draft, *, sign: str = "") -> str:
    """Name of its Word file, in plain letters: "bao-cao-quy-i.docx"; with its sign "15-bc-ubnd-bao-cao-quy-i.docx"."""
    kind, title = (_slug(each) for each in (sentence(f"template.kind.{draft.kind}"), draft.title))
    stem = title if f"{title}-".startswith(f"{kind}-") else f"{kind}-{title}"
    return f"{'-'.join(part for part in (_slug(sign), stem) if part)[:_LONGEST_NAME].strip('-')}.docx"


def numbered_word(draft: Draft, content: bytes, number: str, day: date) -> bytes:
    """The frozen Word file with number and date in its slots. Raises ``ActionRefused`` when it has no blank ones."""
    issuer = Issuer.model_validate(given_values(draft, {})["issuer"])
    try:
        return fill_slots(content, issuer=issuer, number=number, day=day, say=sentence)
    except SlotsMissing as fault:
        raise ActionRefused("reports.slots_missing") from fault


def _slug(text: str) -> str:
    return "-".join("".join(each if each.isalnum() else " " for each in fold(text)).split())


def values_of(draft: Draft, figures: Sequence[BoundFigure]) -> DocumentValues:
    """The values of the template. Raises ``ActionRefused`` with the first thing that is missing or wrong."""
    said = figures_in_words(figures)
    try:
        given = {**given_values(draft, said), "simulated_figures": simulated_figures(draft, figures)}
        return read_values(TemplateKind(draft.kind), given)
    except TemplateRefused as refused:
        fault = refused.faults[0]
        raise ActionRefused(f"template.fault.{fault.code}", _in_words(fault.values)) from refused


def _in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    field = str(values.get("field", ""))
    return {**values, "field": say(f"template.field.{field.partition('.')[0] or 'document'}")}


def word_of(draft: Draft, figures: Sequence[BoundFigure]) -> bytes:
    """The Word file. Raises ``ActionRefused``."""
    values = values_of(draft, figures)
    return render_document(shipped_template(TemplateKind(draft.kind)), values, layout=page_layout(), say=sentence)


def read_back(content: bytes, name: str, draft: Draft, figures: Sequence[BoundFigure]) -> tuple[Difference, ...]:
    """Bound figures that a file edited outside has otherwise. Raises ``ActionRefused`` for a file that is not read.

    The file passes the checks of every upload; it is compared and forgotten.
    """
    examined = examine(content, name)
    if examined.kind is not FileKind.DOCX:
        raise ActionRefused("reports.no_word_file", {"name": examined.name})
    try:
        proofed = read_and_proof(examined.content, name=examined.name)
    except DocumentRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.code}", refused.values) from refused
    lines = [line.text for line in proofed.reading.lines]
    return differences(draft.texts, figures_in_words(figures), lines)
