"""Averages and multiples told in sentences: «430 lượt …, bình quân 71,7 người/lớp», «1.284 …, gấp 1,2 lần (1.069)».

What an average is divided by is named after its stroke, or after «mỗi». What does not agree is held against only one
pair of figures: the nearest that is counted as the average is, and the only one of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.shares import between
from parindex.engine.checks.proof_reading.slips import slip
from parindex.engine.checks.statement_quotients import is_quotient
from parindex.engine.numbers.exact import divide, round_half_up

_MEAN = re.compile(
    r"(?i)\b(?:bình quân|trung bình)(?!\s+cộng)[^.;()\d]{0,20}?"
    r"(?:\b(?:mỗi|một|01|1)\s+(?P<each>[^\W\d_]+)[^.;()\d]{0,30}?)?\s*$"
)
_PER = re.compile(r"(?i)^\s*(?P<unit>[^\W\d_]+)(?:\s+[^\W\d_]+){0,3}?\s*(?:/\s*|\s+mỗi\s+)(?P<each>[^\W\d_]+)")
_TIMES = re.compile(r"(?i)\bgấp\s*$")
_MULTIPLE = re.compile(r"(?i)\b(?:gấp|bằng)\s*$")
_OF_BRACKETS = re.compile(r"(?i)\s*lần\b[^.;,()\d]{0,30}(?:\d{4}\s*)?\(\s*")
_ABOUT = re.compile(r"(?i)\b(?:khoảng|gần|hơn|trên|dưới|xấp xỉ|kế hoạch|chỉ tiêu)\s*$")
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_WORD = re.compile(r"[^\W\d_]+")
DIGITS = 3
"""A shorter average may be a slip away from a quotient by chance."""
BEFORE = 2
"""Passages before that of an average in which its figures are looked for."""


def add_averages(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every average to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        for place in range(len(mentions) - 1):
            _multiple(number, text, mentions, place, table)
        for mean in mentions:
            said, per = _MEAN.search(text[: mean.start]), _PER.match(text[mean.end :])
            each = (said["each"] if said else None) or (per["each"] if per else None)
            if said is None or each is None or not _counts(mean) or mean.value <= 0:
                continue
            near_by = [spot for spot in _near(number, passages, found) if spot.mention is not mean]
            _average(Spot(number, mean), each.lower(), near_by, text, table)


def _near(number: int, passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]) -> Iterator[Spot]:
    for place in range(max(0, number - BEFORE), number + 1):
        if passages[place].part == passages[number].part:
            yield from (Spot(place, each) for each in found.get(place, ()) if _counts(each) and each.value > 0)


def _average(mean: Spot, each: str, near_by: Sequence[Spot], text: str, table: FigureTable) -> None:
    """The nearest figures that make it; else the only ones that their words name, where a slip explains the rest."""
    unit = _unit(mean.mention)
    place = (mean.passage, mean.mention.start)
    before = [spot for spot in reversed(near_by) if (spot.passage, spot.mention.start) < place]
    named = [spot for spot in reversed(near_by) if _unit(spot.mention) == each]
    alike = [spot for spot in before if _unit(spot.mention) == unit]
    for above in [*alike, *(spot for spot in before if spot not in alike)]:
        for below in named:
            if above != below and _fits(mean.mention, above.mention, below.mention.value):
                table.add_quotient(mean, above, below)
                return
    listed = _listed(mean, each, text)
    if listed > 1:
        wholes = [spot for spot in alike if _fits(mean.mention, spot.mention, Decimal(listed))] or alike[:1]
        if wholes and quotient_explained(mean.mention, wholes[0].mention, Decimal(listed)):
            table.add_quotient(mean, wholes[0], None, Decimal(listed))
        return
    pairs = [
        (above, below)
        for above in alike or before[:1]
        for below in named
        if above != below and above.mention.value > below.mention.value and _slipped(mean.mention, above, below)
    ]
    total = next(iter(alike or before), None)
    if len(pairs) == 1 and len(mean.mention.value.as_tuple().digits) >= DIGITS:
        table.add_quotient(mean, *pairs[0])
    elif total is not None and total.passage == mean.passage and len({spot.mention.value for spot in named}) == 1:
        if total != named[0] and quotient_explained(mean.mention, total.mention, named[0].mention.value):
            table.add_quotient(mean, total, named[0])


def _slipped(mean: Mention, above: Spot, below: Spot) -> bool:
    """Whether a slip in the average alone explains that it is not the quotient of the two."""
    right = round_half_up(divide(above.mention.value, below.mention.value), decimals_of(mean.value))
    return slip(mean.value, right) is not None


def _listed(mean: Spot, each: str, text: str) -> int:
    """How many are listed by number in the sentence: «(tháng 7: 2.780; tháng 8: 2.943; …), bình quân …/tháng»."""
    before = _SENTENCE.split(text[: mean.mention.start])[-1].lower()
    return len(set(re.findall(rf"\b{re.escape(each)}\s+(\d{{1,2}}|[ivx]+)\s*:", before)))


def _fits(mean: Mention, above: Mention, below: Decimal) -> bool:
    return is_quotient(mean.value, [above.value], above.value, below)


def quotient_explained(mean: Mention, above: Mention, below: Decimal) -> bool:
    """Whether the quotient is right, or one slip in one of the three explains why it is not."""
    if _fits(mean, above, below):
        return True
    decimals, slack = decimals_of(mean.value), half_unit(decimals_of(mean.value))
    if slip(mean.value, round_half_up(divide(above.value, below), decimals)) is not None:
        return True
    least, most = mean.value - slack, mean.value + slack
    aboves = between(least * below, most * below, decimals_of(above.value))
    if any(slip(above.value, each) is not None for each in aboves):
        return True
    if least <= 0:
        return False
    belows = between(divide(above.value, most), divide(above.value, least), decimals_of(below))
    return any(slip(below, each) is not None for each in belows)


def _multiple(number: int, text: str, found: Sequence[Mention], place: int, table: FigureTable) -> None:
    """«18.352 văn bản, bằng 1,10 lần năm 2022 (16.740 văn bản)»; of short figures only where it holds."""
    times, old = found[place], found[place + 1]
    said = _MULTIPLE.search(text[: times.start])
    if said is None or not _counts(times) or not _counts(old) or old.value <= 0:
        return
    if not _OF_BRACKETS.fullmatch(text[times.end : old.start]) or old.depth != times.depth + 1:
        return
    before = [each for each in found[:place] if _counts(each) and not _SENTENCE.search(text[each.end : times.start])]
    before = [each for each in reversed(before) if each.depth == times.depth]
    fitting = [each for each in before if _fits(times, each, old.value)]
    alike = [each for each in before if _unit(each) == _unit(old)][:1]
    long_enough = all(len(each.value.as_tuple().digits) >= DIGITS for each in (*alike, old))
    if not fitting and long_enough:
        fitting = [each for each in alike if quotient_explained(times, each, old.value)]
    if fitting:
        table.add_quotient(Spot(number, times), Spot(number, fitting[0]), Spot(number, old))


def multiple_of(text: str, found: Sequence[Mention], after: int) -> Mention | None:
    """«gấp 1,5 lần» in the rest of the sentence; not «gấp hơn 2 lần»."""
    for each in found:
        if each.start < after:
            continue
        if _SENTENCE.search(text[after : each.start]):
            return None
        if _counts(each) and _TIMES.search(text[: each.start]) and re.match(r"\s*lần\b", text[each.end :]):
            return None if _ABOUT.search(text[: each.start].rstrip()[:-3]) else each
    return None


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
