"""Reading of plain numbers: a point groups thousands, a comma marks decimals.

The sources keep to it with one exception (``15.5``), so a single point before three digits is not decided here: as
a count it groups, as a free decimal both readings are reported.
"""

from __future__ import annotations

import re
from decimal import Decimal

from parindex.engine.numbers.readings import Cleaned, NumberNote, NumberProblem, Reading, clean, noted

MOST_DIGITS = 30
"""Longer figures are a slip of the keyboard, and would not fit the exact context."""
_SIGNED = re.compile(r"([-−–+]?) ?([0-9.,]+)")
_WHOLE = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_VIETNAMESE = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]+|(,[0-9]{3}){2,})")
_POINT = re.compile(r"[0-9]+\.[0-9]+")
_PERHAPS_GROUPED = re.compile(r"\+? ?([0-9]+\.[0-9]+|[1-9][0-9]{0,2},[0-9]{3})")
"""A fraction whose sign may have been meant to group."""


def read_decimal(text: str) -> Reading[Decimal]:
    """Read a free decimal. ``85,96`` → 85.96; ``15.5`` → 15.5 with a note; ``1.310`` → ambiguous (1310 or 1.310)."""
    cleaned = clean(text)
    return noted(read_body(cleaned, grouped_is_thousands=False), cleaned)


def read_count(text: str) -> Reading[Decimal]:
    """Read a whole number of things, not negative. ``1.310`` → 1310; ``03`` → 3; ``1,5`` → not whole.

    ``1.5`` and ``1,310`` are refused with both readings (15 or 1,5; 1310 or 1,310): the one is no whole number, the
    other is written as whole numbers are not.
    """
    cleaned = clean(text)
    reading = read_body(cleaned, grouped_is_thousands=True)
    if reading.value is None:
        return noted(reading, cleaned)
    if reading.value < 0:
        return noted(Reading(cleaned.text, problem=NumberProblem.NEGATIVE), cleaned)
    if reading.value != reading.value.to_integral_value():
        return noted(_not_whole(cleaned, reading.value), cleaned)
    return noted(reading, cleaned)


def read_figure(text: str, *, whole: bool) -> Reading[Decimal]:
    """Read the figure of a box that says whether it has fractions (``Input.is_whole``)."""
    return read_count(text) if whole else read_decimal(text)


def _not_whole(cleaned: Cleaned, fraction: Decimal) -> Reading[Decimal]:
    if not _PERHAPS_GROUPED.fullmatch(cleaned.body):
        return Reading(cleaned.text, problem=NumberProblem.NOT_WHOLE)
    whole = Decimal(re.sub(r"[.,+ ]", "", cleaned.body))
    return Reading(cleaned.text, problem=NumberProblem.WHOLE_OR_FRACTION, alternatives=(whole, fraction))


def read_body(cleaned: Cleaned, *, grouped_is_thousands: bool) -> Reading[Decimal]:
    """Read a cleaned body that must be nothing but a number with an optional sign."""
    match = _SIGNED.fullmatch(cleaned.body)
    if match is None or len(match[2]) > MOST_DIGITS:
        return cleaned.fault(NumberProblem.NOT_A_NUMBER)
    sign = Decimal(-1) if match[1] and match[1] != "+" else Decimal(1)
    magnitude = match[2]
    if _WHOLE.fullmatch(magnitude):
        return Reading(cleaned.text, sign * Decimal(magnitude))
    if _GROUPED.fullmatch(magnitude):
        return _grouped(cleaned.text, sign, magnitude, grouped_is_thousands)
    if _VIETNAMESE.fullmatch(magnitude):
        return Reading(cleaned.text, sign * Decimal(magnitude.replace(".", "").replace(",", ".")))
    if _ENGLISH.fullmatch(magnitude):
        return Reading(cleaned.text, sign * Decimal(magnitude.replace(",", "")), notes=(NumberNote.ENGLISH_GROUPS,))
    if _POINT.fullmatch(magnitude):
        return Reading(cleaned.text, sign * Decimal(magnitude), notes=(NumberNote.POINT_AS_DECIMAL,))
    return cleaned.fault(NumberProblem.NOT_A_NUMBER)


def _grouped(text: str, sign: Decimal, magnitude: str, is_thousands: bool) -> Reading[Decimal]:
    thousands = sign * Decimal(magnitude.replace(".", ""))
    if is_thousands or magnitude.count(".") > 1:
        return Reading(text, thousands)
    return Reading(text, problem=NumberProblem.AMBIGUOUS, alternatives=(thousands, sign * Decimal(magnitude)))
