"""Wholes that stand in another sentence or paragraph than their parts.

«Trong số hồ sơ chưa đến hạn có 27 …, 62 …, 114 …» (the figure told as «chưa đến hạn» before), «214 …, 126 …; số còn
lại 944» of the figure just before the sentence, «Tính cả 37 … chuyển sang, tổng số phải xử lý là 1.321». What does not
agree is told only where one slip explains it and the roles are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parindex.engine.checks.proof_reading.enumerations import Enumeration, Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.numbers.exact import ZERO

_AMONG = re.compile(
    r"(?i)\btrong (?:tổng )?số (?P<name>[^.;:,()\d]{4,50}?)(?: (?:nêu trên|ở trên|trên|này|đó|nói trên))?"
    r"(?:,| thì)?\s*(?:\bcó\b|\bgồm\b|:)[^.;()\d]{0,40}$"
)
_CLASSED = re.compile(
    r"(?:Phân|Chia) (?:theo|loại|ra)\b|Phân bổ\b"
    r"|(?:Về|Theo) (?:lĩnh vực|nội dung|trình độ|kết quả|độ tuổi|giới tính|nguồn|cấp)\b"
    r"|Kết quả (?:có|giải quyết|xử lý|phân loại)\b"
)
_REST = re.compile(r"(?i)(?:\b(?:số )?còn lại(?: là)?|\bgiữ nguyên)\s*$")
_REST_AFTER = re.compile(r"(?i)^[^.;,()\d]{0,25}\bcòn lại\b")
_IN_ALL = re.compile(
    r"(?i)(?<!trong )\btổng (?:số|cộng)\b[^.;()\d]{0,60}$|\bphải (?:giải quyết|xử lý)\b[^.;()\d]{0,40}$"
)
_SENTENCE = re.compile(r"\.\s+(?=[A-ZĐ])")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset("các số những của là có tổng".split())
DIGITS = 3
"""Shorter figures are a slip away from each other too often."""
BEFORE = 3
"""Passages before that in which a named whole is looked for."""


def add_named_wholes(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    """Add every sum of a whole that stands in another sentence to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        for start, sentence in _sentences(number, text, mentions):
            _rest(start, sentence, number, passages, found, table)
        for spot in (Spot(number, each) for each in mentions if _counts(each)):
            if _IN_ALL.search(text[: spot.mention.start]):
                _carried_and_received(spot, passages, found, rules, table)


def among_named(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]) -> Iterator[Enumeration]:
    """Parts in a sentence that begins with the name of a whole told before."""
    for number, mentions in found.items():
        text = passages[number].text
        for _, sentence in _sentences(number, text, mentions):
            parts = [each for each in sentence if each.mention.depth == 0]
            said = _AMONG.search(text[: parts[0].mention.start]) if len(parts) > 1 else None
            if said is None or _SENTENCE.search(text[said.start() : parts[0].mention.start]):
                continue
            words = set(_WORD.findall(said["name"].lower())) - _EMPTY
            earlier = [
                each
                for each in _earlier(number, said.start(), passages, found)
                if words <= set(_WORD.findall(each.mention.clause))
            ]
            largest = max(each.mention.value for each in parts)
            if earlier and len(words) > 1 and largest <= earlier[-1].mention.value:
                yield Enumeration(earlier[-1], tuple(parts))


def classified(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]) -> Iterator[Enumeration]:
    """Parts in a sentence that says by what they are told apart («Phân loại chung có 91 đơn …, 19 đơn … và 227 đơn …»),
    and the figure before it which they make, else the nearest that is counted as they are."""
    for number, mentions in found.items():
        text = passages[number].text
        for start, sentence in _sentences(number, text, mentions):
            parts = [each for each in sentence if each.mention.depth == 0]
            units = {_unit(each.mention) for each in parts} - {""}
            if len(parts) < 2 or len(units) != 1 or _CLASSED.match(text, start) is None:
                continue
            total = sum((each.mention.value for each in parts), ZERO)
            earlier = [each for each in _earlier(number, start, passages, found) if _unit(each.mention) in units]
            held = [each for each in earlier if each.mention.value == total]
            for whole in held[-1:] or [each for each in earlier[-1:] if _long(each)]:
                yield Enumeration(whole, tuple(parts), True)


def _sentences(number: int, text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, list[Spot]]]:
    """Counts of every sentence, with the place where it begins."""
    ends = [each.end() for each in _SENTENCE.finditer(text)] + [len(text) + 1]
    start = 0
    for end in ends:
        yield start, [Spot(number, each) for each in mentions if _counts(each) and start <= each.start < end]
        start = end


def _earlier(
    number: int, before: int, passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]
) -> Iterator[Spot]:
    """Counts before a place, of this passage and those just before it, in the order of the text."""
    for place in range(max(0, number - BEFORE), number + 1):
        if passages[place].part == passages[number].part:
            for each in found.get(place, ()):
                if _counts(each) and (place < number or each.start < before):
                    yield Spot(place, each)


def _rest(
    start: int,
    sentence: Sequence[Spot],
    number: int,
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    table: FigureTable,
) -> None:
    """«214 …, 126 …; số còn lại 944»: together what stands just before the sentence in the same unit."""
    text = passages[number].text
    for place, rest in enumerate(sentence):
        mention = rest.mention
        if not (_REST.search(text[: mention.start]) or _REST_AFTER.match(text[mention.end :])):
            continue
        parts = [each for each in sentence[: place + 1] if each.mention.depth == mention.depth]
        units = {_unit(each.mention) for each in parts}
        if len(parts) < 2 or len(units) > 1:
            return
        values = [each.mention.value for each in parts]
        earlier = [each for each in _earlier(number, start, passages, found) if _unit(each.mention) in units]
        held = [each for each in earlier if each.mention.value == sum(values, ZERO)]
        likely = [each for each in earlier[-1:] if _long(each) and sum_slips(each.mention.value, values)]
        for whole in held[-1:] or (likely if len(parts) > 2 else []):
            table.add_sum(whole, parts)


def _carried_and_received(
    whole: Spot,
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    rules: ProofRules,
    table: FigureTable,
) -> None:
    """What was carried over and what was received, told before it, each once."""
    period = next((each for each in rules.partitions if each.id == "period"), None)
    if period is None:
        return
    earlier = list(_earlier(whole.passage, whole.mention.start, passages, found))
    carried = [each for each in earlier if period.class_of(each.mention.clause) == "carried"]
    received = [
        each
        for each in earlier
        if each not in carried and re.search(r"tiếp nhận|nhận mới|phát sinh", each.mention.clause)
    ]
    pairs = [
        (one, other)
        for one in carried[-1:]
        for other in reversed(received)
        if one.mention.value + other.mention.value == whole.mention.value
    ]
    alike = [each for each in received if carried and _unit(each.mention) == _unit(carried[-1].mention)]
    if not pairs and carried and alike and _long(whole):
        values = [carried[-1].mention.value, alike[-1].mention.value]
        likely = whole.mention.value != alike[-1].mention.value and sum_slips(whole.mention.value, values)
        pairs = [(carried[-1], alike[-1])] if likely else []
    if pairs:
        table.add_sum(whole, pairs[0])


def _long(spot: Spot) -> bool:
    return len(spot.mention.value.as_tuple().digits) >= DIGITS


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
