"""What is left of a whole: «437 trong 512 hồ sơ …, còn lại 75 hồ sơ», «46 người/52 biên chế (còn thiếu 06)»."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.slips import sum_slips

_LEFT = re.compile(r"(?i)\bcòn(?: lại| thiếu| (?:số|phải) [^.;,()\d]{1,25}(?: là)?)?\s*$")
_MOVED = re.compile(r"(?i)\b(?:xuống|giảm|từ|sau)\b[^.;]{0,40}$")
_NONE_OF_IT = re.compile(r"(?i)^[^.;,()\d]{0,15}\b(?:không|chưa) ")
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_WORD = re.compile(r"[^\W\d_]+")
FARTHEST = 130
DIGITS = 3
"""Where whole and part are shorter they differ by one digit too often."""


def add_remainders(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every remainder to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        for place, rest in enumerate(mentions):
            if rest.is_percent or rest.below is not None or _MOVED.search(text[: rest.start]):
                continue
            if _LEFT.search(text[: rest.start]) or _NONE_OF_IT.match(text[rest.end :]):
                _remainder(number, text, mentions[:place], rest, table)


def _remainder(number: int, text: str, before: Sequence[Mention], rest: Mention, table: FigureTable) -> None:
    """Of the ratio right before it, or of the two counts right before it; where they do not agree, only of one unit and
    of figures long enough."""
    near = [
        each
        for each in before
        if not each.is_percent
        and each.depth <= rest.depth
        and rest.start - each.end <= FARTHEST
        and not _SENTENCE.search(text[each.end : rest.start])
    ]
    if not near:
        return
    last, spot = near[-1], Spot(number, rest)
    if last.below is not None:
        known = _unit(last) == _unit(rest) or min(len(str(last.value)), len(str(last.below))) >= DIGITS
        if last.value + rest.value == last.below or (known and sum_slips(last.below, [last.value, rest.value])):
            table.add_sum(Spot(number, last), [Spot(number, last), spot], of_below=True)
    elif len(near) > 1 and near[-2].below is None:
        whole, part = sorted((near[-2], last), key=lambda each: -each.value)
        long_enough = min(len(str(each.value)) for each in (whole, part)) >= DIGITS
        known = long_enough and _unit(whole) == _unit(part) == _unit(rest)
        values = [part.value, rest.value]
        if whole.value == sum(values) or (known and sum_slips(whole.value, values)):
            table.add_sum(Spot(number, whole), [Spot(number, part), spot])


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
