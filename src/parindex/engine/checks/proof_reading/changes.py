"""What was, what is and the change between them: «72, tăng 12 văn bản (16,7%) so với năm trước (60)», «từ 24 xuống 19».

Which figure is meant by «is» is told by the words only in part; so the three are held to each other where they agree or
where one slip of the hand explains why they do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.proof_reading.quotients import multiple_of, quotient_explained
from parindex.engine.checks.proof_reading.shares import explained, growth_explained
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.checks.statement_quotients import is_growth, is_quotient

_MOVED = re.compile(
    r"(?i)\b(?P<way>tăng|cao hơn|giảm|thấp hơn|tiết kiệm|rút ngắn)"
    r"\s*(?:thêm |được |ròng |là |thời gian )?\s*\(?[+-]?\s*$"
)
_UPWARDS = frozenset({"tăng", "cao hơn"})
_COMPARED = re.compile(
    r"(?i)^[^.;()\d]{0,30}(?:\([^()]*\)\s*)?"
    r"(?:,?\s*(?:tương ứng|tương đương|tức|hay|bằng)[^.;()\d]{0,20}[\d.,]+\s*%\s*)?"
    r"so với[^.;()]{0,70}\((?P<inside>[^()]*)\)"
)
_COMPARED_WITH = re.compile(r"(?i)^[^.;()\d]{0,30}\bso với(?: mức| con số| tỷ lệ)?\s+(?P<inside>[\d.,]+\s*%)")
_JUST_BEFORE = re.compile(
    r"(?i)\((?P<inside>(?:năm|quý|tháng|cùng kỳ|kỳ trước)\b[^()]*)\),?[^.;,()\d]{0,15}"
    r"\b(?:tăng|giảm)\s*(?:thêm |được )?$"
)
_IN_ITS_BRACKETS = re.compile(r"(?i)[^.;()\d]{0,20}\)\s*(?:lại )?(?:tăng|giảm)\s*(?:thêm |được )?")
_IN_BRACKETS = re.compile(r"(?i)^[^.;()\d]{0,30}\(\s*(?P<inside>(?:năm|quý|tháng|cùng kỳ|kỳ trước)\b[^()]*)\)")
_BEFORE = re.compile(
    r"(?i)\bso với[^.;()]{0,70}\((?P<inside>[^()]*)\),?[^.;()\d]{0,40}\b(?:tăng|giảm|cao hơn|thấp hơn)\s*"
    r"(?:thêm |được |ròng )?$"
)
_FROM = re.compile(r"(?i)\b(?:từ|trước[^.;,()\d]{0,30}là)\s*$")
_TO = re.compile(r"(?i)[^.;()\d]{0,40}\b(?:xuống|lên|còn|sau[^.;,()\d]{0,30}là)(?: còn| đến| thành)?\s*$")
_AS_MUCH = re.compile(
    r"(?i)(?:(?:^|.*[,;(]\s*|\s)(?:tương ứng|tương đương|tức(?: là)?|đạt|bằng|tỷ lệ|tỉ lệ|mức)\b|.*[,;(])"
    r"[^.()\d]{0,40}[+-]?$",
    re.DOTALL,
)
_GROWN_FROM = re.compile(r"(?i)[^.;()\d]{0,25}[(,]?\s*từ\s*")
_POINTS = re.compile(r"(?i)\s*(?:%\s*)?điểm\b")
_SENTENCE = re.compile(r"\.\s+[A-ZĐ]")
_APART = re.compile(r"(?i)\b(?:chênh lệch|khoảng cách)[^.;()\d]{0,20}$")
_WORD = re.compile(r"[^\W\d_]+")
FARTHEST = 90
DIGITS = 3
"""Shorter figures differ by one digit too often."""


def add_changes(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every change to the table."""
    for number, mentions in found.items():
        text = passages[number].text
        for place, change in enumerate(mentions):
            moved = _MOVED.search(text[: change.start])
            if change.below is None and moved:
                _against(number, text, mentions, place, moved["way"].lower() in _UPWARDS, table)
            if _counts(change) and _APART.search(text[: change.start]):
                _apart(number, mentions[:place], change, table)
        for place, (old, new) in enumerate(zip(mentions, mentions[1:], strict=False)):
            if _counts(old) and _counts(new) and _FROM.search(text[: old.start]):
                if _TO.fullmatch(text[old.end : new.start]):
                    _from_to(number, text, mentions, place, table)


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])


def _against(number: int, text: str, found: Sequence[Mention], place: int, up: bool, table: FigureTable) -> None:
    """The change at ``place``, where what was is printed in brackets after «so với», behind it or before it."""
    change = found[place]
    old, told_before, named = _old(text, found, change)
    if old is None or old.below is not None or old.value <= 0:
        return
    first = min(change.start, old.start)
    now = _now(text, [each for each in found if each.start < first], change, old, told_before=told_before)
    if now is not None:
        beside = named and (now.is_percent or _unit(now) == _unit(old))
        one, other = (now, old) if up else (old, now)
        if not change.is_percent or old.is_percent:
            _hold(number, one, other, change, table, sure=beside)
        elif one.value > other.value and (";" not in text[now.end : change.start]):
            _grown(number, change, now, old, table, sure=beside)
        times = multiple_of(text, found, first)
        short = min(len(each.value.as_tuple().digits) for each in (now, old)) < DIGITS
        right = times is not None and is_quotient(times.value, [now.value], now.value, old.value)
        if times is not None and (right or (not short and quotient_explained(times, now, old.value))):
            table.add_quotient(Spot(number, times), Spot(number, now), Spot(number, old))
    if not old.is_percent and not change.is_percent:
        _rate(number, text, found, change, old, table)


def _old(text: str, found: Sequence[Mention], change: Mention) -> tuple[Mention | None, bool, bool]:
    """What was, whether it is told before the change, and whether «so với» or a period names it behind the change. Of
    several figures in its brackets the one of the change's kind."""
    behind = text[change.end :]
    after = _COMPARED.match(behind) or _IN_BRACKETS.match(behind) or _COMPARED_WITH.match(behind)
    just_before = None if after else _JUST_BEFORE.search(text[: change.start])
    before = None if after else just_before or _BEFORE.search(text[: change.start])
    if after:
        span = (change.end + after.start("inside"), change.end + after.end("inside"))
    elif before:
        span = before.span("inside")
    else:
        return None, False, False
    inside = [each for each in found if span[0] <= each.start < span[1]]
    points = [each for each in inside if each.is_percent] if _POINTS.match(text[change.end :]) else []
    return next(iter(points or inside), None), before is not None and just_before is None, after is not None


def _grown(
    number: int, rate: Mention, now: Mention, old: Mention, table: FigureTable, *, sure: bool = True
) -> None:  # fmt: skip
    """«1.355 hồ sơ, tăng 12,5 % so với cùng kỳ (1.204 hồ sơ)», when it holds or one slip explains why not; of short
    figures only when it holds."""
    long_enough = min(len(each.value.as_tuple().digits) for each in (now, old)) >= DIGITS
    held = old.value > 0 and is_growth(rate.value, now.value, old.value)
    if held or (sure and long_enough and growth_explained(rate.value, now.value, old.value)):
        table.add_growth(Spot(number, rate), Spot(number, now), Spot(number, old))


def _now(text: str, before: Sequence[Mention], change: Mention, old: Mention, *, told_before: bool) -> Mention | None:
    """The figure that is compared: the nearest of its unit in the sentence; where what was is told first, the first of
    its unit in the passage."""
    alike = [
        each
        for each in before
        if each.is_percent == old.is_percent
        and (each.is_percent or _unit(each) in (_unit(old), _unit(change)) or (each is before[-1] and not told_before))
    ]
    if told_before:
        return alike[0] if alike else None
    near = [
        each
        for each in alike
        if (each.depth <= change.depth or _IN_ITS_BRACKETS.fullmatch(text[each.end : change.start]))
        and not _SENTENCE.search(text[each.end : change.start])
    ]
    return near[-1] if near else None


def _hold(number: int, more: Mention, less: Mention, change: Mention, table: FigureTable, *, sure: bool = True) -> None:
    """``more`` = ``less`` + ``change``, when it holds or one slip explains why not; of short figures only where it is
    ``sure`` which ones are meant."""
    parts = [less.value, change.value]
    long_enough = min(len(each.value.as_tuple().digits) for each in (more, less)) >= DIGITS
    if more.value == sum(parts) or ((sure or long_enough) and sum_slips(more.value, parts)):
        table.add_sum(Spot(number, more), [Spot(number, less), Spot(number, change)])


def _rate(number: int, text: str, found: Sequence[Mention], change: Mention, old: Mention, table: FigureTable) -> None:
    """«tăng 12 văn bản (+16,7%) so với …», «…, tương ứng giảm 25%»: the change over what was."""
    for rate in found:
        gap = text[change.end : rate.start]
        if rate.start < change.end or rate is old:
            continue
        if len(gap) > FARTHEST + 70 or _SENTENCE.search(gap) or (_counts(rate) and rate.start > old.start):
            return
        if rate.is_percent:
            own = gap[max(0, old.end - change.end) :] if old.start > change.start and rate.start > old.start else gap
            if _AS_MUCH.fullmatch(own) and explained(rate.value, change.value, old.value):
                table.add_rate(Spot(number, rate), Spot(number, change), Spot(number, old))
            return


def _from_to(number: int, text: str, found: Sequence[Mention], place: int, table: FigureTable) -> None:
    """«từ 24 đầu mối xuống còn 19 đầu mối, giảm 05 đầu mối (20,8%)»; «…, bằng 79,2%»: what is over what was."""
    old, new = found[place], found[place + 1]
    told = found[place - 1] if place else None
    if told is not None and told.is_percent and _MOVED.search(text[: told.start]):
        if _GROWN_FROM.fullmatch(text[told.end : old.start]):
            _grown(number, told, new, old, table)
    more, less = (old, new) if old.value >= new.value else (new, old)
    for each in found[place + 2 : place + 6]:
        if _SENTENCE.search(text[new.end : each.start]) or each.start - new.end > FARTHEST:
            return
        if each.is_percent and each.value > 0 and _MOVED.search(text[: each.start]):
            _grown(number, each, new, old, table)
            return
        if _counts(each) and _MOVED.search(text[: each.start]):
            _hold(number, more, less, each, table)
            _rate(number, text, found, each, old, table)
            return
        if each.is_percent and re.search(r"(?i)\bbằng\s*$", text[: each.start]):
            if explained(each.value, new.value, old.value):
                table.add_rate(Spot(number, each), Spot(number, new), Spot(number, old))


def _apart(number: int, before: Sequence[Mention], change: Mention, table: FigureTable) -> None:
    """«cao nhất (91,8%), thấp nhất (57,7%), chênh lệch 34,1 điểm»."""
    shares = [each for each in before if each.is_percent][-2:]
    if len(shares) == 2 and "điểm" in change.after:
        less, more = sorted(shares, key=lambda each: each.value)
        _hold(number, more, less, change, table)
