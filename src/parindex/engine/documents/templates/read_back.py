"""A document that was edited outside, held against its draft: which bound figures stand there otherwise, or no more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from parindex.engine.documents.templates.bound import pieces_of

_TOKEN = re.compile(r"[0-9]+(?:[.,/][0-9]+)*\s?%?|\w+|[^\w\s]")
_ALIKE = 0.5
"""Share of equal words from which a paragraph is the edited one; below, it is another."""


class Difference(NamedTuple):
    """A bound figure that is not found as printed. ``found``: what stands there; empty: the place is gone."""

    name: str
    part: str
    printed: str
    found: str
    paragraph: str
    """The draft's paragraph, as printed."""


@dataclass(frozen=True, slots=True)
class _Expected:
    tokens: tuple[str, ...]
    places: tuple[tuple[int, int, str, str], ...]
    """First and last+1 token of a figure, its name and part."""
    text: str


def differences(
    texts: Sequence[str], figures: Mapping[tuple[str, str], str], lines: Sequence[str]
) -> tuple[Difference, ...]:
    """Figures of the draft's ``texts`` (a line a paragraph, with fields) that ``lines`` of the file have otherwise.

    ``figures``: (name, part) → as printed. A paragraph is found again by its words, not by its place.
    """
    read = [_tokens(line) for line in lines if line.strip()]
    found: list[Difference] = []
    for text in texts:
        for line in text.splitlines():
            expected = _expected(line, figures)
            if expected.places:
                found.extend(_compared(expected, _most_alike(expected, read)))
    return tuple(found)


def _expected(line: str, figures: Mapping[tuple[str, str], str]) -> _Expected:
    tokens: list[str] = []
    places, words = [], ""
    for piece in pieces_of(line.strip()):
        printed = figures.get((piece.name, piece.part)) if piece.name else None
        own = _tokens(piece.text if printed is None else printed)
        if printed is not None:
            places.append((len(tokens), len(tokens) + len(own), piece.name, piece.part))
        tokens.extend(own)
        words += piece.text if printed is None else printed
    return _Expected(tuple(tokens), tuple(places), words)


def _tokens(text: str) -> tuple[str, ...]:
    """Words, figures (``1.310``, ``61,45 %``) and marks; a ratio's slash is a mark between two figures."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text.replace("\u00a0", " ")):
        parts = re.split(r"(/)", token) if token[0].isdigit() else [token]
        tokens.extend(part.replace(" ", "").strip() for part in parts if part)
    return tuple(tokens)


def _most_alike(expected: _Expected, read: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    best, alike = None, _ALIKE
    for tokens in read:
        matcher = SequenceMatcher(None, expected.tokens, tokens, autojunk=False)
        if matcher.real_quick_ratio() < alike or matcher.quick_ratio() < alike:
            continue
        ratio = matcher.ratio()
        if ratio > alike or (ratio == alike and best is None):
            best, alike = tokens, ratio
    return best


def _compared(expected: _Expected, read: tuple[str, ...] | None) -> list[Difference]:
    found = []
    blocks = () if read is None else SequenceMatcher(None, expected.tokens, read, autojunk=False).get_matching_blocks()
    at = {block.a + step: block.b + step for block in blocks for step in range(block.size)}
    for first, end, name, part in expected.places:
        if all(token in at for token in range(first, end)):
            continue
        printed = "".join(expected.tokens[first:end])
        stands = "" if read is None else _between(at, first, end, read)
        found.append(Difference(name, part, printed, stands, expected.text))
    return found


def _between(at: Mapping[int, int], first: int, end: int, read: tuple[str, ...]) -> str:
    """What stands between the equal words around the figure."""
    before = max((at[token] for token in at if token < first), default=-1)
    after = min((at[token] for token in at if token >= end), default=len(read))
    return " ".join(read[before + 1 : after])
