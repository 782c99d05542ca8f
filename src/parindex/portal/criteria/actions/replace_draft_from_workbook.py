"""Replace what a draft says by an edited Excel workbook."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.actions.draft_changes import DraftConflict, draft_to_write, save_draft
from parindex.portal.criteria.engine_bridge import drafts
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.refusals import ActionRefused


class WorkbookRefused(ActionRefused):
    """The workbook has faults; all of them are in ``faults``, each with sheet, row and column."""

    def __init__(self, faults: tuple[engine_bridge.Fault, ...]) -> None:
        super().__init__("criteria.workbook_has_faults", {"count": len(faults)})
        self.faults = faults


@transaction.atomic
def replace_draft_from_workbook(
    *, actor: User | None, draft: CriteriaSetDraft, row_version: int, content: bytes
) -> CriteriaSetDraft:
    """Take everything from the workbook; the draft keeps its code, version and crosswalk when the book has none.

    Raises ``WorkbookRefused`` with every fault, ``DraftConflict`` when the draft was saved since ``row_version``,
    ``ActionRefused`` when the book is of another set or version. One undo takes the whole replacement back.
    """
    draft = draft_to_write(actor, draft)
    try:
        tree = drafts.tree_from_workbook(content)
    except engine_bridge.RulebookRefused as refused:
        raise WorkbookRefused(refused.faults) from refused
    if (tree.get("code"), tree.get("version")) != (draft.code, draft.version):
        found = f"{tree.get('code')}/{tree.get('version')}"
        raise ActionRefused("criteria.workbook_of_another_set", {"found": found, "expected": draft.address})
    if row_version != draft.row_version and tree != draft.content:
        raise DraftConflict(draft, row_version, draft.row_version, None)
    if "crosswalk" not in tree and "crosswalk" in draft.content:
        tree["crosswalk"] = draft.content["crosswalk"]
    return save_draft(actor, draft, tree, action="replace_draft_from_workbook", references={"bytes": len(content)})
