"""Stored findings in words."""

from __future__ import annotations

from parindex.portal.findings.engine_bridge import from_json
from parindex.portal.findings.models import Finding
from parindex.portal.platform.words import say

_PLACES = ("place", "other_place")
_PLACED_BARE = frozenset({"figures_differ", "figure_missing"})
"""Rules whose sentence puts a place in brackets: of a document that is read it is the number of a line."""


def sentence_of(finding: Finding) -> str:
    """What does not hold, with its figures."""
    values: dict[str, object] = {**from_json(finding.figures)}
    if finding.rule in _PLACED_BARE:
        values = {name: _line(each) if name in _PLACES else each for name, each in values.items()}
    return say(f"finding.{finding.rule}", values)


def _line(place: object) -> object:
    return say("reading.page.line", {"line": str(place)}) if str(place).isdecimal() else place
