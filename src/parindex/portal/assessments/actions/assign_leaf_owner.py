"""Say who inside the unit fills which leaves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import LeafOwner, RoundUnit
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def assign_leaf_owner(
    *, actor: User | None, round_unit: RoundUnit, leaves: Sequence[str], person: User | None
) -> list[LeafOwner]:
    """Give the leaves to ``person``; None takes them back from whoever has them.

    Raises ``ActionRefused`` for a person who may not fill the unit's sheet, and for an unknown leaf.
    """
    permissions.may_fill_sheet(actor, round_unit).or_refuse()
    if person is not None and not permissions.may_fill_sheet(person, round_unit):
        raise ActionRefused("assessments.owner_not_of_unit", {"unit": round_unit.name})
    nodes = list(NodeRow.objects.filter(version=round_unit.round.set_version_id, code__in=leaves, is_leaf=True))
    if len(nodes) != len(set(leaves)):
        missing = sorted(set(leaves) - {node.code for node in nodes})
        raise ActionRefused("assessments.no_such_leaf", {"leaf": tuple(missing)})
    LeafOwner.objects.filter(round_unit=round_unit, leaf__in=nodes).delete()
    owners: list[LeafOwner] = []
    if person is not None:
        owners = LeafOwner.objects.bulk_create(
            LeafOwner(round_unit=round_unit, leaf=node, person=person) for node in nodes
        )
    audit.record(
        stream=f"round:{round_unit.round.public_id}/unit:{round_unit.unit.public_id}",
        actor=actor,
        action="assessments.assign_leaf_owner",
        subject=round_unit.unit.public_id,
        references={"leaves": [node.code for node in nodes], "person": person.pk if person else None},
    )
    return owners
