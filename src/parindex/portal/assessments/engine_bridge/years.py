"""Leaves of two versions of a set: which follows which."""

from __future__ import annotations

from functools import lru_cache

from parindex.engine.rulebook.compare import correspondences
from parindex.engine.rulebook.document import Correspondence
from parindex.engine.scoring.exact import CompiledSet


def leaves_before(was: CompiledSet, now: CompiledSet, leaf: str) -> tuple[tuple[str, ...], bool]:
    """Codes of the leaves that ``leaf`` follows, and whether their figures can be compared. Empty for a new leaf."""
    for line in _crosswalk(was, now):
        if leaf in line.after:
            codes = tuple(code for code in line.before if code in was.leaves)
            return codes, line.comparable and len(line.after) == 1
    return (), False


@lru_cache(maxsize=16)
def _crosswalk(was: CompiledSet, now: CompiledSet) -> tuple[Correspondence, ...]:
    return correspondences(was.criteria_set, now.criteria_set)
