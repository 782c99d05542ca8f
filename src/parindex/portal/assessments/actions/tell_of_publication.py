"""Tell everyone who acts for a unit of the round that its results were published or corrected."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from parindex.portal.assessments.models import Publication
from parindex.portal.assessments.queries.council import concerned_by
from parindex.portal.platform import notifications


@transaction.atomic
def tell_of_publication(*, publication: Publication) -> int:
    """Work that the system does by itself after a publication; gives how many were told who had not been before."""
    round_ = publication.round
    code = "assessments.told_published" if publication.number == 1 else "assessments.told_corrected"
    values = {"title": round_.title, "decision": publication.decision}
    address = reverse("assessments:publications", args=[round_.public_id])
    told = [
        notifications.tell(
            person, key=f"publication:{publication.public_id}", code=code, values=values, address=address
        )
        for person in concerned_by(round_)
    ]
    return sum(1 for notification in told if notification is not None)
