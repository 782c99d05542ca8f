"""Throw a draft away. What was done to it stays in the audit."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, stream_of
from parindex.portal.criteria.models import CriteriaSetDraft, DraftChange, DraftExample
from parindex.portal.platform import audit


@transaction.atomic
def discard_draft(*, actor: User | None, draft: CriteriaSetDraft) -> None:
    """Delete an open draft with its history. Raises ``ActionRefused`` once it is issued."""
    draft = draft_to_write(actor, draft)
    public_id, references = draft.public_id, {"code": draft.code, "version": draft.version, "saves": draft.row_version}
    stream = stream_of(draft)
    DraftExample.objects.filter(draft=draft).delete()
    DraftChange.objects.filter(draft=draft).delete()
    draft.delete()
    audit.record(stream=stream, actor=actor, action="criteria.discard_draft", subject=public_id, references=references)
