"""Filters that would fill more than half of a phone's screen are folded there, by HTML alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import parindex.portal

PORTAL = Path(parindex.portal.__file__).parent
FORM = re.compile(r'<form class="toolbar" method="get".*?</form>', re.DOTALL)
FOLDED = re.compile(r"<c-filters>.*?</c-filters>", re.DOTALL)
BOX = re.compile(r'<select|<input(?![^>]*type="hidden")|{{ field }}|class="segments"')
INCLUDED = re.compile(r'{% include "([^"]+)"')
MOST_BOXES = 5
"""Each takes 52 pixels with its gap, a label of its own more; half of 844 pixels are eight lines with the button."""


def templates() -> Iterator[Path]:
    yield from PORTAL.glob("*/templates/**/*.html")


def boxes(form: str, seen: frozenset[str] = frozenset()) -> int:
    """Boxes of a form with those of its parts."""
    parts = [name for name in INCLUDED.findall(form) if name not in seen]
    found = (next(PORTAL.glob(f"*/templates/{name}")) for name in parts)
    return len(BOX.findall(form)) + sum(boxes(part.read_text("utf-8"), seen | set(parts)) for part in found)


def test_many_filters_are_folded() -> None:
    tall, folded = [], 0
    for path in templates():
        text = path.read_text("utf-8")
        folded += len(FOLDED.findall(text))
        for form in FORM.findall(FOLDED.sub("", text)):
            if boxes(form) > MOST_BOXES:
                tall.append(f"{path.name}: {boxes(form)}")
    assert tall == [] and folded >= 11


def test_the_fold_needs_no_script() -> None:
    part = (PORTAL / "platform/templates/cotton/filters.html").read_text("utf-8")
    assert part.count("<details") == part.count("<summary>") == 1 and "open" not in part
