"""Say who appraises what: people × nodes of the tree, for everyone or one peer group; and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import AppraisalAssignment, PeerGroup, Round
from parindex.portal.assessments.queries.assigned import lies_under
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


class Assigning(NamedTuple):
    """One cell of the table. ``node`` None: the whole set; ``group`` None: every unit."""

    person: User
    node: NodeRow | None = None
    group: PeerGroup | None = None
    blind: bool = False


@transaction.atomic
def assign_appraiser(
    *, actor: User | None, round_: Round, rows: Sequence[Assigning]
) -> tuple[AppraisalAssignment, ...]:
    """Write the assignments; one that stands already is given back as it is.

    Raises ``NotAllowed``; ``ActionRefused`` without rows, for a node or group of another round, for a person without
    the right to appraise there, and when someone would score blindly what he appraises.
    """
    permissions.may_assign(actor, round_).or_refuse()
    if not rows:
        raise ActionRefused("assessments.nobody_to_assign")
    nodes = {node.pk: node for node in NodeRow.objects.filter(version=round_.set_version_id)}
    groups = set(round_.groups.values_list("pk", flat=True))
    held = list(AppraisalAssignment.objects.filter(round=round_).select_related("node"))
    written: list[AppraisalAssignment] = []
    for row in rows:
        _check(round_, row, nodes, groups)
        key = (row.person.pk, row.node.pk if row.node else None, row.group.pk if row.group else None, row.blind)
        standing = next((each for each in held if _key(each) == key), None)
        if standing is None:
            if any(_overlaps(row, each, nodes) for each in held):
                where = row.node.number if row.node else round_.set_version.title
                raise ActionRefused("assessments.assigned_both_ways", {"node": where})
            standing = AppraisalAssignment.objects.create(
                round=round_, person=row.person, node=row.node, group=row.group, blind=row.blind
            )
            held.append(standing)
            _told(actor, round_, "assign_appraiser", standing)
        written.append(standing)
    return tuple(written)


@transaction.atomic
def withdraw_assignment(*, actor: User | None, assignment: AppraisalAssignment) -> None:
    """Take an assignment back; what the person appraised stays. Raises ``NotAllowed``."""
    round_ = assignment.round
    permissions.may_assign(actor, round_).or_refuse()
    _told(actor, round_, "withdraw_assignment", assignment)
    assignment.delete()


def _check(round_: Round, row: Assigning, nodes: dict[int, NodeRow], groups: set[int]) -> None:
    if row.node is not None and row.node.pk not in nodes:
        raise ActionRefused("assessments.node_not_in_set", {"node": row.node.code})
    if row.group is not None and row.group.pk not in groups:
        raise ActionRefused("assessments.group_not_in_round")
    if not has_right(row.person, Right.APPRAISE, round_.owner):
        member = round_.units.select_related("unit").order_by("pk").first()
        if member is None or not has_right(row.person, Right.APPRAISE, member.unit):
            raise ActionRefused("assessments.person_may_not_appraise", {"person": row.person.full_name})


def _key(held: AppraisalAssignment) -> tuple[int, int | None, int | None, bool]:
    return held.person_id, held.node_id, held.group_id, held.blind


def _overlaps(row: Assigning, held: AppraisalAssignment, nodes: dict[int, NodeRow]) -> bool:
    """Whether the person would appraise and score blindly a same leaf of a same unit."""
    if held.person_id != row.person.pk or held.blind == row.blind:
        return False
    group = row.group.pk if row.group else None
    if group is not None and held.group_id is not None and group != held.group_id:
        return False
    if row.node is None or held.node_id is None:
        return True
    return lies_under(row.node, [held.node_id], nodes) or lies_under(nodes[held.node_id], [row.node.pk], nodes)


def _told(actor: User | None, round_: Round, action: str, held: AppraisalAssignment) -> None:
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action=f"assessments.{action}",
        subject=round_.public_id,
        references={
            "person": held.person_id,
            "node": held.node.code if held.node else None,
            "group": held.group.code if held.group else None,
            "blind": held.blind,
        },
    )
