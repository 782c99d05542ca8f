"""What people do with documents that are written here. Only these write."""

from __future__ import annotations

from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.refusals import ActionRefused, Conflict
from parindex.portal.reports.models import Draft
from parindex.portal.reports.workflow import DraftState

DRAFT_SAVED = "reports.draft_saved"
"""Its words or figures are others now: they are proof-read anew (``site/reactions.py``)."""


def stream_of(draft: Draft) -> str:
    """The chain of audit entries of one document."""
    return f"report:{draft.public_id}"


def locked(draft: Draft, row_version: int | None) -> Draft:
    """The draft, held until the transaction ends. Raises ``ActionRefused`` when it is issued; ``Conflict``."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if draft.state != DraftState.DRAFT:
        raise ActionRefused("reports.issued_already")
    if row_version is not None and draft.row_version != row_version:
        by = draft.changed_by.full_name if draft.changed_by else "–"
        raise Conflict("reports.changed_meanwhile", {"person": by})
    return draft


def find_by(draft: Draft, unit_name: str) -> None:
    """Keys for search and order."""
    draft.folded = fold(f"{draft.title} {unit_name}")
    draft.sort_key = sort_key(draft.title)[:800]
