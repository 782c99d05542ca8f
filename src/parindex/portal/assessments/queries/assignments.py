"""Who appraises what in a round, and who may be asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import AppraisalAssignment, Round
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class NodeAssignments:
    """A field or criterion with those who appraise it, and those who do so blindly. ``node`` None: the whole set."""

    node: NodeRow | None
    held: Sequence[AppraisalAssignment]


def assignments_of(round_: Round) -> list[NodeAssignments]:
    """Whole set first, then every field, and what lies below where somebody is assigned; two queries."""
    held = AppraisalAssignment.objects.filter(round=round_).select_related("person", "node", "group")
    by_node: dict[int | None, list[AppraisalAssignment]] = {}
    for each in held.order_by("person__full_name", "pk"):
        by_node.setdefault(each.node_id, []).append(each)
    nodes = NodeRow.objects.filter(version=round_.set_version_id).order_by("position")
    shown = [node for node in nodes if node.kind == NodeKind.FIELD or node.pk in by_node]
    return [NodeAssignments(None, by_node.get(None, [])), *(NodeAssignments(n, by_node.get(n.pk, [])) for n in shown)]


def possible_appraisers(round_: Round) -> list[User]:
    """People who hold the right to appraise today for the owner of the round or a unit above or below it."""
    today = clock.today()
    scopes = {round_.owner_id, *round_.owner.closure_up.values_list("ancestor_id", flat=True)}
    scopes |= set(round_.owner.closure_down.values_list("descendant_id", flat=True))
    held = Membership.objects.filter(on_day(today), scope__in=scopes).select_related("role", "person")
    people = {each.person.pk: each.person for each in held if Right.APPRAISE in each.role.rights}
    return sorted(people.values(), key=lambda person: person.full_name)
