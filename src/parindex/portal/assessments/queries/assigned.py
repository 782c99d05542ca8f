"""Which leaves of which units a person appraises: the assignments of the round, read down the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundUnit
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.permissions import Allowed, Answer, Refused


def assigned_answer(person: User | None, round_unit: RoundUnit, leaf: NodeRow, *, blind: bool = False) -> Answer:
    """Whether the person is the (first) appraiser of the leaf for the unit; with ``blind`` the second one, who does not
    see the first one's points. No person is the system itself, which may.

    Refused with ``assessments.not_assigned``.
    """
    if person is None:
        return Allowed()
    held = AppraisalAssignment.objects.filter(round=round_unit.round_id, person=person, blind=blind)
    above = with_ancestors(leaf)
    for node, group in held.values_list("node_id", "group_id"):
        if group in {None, round_unit.group_id} and (node is None or node in above):
            return Allowed()
    return Refused("assessments.not_assigned", {"leaf": leaf.number, "unit": round_unit.name})


def with_ancestors(leaf: NodeRow) -> set[int]:
    """Row ids of the node and everything above it."""
    found, node = {leaf.pk}, leaf
    while node.parent is not None:
        node = node.parent
        found.add(node.pk)
    return found


def assigned_leaves(person: User, round_: Round, *, blind: bool = False) -> dict[int, frozenset[int]]:
    """Peer group (row id) → row ids of the leaves that the person appraises there; three queries."""
    held = list(
        AppraisalAssignment.objects.filter(round=round_, person=person, blind=blind).values_list("node_id", "group_id")
    )
    if not held:
        return {}
    nodes = {node.pk: node for node in NodeRow.objects.filter(version=round_.set_version_id)}
    groups = list(round_.groups.values_list("pk", flat=True))
    found: dict[int, frozenset[int]] = {}
    for group in groups:
        roots = {node for node, of in held if of in {None, group}}
        leaves = frozenset(node.pk for node in nodes.values() if node.is_leaf and lies_under(node, roots, nodes))
        if leaves:
            found[group] = leaves
    return found


def lies_under(node: NodeRow, roots: Iterable[int | None], nodes: Mapping[int, NodeRow]) -> bool:
    """Whether the node is one of ``roots`` or stands below one; None among them is the whole set."""
    wanted = set(roots)
    if None in wanted:
        return True
    here: NodeRow | None = node
    while here is not None:
        if here.pk in wanted:
            return True
        here = nodes.get(here.parent_id) if here.parent_id is not None else None
    return False
