"""Rows of a comparison: which part of which criterion changed, as it was and as it is, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.engine_bridge import CriteriaSet, PartChange, Step
from parindex.portal.platform.words import say

NOTHING = "–"


class ChangedRow(NamedTuple):
    """One part of one criterion; ``code``, ``was`` and ``now`` (number and title) are empty for the set itself."""

    part: str
    code: str
    was: str
    now: str
    before: str
    after: str


def comparison_context(before: CriteriaSet, after: CriteriaSet) -> dict[str, Any]:
    """What ``criteria/changes.html`` shows: the comparison, and a row for each part that changed."""
    changes = engine_bridge.compare_documents(before, after)
    old, new = engine_bridge.nodes_of(before), engine_bridge.nodes_of(after)
    groups = (changes.re_weighted, changes.re_ruled, changes.renamed, changes.re_documented)
    pairs = {pair.after.code: pair for group in groups for pair in group}
    rows = [_row(engine_bridge.set_change(each)) for each in changes.set_changes]
    for code in (code for code in new if code in pairs):
        pair = pairs[code]
        was, now = (f"{place.number} {place.title}" for place in (pair.before, pair.after))
        for part in engine_bridge.node_changes(old[pair.before.code], new[code]):
            rows.append(_row(part, code, was, now))
    return {"changes": changes, "changed_rows": rows}


def _row(change: PartChange, code: str = "", was: str = "", now: str = "") -> ChangedRow:
    return ChangedRow(say(change.part), code, was, now, _words(change.before), _words(change.after))


def _words(steps: Iterable[Step]) -> str:
    return "; ".join(say(step.code, step.values) for step in steps) or NOTHING
