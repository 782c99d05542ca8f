"""Save what a draft says about the set as a whole: title, scale, dates, rounding, ranking, classes, sources."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft
from parindex.portal.criteria.engine_bridge.draft_parts import set_parts
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.models import CriteriaSetDraft


@transaction.atomic
def edit_set_attributes(
    *, actor: User | None, draft: CriteriaSetDraft, row_version: int, part: Tree
) -> CriteriaSetDraft:
    """Replace the attributes by ``part``; code, version, crosswalk and tree stay.

    Raises ``DraftConflict`` when another person changed the attributes since ``row_version``.
    """
    draft = draft_to_write(actor, draft)
    part = attributes_of(part)
    refuse_if_stale(draft, row_version, attributes_of, part)
    names = {each.name for each in set_parts()}
    tree = {key: value for key, value in draft.content.items() if key not in names} | part
    changed = sorted(name for name in names if tree.get(name) != draft.content.get(name))
    return save_draft(actor, draft, tree, action="edit_set_attributes", references={"parts": changed})


def attributes_of(tree: Tree) -> Tree:
    """The attributes of a tree that this action may change."""
    names = {each.name for each in set_parts()}
    return {key: value for key, value in tree.items() if key in names}
