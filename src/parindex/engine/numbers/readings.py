"""What reading a printed figure gives: the value, or the problem with every alternative, and what was overlooked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from parindex.engine.numbers.ratio import Ratio

Value = TypeVar("Value", covariant=True)  # a reading of a ratio is a reading of a value


class NumberProblem(StrEnum):
    """Why there is no value. The codes of catalogue ``numbers.po``."""

    EMPTY = "number.empty"
    NOT_A_NUMBER = "number.not_a_number"
    AMBIGUOUS = "number.ambiguous"
    NOT_WHOLE = "number.not_whole"
    WHOLE_OR_FRACTION = "number.whole_or_fraction"
    NEGATIVE = "number.negative"
    NOT_A_RATIO = "number.not_a_ratio"
    UNITS_DIFFER = "number.units_differ"
    NOT_A_PERCENT = "number.not_a_percent"
    NOT_AN_AMOUNT = "number.not_an_amount"
    NOT_A_DATE = "number.not_a_date"
    NO_SUCH_DAY = "number.no_such_day"
    DATE_INCOMPLETE = "number.date_incomplete"
    YEAR_TOO_SHORT = "number.year_too_short"


class NumberNote(StrEnum):
    """What was accepted although it is not written as it should be. The codes of catalogue ``numbers.po``."""

    POINT_AS_DECIMAL = "number.note.point_as_decimal"
    ENGLISH_GROUPS = "number.note.english_groups"
    FOOTNOTE_REMOVED = "number.note.footnote_removed"
    NO_PERCENT_SIGN = "number.note.no_percent_sign"
    UNIT_ASSUMED = "number.note.unit_assumed"
    PERCENT_DISAGREES = "number.note.percent_disagrees"


EXAMPLES: Mapping[NumberProblem, str] = {
    NumberProblem.NOT_A_NUMBER: "1.310 / 85,96",
    NumberProblem.NOT_A_RATIO: "41/42",
    NumberProblem.NOT_A_PERCENT: "85,96 %",
    NumberProblem.NOT_AN_AMOUNT: "670.282.000 đồng",
    NumberProblem.NOT_A_DATE: "20/3/2024",
}


class PartialDate(NamedTuple):
    """A date of which the document leaves a part blank ("ngày … tháng 01 năm 2024")."""

    year: int
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """One printed figure as read. Exactly one of ``value`` and ``problem`` is given."""

    text: str
    """As printed, NFC, without surrounding space."""
    value: Value | None = None
    problem: NumberProblem | None = None
    alternatives: tuple[Value, ...] = ()
    """Everything that the text may mean; the value is nobody's guess."""
    notes: tuple[NumberNote, ...] = ()
    footnotes: tuple[str, ...] = ()
    """Footnote marks that stood in the text."""
    unit: str | None = None
    """Unit that stood in the text (hồ sơ, đồng …)."""
    partial: PartialDate | None = None
    """Only with ``DATE_INCOMPLETE``: what the document does say."""

    @property
    def values(self) -> dict[str, object]:
        """Values for the sentence of ``problem`` or of a note. ``as_whole``, ``as_fraction``: how to type each of two
        readings of a doubtful sign, so that it is read as nothing else; None where there are not two.
        """
        writings = tuple(unmistakable(each) for each in self.alternatives)
        return {
            "text": self.text,
            "alternatives": self.alternatives,
            "as_whole": writings[0] if len(writings) == 2 else None,
            "as_fraction": writings[1] if len(writings) == 2 else None,
            "example": EXAMPLES.get(self.problem) if self.problem else None,
            "footnotes": self.footnotes,
            "value": self.value,
            "unit": self.unit,
        }


def unmistakable(value: object) -> str:
    """How to type a number, or each side of a ratio, so that it can be read in one way only: ``1310``, ``1,310``."""
    if isinstance(value, Ratio):
        return f"{unmistakable(value.numerator)}/{unmistakable(value.denominator)}"
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else str(value)


_SUPERSCRIPT = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
_FOOTNOTE = re.compile(f"⁽[{_SUPERSCRIPT}]+⁾|[{_SUPERSCRIPT}]+")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
LONGEST = 200
"""Longer texts are no figure; the bound keeps hostile cells cheap."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text made ready to read: NFC, plain spaces, footnote marks taken out."""

    text: str
    body: str
    footnotes: tuple[str, ...] = field(default=())

    @property
    def notes(self) -> tuple[NumberNote, ...]:
        """The note that marks were taken out, when they were."""
        return (NumberNote.FOOTNOTE_REMOVED,) if self.footnotes else ()

    def fault(self, problem: NumberProblem) -> Reading[Value]:
        """A reading without value; an empty text is always ``EMPTY``."""
        return Reading(self.text, problem=problem if self.body else NumberProblem.EMPTY, footnotes=self.footnotes)


def clean(text: str) -> Cleaned:
    """Normalise ``text`` and take footnote marks out. A text above ``LONGEST`` letters keeps nothing readable."""
    shown = _SPACES.sub(" ", unicodedata.normalize("NFC", text[: LONGEST + 1])).strip()
    if len(text) > LONGEST:
        return Cleaned(shown, "…")
    marks = tuple(_FOOTNOTE.findall(shown))
    return Cleaned(shown, _SPACES.sub(" ", _FOOTNOTE.sub("", shown)).strip(), marks)


def noted(reading: Reading[Value], cleaned: Cleaned) -> Reading[Value]:
    """The reading of a body with the text, marks and notes of its cleaning."""
    return replace(reading, text=cleaned.text, footnotes=cleaned.footnotes, notes=cleaned.notes + reading.notes)
