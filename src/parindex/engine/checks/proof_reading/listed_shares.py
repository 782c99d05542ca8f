"""Percentages that stand apart from their parts: «…; tương ứng 12,9%, 66% và 21,1%», «bằng 76% dự toán (5.640)»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.shares import explained
from parindex.engine.numbers.exact import percent

_EACH = re.compile(
    r"(?i)\b(?:tương ứng|lần lượt|tỷ lệ|tỉ lệ)"
    r"(?: (?:với|là|đạt|chiếm|bằng|các|tỷ lệ|tỉ lệ|lần lượt|tương ứng))*\s*:?\s*$"
)
_AND = re.compile(r"(?i)\s*(?:,|;|và|, và)\s*")
_BASE_BEHIND = re.compile(r"(?i)[^.;,()\d]{2,50}\(\s*(?:là )?")
_COMPARED = re.compile(r"(?i)\b(?:cùng kỳ|năm trước|kỳ trước|quý trước|tháng trước|năm \d{4})\b")
_MOVED = re.compile(r"(?i)\b(?:tăng|giảm|cao hơn|thấp hơn|vượt)[^.;,()\d]{0,25}$")
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_WORD = re.compile(r"[^\W\d_]+")
FARTHEST = 4
"""Counts before a percentage among which its part is looked for."""


def add_listed_shares(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every such percentage to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        for place, run in _runs(text, mentions):
            _listed(number, text, mentions[:place], run, passages, found, table)
        for place, rate in enumerate(mentions[:-1]):
            if rate.is_percent and not _MOVED.search(text[: rate.start]):
                _base_behind(number, text, mentions, place, table)


def _runs(text: str, found: Sequence[Mention]) -> Iterator[tuple[int, list[Mention]]]:
    """Two percentages or more with nothing between them, told as those of what is listed before."""
    place = 0
    while place < len(found):
        run = [found[place]]
        while (
            run[-1].is_percent
            and place + len(run) < len(found)
            and found[place + len(run)].is_percent
            and _AND.fullmatch(text[run[-1].end : found[place + len(run)].start])
        ):
            run.append(found[place + len(run)])
        if len(run) > 1 and _EACH.search(text[: run[0].start]):
            yield place, run
        place += len(run)


def _listed(
    number: int,
    text: str,
    before: Sequence[Mention],
    run: Sequence[Mention],
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    table: FigureTable,
) -> None:
    """The figures just before them, as many as they are, of the figure that makes all of them or all but one."""
    parts = [each for each in before if _counts(each) and not _SENTENCE.search(text[each.end : run[0].start])]
    parts = parts[-len(run) :]
    if len(parts) < len(run):
        return
    bases = [
        Spot(place, each)
        for place in range(max(0, number - 2), number + 1)
        if passages[place].part == passages[number].part
        for each in found.get(place, ())
        if not each.is_percent and (place < number or each.start < parts[0].start)
    ]
    pairs = list(zip(parts, run, strict=True))
    for base in reversed(bases):
        value = base.mention.value
        fits = sum(_fits(rate, part, base.mention) for part, rate in pairs)
        told = all(explained(rate.value, part.value, value) or part.value == value for part, rate in pairs)
        if fits and fits >= len(run) - 1 and told:
            for part, rate in pairs:
                table.add_rate(Spot(number, rate), Spot(number, part), base)
            return


def _fits(rate: Mention, part: Mention, base: Mention) -> bool:
    if base.value <= 0:
        return False
    return abs(percent(part.value, base.value) - rate.value) <= half_unit(decimals_of(rate.value))


def _base_behind(number: int, text: str, found: Sequence[Mention], place: int, table: FigureTable) -> None:
    """«4.286 triệu đồng, bằng 76% dự toán giao (5.640 triệu đồng)»: of the nearest figure before it that fits, else of
    the nearest of the base's unit."""
    rate, base = found[place], found[place + 1]
    gap = text[rate.end : base.start]
    if not _counts(base) or base.value <= 0 or base.depth != rate.depth + 1 or table.is_rate(Spot(number, rate)):
        return
    if not _BASE_BEHIND.fullmatch(gap) or _COMPARED.search(gap):
        return
    parts = [each for each in found[:place] if _counts(each) and not _SENTENCE.search(text[each.end : rate.start])]
    parts = [each for each in reversed(parts) if 0 < each.value <= base.value * 10][:FARTHEST]
    fitting = [each for each in parts if _fits(rate, each, base)]
    if not fitting:
        alike = [each for each in parts if _unit(each) == _unit(base)] or parts
        fitting = [each for each in alike[:1] if explained(rate.value, each.value, base.value)]
    if fitting:
        table.add_rate(Spot(number, rate), Spot(number, fitting[0]), Spot(number, base))


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
