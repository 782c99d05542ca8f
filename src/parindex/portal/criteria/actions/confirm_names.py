"""Confirm under which title, for which year and by whom a copied set is going to be issued."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft, stream_of
from parindex.portal.criteria.engine_bridge import drafts
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.names import says_model, year_of, years_in
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_TITLE = 500
LONGEST_ISSUER = 300


@transaction.atomic
def confirm_names(
    *,
    actor: User | None,
    draft: CriteriaSetDraft,
    row_version: int,
    title: str,
    year: int | None,
    issuer: str,
    drop_notes: bool = False,
) -> CriteriaSetDraft:
    """Set the title and the issuing body; ``drop_notes`` takes out the notes that came with the base.

    Raises ``DraftConflict`` when somebody gave another title since ``row_version``; ``ActionRefused`` when title or
    issuer is missing, the title still says that the set is a model or names another year, or ``year`` is not the
    draft's.
    """
    draft = draft_to_write(actor, draft)
    title, issuer = title.strip()[:LONGEST_TITLE], issuer.strip()[:LONGEST_ISSUER]
    refuse_if_stale(draft, row_version, lambda tree: tree.get("title"), title)
    _refuse(draft, title, year, issuer)
    tree = draft.content | {"title": title}
    if drop_notes:
        of_base = drafts.tree_from_canonical(draft.base.canonical).get("notes") or []
        tree["notes"] = [note for note in tree.get("notes") or [] if note not in of_base]
        if not tree["notes"]:
            del tree["notes"]
    parts = [key for key in ("title", "notes") if tree.get(key) != draft.content.get(key)]
    draft = save_draft(actor, draft, tree, action="edit_set_attributes", references={"parts": parts})
    draft.issuer, draft.named_title = issuer, draft.title
    draft.named_at, draft.named_by = clock.now(), actor
    draft.save()
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.confirm_names",
        subject=draft.public_id,
        references={"year": year, "row_version": draft.row_version},
    )
    return draft


def _refuse(draft: CriteriaSetDraft, title: str, year: int | None, issuer: str) -> None:
    if not title:
        raise ActionRefused("criteria.title_missing", {"code": draft.code})
    if says_model(title):
        raise ActionRefused("criteria.title_says_model", {"title": title})
    meant = year_of(draft)
    if year is None or (meant is not None and year != meant):
        raise ActionRefused("criteria.year_of_another_set", {"version": draft.version})
    if years_in(title) and year not in years_in(title):
        raise ActionRefused("criteria.title_of_another_year", {"title": title, "year": year})
    if not issuer:
        raise ActionRefused("criteria.issuer_missing", {"title": title})
