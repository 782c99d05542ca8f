"""Reading of amounts of money, in whole đồng."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from parindex.engine.numbers.decimals import read_body
from parindex.engine.numbers.readings import NumberNote, NumberProblem, Reading, clean, noted

_UNIT = "đồng|đ|vnđ|vnd"
_AMOUNT = re.compile(rf"(.*?[0-9]) ?(nghìn|ngàn|triệu|tỷ|tỉ)? ?({_UNIT})?\.?", re.IGNORECASE)
_SCALES: Mapping[str, int] = {
    "": 1,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}


def read_money(text: str) -> Reading[int]:
    """Read an amount: ``670.282.000 đồng``, ``248.000 triệu đồng``, ``1,5 tỷ đồng`` → whole đồng.

    Points group thousands, as in every budget figure of the sources. Without a unit đồng is assumed, with a note.
    """
    cleaned = clean(text)
    match = _AMOUNT.fullmatch(cleaned.body)
    if match is None:
        return cleaned.fault(NumberProblem.NOT_AN_AMOUNT)
    number = read_body(replace(cleaned, body=match[1].strip()), grouped_is_thousands=True)
    if number.value is None:
        return cleaned.fault(NumberProblem.NOT_AN_AMOUNT)
    scale = match[2] or ""
    amount = number.value * _SCALES[scale.lower()]
    if amount != amount.to_integral_value():
        return cleaned.fault(NumberProblem.NOT_WHOLE)
    unit = f"{scale} đồng".strip() if scale or match[3] else None
    notes = number.notes if unit else (*number.notes, NumberNote.UNIT_ASSUMED)
    return noted(Reading(cleaned.text, int(amount), notes=notes, unit=unit), cleaned)


def money_scale(unit: str) -> Decimal | None:
    """How many đồng one ``unit`` is (``triệu đồng`` → 1000000); None when it is no unit of money."""
    match = re.fullmatch(rf"(nghìn|ngàn|triệu|tỷ|tỉ)? ?({_UNIT})", unit.strip(), re.IGNORECASE)
    return None if match is None else Decimal(_SCALES[(match[1] or "").lower()])
