"""Reading of ratios and percents. A ratio stays two numbers; its printed percentage is only compared."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from parindex.engine.numbers.decimals import read_body
from parindex.engine.numbers.exact import percent, round_half_up
from parindex.engine.numbers.money import money_scale
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.numbers.readings import Cleaned, NumberNote, NumberProblem, Reading, clean, noted

_PRINTED_PERCENT = re.compile(r"(.*?) ?\(([^()]*%)\)")
_SIDE = re.compile(r"([-−]? ?[0-9.,]*[0-9]) ?([^\W\d_][^/]*)?")
_PERCENT = re.compile(r"(.*?) ?(%)?")


def read_percent(text: str) -> Reading[Decimal]:
    """Read a percentage, 100 for 100 %: ``85,83%``, ``100 %``. Without the sign it is accepted with a note."""
    cleaned = clean(text)
    match = _PERCENT.fullmatch(cleaned.body)
    if match is None or not match[1]:
        return cleaned.fault(NumberProblem.NOT_A_PERCENT)
    reading = read_body(replace(cleaned, body=match[1]), grouped_is_thousands=False)
    if reading.problem is NumberProblem.NOT_A_NUMBER:
        return cleaned.fault(NumberProblem.NOT_A_PERCENT)
    missing_sign = () if match[2] else (NumberNote.NO_PERCENT_SIGN,)
    return noted(replace(reading, notes=reading.notes + missing_sign), cleaned)


def read_ratio(text: str) -> Reading[Ratio]:
    """Read ``numerator/denominator`` with units, spaces and footnote marks, and our own ``41/42 (97,62 %)``.

    A single point before three digits groups thousands (``9.823/11.392``), except where only one side has it and
    the ratio would then be above 1 (``14.591/17``): that is ambiguous. Units of money are brought to đồng when the two
    sides differ; other units that differ are a problem.
    """
    cleaned = clean(text)
    body, printed = _without_percent(cleaned.body)
    sides = body.split("/")
    matches = [_SIDE.fullmatch(side.strip()) for side in sides]
    if len(matches) != 2 or matches[0] is None or matches[1] is None:
        return cleaned.fault(NumberProblem.NOT_A_RATIO)
    upper, lower = matches[0], matches[1]
    scales = _scales((upper[2] or "").strip(), (lower[2] or "").strip())
    if scales is None:
        return cleaned.fault(NumberProblem.UNITS_DIFFER)
    reading = _two_numbers(cleaned, upper[1], lower[1], scales)
    unit = (upper[2] or lower[2] or "").strip() or None
    if reading.value is not None and printed is not None and not _agrees(reading.value, printed):
        reading = replace(reading, notes=(*reading.notes, NumberNote.PERCENT_DISAGREES))
    return noted(replace(reading, unit=unit), cleaned)


def _without_percent(body: str) -> tuple[str, Decimal | None]:
    match = _PRINTED_PERCENT.fullmatch(body)
    if match is None:
        return body, None
    printed = read_percent(match[2]).value
    return (body, None) if printed is None else (match[1], printed)


def _agrees(ratio: Ratio, printed: Decimal) -> bool:
    if ratio.denominator == 0:
        return False
    decimals = max(2, -int(printed.as_tuple().exponent))
    return round_half_up(percent(ratio.numerator, ratio.denominator), decimals) == printed


def _scales(upper: str, lower: str) -> tuple[Decimal, Decimal] | None:
    """Factors for both sides; 1 unless two unlike units of money meet. None: the units cannot be compared."""
    one = Decimal(1)
    if not upper or not lower or upper.casefold() == lower.casefold():
        return one, one
    above, below = money_scale(upper), money_scale(lower)
    return None if above is None or below is None else (above, below)


def _two_numbers(cleaned: Cleaned, upper: str, lower: str, scales: tuple[Decimal, Decimal]) -> Reading[Ratio]:
    above = read_body(replace(cleaned, body=upper), grouped_is_thousands=True)
    below = read_body(replace(cleaned, body=lower), grouped_is_thousands=True)
    if above.value is None or below.value is None:
        return cleaned.fault(NumberProblem.NOT_A_RATIO)
    ratio = Ratio(above.value * scales[0], below.value * scales[1])
    notes = tuple(dict.fromkeys(above.notes + below.notes))
    free = [read_body(replace(cleaned, body=side), grouped_is_thousands=False) for side in (upper, lower)]
    doubtful = [reading.problem is NumberProblem.AMBIGUOUS for reading in free]
    if doubtful.count(True) == 1 and ratio.numerator > ratio.denominator:
        numerator = free[0].alternatives[-1] if doubtful[0] else above.value
        denominator = free[1].alternatives[-1] if doubtful[1] else below.value
        other = Ratio(numerator * scales[0], denominator * scales[1])
        return Reading(cleaned.text, problem=NumberProblem.AMBIGUOUS, alternatives=(ratio, other))
    return Reading(cleaned.text, ratio, notes=notes)
