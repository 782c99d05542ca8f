"""What a section is for: results told, goals set, work given out, how it is organised."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from parindex.engine.documents.reading.letters import without_marks
from parindex.engine.documents.reading.model import Section


class Purpose(StrEnum):
    """Purposes of sections, as far as tasks, targets and figures are concerned."""

    RESULTS = "results"
    GOALS = "goals"
    WORK = "work"
    ORGANISE = "organise"
    AIM = "aim"
    """Mục đích, yêu cầu: neither task nor figure, but targets may stand there."""
    BASES = "bases"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(without_marks(words))


_WORDS: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    (Purpose.BASES, _pattern("cơ sở pháp lý|căn cứ")),
    (Purpose.ORGANISE, _pattern("tổ chức thực hiện|trách nhiệm thực hiện|phân công (?:thực hiện|nhiệm vụ)")),
    (Purpose.RESULTS, _pattern("kết quả|tình hình|đánh giá chung|thực trạng|tồn tại|hạn chế|ưu điểm")),
    (Purpose.WORK, _pattern("phương hướng|nhiệm vụ|giải pháp|nội dung (?:khắc phục|thực hiện|kế hoạch)|kế hoạch")),
    (Purpose.AIM, _pattern("mục đích|yêu cầu")),
    (Purpose.GOALS, _pattern("mục tiêu|chỉ tiêu")),
)
_REPORT_WORK = _pattern(
    "phương hướng|nhiệm vụ (?:cải cách hành chính |cchc )?(?:trọng tâm|chủ yếu)|kiến nghị|đề xuất|tổ chức thực hiện"
)
_CONCLUDED = _pattern("^kết luận")
_ASKS = re.compile(r"\b(?:đề nghị|yêu cầu|giao)\b[^.]*\b(?:sau(?: đây)?|như sau)\s*:\s*$", re.IGNORECASE)
_ITEM = 60
"""A longer title that ends as a sentence is an item, and its words are no heading's."""
_REPORTS = frozenset({"Báo cáo", "Biên bản", "Thông báo", "Kết luận", "Tờ trình", "Công văn"})


def is_report(document_type: str | None) -> bool:
    """Whether documents of this type tell results unless a heading says otherwise."""
    return document_type is None or document_type in _REPORTS


def asks(text: str, document_type: str | None) -> bool:
    """Whether a paragraph of a letter asks for what the numbered items after it say."""
    return document_type == "Công văn" and _ASKS.search(text) is not None


def concludes(section: Section | None, document_type: str | None) -> bool:
    """Whether a section of minutes holds what was concluded: things established and work given out."""
    return (
        document_type == "Biên bản"
        and section is not None
        and _CONCLUDED.match(without_marks(section.title)) is not None
    )


def purpose_of(chain: Sequence[Section], document_type: str | None, asked: Collection[str] = frozenset()) -> Purpose:
    """Purpose of the innermost heading that says one. ``chain``: section and those above it, innermost first.

    ``asked``: ids of the sections that a letter asks for.
    """
    if any(section.id in asked for section in chain):
        return Purpose.WORK
    for section in chain:
        title = section.title[:160]
        if title.endswith((".", ";")) and not title.isupper() and len(title) > _ITEM:
            continue
        if is_report(document_type):
            work = _REPORT_WORK.search(without_marks(title)) is not None or concludes(section, document_type)
            if work and section.depth == 1:
                return Purpose.WORK
            continue
        if len(section.title) > 160:
            continue
        found = next((purpose for purpose, words in _WORDS if words.search(without_marks(title))), None)
        if found is not None:
            return found
    return Purpose.RESULTS
