"""Save what one node of a draft says: title, maximum, rule, inputs, policies … The nodes below it stay."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def edit_node(
    *, actor: User | None, draft: CriteriaSetDraft, row_version: int, code: str, part: Tree
) -> CriteriaSetDraft:
    """Replace the own part of node ``code`` by ``part`` (its code stays). Faults are kept and shown, not refused.

    Raises ``DraftConflict`` when another person changed this node since ``row_version``; a change of another node is
    no conflict. Raises ``ActionRefused`` when the node is gone or the draft is frozen.
    """
    draft = draft_to_write(actor, draft)
    place = draft_tree.find_node(draft.content, code)
    if place is None:
        raise ActionRefused("criteria.draft_node_gone", {"code": code})
    part = draft_tree.own_part(part) | {"code": code}
    refuse_if_stale(draft, row_version, lambda tree: _own_part(tree, code), part)
    changed = sorted(
        key for key in {*part, *draft_tree.own_part(place.node)} if part.get(key) != place.node.get(key)
    )  # fmt: skip
    tree = draft_tree.put(draft.content, list(place.path), draft_tree.with_own_part(place.node, part))
    return save_draft(actor, draft, tree, action="edit_node", node=code, references={"parts": changed})


def _own_part(tree: Tree, code: str) -> Any:
    place = draft_tree.find_node(tree, code)
    return None if place is None else draft_tree.own_part(place.node)
