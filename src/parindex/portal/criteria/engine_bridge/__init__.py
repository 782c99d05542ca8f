"""Criteria sets in the engine's hands: read, compare, write out. The only door to the engine from this app."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from parindex.engine.rulebook.canonical import canonical_json, from_canonical, set_hash
from parindex.engine.rulebook.compare import Comparison, compare_sets
from parindex.engine.rulebook.document import CriteriaSet, Field, Node, walk
from parindex.engine.rulebook.faults import Fault, RulebookRefused
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.engine.rulebook.spreadsheet import to_workbook
from parindex.engine.scoring.changes import PartChange, node_changes, set_change
from parindex.engine.scoring.description import describe_policies, describe_rule
from parindex.engine.scoring.values import Step

__all__ = [
    "Comparison",
    "CriteriaSet",
    "Fault",
    "Node",
    "NodeLine",
    "PartChange",
    "RulebookRefused",
    "Step",
    "canonical_text",
    "compare_documents",
    "document_of",
    "find_faults",
    "node_changes",
    "node_lines",
    "node_of",
    "nodes_of",
    "policy_steps",
    "read_criteria_set",
    "rule_steps",
    "set_change",
    "set_hash",
    "warnings_of",
    "workbook_of",
]


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node in printed order with what its row needs."""

    node: Node
    parent: str | None
    depth: int
    owner: str
    outside_scale: bool


def canonical_text(criteria_set: CriteriaSet) -> str:
    """The canonical JSON as stored."""
    return canonical_json(criteria_set).decode("utf-8")


@lru_cache(maxsize=32)
def document_of(hash_: str, canonical: str) -> CriteriaSet:
    """The document behind a version; kept by hash, since a version never changes."""
    return from_canonical(canonical.encode("utf-8"))


@lru_cache(maxsize=16)
def _nodes(hash_: str, canonical: str) -> dict[str, Node]:
    return {node.code: node for _, node in walk(document_of(hash_, canonical))}


def node_of(hash_: str, canonical: str, code: str) -> Node:
    """One node of a version's document. Raises ``KeyError`` for a code that is not in it."""
    return _nodes(hash_, canonical)[code]


def nodes_of(criteria_set: CriteriaSet) -> dict[str, Node]:
    """Code → node, in printed order."""
    return {node.code: node for _, node in walk(criteria_set)}


def node_lines(criteria_set: CriteriaSet) -> tuple[NodeLine, ...]:
    """Every node in printed order; the owner is inherited from above, as the document says."""
    lines: list[NodeLine] = []
    for ancestors, node in walk(criteria_set):
        owners = [above.owner for above in (*ancestors, node) if above.owner]
        top = ancestors[0] if ancestors else node
        lines.append(
            NodeLine(
                node=node,
                parent=ancestors[-1].code if ancestors else None,
                depth=len(ancestors),
                owner=owners[-1] if owners else "",
                outside_scale=isinstance(top, Field) and top.outside_scale,
            )
        )
    return tuple(lines)


def rule_steps(leaf: Node) -> tuple[Step, ...]:
    """The rule in codes; ``parindex.wording`` makes the sentence."""
    return describe_rule(leaf)


def policy_steps(leaf: Node) -> tuple[Step, ...]:
    """What happens when there is nothing to compute, in codes."""
    return describe_policies(leaf)


@lru_cache(maxsize=32)
def warnings_of(hash_: str, canonical: str) -> tuple[Fault, ...]:
    """What the reader finds worth a look in a version that it accepts."""
    return find_faults(canonical.encode("utf-8"))


def compare_documents(before: CriteriaSet, after: CriteriaSet) -> Comparison:
    """What changed from ``before`` to ``after``."""
    return compare_sets(before, after)


def workbook_of(criteria_set: CriteriaSet) -> bytes:
    """The set as an Excel workbook that can be edited and read back."""
    return to_workbook(criteria_set)
