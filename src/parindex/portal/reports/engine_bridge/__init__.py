"""From a draft to its Word file and to what proof-reading says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.engine.checks.printed import Severity
from parindex.engine.documents.templates.bound import Piece, fill, pieces_of, unfilled
from parindex.engine.documents.templates.faults import TemplateRefused
from parindex.engine.documents.templates.read_back import Difference, differences
from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import render_document
from parindex.engine.documents.templates.values import DocumentValues, TemplateKind
from parindex.engine.numbers.exact import HUNDRED, divide
from parindex.engine.numbers.printing import show_decimal, show_percent
from parindex.portal.documents.engine_bridge import FileKind, examine
from parindex.portal.documents.models import DocumentKind
from parindex.portal.facts.models import FactVersion, Shape
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say
from parindex.portal.reports.models import BoundFigure, Draft
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.tools.shipped_templates import page_layout, shipped_template
from parindex.wording import sentence

KINDS = (TemplateKind.REPORT, TemplateKind.PLAN, TemplateKind.PROPOSAL, TemplateKind.LETTER)
"""Kinds that are written in sections."""
SYMBOLS: Mapping[TemplateKind, str] = {
    TemplateKind.REPORT: "BC-UBND",
    TemplateKind.PLAN: "KH-UBND",
    TemplateKind.PROPOSAL: "TTr-UBND",
    TemplateKind.LETTER: "UBND-VP",
}
CATALOGUED: Mapping[TemplateKind, DocumentKind] = {
    TemplateKind.REPORT: DocumentKind.REPORT,
    TemplateKind.PLAN: DocumentKind.PLAN,
    TemplateKind.PROPOSAL: DocumentKind.OTHER,
    TemplateKind.LETTER: DocumentKind.LETTER,
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NUMERATOR, DENOMINATOR = "tu", "mau"
_LONGEST_NAME = 80
_CLERKS = frozenset({"number_left_blank"})
"""Rules about the slots that the clerk fills; before that they are blank on purpose."""

__all__ = ["Difference", "Piece", "TemplateKind", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What proof-reading says, in words."""

    severity: Severity
    sentence: str
    cause: str
    quote: str


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

    Figures stand in opening words and paragraphs only; a field in a heading or in the head is never filled.
    """
    said = figures_in_words(figures)
    head = [str(text) for name, text in draft.head.items() if name != "opening"]
    plain = [draft.subject, *head, *(str(each.get("heading", "")) for each in draft.sections)]
    found = [field for text in draft.texts for field in unfilled(text, said)]
    return list(dict.fromkeys([*found, *(field for text in plain for field in unfilled(text, {}))]))


def file_name(draft: Draft) -> str:
    """Name of its Word file, in plain letters: "bao-cao-ket-qua-6-thang.docx"."""
    kind, title = (_slug(each) for each in (sentence(f"template.kind.{draft.kind}"), draft.title))
    stem = title if f"{title}-".startswith(f"{kind}-") else f"{kind}-{title}"
    return f"{stem[:_LONGEST_NAME].strip('-')}.docx"


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


def given_values(draft: Draft, said: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """What the template takes, as it was typed and not yet judged; ``said`` fills the fields."""
    head: Mapping[str, str] = draft.head
    given: dict[str, Any] = {
        "simulated": draft.simulated,
        "issuer": {
            "name": _lines(head.get("issuer", "")),
            "place": head.get("place", ""),
            "symbol": head.get("symbol", ""),
            "parent": head.get("parent") or None,
        },
        "signature": {
            "title": head.get("signer_title", ""),
            "capacity": head.get("capacity", "own"),
            "head": head.get("signer_head") or None,
            "on_behalf_of": head.get("on_behalf_of") or None,
            "name": head.get("signer_name") or None,
        },
        "recipients": _lines(head.get("recipients", "")),
        "archive": head.get("archive") or "VT",
        "subject": draft.subject,
    }
    if draft.kind != TemplateKind.PLAN:
        given["addressees"] = _lines(head.get("addressees", ""))
    else:
        given["legal_bases"] = _lines(head.get("legal_bases", ""))
    opening = _lines(fill(head.get("opening", ""), said))
    sections = [_section(each, said) for each in draft.sections if each.get("heading") or each.get("text")]
    if draft.kind == TemplateKind.LETTER:
        texts = [
            text for each in sections for text in [*([each["heading"]] if each["heading"] else []), *each["paragraphs"]]
        ]
        return {**given, "paragraphs": [*opening, *texts]}
    return {**given, "opening": opening, "sections": sections}


def _section(section: Mapping[str, Any], said: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "level": section.get("level", 1),
        "heading": section.get("heading") or None,
        "paragraphs": _lines(fill(section.get("text", ""), said)),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def proof(content: bytes) -> list[Remark]:
    """What does not hold in a Word file, gravest first. Raises ``ActionRefused`` when it cannot be read."""
    try:
        proofed = read_and_proof(content, name="draft.docx")
    except DocumentRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.code}", refused.values) from refused
    order = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    remarks = [_remark(each) for each in proofed.findings if each["rule"] not in _CLERKS]
    return sorted(remarks, key=lambda each: order.index(each.severity))


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


def _remark(found: Mapping[str, Any]) -> Remark:
    cause = say(f"cause.{found['cause']}", _values(found["cause_values"])) if found["cause"] else ""
    words = say(f"finding.{found['rule']}", _values(found["values"]))
    return Remark(Severity(found["severity"]), words, cause, found["quote"])


def _values(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(each) for name, each in told.items()}


def _plain(each: Any) -> Any:
    if isinstance(each, dict):
        return Decimal(each["n"]) if "n" in each else date.fromisoformat(each["d"])
    return each
