"""Percentages whose base the words around them tell: of a total named after, of the figure before, of several parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Enumeration, Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.slips import slip
from parindex.engine.checks.statement_quotients import growth_of
from parindex.engine.numbers.exact import HUNDRED, ONE, ZERO, percent, round_half_up

_OF_NAMED_TOTAL = re.compile(r"(?i)^\s*(?:trên |của |so với )?tổng số (?P<noun>\w+(?: \w+)?)")
_IN_BRACKETS = re.compile(r"(?i)\s*[\w ]{0,30}?\s*\(\s*(?:(?:đạt|chiếm|bằng) )?(?:(?:tỷ|tỉ) lệ )?")
_SAID = re.compile(r"(?i)[^.;()\d]{0,60}?,\s*(?:đạt|chiếm|bằng)\s+(?:(?:tỷ|tỉ) lệ\s+)?")
_OPENS = re.compile(r"(?i)(?:\s+(?:trên |của )?tổng số[^.;()\d]{0,40})?\s*\(\s*")
_OVER = re.compile(r"(?i)[^.;()\d]{0,60}\btrên(?: tổng số)?\s+")
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_FARTHEST = 70
FEW_MEANT, MOST_MEANT, FEW_OF_LARGE = Decimal(12), Decimal(50), Decimal(200)
"""So many figures, or one of so many hundred: a slip then still tells one of them from any other figure."""


def near(printed: Decimal, expected: Decimal) -> bool:
    """Whether a percentage fits, or one slip of the hand explains why it does not."""
    decimals = decimals_of(printed)
    fits = abs(expected - printed) <= half_unit(decimals)
    return fits or slip(printed, round_half_up(expected, decimals)) is not None


def explained(rate: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether part and whole make the percentage, or one slip in any of the three explains why they do not:
    «612 … trên 171 …, đạt 94,7%» of 162."""
    if whole <= 0 or rate <= 0 or near(rate, percent(part, whole)):
        return whole > 0
    slack, decimals = half_unit(decimals_of(rate)), (decimals_of(part), decimals_of(whole))
    if rate <= slack:
        return False
    parts = between(whole * (rate - slack) / HUNDRED, whole * (rate + slack) / HUNDRED, decimals[0])
    wholes = between(part * HUNDRED / (rate + slack), part * HUNDRED / (rate - slack), decimals[1])
    return any(slip(part, each) is not None for each in parts) or any(slip(whole, each) is not None for each in wholes)


def growth_explained(rate: Decimal, now: Decimal, before: Decimal) -> bool:
    """Whether ``rate`` is how far ``now`` is from ``before``, or one slip in one of them explains why it is not."""
    if before <= 0 or rate <= 0 or now <= 0:
        return False
    slack, decimals = half_unit(decimals_of(rate)), decimals_of(rate)
    right = growth_of(now, before)
    if abs(right - rate) <= slack or slip(rate, round_half_up(right, decimals)) is not None:
        return True
    sign = ONE if now > before else -ONE
    least, most = (HUNDRED + sign * rate - slack) / HUNDRED, (HUNDRED + sign * rate + slack) / HUNDRED
    if least <= 0:
        return False
    nows, befores = (
        between(before * least, before * most, decimals_of(now)), between(now / most, now / least, decimals_of(before))
    )  # fmt: skip
    return any(slip(now, each) is not None for each in nows) or any(slip(before, each) is not None for each in befores)


def between(least: Decimal, most: Decimal, decimals: int) -> Iterator[Decimal]:
    """Figures that a rounded percentage allows; nothing where there are too many for one to be meant."""
    unit = ONE.scaleb(-decimals)
    if (most - least) / unit > max(FEW_MEANT, min(MOST_MEANT, least / unit / FEW_OF_LARGE)):
        return
    first = least.quantize(unit, rounding=ROUND_CEILING)
    while first <= most:
        yield first
        first += unit


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
        _before_its_ratio(number, text, mentions, table)
        _over(number, text, mentions, table)
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
    """«tiếp nhận 9.640 cuộc gọi, trả lời 8.702 cuộc (90,3%)», «qua 640 phiếu, 602 phiếu hài lòng, đạt 94,1%»."""
    for place, (whole, part) in enumerate(zip(found, found[1:], strict=False)):
        if not _counts(whole) or part.is_percent or whole.depth != part.depth:
            continue
        told = any(rule.is_told(whole.clause, part.clause) for rule in rules.shares)
        same_unit = whole.after.split()[:1] == part.after.split()[:1] != []
        if not told or not same_unit or part.start - whole.end > _FARTHEST or "." in text[whole.end : part.start]:
            continue
        if part.below is not None:
            if part.below == whole.value or slip(part.below, whole.value) is not None:
                table.add_same(Spot(number, part), Spot(number, whole))
            continue
        for each, rate in zip(found[place + 1 :], found[place + 2 :], strict=False):
            if _SENTENCE.search(text[part.end : each.start]):
                break
            if each.is_percent:
                continue
            gap = text[each.end : rate.start]
            if rate.is_percent and _counts(each) and (_IN_BRACKETS.fullmatch(gap) or _SAID.fullmatch(gap)):
                if each is part or each.after.split()[:1] == whole.after.split()[:1]:
                    expected = percent(each.value, whole.value) if whole.value > 0 else ZERO
                    if (each is part and _IN_BRACKETS.fullmatch(gap)) or near(rate.value, expected):
                        table.add_rate(Spot(number, rate), Spot(number, each), Spot(number, whole))


def _before_its_ratio(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    """«đạt 96,2% (1.190/1.237 hồ sơ)», «45 báo cáo, chiếm 15,5% tổng số báo cáo (45/291)»."""
    for place, (rate, ratio) in enumerate(zip(found, found[1:], strict=False)):
        if not rate.is_percent or ratio.below is None or ratio.is_percent or ratio.below <= 0:
            continue
        if _OPENS.fullmatch(text[rate.end : ratio.start]) and ratio.depth == rate.depth + 1:
            table.add_rate(Spot(number, rate), Spot(number, ratio))
            part = found[place - 1] if place else None
            if part is not None and _counts(part) and _SAID.fullmatch(text[part.end : rate.start]):
                table.add_same(Spot(number, part), Spot(number, ratio), whole=True)


def _over(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    """«162 công chức có mặt trên 171 chỉ tiêu được giao, đạt 94,7%»."""
    for part, whole, rate in zip(found, found[1:], found[2:], strict=False):
        if not (_counts(part) and _counts(whole) and rate.is_percent) or not 0 < part.value:
            continue
        if part.value > whole.value and not explained(rate.value, part.value, whole.value):
            continue
        over = _OVER.fullmatch(text[part.end : whole.start]) and _SAID.fullmatch(text[whole.end : rate.start])
        if over:
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
