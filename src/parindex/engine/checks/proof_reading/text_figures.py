"""The figures of a running text as a statement: every mention that stands in an identity, and the identities.

An enumeration is an identity when its parts leave nothing out by their names (a partition of the rules), when it holds,
or when one slip of the hand explains why it does not. All others may leave something out and are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, localcontext

from parindex.engine.checks.causes import mean_of_percentages
from parindex.engine.checks.proof_reading.borne_out import add_borne_out
from parindex.engine.checks.proof_reading.changes import add_changes
from parindex.engine.checks.proof_reading.enumerations import Enumeration, Spot, enumerations_of, mentions_by_place
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.listed_shares import add_listed_shares
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.named_bases import add_named_bases
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.quotients import add_averages
from parindex.engine.checks.proof_reading.remainders import add_remainders
from parindex.engine.checks.proof_reading.restated import add_restated
from parindex.engine.checks.proof_reading.roll_ups import add_roll_ups
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.shares import add_shares, explained, near
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.checks.proof_reading.stock_and_flow import add_flows
from parindex.engine.checks.proof_reading.tied_shares import add_tied_shares
from parindex.engine.checks.proof_reading.wholes_named import add_named_wholes, among_named, classified
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, percent

_OF_SOMETHING_ELSE = re.compile(
    r"(?i)\b(?:tăng|giảm|vượt|so với|trong khi|còn|kế hoạch|cùng kỳ|dự toán|chỉ tiêu|mục tiêu|trên|dưới|tối thiểu"
    r"|ít nhất)\b"
)
_COMPARED = re.compile(r"(?i)^[^.;,()]{0,30}\b(?:so với|kế hoạch|dự toán|cùng kỳ|chỉ tiêu|nghị quyết)\b")
_OF_ITS_PLAN = re.compile(r"(?i)^\s*(?:kế hoạch|chỉ tiêu|dự toán)(?: năm| đề ra| được giao| giao)*\s*(?:[.,;)]|$)")
"""«3.412/8.120 tỷ đồng, đạt 42,02% kế hoạch»: the plan is the denominator."""
_OWN_UNIT = re.compile(r"(?i)^\s*chỉ tiêu\b")
"""«38/41 chỉ tiêu biên chế, đạt 92,7%»: what is counted, no other base."""
_SAID_LAST = re.compile(r"(?i),\s*(?:đạt|chiếm|bằng)\s*(?:(?:tỷ|tỉ) lệ\s*)?$")
_COMPRISES = re.compile(r"(?i)^[^.;\d]{0,60}?,?\s*\b(?:bao )?gồm\b(?! cả)(?: có)?\s*:?[^.;\d]{0,10}$")
_BARE_BRACKET = re.compile(r"[^().;:,\d]{0,60}\(\s*")
"""«07 văn bản quy phạm pháp luật (02 nghị quyết, 05 quyết định)»."""
_PERIODS = re.compile(r"(?i)\b(?:năm|quý|kỳ|tháng|trước|sau|có|như|riêng)\b")
_NOT = re.compile(r"(?i)\b(?:không|chưa)\b")
_OF_ALL = re.compile(
    r"(?i)\b(?:tổng|chung|toàn (?:huyện|tỉnh|xã|thành phố)|bình quân|cả (?:hai|ba) cấp|cấp huyện, cấp xã)\b"
)
_WORD = re.compile(r"\w+")
_SENTENCE_ENDS = re.compile(r"\.\s+[A-ZĐ]")
LONGEST_GAP = 60
FEW, FEW_OF_ALL = 100, 20
"""Below these a difference between a whole and two parts may be chance; the second where nothing is left out."""


def figures_of(
    passages: Sequence[Passage], rules: ProofRules, unit: str = "", without: Collection[int] = ()
) -> FigureTable:
    """Figures and identities of the passages. ``without``: places of passages that other checks hold."""
    found = {place: mentions for place, mentions in mentions_by_place(passages).items() if place not in without}
    table = FigureTable(passages, found, unit)
    with localcontext(CONTEXT):
        enumerations = [*enumerations_of(passages, found), *among_named(passages, found), *classified(passages, found)]
        for enumeration in enumerations:
            _enumerated(enumeration, rules, table)
        for number, mentions in found.items():
            text = passages[number].text
            _totalled(number, text, mentions, rules, table)
            _ratios(number, text, mentions, table)
            _complements(number, mentions, table)
            _rest_of_ratio(number, text, mentions, table)
        _pooled(passages, found, table)
        add_flows(passages, found, rules, table)
        add_named_wholes(passages, found, rules, table)
        add_changes(passages, found, table)
        add_averages(passages, found, table)
        add_listed_shares(passages, found, table)
        add_remainders(passages, found, table)
        add_shares(passages, found, enumerations, rules, table)
        _notions(passages, found, rules, table)
        add_restated(passages, found, rules, table)
        add_named_bases(passages, found, rules, table)
        add_borne_out(passages, found, table)
        add_tied_shares(passages, found, table)
        add_roll_ups(passages, found, rules, table)
    return table


# --- parts and totals ---


def _enumerated(enumeration: Enumeration, rules: ProofRules, table: FigureTable) -> None:
    whole, parts, exhaustive = enumeration
    values = [part.mention.value for part in parts]
    named = rules.is_partition([part.mention.clause for part in parts]) and not _of_other_things(whole, parts)
    holds = sum(values, ZERO) == whole.mention.value
    below = whole.mention.below
    bases = [part.mention.below for part in parts if part.mention.below is not None]
    bases_hold = below is not None and len(bases) == len(parts) and sum(bases, ZERO) == below
    based = below is None and any(part.mention.below in (whole.mention.value, sum(values, ZERO)) for part in parts)
    listed = exhaustive and _is_listed(whole, parts, table.passages[whole.passage].text)
    if not (holds or named or bases_hold or listed or _slipped(whole, parts, values, exhaustive or based)):
        return
    table.add_sum(whole, parts)
    for part in parts if based else ():
        if part.mention.below is not None:
            table.add_same(part, whole)
    if below is not None and len(bases) == len(parts) and (holds or bases_hold or sum_slips(below, bases)):
        table.add_sum(whole, parts, below=True)
    for part in parts:
        _share(part, whole, table)


def _of_other_things(whole: Spot, parts: Sequence[Spot]) -> bool:
    """«03 lớp, gồm 120 học viên cấp tỉnh và 300 học viên cấp xã»: the parts all count one other thing, far from the
    whole."""
    nouns = {_WORD.findall(part.mention.after.lower())[:1][0] for part in parts if _WORD.search(part.mention.after)}
    own = _WORD.findall(whole.mention.after.lower())[:1]
    total = sum((part.mention.value for part in parts), ZERO)
    far = total > whole.mention.value * 3 or total * 3 < whole.mention.value
    return far and len(nouns) == 1 and bool(own) and own[0] not in nouns


def _is_listed(whole: Spot, parts: Sequence[Spot], text: str) -> bool:
    """«19 văn bản, gồm: 06 nghị quyết và 13 quyết định.»: the word leaves nothing out, each part has its own noun, and
    the parts come near to the whole, so that they are counted in the same way."""
    first, last = parts[0].mention, parts[-1].mention
    if any(part.passage != whole.passage or part.mention.below is not None for part in parts):
        return False
    said = _COMPRISES.search(text[whole.mention.end : first.start])
    ends = re.match(r"[^.;\d]{0,80}(?:[.;]|$)", text[last.end :])
    if _BARE_BRACKET.fullmatch(text[whole.mention.end : first.start]):
        said = None if _PERIODS.search(text[first.start : last.end]) else _BARE_BRACKET.match("(")
        ends = re.match(r"[^.;()\d]{0,60}\)", text[last.end :])
    nouns = all(_WORD.match(part.mention.after) for part in parts) and _WORD.match(whole.mention.after) is not None
    total = sum((part.mention.value for part in parts), ZERO)
    near_to = total * 2 <= whole.mention.value * 3 and whole.mention.value * 2 <= total * 3
    if said is None or ends is None or not nouns:
        return False
    return near_to or sum_slips(whole.mention.value, [part.mention.value for part in parts])


def _slipped(whole: Spot, parts: Sequence[Spot], values: Sequence[Decimal], exhaustive: bool) -> bool:
    """Parts that may leave something out: only when they speak of the same thing and one slip explains the rest."""
    least = FEW_OF_ALL if exhaustive else FEW
    if len(parts) < 2 or whole.mention.value < 10 or (len(parts) == 2 and whole.mention.value < least):
        return False
    alike = {_unit(each.mention) for each in (whole, *parts)} - {""}
    return (len(alike) <= 1 or exhaustive) and sum_slips(whole.mention.value, values)


def _unit(mention: Mention) -> str:
    words = _WORD.findall(mention.after.lower().partition(":")[0])
    return " ".join(words[:2])


def _share(part: Spot, whole: Spot, table: FigureTable) -> None:
    """A percentage printed at a part: of the whole, when it fits or when one slip explains why it does not."""
    follower = table.follower(part)
    if part.mention.below is not None or follower is None or whole.mention.value <= 0:
        return
    text = table.passages[part.passage].text
    gap = text[part.mention.end : follower.mention.start]
    if _OF_SOMETHING_ELSE.search(gap) or len(gap) > LONGEST_GAP or _COMPARED.match(text[follower.mention.end :]):
        return
    printed = follower.mention.value
    if near(printed, percent(part.mention.value, whole.mention.value)):
        table.add_rate(follower, part, whole)


def _totalled(number: int, text: str, found: Sequence[Mention], rules: ProofRules, table: FigureTable) -> None:
    """«Tổng số …» and figures after it in the same sentence that leave nothing out by their names."""
    for place, whole in enumerate(found):
        if whole.is_percent or not re.search(r"tổng (?:số|cộng)?", whole.clause):
            continue
        parts = []
        for each in found[place + 1 :]:
            if re.search(r"\.\s+[A-ZĐ]", text[whole.end : each.start]) or each.depth < whole.depth:
                break
            if not each.is_percent and each.depth == whole.depth:
                parts.append(Spot(number, each))
        if len(parts) >= 2 and rules.is_partition([part.mention.clause for part in parts]):
            _enumerated(Enumeration(Spot(number, whole), tuple(parts)), rules, table)
            for part in parts:
                if part.mention.below == whole.value:
                    table.add_same(part, Spot(number, whole))


# --- ratios and percentages ---


def _ratios(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    for place, ratio in enumerate(found):
        if ratio.below is None or ratio.is_percent or ratio.below <= 0:
            continue
        rate = next((each for each in found[place + 1 : place + 3] if each.is_percent or each.below is not None), None)
        if rate is None or not rate.is_percent:
            continue
        gap = _OWN_UNIT.sub("", text[ratio.end : rate.start])
        if len(gap) > LONGEST_GAP or ";" in gap or re.search(r"\.\s", gap) or _OF_SOMETHING_ELSE.search(gap):
            continue
        next_to_it = found[place + 1] is rate
        if not next_to_it and not _SAID_LAST.search(gap):
            continue
        fits = explained(rate.value, ratio.value, ratio.below)
        if fits or (next_to_it and _alone(text[rate.end :])):
            table.add_rate(Spot(number, rate), Spot(number, ratio))


def _alone(after: str) -> bool:
    """Whether the words after a percentage name no other base than the denominator before it."""
    return _OF_ITS_PLAN.match(after) is not None or _COMPARED.match(after) is None


def _complements(number: int, found: Sequence[Mention], table: FigureTable) -> None:
    """``109/121 … thực hiện …, 12/121 … không thực hiện``: both of one base, which they make up."""
    ratios = [each for each in found if each.below is not None and not each.is_percent]
    for one, other in zip(ratios, ratios[1:], strict=False):
        if bool(_NOT.search(one.clause)) == bool(_NOT.search(other.clause)) or one.depth != other.depth:
            continue
        shared = set(_WORD.findall(one.clause)) & set(_WORD.findall(other.clause))
        if len([word for word in shared if not word.isdigit()]) < 2:
            continue
        spots = (Spot(number, one), Spot(number, other))
        assert one.below is not None and other.below is not None
        total = one.value + other.value
        if one.below == other.below:
            if total == one.below or sum_slips(one.below, [one.value, other.value]):
                table.add_sum(spots[0], spots, of_below=True)
                table.add_same(spots[1], spots[0], below=True)
        elif total in (one.below, other.below):
            right, wrong = spots if total == one.below else spots[::-1]
            table.add_sum(right, spots, of_below=True)
            table.add_same(wrong, right, below=True)


def _rest_of_ratio(number: int, text: str, found: Sequence[Mention], table: FigureTable) -> None:
    """«hoàn thành 17/26 nhiệm vụ (65,4%), đang thực hiện 7 nhiệm vụ, chưa thực hiện 2 nhiệm vụ.»: the rest of 26."""
    for place, ratio in enumerate(found):
        if ratio.below is None or ratio.is_percent or ratio.value > ratio.below:
            continue
        rest = []
        for each in found[place + 1 :]:
            if _SENTENCE_ENDS.search(text[ratio.end : each.start]) or each.below is not None:
                break
            if not each.is_percent:
                rest.append(each)
        nouns = {_unit(each) for each in (ratio, *rest)}
        if not rest or len(nouns) > 1 or nouns == {""} or any(each.depth != ratio.depth for each in rest):
            continue
        values = [ratio.value, *(each.value for each in rest)]
        if sum(values, ZERO) == ratio.below or (len(rest) > 1 and sum_slips(ratio.below, values)):
            spots = [Spot(number, each) for each in (ratio, *rest)]
            table.add_sum(spots[0], spots, of_below=True)


def _pooled(passages: Sequence[Passage], found: dict[int, list[Mention]], table: FigureTable) -> None:
    """A percentage of all beside those of its parts: pooled, not their mean."""
    for number, mentions in found.items():
        alone = [m for m in mentions if m.is_percent]
        if len(alone) != 1 or len(mentions) != 1 or not _OF_ALL.search(passages[number].text[: alone[0].start]):
            continue
        pairs = list(_pairs_before(number, passages, found))
        if len(pairs) < 2:
            continue
        above = sum((ratio.mention.value for ratio in pairs), ZERO)
        below = sum((ratio.mention.below or ZERO for ratio in pairs), ZERO)
        printed, expected = alone[0].value, percent(above, below)
        numbers = [(ratio.mention.value, ratio.mention.below or HUNDRED) for ratio in pairs]
        if near(printed, expected) or mean_of_percentages(printed, expected, numbers):
            table.add_pooled(Spot(number, alone[0]), pairs)


def _pairs_before(number: int, passages: Sequence[Passage], found: dict[int, list[Mention]]) -> Iterator[Spot]:
    """Ratios with a percentage in the passages just above, of the same section."""
    for place in range(number - 1, max(-1, number - 7), -1):
        ratios = [m for m in found.get(place, ()) if m.below is not None]
        if passages[place].section != passages[number].section:
            return
        if passages[place].footnote:
            continue
        if len(ratios) != 1 or not any(m.is_percent for m in found[place]):
            return
        yield Spot(place, ratios[0])


# --- the same notion in two places ---


def _notions(
    passages: Sequence[Passage], found: dict[int, list[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    for notion in rules.notions:
        spots: list[Spot] = []
        for number, mentions in found.items():
            text = passages[number].text.lower()
            for each in mentions:
                if each.is_percent or each.below is not None or re.search(r"\bnăm \d{4}\b|so với", each.clause):
                    continue
                if notion.is_meant(text[: each.start], text[each.end :]):
                    spots.append(Spot(number, each))
        for one in spots[:-1]:
            if passages[one.passage].part == passages[spots[-1].passage].part:
                table.add_same(one, spots[-1], whole=True)
