"""What differs between two states of a piece, in short words: for the year before, and for a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parindex.engine.scoring.naming import named_values
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.engine_bridge import drafts
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.labels.parts import option_label, part_label
from parindex.portal.criteria.queries.drafts import decimal_of
from parindex.portal.platform.words import language
from parindex.wording import sentence, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs: as it was opened, theirs (or before), yours (or now)."""

    label: str
    opened: str
    before: str
    after: str


def differences(opened: Tree, before: Tree, after: Tree) -> list[Difference]:
    """Parts whose value differs between ``before`` and ``after``, in the order of the form."""
    keys = list(dict.fromkeys([*after, *before]))
    return [
        Difference(part_label("", key), in_words(key, opened), in_words(key, before), in_words(key, after))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def in_words(key: str, part: Tree) -> str:
    """A part's value in one line; – for none."""
    value = part.get(key)
    if value in (None, "", [], {}):
        return "–"
    if key == "rule":
        leaf = drafts.leaf_of(part)
        if leaf is not None:
            return "; ".join(
                sentence(step.code, named_values(leaf, step), language()) for step in engine_bridge.rule_steps(leaf)
            )
    return _line(key, value)


def _line(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{part_label('', name)}: {_line(name, each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(str(each.get("title") or _line(key, each)) if isinstance(each, dict) else str(each)
                         for each in value)  # fmt: skip
    if isinstance(value, bool):
        return shown(value, language())
    number = decimal_of(value) if key in ("maximum", "scale", "points") else None
    return shown(number, language()) if number is not None else option_label("", key, str(value))
