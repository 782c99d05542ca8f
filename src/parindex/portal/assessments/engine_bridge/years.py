"""Leaves of two versions of a set: which follows which."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.engine.rulebook.compare import correspondences
from parindex.engine.rulebook.document import Correspondence
from parindex.engine.scoring.exact import CompiledSet

Crosswalk = Mapping[str, Correspondence]
"""Code of a leaf of the later set → the line in which it stands."""
MOST_KEPT = 16
_kept: dict[tuple[int, int], tuple[CompiledSet, CompiledSet, Crosswalk]] = {}
"""By identity, as compiled sets are kept by ``compiled`` and cannot be hashed; the sets are held, so that an id stays
theirs.
"""


def leaves_before(was: CompiledSet, now: CompiledSet, leaf: str) -> tuple[tuple[str, ...], bool]:
    """Codes of the leaves that ``leaf`` follows, and whether their figures can be compared. Empty for a new leaf."""
    line = _crosswalk(was, now).get(leaf)
    if line is None:
        return (), False
    return tuple(code for code in line.before if code in was.leaves), line.comparable and len(line.after) == 1


def _crosswalk(was: CompiledSet, now: CompiledSet) -> Crosswalk:
    key = (id(was), id(now))
    if key not in _kept:
        lines = correspondences(was.criteria_set, now.criteria_set)
        if len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = (was, now, {code: line for line in reversed(lines) for code in line.after})
    return _kept[key][2]
