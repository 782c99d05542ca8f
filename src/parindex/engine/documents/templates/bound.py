"""Figures bound to facts inside running words: ``{{ s1 }}``; ``.tu`` its numerator, ``.mau`` its denominator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_FIELD = re.compile(r"\{\{\s*(s[0-9]{1,4})(?:\.(tu|mau))?\s*\}\}")
_BRACES = re.compile(r"\{\{[^{}]*\}\}")
"""Whatever stands where a field would."""


class Piece(NamedTuple):
    """Words, or a field: ``name`` of its figure and which ``part`` of it (empty: the value)."""

    text: str
    name: str = ""
    part: str = ""


def pieces_of(text: str) -> list[Piece]:
    """The text in order, words and fields apart; a field's ``text`` is what was written."""
    pieces, at = [], 0
    for found in _FIELD.finditer(text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()]))
        pieces.append(Piece(found[0], found[1], found[2] or ""))
        at = found.end()
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def fill(text: str, figures: Mapping[tuple[str, str], str]) -> str:
    """The text with every field replaced; ``figures``: (name, part) → as printed. An unknown field stays as written."""
    return _FIELD.sub(lambda found: figures.get((found[1], found[2] or ""), found[0]), text)


def unfilled(text: str, figures: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Fields that ``fill`` leaves as they were written: no figure of that name, no such part, misspelt."""
    return tuple(_BRACES.findall(fill(text, figures)))
