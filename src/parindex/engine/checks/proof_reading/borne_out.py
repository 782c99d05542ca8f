"""Shares borne out twice: by their percentage and by what is left of the whole, or by the name of their base.

«1.526 hồ sơ …; trực tuyến 1.398 hồ sơ (91,61%), 128 hồ sơ nộp tiền mặt»: where two of the three figures and the
percentage agree, one slip in the third is told whatever the words are. «bằng 93,47% số đã giải quyết»: of the figure
which was told as «đã giải quyết» before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.shares import explained
from parindex.engine.checks.proof_reading.slips import slip, sum_slips
from parindex.engine.numbers.exact import percent

_SAID = re.compile(
    r"(?i)[^.;()\d]{0,70}?(?:[,(]\s*(?:(?:đạt|chiếm|bằng|tương ứng|tương đương|hay|tức)\s+)?(?:(?:tỷ|tỉ) lệ\s+)?|=\s*)"
)
_SAID_FIRST = re.compile(r"(?i)\s*(?:\(|với\s+)")
_OF_NAMED = re.compile(
    r"(?i)^\s*(?:so với |của |trên )?(?:tổng (?:số )?|số |các )+(?P<name>[^.;,()\d:]{4,60}?)"
    r"(?: (?:của|toàn|nêu trên|trong kỳ)\b|\s*[.;,()]|$)"
)
_AMONG = re.compile(
    r"(?i)\btrong (?:tổng )?số (?P<name>[^.;,()\d:]{4,50}?)(?: (?:nêu trên|nói trên|này|đó|thì|có)\b|,)"
)
_OTHER_TIME = re.compile(r"\b(?:cùng kỳ|năm trước|kỳ trước|quý trước|so với|kế hoạch|năm \d{4})\b")
_MOVED = re.compile(r"(?i)\b(?:tăng|giảm|cao hơn|thấp hơn|vượt)[^.;,()\d]{0,25}$")
_SENTENCE = re.compile(r"\.\s+(?=[A-ZĐ])")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset("các số những của là có tổng".split())
BEFORE, NAMED_BEFORE = 1, 12
"""Passages before that of a share in which its whole is looked for: by figures, by name."""
FARTHEST = 180
DIGITS, LONG = 3, 5
"""Digits of a rest, and of figures that add up without a percentage, of which one slip is told."""


class _Share(NamedTuple):
    part: Mention
    rate: Mention


def add_borne_out(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every such relation to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        wholes = [
            Spot(place, each)
            for place in range(max(0, number - BEFORE), number + 1)
            if passages[place].part == passages[number].part
            for each in found.get(place, ())
            if _counts(each)
        ]
        for share in _shares(text, mentions):
            _with_rest(number, text, share, mentions, wholes, table)
            if not table.is_rate(Spot(number, share.rate)):
                _of_named(number, share, passages, found, table)
        _long_sums(number, text, [each for each in mentions if _counts(each)], table)


def _shares(text: str, found: Sequence[Mention]) -> Iterator[_Share]:
    """A count with its percentage behind it, or in brackets or after «với» behind its percentage."""
    for one, other in pairwise(found):
        gap = text[one.end : other.start]
        if _counts(one) and other.is_percent and one.value > 0 and _SAID.fullmatch(gap):
            yield _Share(one, other)
        elif one.is_percent and _counts(other) and other.value > 0 and _SAID_FIRST.fullmatch(gap):
            if not _MOVED.search(text[: one.start]):
                yield _Share(other, one)


def _with_rest(
    number: int, text: str, share: _Share, found: Sequence[Mention], wholes: Sequence[Spot], table: FigureTable
) -> None:
    """The part, the next count as what is left, and a whole before them: all but one of them borne out."""
    part, rate = share
    later = [each for each in found if each.start > max(part.end, rate.end) and _counts(each)]
    rest = later[0] if later else None
    if rest is None or rest.start - part.end > FARTHEST or rest.depth != min(part.depth, rate.depth):
        return
    if _unit(rest) not in ("", _unit(part)) and _unit(part):
        return
    start = (number, part.start)
    earlier = [each for each in reversed(wholes) if (each.passage, each.mention.start) < start][:8]
    printed = {value for each in found if each.start < part.start for value in (each.value, each.below)}
    told = next((each for each in earlier if _bears_out(rate, part, rest, each.mention)), None)
    if told is None or rest.value <= 0:
        return
    if part.value + rest.value in printed - {told.mention.value}:
        return  # «1.400/1.440 phiếu»: they are the parts of what is printed beside a whole near by
    table.add_rate(Spot(number, rate), Spot(number, part), told)
    table.add_sum(told, [Spot(number, part), Spot(number, rest)])


def _bears_out(rate: Mention, part: Mention, rest: Mention, whole: Mention) -> bool:
    """Whether the percentage and the difference agree, or agree but for one slip in one of the four."""
    if whole.value <= 0:
        return False
    if whole.value == part.value + rest.value:
        return explained(rate.value, part.value, whole.value)
    left, own, both = whole.value - part.value, whole.value - rest.value, part.value + rest.value
    if left > 0 and _fits(rate, part.value, whole.value):
        told = rest.value == whole.value or slip(rest.value, left) is not None
        return told and min(_digits(left), _digits(rate.value)) >= DIGITS
    if own > 0 and _fits(rate, own, whole.value):
        return _digits(own) >= DIGITS and (slip(part.value, own) is not None or part.value == whole.value)
    return _fits(rate, part.value, both) and _digits(both) >= DIGITS and slip(whole.value, both) is not None


def _fits(rate: Mention, part: Decimal, whole: Decimal) -> bool:
    return abs(percent(part, whole) - rate.value) <= half_unit(decimals_of(rate.value))


def _of_named(
    number: int,
    share: _Share,
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    table: FigureTable,
) -> None:
    """The nearest figure before that the words behind the percentage, or those that open the sentence, name."""
    part, rate = share
    text = passages[number].text
    named = _OF_NAMED.match(text[max(part.end, rate.end) if part.start > rate.start else rate.end :])
    begin = max((each.end() for each in _SENTENCE.finditer(text, 0, part.start)), default=0)
    said = named or _AMONG.search(text[begin : part.start])
    words = set(_WORD.findall(said["name"].lower())) - _EMPTY if said else set[str]()
    if len(words) < 2 or len(str(rate.value)) < DIGITS:
        return
    bases = [
        Spot(place, each)
        for place in range(max(0, number - NAMED_BEFORE), number + 1)
        if passages[place].part == passages[number].part
        for each in found.get(place, ())
        if _counts(each) and (place, each.start) < (number, part.start) and each.value * 10 >= part.value
        if words <= set(_WORD.findall(each.clause)) and not _OTHER_TIME.search(each.clause)
    ]
    fitting = [
        each for each in reversed(bases) if each.mention.value > 0 and _fits(rate, part.value, each.mention.value)
    ]
    if not fitting and len({each.mention.value for each in bases}) == 1:
        fitting = [each for each in bases if explained(rate.value, part.value, each.mention.value)]
    if fitting:
        table.add_rate(Spot(number, rate), Spot(number, part), fitting[0])


def _long_sums(number: int, text: str, counts: Sequence[Mention], table: FigureTable) -> None:
    """«183.920 triệu đồng; khối hành chính 105.424 triệu đồng, khối sự nghiệp 78.496 triệu đồng»: of three such figures
    side by side, counted alike, one is the sum of the two others but for a slip."""
    long_ones = [each for each in counts if decimals_of(each.value) == 0 and each.depth == 0]
    for some in zip(long_ones, long_ones[1:], long_ones[2:], strict=False):
        words = {" ".join(_WORD.findall(each.after.lower())[:2]) for each in some}
        least, middle, _ = sorted(_digits(each.value) for each in some)
        if len(words) > 1 or words == {""} or middle < LONG or least < LONG - 1:
            continue
        if "|" in text or some[2].start - some[0].end > 2 * FARTHEST:
            continue
        for whole in some:
            parts = [each for each in some if each is not whole]
            values = [each.value for each in parts]
            if whole.value == sum(values) or (whole.value not in values and sum_slips(whole.value, values)):
                table.add_sum(Spot(number, whole), [Spot(number, each) for each in parts])
                break


def _digits(value: Decimal) -> int:
    """As printed: 10.310 has five."""
    return len(format(abs(value), "f").replace(".", ""))


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
