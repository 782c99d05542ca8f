"""Percentages whose whole the sentence itself names: «2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, đạt 84,08%».

The part stands directly before the percentage; its whole is tied to it by «trong đó», by what was to be done and what
is done («Tiếp nhận 48 …; đã xử lý 45»), by «Trong (tổng số) 42 … có 40», or stands behind, named as the base («dự toán
(8.000 triệu đồng)»). No slip has to explain the difference; but where another figure near by makes the percentage, or
the words name a base that is not printed, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import NamedTuple

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage
from parindex.engine.checks.statement_balances import rate_known_to
from parindex.engine.numbers.exact import HUNDRED, ZERO, percent

_SAID = re.compile(
    r"(?i)(?:(?!(?:tỷ|tỉ) lệ)[^.;()\d]){0,70}?(?:,\s*(?:với\s+)?|\(\s*|\s)"
    r"(?:(?P<verb>đạt|chiếm|bằng|tương ứng|tương đương|hay|tức(?: là)?)\s+(?:với\s+)?"
    r"|(?P<rate>(?:tỷ|tỉ) lệ\s+(?:là\s+|đạt\s+)?))(?:(?:tỷ|tỉ) lệ\s+(?:là\s+)?)?"
)
_BRACKETED = re.compile(r"[^.;,()\d]{0,60}\(\s*")
_AMONG = re.compile(r"(?i)\btrong (?:đó|số đó|số này|số ấy)\b|\b(?:bao )?gồm\b(?! cả)")
_OUT_OF = re.compile(r"(?i)\btrong (?:tổng )?(?:số )?$")
_THERE_ARE = re.compile(r"(?i)[^.;()\d]{0,60}?\b(?:(?:đã )?có|thì)\s+(?:[^.;,()\d]{0,40}\s)?$")
_OVER = re.compile(r"(?i)[^.;,()\d]{0,60}\b(?:trên|trong)(?: tổng)?(?: số)?\s+")
_AT_ONCE = re.compile(r"(?i)\s*(?:trên|trong)\b")
_OPENED = re.compile(r"(?i)[^.;,()\d]{0,40}\(\s*(?:có\s+)?[^.;,()\d]{0,40}")
_TO_DO = re.compile(
    r"(?i)\b(?:tiếp nhận|nhận|giao|phát|kế hoạch|chỉ tiêu|dự toán|phải|tổng số|triệu tập|đề ra|phát sinh)\b"
)
_PLANNED = re.compile(r"(?i)\b(?:giao|kế hoạch|chỉ tiêu|dự toán|đề ra)\b")
_TAKEN_IN = re.compile(r"(?i)\b(?:tiếp nhận|nhận|phát sinh)\b")
_COUNTING_TOO = re.compile(r"(?i)\s*[,(]\s*(?:tính|kể|bao gồm|gồm|không tính)\b")
"""Behind the percentage: its base is told there."""
_DONE = re.compile(
    r"(?i)^(?:và |đến nay,? |hiện |trong kỳ |kết quả )*(?:đã|(?:số )?(?:phiếu )?thu (?:về|lại)|hoàn thành|giải quyết"
    r"|xử lý|trả lời|thực hiện|có mặt|giải ngân)\b"
)
_RESOLVED = re.compile(r"(?i)\b(?:giải quyết|trả kết quả|đã trả)\b")
_IN_TIME = re.compile(r"(?i)^(?:giải quyết |số hồ sơ )*(?:trước|đúng|sớm)(?: hạn)?(?:,? và (?:trước|đúng))? hạn\b")
_DUE = re.compile(r"\b(?:hạn|hẹn)\b")
_TOTAL = re.compile(r"(?i)\btổng số\b|\btoàn [^\W\d_]+ (?:hiện )?có\s*$")
_OF_TOTAL = re.compile(r"(?i)^(?:có |số )|^$")
_RECEIVED = re.compile(r"(?i)\btiếp nhận\b")
_BY_CHANNEL = re.compile(r"(?i)^(?:số |hồ sơ |tiếp nhận |nộp )*(?:trực tuyến|qua mạng|trực tiếp|qua bưu chính)\b")
_BASE_BEHIND = re.compile(
    r"(?i)\s*\)?\s*(?:so với |của |trên |trong )*(?:dự toán|kế hoạch|chỉ tiêu|tổng (?:số|vốn|kinh phí)?|biên chế"
    r"|nhiệm vụ)\b[^.;,()\d]{0,50}?(?:\(\s*(?:là\s+)?|\s(?:là:?\s+)?)"
)
_NO_BASE = re.compile(
    r"(?i)\b(?:tăng|giảm|vượt|thiếu|hụt|còn|tương ứng|trong đó|chưa|gồm|cùng kỳ|(?:năm|kỳ|quý|tháng) trước"
    r"|dưới|năm \d{4})\b"
)
_OTHER_TIME = re.compile(r"\b(?:cùng kỳ|(?:năm|kỳ|quý|tháng) trước|năm \d{4})\b")
_AIMED = re.compile(r"(?i)\b(?:phấn đấu|mục tiêu|dự kiến|tối thiểu|ít nhất|bình quân|trung bình)\b")
_OF_A_BODY = re.compile(r"\b(?:cấp (?:tỉnh|huyện|xã)|ubnd|sở|huyện|phường|xã|phòng|thôn)\s+\w")
_NAME_ENDS = re.compile(r"[.;,():]|\b(?:và|trong đó|còn)\b|$")
_SENTENCE = re.compile(r"[.?!]\s+(?=[A-ZĐÂÊÔƠƯÁÀẢÃẠ])(?!Trong (?:số )?đó\b)")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset("các số những của là có tổng so với trên toàn này đã được chung".split())
_MONEY = frozenset("triệu tỷ tỉ đồng nghìn".split())
_PERSONS = frozenset("người cán công viên đồng đại học chủ phó lao biên".split())
FAR = Decimal(10)
"""Points by which a percentage told with «đạt» may be off before it is thought to be of something else."""
ALL = HUNDRED + 1
"""Shares of one whole make no more than this together, as far as they are rounded."""
BEFORE, BASES_BEFORE, WHOLES_BEFORE = 3, 1, 3
"""Passages before in which another base is looked for; counts before among which the whole is."""


class _Share(NamedTuple):
    part: Mention
    rate: Mention
    verb: str
    """Lower case; empty in a bracket or after «tỷ lệ»."""


class _Tie(NamedTuple):
    share: _Share
    whole: Mention
    named: bool = False
    """The whole is what was planned, or is printed as the base: no other is meant."""
    loose: bool = False
    """What was received and what is done: what was carried over, or is not due, may be counted too."""


def add_tied_shares(passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], table: FigureTable) -> None:
    """Add every such percentage to the table that has no base yet."""
    for number, mentions in found.items():
        text = passages[number].text
        near_by = [
            each
            for place in range(max(0, number - BEFORE), number + 1)
            if passages[place].part == passages[number].part
            for each in found.get(place, ())
            if not each.is_percent
        ]
        ties = list(_ties(text, mentions))
        for tie in ties:
            rate = Spot(number, tie.share.rate)
            if table.is_rate(rate):
                continue
            together = _in_time_together(tie, mentions)
            if together:
                table.add_combined(rate, [Spot(number, each) for each in together], Spot(number, tie.whole))
            elif not _is_of_another(tie, ties, text, mentions, near_by):
                certain = tie.named or _is_certain(tie)
                if certain or not _OF_A_BODY.search(tie.share.part.clause):
                    part, whole = Spot(number, tie.share.part), Spot(number, tie.whole)
                    table.add_rate(rate, part, whole, base_may_differ=not certain)


# --- the part, its percentage and its whole ---


def _ties(text: str, found: Sequence[Mention]) -> Iterator[_Tie]:
    for start, end in pairwise([0, *(each.end() for each in _SENTENCE.finditer(text)), len(text) + 1]):
        sentence = [each for each in found if start <= each.start < end]
        if _AIMED.search(text[start:end]):
            continue
        for place, (one, other) in enumerate(pairwise(sentence)):
            share = _share(text, one, other)
            told = _in_brackets_behind(text, sentence[place:]) if share is None else None
            if share is not None:
                before = sentence[:place]
                told = _base_behind(text, share, sentence) or _over(text, share, before) or _before(text, share, before)
            if told is not None:
                yield told


def _share(text: str, one: Mention, other: Mention) -> _Share | None:
    if not _counts(one) or not other.is_percent or one.value <= 0:
        return None
    gap = text[one.end : other.start]
    if _BRACKETED.fullmatch(gap):
        return _Share(one, other, "")
    said = _SAID.fullmatch(gap)
    return _Share(one, other, (said["verb"] or "").lower()) if said else None


def _in_brackets_behind(text: str, later: Sequence[Mention]) -> _Tie | None:
    """«đạt 84,08% (1.812 hồ sơ trên 2.155 hồ sơ)»."""
    if len(later) < 3 or not later[0].is_percent or not (_counts(later[1]) and _counts(later[2])):
        return None
    rate, part, whole = later[:3]
    opened = re.fullmatch(r"\s*\(\s*", text[rate.end : part.start])
    if not opened or not _OVER.fullmatch(text[part.end : whole.start]) or not _alike(whole, part):
        return None
    return _Tie(_Share(part, rate, "chiếm"), whole, True) if part.value <= whole.value else None


def _base_behind(text: str, share: _Share, sentence: Sequence[Mention]) -> _Tie | None:
    """«6.320 triệu đồng, bằng 79% dự toán (8.000 triệu đồng)», «… kế hoạch giao là 8.000 triệu đồng»."""
    base = next((each for each in sentence if each.start > share.rate.start), None)
    if base is None or not _counts(base) or _unit(base) != _unit(share.part) or not _unit(base):
        return None
    gap = text[share.rate.end : base.start]
    if not _BASE_BEHIND.fullmatch(gap) or _NO_BASE.search(gap):
        return None
    return _Tie(share, base, True)


def _over(text: str, share: _Share, before: Sequence[Mention]) -> _Tie | None:
    """«thu được 480 phiếu trong tổng số 500 phiếu, đạt 96%»: what stands before the percentage is the whole."""
    part, whole = before[-1] if before else None, share.part
    if part is None or not _counts(part) or not 0 < part.value <= whole.value or not _unit(whole):
        return None
    gap = text[part.end : whole.start]
    if not _OVER.fullmatch(gap) or not (_alike(whole, part) or _AT_ONCE.match(gap)):
        return None
    return _Tie(_Share(part, share.rate, share.verb), whole, True)


def _before(text: str, share: _Share, before: Sequence[Mention]) -> _Tie | None:
    """The whole before the part, tied to it by «trong đó», «Trong 42 … có 40», or by what the two say."""
    part = share.part
    counts = [each for each in before if _counts(each) and each.depth <= part.depth]
    among = [each for each in _AMONG.finditer(text, counts[0].end, part.start)] if counts else []
    if among:
        wholes = [each for each in counts if each.end <= among[-1].start()][-WHOLES_BEFORE:]
        whole = next((each for each in reversed(wholes) if _alike(each, part)), None)
        return _Tie(share, whole) if whole else None
    whole = counts[-1] if counts else None
    if whole is None or before[-1] is not whole or not _alike(whole, part):
        return None
    gap = text[whole.end : part.start]
    if _OUT_OF.search(text[: whole.start]) and _THERE_ARE.fullmatch(gap):
        return _Tie(share, whole)
    if part.depth == whole.depth + 1 and share.rate.depth == part.depth and _OPENED.fullmatch(gap):
        return _Tie(share, whole)
    return _told_by_both(share, whole, gap)


def _told_by_both(share: _Share, whole: Mention, gap: str) -> _Tie | None:
    """«Tiếp nhận 48 phản ánh; đã xử lý 45», «Tổng số 150 người; số người hài lòng 141 người»."""
    _, comma, said = gap.replace(";", ",").rpartition(",")
    if not comma or "(" in gap:
        return None
    said = said.strip()
    pairs = [(_RESOLVED, _IN_TIME), (_RECEIVED, _BY_CHANNEL)]
    if not _DUE.search(share.part.clause):
        pairs += [(_TO_DO, _DONE), (_TOTAL, _OF_TOTAL)]
    fitting = [one for one, other in pairs if one.search(whole.before) and other.match(said)]
    if not fitting:
        return None
    planned = _PLANNED.search(whole.before) is not None
    return _Tie(share, whole, planned, fitting == [_TO_DO] and not planned and bool(_TAKEN_IN.search(whole.before)))


def _in_time_together(tie: _Tie, found: Sequence[Mention]) -> list[Mention]:
    """«Đã giải quyết 2.101 hồ sơ, trong đó trước hạn 1.500, đúng hạn 588, đạt 99,38%»: both parts; else nothing."""
    parts = [each for each in found if tie.whole.end <= each.start <= tie.share.part.start]
    told = [re.search(r"\b(trước|sớm|đúng) hạn\b", each.clause) for each in parts]
    ways = {each[1] for each in told if each}
    both = len(parts) == len(ways) == 2 and all(_counts(each) for each in parts)
    return parts if both and _RESOLVED.search(tie.whole.clause) and tie.share.verb == "đạt" else []


# --- whether another base is meant ---


def _is_of_another(
    tie: _Tie, ties: Sequence[_Tie], text: str, found: Sequence[Mention], near_by: Sequence[Mention]
) -> bool:
    share, whole = tie.share, tie.whole
    part, rate = share.part, share.rate
    if part.value > whole.value * 10 or whole.value <= 0 or _OTHER_TIME.search(f"{whole.clause} {part.clause}"):
        return True
    if _fits(rate, part.value, whole.value):
        return False
    if tie.named:
        return False
    owned = share.verb not in ("chiếm", "tương ứng", "tương đương")
    if owned and (rate.value >= HUNDRED or _unit(whole) in _MONEY or _has_own_rate(whole, share, found)):
        return True
    if not _names_whole(text[rate.end :], whole) or _COUNTING_TOO.match(text, rate.end):
        return True
    group = [each.share for each in ties if each.whole is whole]
    together = sum((each.rate.value for each in group), ZERO)
    held = any(_fits(each.rate, each.part.value, whole.value) for each in group)
    between = [each.value for each in found if whole.end <= each.start <= part.start and _counts(each)]
    first = between == [part.value]
    if (together > ALL or not first) and not held:
        return True
    return _made_by_another(rate, part, whole, between, near_by)


def _made_by_another(
    rate: Mention, part: Mention, whole: Mention, between: Sequence[Decimal], near_by: Sequence[Mention]
) -> bool:
    """Whether another printed figure, or two together, make the percentage."""
    exact = decimals_of(rate.value) > 0
    bases = [value for each in near_by if exact or _alike(each, part) for value in (each.value, each.below) if value]
    if exact:
        bases += [whole.value + value for value in bases]
    if any(_fits(rate, part.value, base) for base in bases if base != whole.value):
        return True
    above = [*between, *accumulate(reversed(between))]
    return any(_fits(rate, value, whole.value) for value in above)


def _has_own_rate(whole: Mention, share: _Share, found: Sequence[Mention]) -> bool:
    """«2.000 hồ sơ, đạt 97,7%, trong đó cấp huyện 800 hồ sơ, đạt 98,2%»: each of what it had to be."""
    later = [each for each in found if whole.end <= each.start < share.part.start]
    return bool(later) and later[0].is_percent


def _names_whole(after: str, whole: Mention) -> bool:
    """Whether the words behind the percentage name no base, or that of the whole itself."""
    ends = _NAME_ENDS.search(after)
    said = after[: ends.start() if ends else len(after)]
    if re.search(r"\d", said):
        return False
    return set(_WORD.findall(said.lower())) - _EMPTY <= set(_WORD.findall(whole.clause))


def _is_certain(tie: _Tie) -> bool:
    """«đạt» is also said of what had to be reached: far from the share, that may be meant."""
    share = tie.share
    if tie.loose:
        return False
    if _DUE.search(share.part.clause) and not _RESOLVED.search(tie.whole.clause):
        return False
    off = abs(percent(share.part.value, tie.whole.value) - share.rate.value)
    return off <= FAR or share.verb not in ("đạt", "")


def _fits(rate: Mention, part: Decimal, whole: Decimal) -> bool:
    slack = half_unit(decimals_of(rate.value)) + rate_known_to([part], [whole])
    return whole > 0 and abs(percent(part, whole) - rate.value) <= slack


def _alike(one: Mention, other: Mention) -> bool:
    """Counted in one unit, or the second without a noun of its own; persons are told by many nouns."""
    units = {_unit(one), _unit(other)}
    return len(units) == 1 or "" in units or units <= _PERSONS


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None


def _unit(mention: Mention) -> str:
    return " ".join(_WORD.findall(mention.after.lower())[:1])
