"""Take back the last save of a row: what stood before is saved again, and both stay in the row's history."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_self_assessment_inputs import SavedRow, SheetDesk
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def undo_last_save(*, actor: User | None, round_unit: RoundUnit, leaf: str, row_version: int) -> SavedRow:
    """Save the row as it was before its last save.

    Raises what ``save_self_assessment_inputs`` raises, and ``ActionRefused`` when nothing was saved yet.
    """
    desk = SheetDesk(actor, round_unit)
    node = desk.leaf_row(leaf)
    score = desk.score_of(node)
    if score is None or not score.row_version:
        raise ActionRefused("assessments.nothing_to_undo", {"leaf": node.number})
    document = desk.ready.leaves[leaf].leaf
    before = score.versions.filter(number=score.row_version - 1).first()
    stored = engine_bridge.inputs_from_json(document, before.inputs) if before else {}
    texts = engine_bridge.texts_of(document, stored) | (before.unfinished if before else {})
    return desk.save(leaf, texts, before.note if before else "", row_version)
