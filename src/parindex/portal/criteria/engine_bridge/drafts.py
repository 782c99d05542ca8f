"""A draft judged, tried and compared by the engine; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from parindex.engine.rulebook.canonical import canonical_json
from parindex.engine.rulebook.compare import correspondences, find_crosswalk_faults
from parindex.engine.rulebook.document import CriteriaSet, Node, SubCriterion, leaves
from parindex.engine.rulebook.faults import Fault, FaultCode, RulebookRefused, Severity
from parindex.engine.rulebook.reader import judge
from parindex.engine.rulebook.source_tree import read_source
from parindex.engine.rulebook.spreadsheet import from_workbook
from parindex.engine.scoring.exact import score_leaf
from parindex.engine.scoring.values import Inputs, Outcome
from parindex.portal.criteria.engine_bridge.draft_tree import NodePlace, Tree, node_places, own_part


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft's document (None while its shape is not whole) and everything that is wrong with it."""

    document: CriteriaSet | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What stops the issue."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is worth a look."""
        return tuple(fault for fault in self.faults if fault.severity is not Severity.ERROR)


def content_of(tree: Tree) -> str:
    """The tree as one text, keys sorted: what is judged and compared."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True)


def judged(tree: Tree, base: CriteriaSet | None = None) -> Judged:
    """Everything that the reader finds, and what of the crosswalk does not fit the base.

    The act that issues the set is asked when it is issued, so its absence is no fault of a draft.
    """
    found = _judged(content_of(tree))
    faults = [fault for fault in found.faults if fault.code is not FaultCode.OFFICIAL_WITHOUT_ACT]
    if base is not None and found.document is not None:
        faults += find_crosswalk_faults(base, found.document)
    return Judged(found.document, tuple(faults))


@lru_cache(maxsize=32)
def _judged(content: str) -> Judged:
    return Judged(*judge(read_source(content.encode("utf-8"))))


def faults_by_node(tree: Tree, faults: tuple[Fault, ...]) -> dict[str, list[tuple[str, Fault]]]:
    """Code of the nearest node (empty: the set) → faults with their place inside that node."""
    places = sorted(((place.place, place) for place in node_places(tree)), key=lambda pair: -len(pair[0]))
    found: dict[str, list[tuple[str, Fault]]] = {}
    for fault in faults:
        where = fault.path.split(" (", 1)[0]
        code, inside = _nearest(where, places)
        found.setdefault(code, []).append((inside, fault))
    return found


def _nearest(where: str, places: list[tuple[str, NodePlace]]) -> tuple[str, str]:
    for text, place in places:
        if where == text or where.startswith((f"{text}.", f"{text}[")):
            return place.code, where[len(text) :].lstrip(".")
    return "", where


def leaf_of(node: Mapping[str, Any]) -> Node | None:
    """A leaf of the draft as the engine takes it; None while its shape is not whole."""
    if not node.get("rule"):
        return None
    try:
        return SubCriterion.model_validate(_plain_leaf(node))
    except ValidationError:
        return None


def _plain_leaf(node: Mapping[str, Any]) -> Tree:
    return {key: value for key, value in own_part(dict(node)).items() if key != "outside_scale"}


def try_leaf(leaf: Node, inputs: Inputs, year: int) -> Outcome:
    """Points and steps of figures under the leaf's rule."""
    return score_leaf(leaf, inputs, year=year)


def tree_from_workbook(content: bytes) -> Tree:
    """The tree of a workbook. Raises ``RulebookRefused``; every fault has sheet, row and column."""
    tree: Tree = json.loads(canonical_json(from_workbook(content)))
    return tree


def tree_from_canonical(canonical: str) -> Tree:
    """The tree of an issued version."""
    tree: Tree = json.loads(canonical)
    return tree


def leaves_before(before: CriteriaSet, after: CriteriaSet) -> dict[str, tuple[str, ...]]:
    """Leaf of ``after`` → leaves of ``before`` that it follows."""
    found = {leaf.code: () for leaf in leaves(after)}
    return found | {code: line.before for line in correspondences(before, after) for code in line.after}


__all__ = ["Judged", "RulebookRefused", "content_of", "faults_by_node", "judged", "leaf_of", "leaves_before",
           "tree_from_canonical", "tree_from_workbook", "try_leaf"]  # fmt: skip
