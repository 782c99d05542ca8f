"""Numbers that Word shows and does not store: list labels computed from the numbering part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from parindex.engine.documents.reading.word_package import W

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


def _value(element: Any, path: str, default: str = "") -> str:
    found = element.find(path)
    return default if found is None else str(found.get(f"{W}val") or default)


class Numbering:
    """Counts the numbered paragraphs of a document, in order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            for style in styles.iter(f"{W}style"):
                found = _numbered(style.find(f"{W}pPr"))
                if found is not None:
                    self._styles[str(style.get(f"{W}styleId"))] = found

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.iter(f"{W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{W}lvl"):
                at = int(level.get(f"{W}ilvl") or 0)
                start = _value(level, f"{W}start", "1")
                levels[at] = _Level(
                    _value(level, f"{W}numFmt", "decimal"),
                    _value(level, f"{W}lvlText"),
                    int(start) if start.isdigit() else 1,
                )
            self._levels[str(abstract.get(f"{W}abstractNumId"))] = levels
        for num in numbering.iter(f"{W}num"):
            self._abstract[str(num.get(f"{W}numId"))] = _value(num, f"{W}abstractNumId")

    def label(self, properties: Any | None) -> str:
        """The label of the next paragraph with these properties, with a space after it, or nothing."""
        found = _numbered(properties)
        if found is None and properties is not None:
            found = self._styles.get(_value(properties, f"{W}pStyle"))
        if found is None or found[0] == "0":
            return ""
        number, at = found
        levels = self._levels.get(self._abstract.get(number, ""), {})
        level = levels.get(at)
        if level is None:
            return ""
        if level.form == "bullet":
            return "+ " if level.text.strip() == "+" else "- "
        counts = self._counts.setdefault(number, [0] * _MOST_LEVELS)
        counts[at] = counts[at] + 1 if counts[at] else level.start
        counts[at + 1 :] = [0] * (_MOST_LEVELS - at - 1)
        shown = re.sub(r"%(\d)", lambda match: self._shown(levels, counts, int(match[1]) - 1), level.text)
        return f"{shown} " if shown.strip() else ""

    @staticmethod
    def _shown(levels: dict[int, _Level], counts: list[int], at: int) -> str:
        level = levels.get(at)
        count = counts[at] or (level.start if level else 1)
        form = level.form if level else "decimal"
        if form in ("upperRoman", "lowerRoman"):
            shown = _roman(count)
            return shown if form == "upperRoman" else shown.lower()
        if form in ("lowerLetter", "upperLetter"):
            letter = _LETTERS[(count - 1) % len(_LETTERS)]
            return letter if form == "lowerLetter" else letter.upper()
        return f"{count:02d}" if form == "decimalZero" else str(count)


def _numbered(properties: Any | None) -> tuple[str, int] | None:
    """Number of the list and level."""
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return None
    level = _value(found, f"{W}ilvl", "0")
    return _value(found, f"{W}numId", "0"), min(int(level) if level.isdigit() else 0, _MOST_LEVELS - 1)


def _roman(count: int) -> str:
    shown = ""
    for value, sign in _ROMAN:
        while count >= value:
            shown, count = shown + sign, count - value
    return shown
