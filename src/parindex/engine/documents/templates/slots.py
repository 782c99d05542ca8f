"""Number and date written into the blank slots of a document that was frozen without them. No other word changes."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from parindex.engine.documents.codes import DocumentCode, Say
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.engine.documents.templates.values import Issuer
from parindex.engine.numbers.printing import show_date_in_words

_NOTES: Mapping[TemplateCode, TemplateCode] = {
    TemplateCode.ATTACHED_PLAN: TemplateCode.ATTACHED_PLAN_GIVEN,
    TemplateCode.ATTACHED_REPORT: TemplateCode.ATTACHED_REPORT_GIVEN,
    TemplateCode.ATTACHED_PLAN_OF_DECISION: TemplateCode.ATTACHED_PLAN_OF_DECISION_GIVEN,
}
"""What an annex says of the document that it belongs to: with blank slots → with number and date."""


class SlotsMissing(ValueError):
    """The head has no blank slot for number or date: not a document of the shipped templates, or filled already."""


class _Slots(NamedTuple):
    number: tuple[str, str]
    """As printed blank, as printed with the number."""
    day: tuple[str, str]
    notes: Mapping[str, str]


def fill_slots(content: bytes, *, issuer: Issuer, number: str, day: date, say: Say) -> bytes:
    """The .docx with ``number`` (without symbol: "09") and ``day`` in its head and in the notes of its annexes.

    A paragraph is a slot only when all of it reads as the shipped templates print one, so that nothing that an
    officer typed is touched. Raises ``SlotsMissing``.
    """
    slots = _slots(issuer, number, day, say)
    document = docx.Document(io.BytesIO(content))
    left = {slots.number[0]: slots.number[1], slots.day[0]: slots.day[1]}
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document._body)
        text = unicodedata.normalize("NFC", paragraph.text)
        given = left.pop(text, None) or slots.notes.get(text)
        if given is not None:
            _write(paragraph, given)
    if left:
        raise SlotsMissing(", ".join(left))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _slots(issuer: Issuer, number: str, day: date, say: Say) -> _Slots:
    said = show_date_in_words(day)
    blank = {"symbol": issuer.symbol, "body": issuer.to_body().in_sentence}
    known = {**blank, "number": number, "day": said}
    notes = {_attached(blank_code, blank, say): _attached(code, known, say) for blank_code, code in _NOTES.items()}
    notes[say(TemplateCode.ISSUED_WITH, blank)] = say(TemplateCode.ISSUED_WITH_GIVEN, known)
    return _Slots(
        (
            say(DocumentCode.NUMBER_SLOT, blank),
            say(DocumentCode.NUMBER_GIVEN, {"number": f"{number}/{issuer.symbol}"}),
        ),
        (
            say(DocumentCode.DATE_SLOT, {"place": issuer.place}),
            say(DocumentCode.DATE_GIVEN, {"place": issuer.place, "day": said}),
        ),
        notes,
    )


def _attached(code: TemplateCode, values: Mapping[str, object], say: Say) -> str:
    return say(DocumentCode.ATTACHED_TO, {"document": say(code, values)})


def _write(paragraph: Paragraph, text: str) -> None:
    """In the first run's letters; the others were parts of the same blank line."""
    first, *others = paragraph.runs
    first.text = text
    for each in others:
        each.text = ""
