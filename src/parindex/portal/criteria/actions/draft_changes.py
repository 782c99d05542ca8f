"""What every save of a draft does: lock, permission, frozen, conflict, history, audit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.models import CriteriaSetDraft, DraftChange
from parindex.portal.criteria.queries.drafts import tree_at
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, Conflict


class DraftConflict(Conflict):
    """Another person saved the same place meanwhile. All three states are here; nothing was written."""

    def __init__(self, draft: CriteriaSetDraft, opened: Any, theirs: Any, yours: Any) -> None:
        super().__init__("criteria.draft_conflict", {"title": draft.title})
        self.opened, self.theirs, self.yours = opened, theirs, yours


def draft_to_write(actor: User | None, draft: CriteriaSetDraft) -> CriteriaSetDraft:
    """The draft, locked until the transaction ends. Refuses strangers and frozen drafts."""
    permissions.may_edit_draft(actor, draft).or_refuse()
    locked = CriteriaSetDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        raise ActionRefused("criteria.draft_gone", {"title": draft.title})
    if locked.issued_version_id is not None:
        raise ActionRefused("criteria.draft_frozen", {"title": locked.title, "version": locked.version})
    return locked


def refuse_if_stale(draft: CriteriaSetDraft, row_version: int, look: Callable[[Tree], Any], yours: Any) -> None:
    """Raise ``DraftConflict`` when what ``look`` sees was changed to something else since ``row_version``."""
    if row_version == draft.row_version:
        return
    opened, theirs = look(tree_at(draft, row_version)), look(draft.content)
    if opened != theirs and theirs != yours:
        raise DraftConflict(draft, opened, theirs, yours)


def save_draft(
    actor: User | None,
    draft: CriteriaSetDraft,
    tree: Tree,
    *,
    action: str,
    node: str = "",
    references: Mapping[str, object] | None = None,
) -> CriteriaSetDraft:
    """Write ``tree`` as the draft's next state; the same tree again writes nothing."""
    if tree == draft.content:
        return draft
    path = draft_tree.narrowest_change(draft.content, tree)
    before = draft_tree.at(draft.content, path)
    now, after = clock.now(), draft_tree.at(tree, path)
    draft.content = tree
    draft.title = str(tree.get("title") or draft.title)[:500]
    draft.folded = fold(f"{draft.code} {draft.version} {draft.title}")[:600]
    draft.row_version += 1
    draft.saved_at, draft.saved_by = now, actor
    draft.save()
    DraftChange.objects.create(
        draft=draft, row_version=draft.row_version, action=action, node=node, path=path, before={"value": before},
        at=now, actor=actor,
    )  # fmt: skip
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action=f"criteria.{action}",
        subject=draft.public_id,
        references={
            "node": node,
            "row_version": draft.row_version,
            "place": draft_tree.path_text(tuple(path)),
            "from": _short(before),
            "to": _short(after),
            **(references or {}),
        },
    )
    return draft


def stream_of(draft: CriteriaSetDraft) -> str:
    """Audit stream of a draft."""
    return f"criteria_draft:{draft.public_id}"


def _short(value: Any) -> object:
    """A number, code or yes/no as it is; anything longer by its hash, never the text itself."""
    if isinstance(value, bool | int) or value is None or (isinstance(value, str) and len(value) <= 20):
        return value
    return "sha256:" + hashlib.sha256(drafts.content_of({"value": value}).encode("utf-8")).hexdigest()[:16]
