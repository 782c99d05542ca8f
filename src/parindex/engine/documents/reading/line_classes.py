"""Numbers and bullets that lines begin with, and lines that the head and foot of a document consist of."""

from __future__ import annotations

import re
from typing import NamedTuple

from parindex.engine.documents.reading.letters import LOW, UP
from parindex.engine.documents.reading.model import Counter

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_MISREAD = str.maketrans("l1", "II")
"""What recognition takes a Roman I for: ``IIl. NHIỆM VỤ``."""
_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
_CAPITAL = rf"[{UP}“\"(]"


class Marker(NamedTuple):
    """What a line begins with. ``length``: characters up to the text after it."""

    counter: Counter
    number: tuple[int, ...]
    printed: str
    length: int


def roman(text: str) -> int | None:
    """Value of a Roman numeral, ``None`` when it is not one."""
    values = [_ROMAN.get(each, 0) for each in text]
    if not values or 0 in values:
        return None
    total = sum(-v if later > v else v for v, later in zip(values, [*values[1:], 0], strict=True))
    return total if 0 < total < 60 else None


_PATTERNS: tuple[tuple[Counter, re.Pattern[str]], ...] = (
    (
        Counter.PART,
        re.compile(
            r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:THỨ\s+|thứ\s+)?"
            rf"([IVXL]+|\d{{1,2}}|[{LOW}{UP}]+)(?=[.:]|\s*$|\s+[{UP}])[.:]?\s*"
        ),
    ),
    (Counter.ARTICLE, re.compile(r"Điều\s+(\d{1,3})\s*[.:]\s*")),
    (
        Counter.ANNEX,
        re.compile(r"(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu)\s*(?:số\s+|SỐ\s+)?(\d{1,2}|[IVX]+)?(?![\w])[.:]?\s*"),
    ),
    (Counter.ROMAN, re.compile(rf"([IVXL]+)\s*[./)-]\s*(?={_CAPITAL})")),
    (Counter.ROMAN, re.compile(rf"((?=[IVX]+[l1])[IVXl1]+)\s*[./]\s+(?=[{UP}]{{2}})")),
    (Counter.PART, re.compile(rf"([A-H])\s*[./]\s+(?=[^{LOW}]{{6,}}$)")),
    (Counter.ARABIC_3, re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{1,2})\.?\s+(?=\D)")),
    (Counter.ARABIC_2, re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\s*[.)]?\s+(?={_CAPITAL})")),
    (Counter.ARABIC, re.compile(r"(\d{1,2})\s*[.)/]\s+(?=\S)")),
    (Counter.ARABIC, re.compile(rf"(\d{{1,2}})\.(?=[{UP}][{LOW}])")),
    (Counter.LETTER, re.compile(r"([a-zđ])\s*\)\s*(?=\S)")),
    (Counter.LETTER, re.compile(rf"([a-zđ])\.\s+(?={_CAPITAL})")),
    (Counter.NUMBER_IN_BRACKETS, re.compile(r"\((\d{1,2})\)\s*\.?\s*(?=\S)")),
    (Counter.SUB_BULLET, re.compile(r"(?:[-–—•]\s*)?\+\s*(?=\S)")),
    (Counter.BULLET, re.compile(r"[-–—•●▪◦·]\s*(?=\S)")),
    (Counter.STAR, re.compile(r"[*✓❖➢]\s+(?=\S)")),
)


def marker_of(text: str) -> Marker | None:
    """The number or bullet that ``text`` begins with."""
    lead = len(text) - len(text.lstrip())
    bare = text[lead:]
    if not bare.strip("-–—_*=. "):
        return None
    for counter, pattern in _PATTERNS:
        match = pattern.match(bare)
        if match is None:
            continue
        number = _number(counter, match, bare)
        if number is not None:
            return Marker(counter, number, match[0].strip(), lead + match.end())
    return None


def _number(counter: Counter, match: re.Match[str], text: str) -> tuple[int, ...] | None:
    if counter in (Counter.SUB_BULLET, Counter.BULLET, Counter.STAR):
        return ()
    if counter is Counter.LETTER:
        return (_LETTERS.index(match[1]) + 1,) if match[1] in _LETTERS else None
    if counter is Counter.ROMAN:
        value = roman(match[1].translate(_MISREAD))
        return None if value is None else (value,)
    if counter is Counter.PART:
        value = _part_number(match[1])
        return None if value is None or len(text) > 250 else (value,)
    if counter is Counter.ANNEX:
        return _annex_number(match, text)
    return tuple(int(group) for group in match.groups())


_LETTERS = "abcdđeghiklmnopqrstuvxy"


def _part_number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if len(text) == 1 and text in "ABDEFGH":
        return "ABCDEFGH".index(text) + 1
    value = roman(text)
    if value is not None:
        return value
    return _ORDINALS.get(text.lower())


def _annex_number(match: re.Match[str], text: str) -> tuple[int, ...] | None:
    """A line is the head of an annex when nothing but its number and an upper-case title stands in it."""
    rest = text[match.end() :].strip()
    if rest and not rest.isupper():
        return None
    if match[1] is None:
        return (0,)
    value = int(match[1]) if match[1].isdigit() else roman(match[1])
    return None if value is None else (value,)


NUMBER_LINE = re.compile(
    r"^\s*Số\s*:?\s*(?P<number>[\d.…_ ]*?)(?:/(?P<year>\d{4}))?\s*[/-]\s*"
    r"(?P<symbol>[A-ZĐ][\w&]*(?:[-/][A-ZĐ][\w&]*)*)\s*$"
)
_BLANK = r"[\s.…_]*"
PLACE_DATE = re.compile(
    rf"^\s*(?P<place>[{UP}][^,:;]{{1,60}}),\s*ngày{_BLANK}(?P<day>\d{{1,2}})?{_BLANK}"
    rf"tháng{_BLANK}(?P<month>\d{{1,2}})?{_BLANK}năm\s*(?P<year>\d{{4}})\s*$"
)
BASIS = re.compile(r"^\s*(Căn cứ|Xét đề nghị|Xét|Theo đề nghị|Thực hiện)\b")
PROPOSAL = re.compile(r"^\s*(Xét đề nghị|Theo đề nghị|Xét)\b")
ATTACH_NOTE = re.compile(
    r"^\s*\(\s*(?:Ban hành kèm theo|Kèm theo)\s+(?P<type>[^\d(/]*?)\s*(?:số\s*:?\s*)?"
    r"(?P<number>[^\s,;)]*/[^\s,;)]*)(?:\s*,?\s*ngày\s*(?P<date>.*?))?(?:\s+của\s+(?P<issuer>[^)]+))?\)?\s*$",
    re.IGNORECASE,
)
RECIPIENTS = re.compile(r"^\s*Nơi nhận\s*:?", re.IGNORECASE)
END_MARK = re.compile(r"\.\s?/\s?\.\s*[\"”]?\s*$")
SUBJECT = re.compile(r"^\s*(?:V/v|Về việc)\s*:?\s*", re.IGNORECASE)
ADDRESSED = re.compile(r"^\s*Kính gửi\s*:?")
AUTHORITY = re.compile(
    rf"^\s*(?:CHỦ TỊCH\s+)?(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND|HĐND)\b[^{LOW}]*$"
)
_POSITIONS = (
    "CHỦ TỊCH|TRƯỞNG|GIÁM ĐỐC|CHÁNH|CHỦ NHIỆM|BÍ THƯ|HIỆU TRƯỞNG|CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TRƯỞNG"
    "|THƯ KÝ|CHỦ TỌA|CHỦ TRÌ|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|BAN CHỈ ĐẠO"
)
POSITION = re.compile(
    rf"^\s*(?:(?P<mode>TM|KT|TL|TUQ|Q)\.\s*)?(?P<position>(?:PHÓ |QUYỀN )?(?:{_POSITIONS})[^{LOW}\d]*)$"
)
NAME = re.compile(rf"^\s*(?:[{UP}][{LOW}]*\s+){{1,5}}[{UP}][{LOW}]*\s*$")
