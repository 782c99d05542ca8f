"""From a draft to its Word file and to what proof-reading says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.engine.documents.templates.bound import Piece, pieces_of, unfilled
from parindex.engine.documents.templates.faults import TemplateRefused
from parindex.engine.documents.templates.read_back import Difference, differences
from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import render_document
from parindex.engine.documents.templates.slots import SlotsMissing, fill_slots
from parindex.engine.documents.templates.values import DocumentValues, Issuer, TemplateKind
from parindex.engine.numbers.exact import HUNDRED, divide
from parindex.engine.numbers.printing import show_decimal, show_percent
from parindex.portal.documents.engine_bridge import FileKind, examine
from parindex.portal.facts.models import FactVersion, Shape
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge.given import CATALOGUED, KINDS, SYMBOLS, first_section, given_values
from parindex.portal.reports.models import FILLED_HEAD, BoundFigure, Draft
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.tools.shipped_templates import page_layout, shipped_template
from parindex.wording import sentence

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NUMERATOR, DENOMINATOR = "tu", "mau"
_LONGEST_NAME = 80
__all__ = [
    "CATALOGUED",
    "KINDS",
    "SYMBOLS",
    "Difference",
    "Piece",
    "TemplateKind",
    "first_section",
    "given_values",
    "pieces_of",
]


def printed(version: FactVersion) -> dict[str, str]:
    """Part → as it is printed: the value under the empty name, a ratio's two numbers under theirs."""
    parts: dict[str, str] = {}
    if version.numerator is not None:
        parts[NUMERATOR] = _number(version.numerator)
    if version.denominator is not None:
        parts[DENOMINATOR] = _number(version.denominator)
    parts[""] = _value(version)
    return parts


def _value(version: FactVersion) -> str:
    shape = version.fact.indicator.shape
    if version.numerator is not None and version.denominator:
        return show_percent(divide(version.numerator, version.denominator) * HUNDRED)
    if version.value is None:
        return version.printed or "–"
    return show_percent(version.value) if shape == Shape.PERCENT else _number(version.value)


def _number(value: Decimal) -> str:
    return show_decimal(value.normalize() if value == value.to_integral_value() else value.normalize())


def figures_in_words(figures: Iterable[BoundFigure]) -> dict[tuple[str, str], str]:
    """(name, part) → as printed."""
    return {(each.name, part): text for each in figures for part, text in printed(each.version).items()}


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
        return read_values(TemplateKind(draft.kind), given_values(draft, said))
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
