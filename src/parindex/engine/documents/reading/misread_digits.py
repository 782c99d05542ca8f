"""Figures in which recognition took a digit for a letter: ``1O5``, ``l2``, ``lOO%``, ``3l/l0/2025``."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIGURE = re.compile(r"(?<!\w)[\dOolI]+(?:[.,/][\dOolI]+)*(?!\w)")
_MEANT = str.maketrans("OolI", "0011")


def misread_digits(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, as it is meant) of every figure with letters in it; Roman numbers are left (``Quý I/2025``)."""
    for match in _FIGURE.finditer(text):
        found = match[0]
        letters = any(not each.isdigit() and each not in ".,/" for each in found)
        sure = any(each.isdigit() for each in found) or (len(found) > 1 and text[match.end() :].lstrip()[:1] == "%")
        if not letters or not sure:
            continue
        meant = "".join(
            run if set(run) == {"I"} else run.translate(_MEANT) for run in re.split(r"([.,/])", found) if run
        )
        if meant != found:
            yield match.start(), match.end(), meant
