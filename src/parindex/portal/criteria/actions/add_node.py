"""Add a field, criterion or sub-criterion to a draft."""

from __future__ import annotations

import copy
import re

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.refusals import ActionRefused

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")


@transaction.atomic
def add_node(
    *, actor: User | None, draft: CriteriaSetDraft, parent: str, code: str, title: str, number: str = ""
) -> CriteriaSetDraft:
    """Put a node with maximum 0 last under ``parent`` (empty: a field). What it still lacks is shown as faults.

    Adding to the end disturbs nobody's open form, so it takes no row version. Raises ``ActionRefused`` for a code that
    is malformed or taken, an empty title, and a parent that is gone or on the last level.
    """
    draft = draft_to_write(actor, draft)
    code, title = code.strip(), title.strip()
    if not _CODE.match(code):
        raise ActionRefused("criteria.node_code_malformed", {"code": code})
    if draft_tree.find_node(draft.content, code) is not None:
        raise ActionRefused("criteria.node_code_taken", {"code": code})
    if not title:
        raise ActionRefused("criteria.node_title_missing", {"code": code})
    tree = copy.deepcopy(draft.content)
    try:
        siblings = draft_tree.children_of(tree, parent)
    except KeyError as gone:
        raise ActionRefused("criteria.draft_parent_unfit", {"code": parent}) from gone
    siblings.append({"code": code, "title": title, "maximum": "0"} | ({"number": number.strip()} if number else {}))
    return save_draft(actor, draft, tree, action="add_node", node=code, references={"parent": parent})
