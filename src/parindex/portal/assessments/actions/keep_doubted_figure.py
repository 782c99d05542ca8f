"""Keep a figure that was doubted: the warning was seen, and is silent for exactly this figure."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_self_assessment_inputs import SheetDesk, audit_row
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.assessments.queries.doubts import row_doubts
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def keep_doubted_figure(*, actor: User | None, round_unit: RoundUnit, leaf: str, input_code: str) -> Score:
    """Record that the warning about the input was seen and its figure is kept. Figures and points stay as they are.

    Raises ``NotAllowed``, ``ActionRefused`` (stage closed, sheet not being drafted, row sealed, no doubt about it).
    """
    desk = SheetDesk(actor, round_unit)
    node = desk.leaf_row(leaf)
    score = desk.score_of(node)
    stored = score.inputs if score else {}
    inputs = engine_bridge.inputs_from_json(desk.ready.leaves[leaf].leaf, stored)
    doubts = [each for each in row_doubts(round_unit, leaf, inputs, score) if each.input_code == input_code]
    if score is None or not doubts:
        raise ActionRefused("assessments.no_doubt", {"leaf": node.number})
    if not all(each.seen for each in doubts):
        score.doubts_seen = {**score.doubts_seen, input_code: stored[input_code]}
        score.save(update_fields=["doubts_seen"])
        more = {"input": input_code, "doubts": [each.doubt.code.value for each in doubts], "kept": stored[input_code]}
        audit_row(actor, round_unit, "assessments.keep_doubted_figure", node, score, more)
    return score
