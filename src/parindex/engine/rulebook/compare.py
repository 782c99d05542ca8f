"""Compares two versions of a criteria set; identity of a leaf is the crosswalk, never the printed number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.rulebook.canonical import tree_of
from parindex.engine.rulebook.document import Correspondence, CriteriaSet, Crosswalk, Node, leaves, walk
from parindex.engine.rulebook.faults import Fault, FaultCode

RULE_PARTS = ("rule", "inputs", "policies", "maximum_by_group", "measured")
"""What decides how a leaf is scored, apart from its maximum."""
DOCUMENT_PARTS = ("evidence", "owner", "legal", "remedies", "product")
"""What is asked and cited beside the rule: it changes no points, but the work."""
_NOT_COMPARED = ("schema_version", "code", "version", "sources", "notes", "exceptions", "crosswalk", "fields")
SET_PARTS = tuple(name for name in CriteriaSet.model_fields if name not in _NOT_COMPARED)
"""Attributes of the set itself whose change is told."""


class Place(NamedTuple):
    """A node and where it stands in its set."""

    code: str
    number: str
    title: str
    maximum: Decimal
    ancestors: tuple[str, ...]
    """Codes of the nodes above, outermost first."""
    leaf: bool


class Change(NamedTuple):
    """The same node in both versions. ``parts``: which parts changed (for re-ruled and re-documented)."""

    before: Place
    after: Place
    parts: tuple[str, ...] = ()


class Regrouped(NamedTuple):
    """A line of the crosswalk that splits, merges or cuts the thread of leaves."""

    before: tuple[Place, ...]
    after: tuple[Place, ...]
    comparable: bool
    note: str | None


class SetChange(NamedTuple):
    """An attribute of the set itself that differs, in plain values (None: not given)."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from ``before`` to ``after``; a node may stand in several lists."""

    added: tuple[Place, ...]
    removed: tuple[Place, ...]
    moved: tuple[Change, ...]
    """Another parent or another printed number."""
    re_weighted: tuple[Change, ...]
    re_ruled: tuple[Change, ...]
    renamed: tuple[Change, ...]
    re_documented: tuple[Change, ...]
    """Evidence, legal basis, remedies or appraising body changed."""
    regrouped: tuple[Regrouped, ...]
    set_changes: tuple[SetChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing at all differs."""
        return not any(
            (self.added, self.removed, self.moved, self.re_weighted, self.re_ruled, self.renamed, self.re_documented,
             self.regrouped, self.set_changes)
        )  # fmt: skip


def correspondences(before: CriteriaSet, after: CriteriaSet) -> tuple[Correspondence, ...]:
    """The crosswalk from ``before`` to ``after``, resolved over leaves.

    Lines of the document first, then leaves with equal codes that no line names. A leaf that stands in none has no
    counterpart. Without a crosswalk to ``before``, equal codes correspond only inside one set code.
    """
    crosswalk = _crosswalk(before, after)
    if crosswalk is None:
        return ()
    named_before = {code for line in crosswalk.lines for code in line.before}
    named_after = {code for line in crosswalk.lines for code in line.after}
    same: list[Correspondence] = []
    if crosswalk.same_codes:
        known = {leaf.code for leaf in leaves(before)} - named_before
        codes = [leaf.code for leaf in leaves(after) if leaf.code in known and leaf.code not in named_after]
        same = [Correspondence(before=(code,), after=(code,)) for code in codes]
    return (*crosswalk.lines, *same)


def find_crosswalk_faults(before: CriteriaSet, after: CriteriaSet) -> tuple[Fault, ...]:
    """What of ``after``'s crosswalk does not fit ``before``; the rest of the crosswalk is judged by the reader."""
    crosswalk = after.crosswalk
    if crosswalk is None:
        return ()
    if (crosswalk.code, crosswalk.version) != (before.code, before.version):
        found = f"{crosswalk.code}/{crosswalk.version}"
        values = {"value": found, "expected": f"{before.code}/{before.version}"}
        return (Fault(FaultCode.CROSSWALK_OTHER_SET, "crosswalk", value=found, values=values),)
    known = {leaf.code for leaf in leaves(before)}
    return tuple(
        Fault(
            FaultCode.CROSSWALK_UNKNOWN_CODE,
            f"crosswalk.lines[{position}].before[{at}]",
            value=code,
            values={"value": code},
        )
        for position, line in enumerate(crosswalk.lines)
        for at, code in enumerate(line.before)
        if code not in known
    )


def compare_sets(before: CriteriaSet, after: CriteriaSet) -> Comparison:
    """Added, removed, moved, re-weighted, re-ruled and renamed nodes, in the printed order of the version they are in.

    Leaves are paired by the crosswalk, parents by equal codes.
    """
    old, new = _places(before), _places(after)
    pairs, lines = _pairs(before, after, old, new)
    covered_old = {code for code, _ in pairs} | {code for line in lines for code in line.before}
    covered_new = {code for _, code in pairs} | {code for line in lines for code in line.after}
    identity = {code: other for code, other in pairs}
    changes = [(Change(old[a].place, new[b].place), old[a].node, new[b].node) for a, b in pairs]
    ruled = [(change, _parts_changed(a, b, RULE_PARTS)) for change, a, b in changes]
    documented = [(change, _parts_changed(a, b, DOCUMENT_PARTS)) for change, a, b in changes]
    return Comparison(
        added=tuple(found.place for code, found in new.items() if code not in covered_new),
        removed=tuple(found.place for code, found in old.items() if code not in covered_old),
        moved=tuple(change for change, _, _ in changes if _moved(change, identity)),
        re_weighted=tuple(change for change, a, b in changes if a.maximum != b.maximum),
        re_ruled=tuple(change._replace(parts=parts) for change, parts in ruled if parts),
        renamed=tuple(change for change, a, b in changes if a.title != b.title),
        re_documented=tuple(change._replace(parts=parts) for change, parts in documented if parts),
        regrouped=tuple(
            Regrouped(_known(old, line.before), _known(new, line.after), line.comparable, line.note) for line in lines
        ),
        set_changes=_set_changes(before, after),
    )


class _Found(NamedTuple):
    place: Place
    node: Node


def _places(criteria_set: CriteriaSet) -> dict[str, _Found]:
    return {
        node.code: _Found(
            Place(
                node.code,
                node.number or node.code,
                node.title,
                node.maximum,
                tuple(ancestor.code for ancestor in above),
                node.rule is not None,
            ),
            node,
        )
        for above, node in walk(criteria_set)
    }


def _crosswalk(before: CriteriaSet, after: CriteriaSet) -> Crosswalk | None:
    declared = after.crosswalk
    if declared is not None and (declared.code, declared.version) == (before.code, before.version):
        return declared
    return Crosswalk(code=before.code, version=before.version) if before.code == after.code else None


def _pairs(
    before: CriteriaSet, after: CriteriaSet, old: dict[str, _Found], new: dict[str, _Found]
) -> tuple[list[tuple[str, str]], list[Correspondence]]:
    """One-to-one comparable pairs (leaves and parents), and the lines that are anything else."""
    pairs: list[tuple[str, str]] = []
    lines: list[Correspondence] = []
    for line in correspondences(before, after):
        if len(line.before) == len(line.after) == 1 and line.comparable:
            if line.before[0] in old and line.after[0] in new:
                pairs.append((line.before[0], line.after[0]))
        elif line.before and line.after:
            lines.append(line)
    crosswalk = _crosswalk(before, after)
    if crosswalk is not None and crosswalk.same_codes:
        parents = [code for code, found in new.items() if not found.place.leaf]
        pairs += [(code, code) for code in parents if code in old and not old[code].place.leaf]
    order = {code: position for position, code in enumerate(new)}
    return sorted(pairs, key=lambda pair: order[pair[1]]), lines


def _moved(change: Change, identity: dict[str, str]) -> bool:
    above = tuple(identity.get(code, code) for code in change.before.ancestors)
    return above != change.after.ancestors or change.before.number != change.after.number


def _parts_changed(before: Node, after: Node, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if getattr(before, part) != getattr(after, part))


def _known(places: dict[str, _Found], codes: Iterable[str]) -> tuple[Place, ...]:
    return tuple(places[code].place for code in codes if code in places)


def _set_changes(before: CriteriaSet, after: CriteriaSet) -> tuple[SetChange, ...]:
    old, new = tree_of(before), tree_of(after)
    return tuple(SetChange(name, old.get(name), new.get(name)) for name in SET_PARTS if old.get(name) != new.get(name))
