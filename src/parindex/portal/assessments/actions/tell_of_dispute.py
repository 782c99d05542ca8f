"""Tell the people of a unit what became of the figure that they disputed."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import DisputeState, FigureDispute
from parindex.portal.platform import notifications

CODES = {
    DisputeState.ACCEPTED: "assessments.told_dispute_accepted",
    DisputeState.REJECTED: "assessments.told_dispute_rejected",
}


@transaction.atomic
def tell_of_dispute(*, dispute: FigureDispute) -> int:
    """Work that the system does by itself after a decision; gives how many were told who had not been before."""
    code = CODES.get(DisputeState(dispute.state))
    if code is None:
        return 0
    member, leaf = dispute.entry.round_unit, dispute.entry.leaf
    address = reverse("assessments:sheet_row", args=[member.round.public_id, member.unit.public_id, leaf.code])
    values = {"leaf": f"{leaf.number} {leaf.title}", "title": member.round.title}
    told = [
        notifications.tell(person, key=f"dispute:{dispute.public_id}", code=code, values=values, address=address)
        for person in permissions.fillers_of(member)
    ]
    return sum(1 for notification in told if notification is not None)
