"""Appraise one leaf of one unit: corrected figures in, the engine's points out, every lost point under a reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.appraisal_rows import AppraisalDesk, snapshot, told
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def appraise(
    *,
    actor: User | None,
    round_unit: RoundUnit,
    leaf: NodeRow,
    stage: Stage,
    inputs: Inputs,
    reasons: Mapping[str, Decimal],
    note: str = "",
    row_version: int | None = None,
    source: Document | None = None,
) -> Score:
    """Save the appraisal of ``leaf`` for the unit at ``stage`` (appraisal 1, appraisal 2, or blind).

    ``inputs`` are the appraiser's figures, the choice among alternatives one of them; ``reasons``: reason code →
    points, adding up exactly to what is lost. ``source``: the document behind the figures of a leaf that units do not
    score themselves. ``row_version``: of the row that the person had before him, 0 for none; None: without that check.

    Raises ``NotAllowed``; ``ActionRefused`` outside of the stage, once it is closed, before the unit handed in, for
    figures that are wrong or contradict each other, for reasons that do not add up, without the source;
    ``AppraisalConflict`` when someone else saved meanwhile.
    """
    desk = AppraisalDesk(actor, round_unit, leaf, stage)
    standing = desk.held(row_version)
    before = snapshot(standing)
    outcome = desk.outcome_of(inputs)
    desk.check_reasons(outcome, reasons)
    _check_source(actor, round_unit, leaf, standing, source)
    score = desk.write(standing, inputs, outcome, reasons, note)
    if source is not None:
        EvidenceLink.objects.get_or_create(
            score=score, document=source, defaults={"linked_at": clock.now(), "linked_by": actor}
        )
    told(actor, round_unit, "appraise", leaf, score, before, source=source.public_id if source else None)
    events.happened("assessments.leaf_appraised", round_unit.unit.public_id, {"leaf": leaf.code, "stage": stage.value})
    return score


def _check_source(
    actor: User | None, member: RoundUnit, leaf: NodeRow, standing: Score | None, source: Document | None
) -> None:
    if source is None:
        linked = standing is not None and standing.evidence.exists()
        if not self_scored(leaf) and not linked:
            raise ActionRefused("assessments.source_missing", {"leaf": leaf.number})
        return
    if actor is not None and not document_permissions.visible_to(actor).filter(pk=source.pk).exists():
        raise ActionRefused("assessments.foreign_document", {"title": source.title, "unit": member.name})
