"""Percentages whose base the words around them tell: of a total named after, of the figure before, of several parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Enumeration, Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.slips import slip
from parindex.engine.numbers.exact import ZERO, percent, round_half_up

_OF_NAMED_TOTAL = re.compile(r"(?i)^\s*(?:trên |của |so với )?tổng số (?P<noun>\w+(?: \w+)?)")
_SAID_AT_ONCE = re.compile(r"\s*[\w ]{0,30}?\s*\(\s*(?:(?:đạt|chiếm|bằng) )?(?:(?:tỷ|tỉ) lệ )?")
_FARTHEST = 70


def near(printed: Decimal, expected: Decimal) -> bool:
    """Whether a percentage fits, or one slip of the hand explains why it does not."""
    decimals = decimals_of(printed)
    fits = abs(expected - printed) <= half_unit(decimals)
    return fits or slip(printed, round_half_up(expected, decimals)) is not None


def add_shares(
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    enumerations: Sequence[Enumeration],
    rules: ProofRules,
    table: FigureTable,
) -> None:
    """Add every such percentage to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        _of_named_total(number, text, mentions, table)
        _of_figure_before(number, text, mentions, rules, table)
    for each in enumerations:
        _combined(each, passages, found, rules, table)


def _of_named_total(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    """«Tổng số TTHC là 2.015 … Có 1.124 TTHC …, chiếm 55,8% tổng số TTHC»."""
    for place, rate in enumerate(found):
        named = _OF_NAMED_TOTAL.match(text[rate.end :]) if rate.is_percent else None
        if named is None or place == 0:
            continue
        part = found[place - 1]
        wanted = f"tổng số {named['noun'].lower()}"
        wholes = [each for each in found[: place - 1] if _counts(each) and wanted in each.clause]
        if _counts(part) and len(wholes) == 1 and 0 < part.value <= wholes[0].value * 10:
            table.add_rate(Spot(number, rate), Spot(number, part), Spot(number, wholes[0]))


def _of_figure_before(number: int, text: str, found: Sequence[Mention], rules: ProofRules, table: FigureTable) -> None:
    """«tiếp nhận 9.640 cuộc gọi, trả lời ngay 8.702 cuộc (90,3%)»: of one unit, nothing in between."""
    for whole, part, rate in zip(found, found[1:], found[2:], strict=False):
        if not (_counts(whole) and _counts(part) and rate.is_percent) or whole.depth != part.depth:
            continue
        if not _SAID_AT_ONCE.fullmatch(text[part.end : rate.start]) or part.start - whole.end > _FARTHEST:
            continue
        told = any(rule.is_told(whole.clause, part.clause) for rule in rules.shares)
        same_unit = whole.after.split()[:1] == part.after.split()[:1] != []
        if told and same_unit and "." not in text[whole.end : part.start]:
            table.add_rate(Spot(number, rate), Spot(number, part), Spot(number, whole))


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _combined(
    enumeration: Enumeration,
    passages: Sequence[Passage],
    found: Mapping[int, Sequence[Mention]],
    rules: ProofRules,
    table: FigureTable,
) -> None:
    """«rất hài lòng 236, hài lòng 159, không hài lòng 15 … Tỷ lệ hài lòng đạt 96,34%»: in this passage or the next."""
    whole, parts, _ = enumeration
    for rule in rules.combined_shares:
        partition = rules.partition(rule.partition)
        if not partition.covers([part.mention.clause for part in parts]):
            continue
        counted = [part for part in parts if partition.class_of(part.mention.clause) in rule.of]
        if not counted or len(counted) == len(parts) or whole.mention.value <= 0:
            continue
        expected = percent(sum((part.mention.value for part in counted), ZERO), whole.mention.value)
        after = parts[-1].passage
        for number in (after, after + 1):
            if number >= len(passages) or passages[number].section != passages[after].section:
                break
            text = passages[number].text
            for rate in found.get(number, ()):
                later = number > after or rate.start > parts[-1].mention.end
                said = text[max(0, rate.start - 2 * _FARTHEST) : rate.start].lower()
                if later and rate.is_percent and rule.is_told(said) and near(rate.value, expected):
                    table.add_combined(Spot(number, rate), counted, whole)
