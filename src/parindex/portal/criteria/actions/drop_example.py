"""Take a worked example out of a draft."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, stream_of
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def drop_example(*, actor: User | None, draft: CriteriaSetDraft, public_id: str) -> str:
    """Delete the example; gives the code of its leaf. Raises ``ActionRefused`` when it is gone already."""
    draft = draft_to_write(actor, draft)
    example = draft.examples.filter(public_id=public_id).first()
    if example is None:
        raise ActionRefused("criteria.example_gone", {"title": draft.title})
    leaf, points = example.leaf, example.points
    example.delete()
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.drop_example",
        subject=draft.public_id,
        references={
            "node": leaf,
            "example": public_id,
            "points": None if points is None else format(points.normalize(), "f"),
        },
    )
    return leaf
