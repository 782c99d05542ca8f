"""Figures of a sub-criterion in words: the value, and who gives it."""

from __future__ import annotations

from parindex.engine.rulebook.document import Input, MeasuredBy, Node
from parindex.engine.scoring.values import Absence, Value
from parindex.portal.platform.words import language, say
from parindex.wording import shown


def figure_in_words(declared: Input, value: Value | Absence | None) -> str:
    """The value as printed; a choice by its title, a figure that is absent by the reason."""
    if isinstance(value, Absence):
        return say(f"absence.{value}")
    titles = {choice.code: choice.title for choice in declared.choices}
    return titles.get(value, value) if isinstance(value, str) else shown(value, language())


def figure_source_in_words(leaf: Node, value: Value | Absence | None) -> str:
    """Who gives a figure of the leaf that no recorded figure filled: what was typed for a leaf of recorded figures is
    the unit's own.
    """
    measured = leaf.measured or MeasuredBy.SELF
    if measured is MeasuredBy.FACTS and not (value is None or isinstance(value, Absence)):
        measured = MeasuredBy.SELF
    return say(f"figure_source.{measured}")
