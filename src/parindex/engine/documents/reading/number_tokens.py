"""Numbers in running text: which are figures, and which belong to dates, names, numbers of acts and sections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parindex.engine.documents.reading.letters import LOW, UP

NUM = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_NO_FIGURE = re.compile(
    r"https?://\S+|\S+@\S+"
    r"|\bngày\s*\d{1,2}\s*tháng\s*\d{1,2}(?:\s*năm\s*\d{4})?|\d{1,2}/\d{1,2}/\d{4}"
    r"|\bngày\s+\d{1,2}(?:/\d{1,2})?(?!\d)"
    r"|(?:giai đoạn|kỳ|nhiệm kỳ|khóa|khoá|năm học)\s+(?:năm\s+)?\d{4}\s*[-–]\s*\d{4}|\d{4}\s*[-–]\s*\d{4}"
    r"|\bnăm\s+\d{4}|\btháng\s+\d{1,2}(?:/\d{4})?(?:\s*năm\s*\d{4})?|\b\d{1,2}/(?:19|20)\d{2}\b"
    r"|\b[Qq]uý\s+(?:[IV]+|\d)(?:/\d{4})?|\b0?[369]\s+tháng\b(?:\s+(?:đầu|cuối)\s+năm)?(?:\s+\d{4})?|\b24/7\b"
    r"|\b24/24\b|\b\d{1,2}\s*giờ\s*\d{2}(?:\s*phút)?|\b(?:lúc|hồi)\s+\d{1,2}\s*giờ|\bphòng(?: họp)?\s+số\s+\d+"
    r"|\b(?:Điều|điều|khoản|Khoản|Chương|Mục|mục|Phụ lục|phụ lục|Phụ biểu|Bảng|bảng|Biểu|biểu|Mẫu"
    r"|mẫu)\s+(?:số\s+)?(?:[IVX]+\.?)?\d+(?:[.,]\d+)*"
    r"|\b(?:mức độ|cấp độ|mức)\s+\d(?:\s*(?:,|và|hoặc)\s*(?:mức độ\s*)?\d)*|\b(?:lần thứ|khóa|khoá|phiên"
    r"|kỳ họp thứ|đợt)\s+(?:\d+|[IVX]+)"
    r"|\bISO\s*\d+(?:[-:]\d+)*|\b\d{4,5}[-:]\d{4}\b|\b(?:TCVN|phiên bản|công nghiệp|thôn|khu phố|tổ dân phố"
    r"|số nhà|Khu|khối)\s+\d+(?:\.\d+)?"
    r"|\b[Ss]ố\s+\d+\s*[/-]\s*[A-ZĐ]|\b\d+\s*-\s*\d+\b(?!\s*%)"
    rf"|(?<=[{UP}{LOW}])\d+|\d+(?=[{UP}{LOW}])|\bLĩnh vực\s+\d+|\b1 cửa\b|\bmột cửa\b"
)


class Token(NamedTuple):
    """A figure in a text. ``kind``: ``ratio``, ``percent``, ``rank`` or ``amount``."""

    kind: str
    start: int
    end: int
    value: Decimal
    other: Decimal | None = None
    unit: str | None = None
    unit_end: int = 0


def to_decimal(text: str) -> Decimal:
    """A printed Vietnamese number; groups of three after points are thousands. A dash before it is its sign."""
    if text[:1] in "-−–":
        return -to_decimal(text[1:])
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", "."))


def is_ambiguous(text: str) -> bool:
    """Whether the point is no thousands point: ``15.5``."""
    return re.fullmatch(r"\d+\.\d+", text) is not None and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) is None


@lru_cache(maxsize=8)
def _patterns(measures: str) -> tuple[re.Pattern[str], ...]:
    unit = rf"(?:\s*(?P<unit>{measures})(?![{LOW}{UP}]))?"
    within = rf"(?:\s*(?P<within>{measures}))?"
    ratio = rf"(?<![\d.,/])(?P<a>{NUM}){within}\s*/\s*(?P<b>{NUM})(?![\d/]|\s*/)(?!,\d){unit}"
    percent = rf"(?<![\d.,/])(?P<a>{NUM})\s?%"
    place = r"(?:xếp|hạng|vị trí)(?:\s+(?:thứ|hạng|vị trí))*"
    rank = rf"{place}\s+(?P<a>\d{{1,3}})(?:\s*/\s*(?P<b>\d{{1,3}}))?(?![\d,.]\d){unit}"
    amount = rf"(?<![\d.,/])(?P<a>{NUM})(?![\d%/]|\s%){unit}"
    return tuple(re.compile(each, re.IGNORECASE) for each in (rank, ratio, percent, amount))


def tokens_of(text: str, measures: str, taken: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """Figures of ``text`` in order. ``taken``: spans that hold none (numbers and dates of citations)."""
    if not any(each.isdigit() for each in text):
        return []
    covered = [*taken, *((each.start(), each.end()) for each in _NO_FIGURE.finditer(text))]
    found: list[Token] = []
    for kind, pattern in zip(("rank", "ratio", "percent", "amount"), _patterns(measures), strict=True):
        for match in pattern.finditer(text):
            start, end = match.span("a")
            if kind in ("rank", "ratio") and match["b"]:
                end = match.end("b")
            if kind == "percent":
                end = match.end()
            if any(low < end and start < high for low, high in covered):
                continue
            found.append(_token(kind, match, start, end))
            covered.append((start, end))
    return sorted((each for each in found if _is_figure(each, text)), key=lambda each: each.start)


def _token(kind: str, match: re.Match[str], start: int, end: int) -> Token:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("within")
    unit_end = match.end("unit") if groups.get("unit") else end
    other = to_decimal(groups["b"]) if groups.get("b") else None
    return Token(kind, start, end, to_decimal(groups["a"]), other, unit, unit_end)


def _is_figure(token: Token, text: str) -> bool:
    """An amount without measure is a figure only where a clause ends after it, or a name and a colon lead to it."""
    if token.kind != "amount" or token.unit is not None:
        return True
    before, after = text[: token.start].rstrip(), text[token.end :].lstrip()
    if not before or re.search(rf"[{UP}]\d*$|[-–]$", before):
        return False
    ends = not after or after[0] in ",;.)("
    return ends or before.endswith((":", " là", "Cử", "cử")) or re.match(rf"[{LOW}]", after) is not None
