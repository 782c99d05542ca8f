"""Head and foot of a page copied as text: two columns in the same lines, read left column first, then right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_MOTTO = re.compile(r"CỘNG H[ÒO][AÀ] X[ÃA] HỘI|Độc lập\s*[-–]\s*Tự do", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^\s*Nơi nhận\s*:?", re.IGNORECASE)
_GAP = re.compile(r"(?<=\S)(?:\s{3,}|\s*\t\s*)(?=\S)")
_LEADS_TO_BODY = re.compile(r"^\s*Kính gửi")
LONGEST_HEAD = 14
LONGEST_FOOT = 25
FARTHEST_LEFT = 20
"""A line of the foot that begins further to the right stands in the right column."""


class Part(NamedTuple):
    """Letters ``start`` to ``end`` of a 1-based line."""

    line: int
    start: int
    end: int


def side_by_side(texts: Sequence[str]) -> dict[int, tuple[int, list[Part]]]:
    """First line of each block in two columns → its last line and its parts in reading order."""
    blocks: dict[int, tuple[int, list[Part]]] = {}
    for at, text in enumerate(texts):
        if any(first <= at + 1 <= last for first, (last, _) in blocks.items()):
            continue
        if _MOTTO.search(text) and (cut := _GAP.search(text)) is not None and cut.end() <= _motto_at(text):
            first, last = _head(texts, at)
            blocks[first + 1] = (last + 1, _parts(texts, first, last, _motto_at(text) - 3))
        elif _RECIPIENTS.match(text) and (end := _foot(texts, at)) is not None:
            blocks[at + 1] = (end + 1, _parts(texts, at, end, FARTHEST_LEFT))
    return blocks


def _motto_at(text: str) -> int:
    found = _MOTTO.search(text)
    return found.start() if found else len(text)


def _head(texts: Sequence[str], motto: int) -> tuple[int, int]:
    """The lines from the first of the paragraph that the motto stands in to the last one in two columns."""
    first = motto
    while first > 0 and texts[first - 1].strip() and motto - first < 3:
        first -= 1
    last = motto
    for at in range(motto, min(motto + LONGEST_HEAD, len(texts))):
        if _LEADS_TO_BODY.match(texts[at]):
            break
        if _GAP.search(texts[at].strip()):
            last = at
    while last + 1 < len(texts) and texts[last + 1].strip() and not _LEADS_TO_BODY.match(texts[last + 1]):
        last += 1
    return first, last


def _foot(texts: Sequence[str], recipients: int) -> int | None:
    """The last line of the foot, ``None`` when nothing stands beside the recipients."""
    last, beside, blank = recipients, False, 0
    for at in range(recipients, min(recipients + LONGEST_FOOT, len(texts))):
        bare = texts[at].strip()
        blank = 0 if bare else blank + 1
        if blank > 3 or "\f" in texts[at]:
            break
        indented = len(texts[at]) - len(texts[at].lstrip()) > FARTHEST_LEFT
        if bare:
            beside = beside or indented or _GAP.search(bare) is not None
            last = at
    return last if beside else None


def _parts(texts: Sequence[str], first: int, last: int, boundary: int) -> list[Part]:
    left: list[Part] = []
    right: list[Part] = []
    for at in range(first, last + 1):
        text = texts[at]
        lead, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if lead >= end:
            continue
        cut = _GAP.search(text, lead)
        if cut is not None:
            left.append(Part(at + 1, lead, cut.start()))
            right.append(Part(at + 1, cut.end(), end))
        else:
            (right if lead > boundary else left).append(Part(at + 1, lead, end))
    return [*left, *right]
