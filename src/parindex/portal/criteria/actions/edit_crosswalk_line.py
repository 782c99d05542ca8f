"""Say which leaves of the base a leaf of the draft follows."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, refuse_if_stale, save_draft
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.drafts import crosswalk_lines
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def edit_crosswalk_line(
    *,
    actor: User | None,
    draft: CriteriaSetDraft,
    row_version: int,
    after: Sequence[str],
    before: Sequence[str],
    comparable: bool = True,
    note: str = "",
) -> CriteriaSetDraft:
    """Replace every line that names a leaf of ``after`` by one line; equal codes alone need no line and lose it.

    ``before`` empty: a new leaf. Raises ``ActionRefused`` for codes that neither set has, ``DraftConflict`` when
    another person changed the line since ``row_version``.
    """
    draft = draft_to_write(actor, draft)
    _refuse_unknown(draft, before, after)
    line: Tree = {"before": list(before), "after": list(after), "comparable": comparable}
    line = {key: value for key, value in line.items() if value != []} | ({"note": note.strip()} if note.strip() else {})
    refuse_if_stale(draft, row_version, lambda tree: _of(tree, after), [line])
    tree = copy.deepcopy(draft.content)
    crosswalk = tree.setdefault("crosswalk", {"code": draft.base.criteria_set.code, "version": draft.base.version})
    kept = [each for each in crosswalk_lines(tree) if not set(each.get("after", ())) & set(after)]
    plain = list(before) == list(after) and len(before) == 1 and comparable and not note.strip()
    crosswalk["lines"] = kept if plain else [*kept, line]
    return save_draft(actor, draft, tree, action="edit_crosswalk_line", node=after[0], references={
        "before": list(before), "after": list(after), "comparable": comparable,
    })  # fmt: skip


def _of(tree: Tree, after: Sequence[str]) -> Any:
    return [line for line in crosswalk_lines(tree) if set(line.get("after", ())) & set(after)]


def _refuse_unknown(draft: CriteriaSetDraft, before: Sequence[str], after: Sequence[str]) -> None:
    if not after:
        raise ActionRefused("criteria.crosswalk_line_empty", {"title": draft.title})
    base = drafts.tree_from_canonical(draft.base.canonical)
    for tree, codes, address in ((base, before, draft.base.address), (draft.content, after, draft.address)):
        known = {place.code for place in draft_tree.node_places(tree) if place.node.get("rule")}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ActionRefused("criteria.crosswalk_code_unknown", {"codes": ", ".join(unknown), "set": address})
