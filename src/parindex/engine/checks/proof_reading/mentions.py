"""Figures mentioned in a running text: counts, ratios a/b and percentages, each with the clause in which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_NOT_FIGURES = re.compile(
    r"""https?://\S+ | <[^>]*> | \S+@\S+ |
    \d{1,2}/\d{1,2}/\d{4} | \d+\s+tháng(?:\s+(?:đầu|cuối))?\s+năm(?:\s+\d{4})? |
    kỳ\s+(?:19|20)\d\d\b(?![.,]\d) |
    (?:ngày|tháng|năm|quý|(?<!định\s)(?<!cùng\s)(?<!trong\s)(?<!đầu\s)(?<!cuối\s)kỳ|giai\s+đoạn|nhiệm\s+kỳ|khóa|khoá|lĩnh\s+vực)\s+(?:\d{1,4}|[IVX]+)\b(?![.,]\d)(?:\s*/\s*\d{4})?
        (?:\s*[-–]\s*\d{4})? |
    (?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d | \b\d{1,2}\s*-\s*\d{1,2}\b(?!\s*%) |
    (?<![\d.,])\d+\s+(?:tháng|ngày|năm|quý|tuần|giờ|phút)\b | \b1\s+cửa |
    \d+[a-z]?(?:/\d{4})?\s?[/-]\s?[A-ZĐ][A-Za-zĐđ]*(?:[-/&][A-ZĐ][A-Za-zĐđ]*)* |
    (?:mẫu\s+số|biểu\s+số|biểu|phụ\s+lục|bảng|điều|khoản|mức\s+độ|lần\s+thứ|vị\s+trí\s+thứ|xếp\s+thứ|hạng|mục)
        \s+\d+(?:\s*[,/]\s*\d+)*(?![\d%.]) |
    (?:ISO|TCVN)[\s\d:.-]+ | \d{4,5}:\d{4} | \b\d+\s?[xX]\s?\d+\b | \b\d+\s?h\d*\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+\.\d{1,2}(?!\d)|\d+"
_MARK = r"(?:[⁽(]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+[⁾)]?)"
_UNIT = (
    r"(?:\s*(?:triệu\s+đồng|tỷ\s+đồng|đồng|hồ\s+sơ|điểm|TTHC|đơn\s+vị|người|văn\s+bản|xã|thôn|hộ|nhiệm\s+vụ|phiếu"
    r"|lượt)\b)"
)
_MENTION = re.compile(
    rf"(?<![\w.,/⁄-])(?P<above>{_NUMBER})(?P<mark>{_MARK})?(?:\s?(?P<percent>%)"
    rf"|{_UNIT}?\s?/\s?(?P<below>{_NUMBER})(?P<below_percent>\s?%)?)?(?:{_UNIT}?(?P<after>{_MARK}))?(?![\w⁄]|[.,]\d)"
)
_SIGNS = ("-", "−", "–", "+")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_COUNTER = re.compile(r"^\s*(?:[-+*•]\s*)*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[a-zđ])[.)]+(?!\d))?\s*")
_BREAKS = re.compile(r"[;()]|,(?=\s)|\.(?=\s|$)|(?<=\s)và(?=\s)")


class Mention(NamedTuple):
    """One figure of a passage. A ratio has a denominator; a percentage is ``is_percent``."""

    value: Decimal
    below: Decimal | None
    is_percent: bool
    start: int
    end: int
    depth: int
    """How many parentheses are open around it."""
    mark: str
    """Number of the footnote called at it."""
    clause: str
    """The words around it, up to the next comma, semicolon, full stop, parenthesis or «và», lower case."""
    clause_start: int
    before: str
    """The part of the clause that stands before the figure, as printed."""
    after: str
    """The part that stands after it."""


def mentions_of(text: str) -> list[Mention]:
    """Figures in printed order; dates, years, numbers of documents and names with digits are none."""
    return list(_mentions(text))


def number_of(printed: str) -> Decimal:
    """``1.310`` → 1310, ``85,96`` → 85.96, ``-6.635`` → −6635; one point before one or two digits is a decimal point
    (``15.5``)."""
    if printed[:1] in _SIGNS:
        return number_of(printed[1:].lstrip()) * (1 if printed[0] == "+" else -1)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", printed):
        printed = printed.replace(".", "")
    return Decimal(printed.replace(",", "."))


def masked(text: str) -> str:
    """The text with what is no figure blanked out, letter for letter."""
    blank = _NOT_FIGURES.sub(lambda found: _blank(found.group()), text)
    counter = _COUNTER.match(blank)
    return " " * counter.end() + blank[counter.end() :] if counter else blank


def _blank(found: str) -> str:
    return re.sub(r"[\w⁰¹²³⁴⁵⁶⁷⁸⁹.,/%-]", "_", found)


def _mentions(text: str) -> Iterator[Mention]:
    clean = masked(text)
    found = list(_MENTION.finditer(clean))
    inside = [(each.start(), each.end()) for each in found]
    breaks = [each for each in _BREAKS.finditer(clean) if not any(a <= each.start() < b for a, b in inside)]
    depths = _depths(clean)
    for each in found:
        start, end = each.span()
        left = max((b.end() for b in breaks if b.end() <= start), default=0)
        right = min((b.start() for b in breaks if b.start() >= end), default=len(text))
        if each["below_percent"]:
            continue
        below = number_of(each["below"]) if each["below"] else None
        mark = (each["mark"] or each["after"] or "").translate(_RAISED).strip("⁽⁾()")
        yield Mention(
            number_of(each["above"]),
            below,
            each["percent"] is not None,
            start,
            end,
            depths[start],
            mark,
            text[left:right].strip(" -+*:").lower(),
            left,
            text[left:start].strip(" -+*"),
            text[end:right].strip(),
        )


def _depths(text: str) -> list[int]:
    """Open parentheses at every letter; one that is never closed ends with the text."""
    depth, depths = 0, []
    for letter in text:
        if letter == ")":
            depth = max(0, depth - 1)
        depths.append(depth)
        if letter == "(":
            depth += 1
    return [*depths, depth]
