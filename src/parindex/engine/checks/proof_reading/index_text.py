"""A result of the index printed in a running text, as the printed result that its checks take.

``Lĩnh vực 3: … đạt 14,591/17 điểm, đạt chỉ số 85,83%`` is a field; ``Tổng điểm … đạt 85,96/100 điểm, chỉ số CCHC đạt
85,69 %`` is the total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from parindex.engine.checks.printed import PrintedPart, PrintedResult
from parindex.engine.checks.proof_reading.mentions import Mention, mentions_of
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind

_FIELD = re.compile(r"(?i)^[\s*+-]*(?:lĩnh vực|nội dung|tiêu chí)\s+(\d{1,2})\b")
_TOTAL = re.compile(r"(?i)\btổng (?:số )?điểm\b")
_POINTS = re.compile(r"(?i)^\s*điểm\b")
FEWEST_FIELDS = 3


class PrintedIndex(NamedTuple):
    """A result and where its parts stand."""

    result: PrintedResult
    total_at: int
    """Place of the passage with the total among the passages; that of the first field when there is no total."""
    fields_at: dict[str, int]
    """Place of the passage of every field by its number."""


def index_in(passages: Sequence[Passage], unit: str = "") -> PrintedIndex | None:
    """The result that the passages print, or None when they print no field scores."""
    fields: dict[str, int] = {}
    parts: list[PrintedPart] = []
    total: Mention | None = None
    index: Mention | None = None
    total_at = None
    for number, passage in enumerate(passages):
        if passage.kind not in (PassageKind.PARAGRAPH, PassageKind.BULLET):
            continue
        field = _FIELD.match(passage.text)
        found = [each for each in mentions_of(passage.text)]
        scores = [m for m in found if m.below is not None and _POINTS.match(passage.text[m.end :])]
        if field and scores and field[1] not in fields:
            fields[field[1]] = number
            parts.append(_field(field[1], passage.text, scores, found))
        elif total is None and scores and _TOTAL.search(passage.text[: scores[0].start]):
            total, total_at = scores[0], number
            index = next((m for m in found if m.is_percent and m.start > scores[0].end), None)
    if len(parts) < FEWEST_FIELDS:
        return None
    result = PrintedResult(
        unit,
        tuple(parts),
        total=total.value if total else None,
        scale=total.below if total else None,
        index=index.value if index else None,
    )
    first = min(fields.values())
    return PrintedIndex(result, first if total_at is None else total_at, fields)


def _field(code: str, text: str, scores: Sequence[Mention], found: Sequence[Mention]) -> PrintedPart:
    own, inside = scores[0], re.search(r"(?i)\b(?:trong đó|gồm|cụ thể)\b", text[scores[0].end :])
    start = own.end + inside.start() if inside else len(text)
    rate = next((m for m in found if m.is_percent and own.end < m.start < start), None)
    pillars = tuple(
        PrintedPart(f"{code}.{place}", each.value, each.below)
        for place, each in enumerate((m for m in scores[1:] if m.start > start), 1)
    )
    return PrintedPart(code, own.value, own.below, rate.value if rate else None, pillars)
