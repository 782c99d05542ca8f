"""Move a node of a draft among its siblings, or under another parent."""

from __future__ import annotations

import copy

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.draft_tree import LEVELS, Tree
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def move_node(
    *,
    actor: User | None,
    draft: CriteriaSetDraft,
    row_version: int,
    code: str,
    by: int = 0,
    parent: str | None = None,
) -> CriteriaSetDraft:
    """Move node ``code`` by so many places among its siblings, or last under ``parent`` (empty: to be a field).

    Raises ``DraftConflict`` when somebody re-ordered the tree meanwhile, ``ActionRefused`` when the node is gone, or
    the new parent is inside it, gone, or too deep for what is below the node.
    """
    draft = draft_to_write(actor, draft)
    refuse_if_stale(draft, row_version, order_of, None)
    tree: Tree = copy.deepcopy(draft.content)
    place = draft_tree.find_node(tree, code)
    if place is None:
        raise ActionRefused("criteria.draft_node_gone", {"code": code})
    siblings = draft_tree.children_of(tree, place.parent)
    position = int(place.path[-1])
    if parent is None:
        siblings.insert(min(max(position + by, 0), len(siblings) - 1), siblings.pop(position))
    else:
        _hang(tree, place, siblings, parent)
    references = {"by": by} if parent is None else {"parent_before": place.parent, "parent": parent}
    return save_draft(actor, draft, tree, action="move_node", node=code, references=references)


def _hang(tree: Tree, place: draft_tree.NodePlace, siblings: list[Tree], parent: str) -> None:
    target = draft_tree.find_node(tree, parent) if parent else None
    inside = target is not None and target.path[: len(place.path)] == place.path
    level = target.level + 1 if target is not None else 0
    deepest = level + draft_tree.depth_below(place.node, place.level) - place.level
    if (parent and target is None) or inside or deepest >= len(LEVELS):
        raise ActionRefused("criteria.draft_parent_unfit", {"code": parent})
    new_siblings = draft_tree.children_of(tree, parent)
    siblings.pop(int(place.path[-1]))
    new_siblings.append(draft_tree.rehung(place.node, place.level, level))


def order_of(tree: Tree) -> list[tuple[str, str]]:
    """Parent and code of every node, in order: what a move or removal depends on."""
    return [(place.parent, place.code) for place in draft_tree.node_places(tree)]
