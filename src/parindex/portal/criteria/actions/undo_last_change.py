"""Take the newest save of a draft back; the history keeps both."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import DraftConflict, draft_to_write, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.models import CriteriaSetDraft, DraftChange
from parindex.portal.criteria.queries.drafts import last_change
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def undo_last_change(*, actor: User | None, draft: CriteriaSetDraft, row_version: int) -> CriteriaSetDraft:
    """Put back what stood before the newest save that is not yet taken back; again: the one before it.

    Raises ``DraftConflict`` when somebody saved since ``row_version``: the newest save is then not the one meant.
    """
    draft = draft_to_write(actor, draft)
    if row_version != draft.row_version:
        raise DraftConflict(draft, row_version, draft.row_version, None)
    change = last_change(draft)
    if change is None:
        raise ActionRefused("criteria.nothing_to_undo", {"title": draft.title})
    DraftChange.objects.filter(pk=change.pk).update(undone_at=clock.now())
    tree = draft_tree.put(draft.content, change.path, change.before["value"])
    return save_draft(
        actor, draft, tree, action="undo_last_change", node=change.node, references={"undone": change.row_version}
    )
