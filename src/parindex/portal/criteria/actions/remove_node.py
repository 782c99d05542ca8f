"""Remove a node of a draft with everything below it."""

from __future__ import annotations

import copy
from typing import Any

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def remove_node(*, actor: User | None, draft: CriteriaSetDraft, row_version: int, code: str) -> CriteriaSetDraft:
    """Take node ``code`` out; ``undo_last_change`` brings it back.

    Raises ``DraftConflict`` when somebody changed it meanwhile, ``ActionRefused`` when it is gone.
    """
    draft = draft_to_write(actor, draft)
    refuse_if_stale(draft, row_version, lambda tree: _whole(tree, code), None)
    tree: Tree = copy.deepcopy(draft.content)
    place = draft_tree.find_node(tree, code)
    if place is None:
        raise ActionRefused("criteria.draft_node_gone", {"code": code})
    removed = sum(1 for each in draft_tree.node_places(tree) if each.path[: len(place.path)] == place.path)
    draft_tree.children_of(tree, place.parent).pop(int(place.path[-1]))
    return save_draft(actor, draft, tree, action="remove_node", node=code, references={"nodes": removed})


def _whole(tree: Tree, code: str) -> Any:
    place = draft_tree.find_node(tree, code)
    return None if place is None else place.node
