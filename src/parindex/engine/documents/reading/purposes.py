"""What a section is for: results told, goals set, work given out, how it is organised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

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


_WORDS: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    (Purpose.BASES, re.compile(r"cơ sở pháp lý|căn cứ", re.IGNORECASE)),
    (
        Purpose.ORGANISE,
        re.compile(r"tổ chức thực hiện|trách nhiệm thực hiện|phân công (?:thực hiện|nhiệm vụ)", re.IGNORECASE),
    ),
    (
        Purpose.RESULTS,
        re.compile(r"kết quả|tình hình|đánh giá chung|thực trạng|tồn tại|hạn chế|ưu điểm", re.IGNORECASE),
    ),
    (
        Purpose.WORK,
        re.compile(
            r"phương hướng|nhiệm vụ|giải pháp|nội dung (?:khắc phục|thực hiện|kế hoạch)|kế hoạch", re.IGNORECASE
        ),
    ),
    (Purpose.AIM, re.compile(r"mục đích|yêu cầu", re.IGNORECASE)),
    (Purpose.GOALS, re.compile(r"mục tiêu|chỉ tiêu", re.IGNORECASE)),
)
_REPORT_WORK = re.compile(
    r"phương hướng|nhiệm vụ (?:cải cách hành chính |CCHC )?(?:trọng tâm|chủ yếu)|kiến nghị|đề xuất", re.IGNORECASE
)
_ITEM = 60
"""A longer title that ends as a sentence is an item, and its words are no heading's."""
_REPORTS = frozenset({"Báo cáo", "Biên bản", "Thông báo", "Kết luận", "Tờ trình", "Công văn"})


def is_report(document_type: str | None) -> bool:
    """Whether documents of this type tell results unless a heading says otherwise."""
    return document_type is None or document_type in _REPORTS


def purpose_of(chain: Sequence[Section], document_type: str | None) -> Purpose:
    """Purpose of the innermost heading that says one. ``chain``: section and those above it, innermost first."""
    for section in chain:
        title = section.title[:160]
        if title.endswith((".", ";")) and not title.isupper() and len(title) > _ITEM:
            continue
        if is_report(document_type):
            if _REPORT_WORK.search(title) and section.depth == 1:
                return Purpose.WORK
            continue
        if len(section.title) > 160:
            continue
        found = next((purpose for purpose, words in _WORDS if words.search(title)), None)
        if found is not None:
            return found
    return Purpose.RESULTS
