"""Wholes and parts enumerated in a running text: in parentheses, after «trong đó», in list items, in a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parindex.engine.checks.proof_reading.mentions import Mention, mentions_of
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind

_CONNECTOR = re.compile(
    r"(?i)\b(?:trong đó|trong số đó|cụ thể(?: như sau)?|bao gồm|chia (?:ra|theo [^.;:\d]{1,30}(?=:))"
    r"|gồm(?: có)?|như sau)\b\s*:?"
)
_OPENS_LIST = re.compile(r"(?i)(?:trong đó|cụ thể|bao gồm|chia ra|gồm|như sau|kết quả)?[^.;]*:\s*[*]*\s*$")
_SENTENCE_END = re.compile(r"\.(?=\s+[A-ZĐÂÊÔƠƯÁÀẢÃẠÍÌÓÒÚÙÝ]|\s*$)")
_ALL = re.compile(r"(?i)gồm|chia (?:ra|theo)")
_COLON = re.compile(r"[^().;:\d]{1,60}:\s")
_ONLY_UNIT = re.compile(r"^[^().;:,\d]{0,40}\(\s*$")
_OUT_OF = re.compile(r"(?i)\btrong (?:tổng )?(?:số )?$")
_THERE_ARE = re.compile(r"(?i)[^.;:()\d]{0,40}\bcó\s*$")
_SOME = re.compile(r"(?i)\b(?:trong đó|như|nhất là|chủ yếu|riêng|có)\b")
MOST_ITEMS = 15


class Spot(NamedTuple):
    """A mention and the passage in which it stands (its place in the document)."""

    passage: int
    mention: Mention


class Enumeration(NamedTuple):
    """A figure and figures that are enumerated as its parts."""

    whole: Spot
    parts: tuple[Spot, ...]
    exhaustive: bool = False
    """Introduced by words that leave nothing out: «gồm», «chia ra», a colon."""


def enumerations_of(passages: Sequence[Passage], mentions: Mapping[int, Sequence[Mention]]) -> Iterator[Enumeration]:
    """Every enumeration, in the order of the wholes. Whether it leaves something out is not judged here.

    ``mentions``: those of each passage by its place in ``passages``.
    """
    footnotes = {(p.part, p.footnote): number for number, p in enumerate(passages) if p.footnote}
    for number, passage in enumerate(passages):
        if passage.kind is PassageKind.TABLE:
            continue
        found = mentions.get(number, ())
        yield from _in_parentheses(number, passage.text, found)
        yield from _after_connectors(number, passage.text, found)
        yield from _after_colons(number, passage.text, found)
        yield from _out_of(number, passage.text, found)
        yield from _in_list(number, passages, mentions)
        for mention in found:
            note = footnotes.get((passage.part, mention.mark)) if mention.mark else None
            if note is not None and note != number and not mention.is_percent:
                parts = _figures(note, mentions.get(note, ()), 0)
                if len(parts) >= 2:
                    yield Enumeration(Spot(number, mention), parts)


def _figures(number: int, found: Sequence[Mention], depth: int) -> tuple[Spot, ...]:
    return tuple(Spot(number, each) for each in found if each.depth == depth and not each.is_percent)


def _in_parentheses(number: int, text: str, found: Sequence[Mention]) -> Iterator[Enumeration]:
    """``1.309 hồ sơ giải quyết (trước hạn: 856, đúng hạn: 430)``."""
    for place, mention in enumerate(found):
        if mention.is_percent:
            continue
        opened = text.find("(", mention.end)
        if opened < 0 or not _ONLY_UNIT.match(text[mention.end : opened + 1]):
            continue
        closed = _closing(text, opened)
        inside = [each for each in found[place + 1 :] if opened < each.start < closed]
        parts = _figures(number, inside, mention.depth + 1)
        if len(parts) >= 2:
            yield Enumeration(Spot(number, mention), parts, not _SOME.search(text, opened, closed))


def _out_of(number: int, text: str, found: Sequence[Mention]) -> Iterator[Enumeration]:
    """``trong 538 hồ sơ có 301 hồ sơ khai sinh, 149 hồ sơ kết hôn và 88 hồ sơ khác`` up to the end of the sentence."""
    for place, (whole, first) in enumerate(zip(found, found[1:], strict=False)):
        if whole.is_percent or not _OUT_OF.search(text[: whole.start]):
            continue
        if first.depth == whole.depth and _THERE_ARE.fullmatch(text[whole.end : first.start]):
            ends = re.compile(r"\.\s|;|$").search(text, first.end)
            inside = [each for each in found[place + 1 :] if ends is None or each.start < ends.start()]
            parts = _figures(number, inside, whole.depth)
            if len(parts) >= 2:
                yield Enumeration(Spot(number, whole), parts)


def _closing(text: str, opened: int) -> int:
    depth = 0
    for place in range(opened, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return len(text)


def _after_connectors(number: int, text: str, found: Sequence[Mention]) -> Iterator[Enumeration]:
    """``1.310 hồ sơ, trong đó: 1.309 …, 71 …`` up to the end of the sentence."""
    for connector in _CONNECTOR.finditer(text):
        depth = text.count("(", 0, connector.start()) - text.count(")", 0, connector.start())
        before = [m for m in found if m.end <= connector.start() and not m.is_percent and m.depth <= max(depth, 0)]
        if not before or depth < 0:
            continue
        whole = before[-1]
        if len(_SENTENCE_END.findall(text[whole.end : connector.start()])) > 1:
            continue
        ends = _SENTENCE_END.search(text, connector.end())
        end = ends.start() if ends else len(text)
        if whole.depth < depth:
            end = min(end, _closing(text, text.rfind("(", 0, connector.start())))
        inside = [each for each in found if connector.end() <= each.start < end]
        exhaustive = bool(_ALL.search(connector.group()))
        parts = _figures(number, inside, depth)
        yield from _runs(Spot(number, _of_their_unit(text, before, parts)), text, parts, exhaustive)


def _of_their_unit(text: str, before: Sequence[Mention], parts: Sequence[Spot]) -> Mention:
    """The nearest figure; that beside it where the parts count in its unit alone: «205 lượt với 241 người, gồm: 126
    lượt …»."""
    units = {_unit(part.mention) for part in parts}
    whole, other = before[-1], before[-2] if len(before) > 1 else None
    if other is None or len(units) != 1 or _unit(whole) in units or _unit(other) not in units - {""}:
        return whole
    return whole if _SENTENCE_END.search(text[other.end : whole.start]) else other


def _unit(mention: Mention) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", mention.after.lower())[:1])


def _after_colons(number: int, text: str, found: Sequence[Mention]) -> Iterator[Enumeration]:
    """``410 người: rất hài lòng 236 người, hài lòng 159 người, …``."""
    for place, whole in enumerate(found):
        colon = _COLON.match(text, whole.end)
        if whole.is_percent or colon is None:
            continue
        if "," in colon.group() and text[: whole.start].rstrip().endswith(":"):
            continue  # «trước hạn: 9.815 hồ sơ, đúng hạn: 7.506 hồ sơ»: one of a list
        ends = _SENTENCE_END.search(text, colon.end())
        inside = [each for each in found[place + 1 :] if each.start < (ends.start() if ends else len(text))]
        parts = _figures(number, inside, whole.depth)
        before = [each for each in found[: place + 1] if not each.is_percent and each.depth == whole.depth]
        if _of_their_unit(text, before, parts) is whole:
            yield from _runs(Spot(number, whole), text, parts, True)


def _runs(whole: Spot, text: str, parts: Sequence[Spot], exhaustive: bool) -> Iterator[Enumeration]:
    """All parts, and those between two semicolons: one whole may be broken down twice in a sentence."""
    runs: list[list[Spot]] = [[]]
    for part in parts:
        if runs[-1] and ";" in text[runs[-1][-1].mention.end : part.mention.start]:
            runs.append([])
        runs[-1].append(part)
    if len(runs) == 1 or all(len(run) == 1 for run in runs):
        if len(parts) >= 2:
            yield Enumeration(whole, tuple(parts), exhaustive)
        return
    telling = [run for run in runs if len(run) >= 2]
    if not any(sum(each.mention.value for each in run) == whole.mention.value for run in telling):
        yield Enumeration(whole, tuple(parts))
    holds = sum(each.mention.value for each in runs[0]) == whole.mention.value
    for run in telling:
        # a whole that is broken down twice is so each time
        yield Enumeration(whole, tuple(run), exhaustive and (run is runs[0] or (holds and len(run) > 2)))


def _in_list(
    number: int, passages: Sequence[Passage], mentions: Mapping[int, Sequence[Mention]]
) -> Iterator[Enumeration]:
    """A passage that ends in a colon, and the first figure of every list item below it."""
    passage = passages[number]
    found = [each for each in mentions.get(number, ()) if not each.is_percent]
    if not found or not _OPENS_LIST.search(passage.text[found[-1].end :]):
        return
    items = list(_items(number, passages))
    firsts = [next((m for m in mentions.get(item, ()) if not m.is_percent), None) for item in items]
    parts = tuple(Spot(item, first) for item, first in zip(items, firsts, strict=True) if first is not None)
    if len(parts) >= 2:
        yield Enumeration(Spot(number, found[-1]), parts)


def _items(number: int, passages: Sequence[Passage]) -> Iterator[int]:
    """Places of the items that follow, as long as they are alike; footnotes between them are passed over."""
    first: Passage | None = None
    for place in range(number + 1, min(number + 1 + 2 * MOST_ITEMS, len(passages))):
        each = passages[place]
        if each.kind is PassageKind.FOOTNOTE:
            continue
        if each.kind not in (PassageKind.BULLET, PassageKind.PARAGRAPH) or each.part != passages[number].part:
            return
        if first is None:
            if each.kind is PassageKind.BULLET and each.counter == passages[number].counter:
                return
            first = each
        elif (each.kind, each.counter) != (first.kind, first.counter):
            return
        if each.kind is PassageKind.PARAGRAPH and not re.match(r"^[^.;:]{1,60}:", each.text):
            return
        yield place


def mentions_by_place(passages: Sequence[Passage]) -> dict[int, list[Mention]]:
    """Mentions of every passage that may hold figures, by its place."""
    return {
        number: mentions_of(passage.text)
        for number, passage in enumerate(passages)
        if passage.kind in (PassageKind.PARAGRAPH, PassageKind.BULLET, PassageKind.FOOTNOTE, PassageKind.HEADING)
    }
