"""Whether a signed document says what the clean one said: words that were added, left out or changed.

A clean document leaves number and date blank for the clerk; what is written into these blanks is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

MOST_LINES = 6_000
"""Lines of each text that are compared; a longer one is left to a person."""
MOST_DIFFERENCES = 50
_LONGEST = 200
_WORDS_AHEAD = 6
_BLANK = re.compile(r"[.…_]*")
_DIGITS = re.compile(r"\d{1,6}")
_OF_NUMBER = frozenset({"số", "số:"})
_BEFORE_A_BLANK = _OF_NUMBER | {"ngày", "tháng", "năm"}


class DifferenceKind(StrEnum):
    """What became of the words."""

    ADDED = "added"
    LEFT_OUT = "left_out"
    CHANGED = "changed"


class Difference(NamedTuple):
    """Words of the clean text and of the signed one, at a page of the signed one (0: not told).

    ``ahead``: the words of the clean text just before them, in the same lines.
    """

    kind: DifferenceKind
    page: int
    before: str
    after: str
    ahead: str


class TooLongToCompare(ValueError):
    """One of the texts has more lines than are compared."""


Line = tuple[str, int]
"""Text and page."""
_Word = tuple[str, int]


def differences_between(clean: Iterable[Line], signed: Iterable[Line]) -> tuple[Difference, ...]:
    """Every difference in words, in the order of the text, a bounded number. Raises ``TooLongToCompare``."""
    before, after = _lines(clean), _lines(signed)
    if max(len(before), len(after)) > MOST_LINES:
        raise TooLongToCompare
    found: list[Difference] = []
    for tag, one, end, other, stop in _steps([text for text, _ in before], [text for text, _ in after]):
        if tag != "equal":
            found += _in_words(_words(before[one:end]), _words(after[other:stop]), _last_word(before[:one]))
        if len(found) >= MOST_DIFFERENCES:
            break
    return tuple(found[:MOST_DIFFERENCES])


def _in_words(before: Sequence[_Word], after: Sequence[_Word], ahead: str) -> list[Difference]:
    found = []
    said, says = [word for word, _ in before], [word for word, _ in after]
    for tag, one, end, other, stop in _steps(said, says):
        around = (
            said[one - 1] if one else ahead,
            said[one - 2] if one > 1 else "",
            said[end] if end < len(said) else "",
        )
        if tag == "equal" or _fills_a_blank(said[one:end], says[other:stop], *around):
            continue
        kind = {"insert": DifferenceKind.ADDED, "delete": DifferenceKind.LEFT_OUT}.get(tag, DifferenceKind.CHANGED)
        at = after[other:stop] or after[max(other - 1, 0) : other] or before[one:end]
        page = at[0][1] if at else 0
        words_ahead = " ".join(said[max(one - _WORDS_AHEAD, 0) : one])
        found.append(Difference(kind, page, _short(said[one:end]), _short(says[other:stop]), words_ahead))
    return found


def _fills_a_blank(before: list[str], after: list[str], ahead: str, second_ahead: str, follows: str) -> bool:
    """Digits in the slot of the number ("Số: 12/QĐ-UBND") or of the date ("ngày 05 tháng 02 năm 2026").

    Where the clean text has no dots, the words around must be those of the slot: "trong tháng 5" is an addition.
    """
    word = ahead.lower()
    if word not in _BEFORE_A_BLANK or len(after) != 1:
        return False
    said, says = "".join(before), after[0]
    symbol = said.lstrip(".…_")
    if symbol and not (symbol.startswith(("/", ",", ".", ";")) and says.endswith(symbol)):
        return False
    blank, number = said.removesuffix(symbol), says.removesuffix(symbol)
    if not _BLANK.fullmatch(blank) or not _DIGITS.fullmatch(number):
        return False
    if blank or (word in _OF_NUMBER and symbol):
        return True
    slots = {"ngày": follows == "tháng", "tháng": follows.startswith("năm"), "năm": second_ahead == "tháng"}
    return slots.get(word, follows.startswith("/"))


def _steps(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, one, other, autojunk=False).get_opcodes())


def _lines(lines: Iterable[Line]) -> list[Line]:
    tidy = ((" ".join(text.split()), page) for text, page in lines)
    return [(text, page) for text, page in tidy if text]


def _words(lines: Iterable[Line]) -> list[_Word]:
    return [(word, page) for text, page in lines for word in text.split()]


def _last_word(lines: Sequence[Line]) -> str:
    return lines[-1][0].split()[-1] if lines else ""


def _short(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
