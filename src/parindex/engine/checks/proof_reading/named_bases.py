"""Percentages of a figure that stands elsewhere and is named: «đạt 80% dự toán», «(85%)» of the figure of that name.

A base that makes the percentage exactly is taken wherever it is near. One that a slip of the hand explains is taken
only where words name it (what stands after the percentage, or the same words before both figures) and it is the only
one, or where several percentages in a row have one base.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.shares import between, explained, near
from parindex.engine.checks.proof_reading.slips import slip, sum_slips
from parindex.engine.numbers.exact import HUNDRED, ZERO, percent

_WORD = re.compile(r"[^\W\d_]+")
_SAID_OF = re.compile(
    r"(?i)[^.;()\d]{0,60}?(?:,\s*(?:đạt|chiếm|bằng)\s+(?:(?:tỷ|tỉ) lệ\s+)?|\(\s*(?:(?:đạt|chiếm|bằng) )?)"
)
_NAMED_AFTER = re.compile(
    r"(?i)^\s*(?:so với |của |trên )?(?P<all>tổng (?:số )?)?(?P<noun>[^\W\d_]+ [^\W\d_]+(?: [^\W\d_]+)?)"
)
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_RATE_TOLD = re.compile(r"(?i)\b(?:tỷ|tỉ) lệ\b")
_NO_BASE = frozenset("cùng kỳ năm trước quý tháng trở lên".split())
LEAD_WORDS = 3


class _Share(NamedTuple):
    part: Spot
    rate: Spot


def add_named_bases(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    """Add every percentage of a figure that stands elsewhere to the table."""
    counts = [Spot(number, each) for number, mentions in found.items() for each in mentions if _counts(each)]
    bases = [Spot(number, each) for number, mentions in found.items() for each in mentions if not each.is_percent]
    for number, mentions in found.items():
        text = passages[number].text
        every = _shares(number, text, mentions)
        shares = [each for each in every if not table.is_rate(each.rate)]
        near_by = [each for each in bases if _is_near(each, number, passages)]
        for group in _in_a_row(every, text):
            open_ones = [share for share in group if share in shares]
            if open_ones and not _of_one_base(group, near_by, rules, table):
                _of_one_base(open_ones, near_by, rules, table)
        for share in shares:
            if not table.is_rate(share.rate):
                _of_named(share, text, [each for each in counts if _same_part(each, number, passages)], table)
        _told_rate(number, mentions, rules, table)


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _same_part(spot: Spot, number: int, passages: Sequence[Passage]) -> bool:
    return passages[spot.passage].part == passages[number].part


def _is_near(spot: Spot, number: int, passages: Sequence[Passage]) -> bool:
    """In the same passage, or in the one before of the same section."""
    same_section = passages[spot.passage].section == passages[number].section
    return spot.passage == number or (
        spot.passage == number - 1 and same_section and _same_part(spot, number, passages)
    )


def _shares(number: int, text: str, found: Sequence[Mention]) -> list[_Share]:
    """Counts with a percentage right after them: «252 người hài lòng (84%)», «2.912 triệu đồng, đạt 80%»."""
    return [
        _Share(Spot(number, part), Spot(number, rate))
        for part, rate in zip(found, found[1:], strict=False)
        if _counts(part) and rate.is_percent and part.value > 0 and _SAID_OF.fullmatch(text[part.end : rate.start])
    ]


def _in_a_row(shares: Sequence[_Share], text: str) -> list[list[_Share]]:
    """Those of one sentence and one depth."""
    groups: list[list[_Share]] = []
    for share in shares:
        last = groups[-1][-1] if groups else None
        if last is None or _SENTENCE.search(text[last.rate.mention.end : share.part.mention.start]):
            groups.append([])
        groups[-1].append(share)
    return [group for group in groups if len({share.part.mention.depth for share in group}) == 1]


def _of_one_base(group: Sequence[_Share], bases: Sequence[Spot], rules: ProofRules, table: FigureTable) -> bool:
    """The figure before them that makes most of them, the nearest of equals: one slip at a time is explained, in one
    of them or in the base."""
    own = {(share.part.passage, share.part.mention.start) for share in group}
    first = group[0].part
    most = max(share.part.mention.value for share in group)
    before = [
        each
        for each in reversed(bases)
        if (each.passage, each.mention.start) < (first.passage, first.mention.start)
        and (each.passage, each.mention.start) not in own
        and most <= each.mention.value * 10
    ]
    if not before:
        return False
    base = max(before, key=lambda each: sum(_fits(share, each) for share in group))
    exact = sum(_fits(share, base) for share in group)
    value = base.mention.value
    told = [
        share
        for share in group
        if explained(share.rate.mention.value, share.part.mention.value, value)
        or (exact > 1 and share.part.mention.value == value)  # the whole printed for a part
    ]
    # «Biên chế giao 23, có mặt 21, đạt 91,3%; trong đó đại học 20 người, đạt 95,24%»: of the part before it
    parts = [share.part for share in group]
    told = [
        share
        for share in told
        if _fits(share, base) or not any(_fits(share, each) for each in parts if _over(share, each))
    ]
    if exact and exact >= len(group) - 1 and len(told) == len(group):
        _take(group, base, rules, table)
        return True
    meant = next((each for each in before if len(group) > 2 and not exact and _slipped_base(group, each)), None)
    if meant is not None:
        _take(group, meant, rules, table)
    return meant is not None


def _over(share: _Share, other: Spot) -> bool:
    """Whether another part stands before that of the share and is larger."""
    mention, part = other.mention, share.part.mention
    return mention.start < part.start and mention.value > part.value


def _slipped_base(group: Sequence[_Share], base: Spot) -> bool:
    """Whether one slip in the base explains all of them: they are the percentages of one other figure."""
    parts = [share.part.mention.value for share in group]
    rates = [share.rate.mention.value for share in group]
    slacks = [half_unit(decimals_of(rate)) for rate in rates]
    if any(rate <= slack for rate, slack in zip(rates, slacks, strict=True)):
        return False
    known = list(zip(parts, rates, slacks, strict=True))
    least = max(part * HUNDRED / (rate + slack) for part, rate, slack in known)
    most = min(part * HUNDRED / (rate - slack) for part, rate, slack in known)
    meant = between(least, most, decimals_of(base.mention.value))
    return any(slip(base.mention.value, each) is not None for each in meant)


def _take(group: Sequence[_Share], base: Spot, rules: ProofRules, table: FigureTable) -> None:
    for share in group:
        table.add_rate(share.rate, share.part, base)
    parts = [share.part for share in group]
    values = [part.mention.value for part in parts]
    total = sum(values, ZERO)
    named = rules.is_partition([part.mention.clause for part in parts]) and sum_slips(base.mention.value, values)
    if total == base.mention.value or named or _make_all(group):
        table.add_sum(base, parts)


def _make_all(group: Sequence[_Share]) -> bool:
    """Whether the percentages of a row add up to 100, as far as they are rounded: its parts leave nothing out."""
    rates = [share.rate.mention.value for share in group]
    slack = sum((half_unit(decimals_of(rate)) for rate in rates), ZERO)
    return len(group) > 1 and abs(sum(rates, ZERO) - HUNDRED) <= slack


def _fits(share: _Share, base: Spot) -> bool:
    rate = share.rate.mention.value
    return abs(percent(share.part.mention.value, base.mention.value) - rate) <= half_unit(decimals_of(rate))


def _of_named(share: _Share, text: str, counts: Sequence[Spot], table: FigureTable) -> None:
    """The only figure that the words after the percentage, or before the part, name as its base."""
    part, rate = share.part.mention, share.rate.mention
    after = _NAMED_AFTER.match(text[rate.end :])
    noun = after["noun"].lower() if after else ""
    words = [] if not noun or set(noun.split()) & _NO_BASE else noun.split()
    lead = tuple(_WORD.findall(part.before.lower())[-LEAD_WORDS:])
    bases = [
        each
        for each in counts
        if (each.passage, each.mention.start) < (share.part.passage, part.start)
        and _may_be_base(each, part, words)
        and (_is_called(each.mention, words) or _leads(each, lead, share.part.passage))
    ]
    fitting = [each for each in bases if each.mention.value > 0 and _fits(share, each)]
    if not fitting:
        totals = [each for each in bases if re.search(r"\btổng\b", each.mention.clause)] or bases
        told = [each for each in totals if explained(rate.value, part.value, each.mention.value)]
        fitting = told if len({each.mention.value for each in totals}) == 1 else []
    if fitting:
        table.add_rate(share.rate, share.part, fitting[0])


def _may_be_base(base: Spot, part: Mention, words: Sequence[str]) -> bool:
    """Whether both count in one unit, or the base counts what the words after the percentage name."""
    counted = len(words) > 1 and base.mention.after.lower().startswith(" ".join(words[:2]))
    return counted or _unit(base.mention) == _unit(part) or _unit(part) in _WORD.findall(base.mention.clause)


def _is_called(mention: Mention, words: Sequence[str]) -> bool:
    """Whether the first words of a name stand in the clause beside «tổng», «được giao», or right after the figure."""
    if len(words) < 2:
        return False
    name = " ".join(words[:2])
    return name in mention.clause and (
        re.search(r"\b(?:tổng|được giao)\b", mention.clause) is not None or mention.after.lower().startswith(name)
    )


def _leads(spot: Spot, lead: tuple[str, ...], passage: int) -> bool:
    """Whether the same words lead to the figure in another passage."""
    return (
        len(lead) == LEAD_WORDS
        and spot.passage != passage
        and tuple(_WORD.findall(spot.mention.before.lower())[-LEAD_WORDS:]) == lead
    )


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])


def _told_rate(number: int, found: Sequence[Mention], rules: ProofRules, table: FigureTable) -> None:
    """«tiếp nhận 1.482, đã xử lý 1.405; tỷ lệ đã xử lý đạt 94,8%»: the share of the two that the words name."""
    counts = [Spot(number, each) for each in found if _counts(each)]
    for rate in found:
        spot = Spot(number, rate)
        if not rate.is_percent or not _RATE_TOLD.search(rate.before) or table.is_rate(spot):
            continue
        for rule in rules.shares:
            before = [each for each in counts if each.mention.start < rate.start]
            parts = [each for each in before if rule.is_told(each.mention.clause, each.mention.clause) is False
                     and rule.is_part(each.mention.clause) and rule.is_part(rate.clause)]  # fmt: skip
            wholes = [each for each in before if rule.is_whole(each.mention.clause) and each not in parts]
            if len(parts) == len(wholes) == 1 and wholes[0].mention.value > 0:
                expected = percent(parts[0].mention.value, wholes[0].mention.value)
                if near(rate.value, expected) or explained(rate.value, parts[0].mention.value, wholes[0].mention.value):
                    table.add_rate(spot, parts[0], wholes[0])
                    break
