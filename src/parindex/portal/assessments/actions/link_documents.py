"""Show documents of the catalogue as evidence of many leaves of one unit at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage, refuse
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.evidence_windows import may_change_evidence
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


class Shown(NamedTuple):
    """One leaf (its code) and the document, with the file and the place in it, that stands behind its figures."""

    leaf: str
    document: Document
    file: DocumentFile | None = None
    passage: Passage = Passage()


@transaction.atomic
def link_documents(
    *, actor: User | None, round_unit: RoundUnit, rows: Sequence[Shown], stage: Stage = Stage.SELF
) -> int:
    """Link every row to the score that its leaf has at this stage; a document that is linked already stays as it is.

    Gives how many links are new; a few queries for any number of rows. Raises ``NotAllowed``; ``ActionRefused`` when
    the stage is closed, and for a leaf without an open score of the unit.
    """
    refuse(may_change_evidence(actor, round_unit, stage))
    wanted = {row.document.pk for row in rows}
    if actor is not None:
        seen = document_permissions.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True)
        if wanted - set(seen):
            raise NotAllowed("assessments.evidence_not_visible")
    open_scores = Score.objects.filter(entry__round_unit=round_unit, stage=stage, actor=None, sealed_at=None)
    scores = {score.entry.leaf.code: score for score in open_scores.select_related("entry__leaf")}
    for row in rows:
        if row.leaf not in scores:
            raise ActionRefused("assessments.no_such_leaf", {"leaf": row.leaf})
    known = set(EvidenceLink.objects.filter(score__in=scores.values()).values_list("score", "document"))
    now = clock.now()
    fresh = [
        EvidenceLink(
            score=scores[row.leaf],
            document=row.document,
            file=row.file,
            section=row.passage.section.strip()[:200],
            pages=row.passage.pages.strip()[:60],
            note=row.passage.note.strip()[:500],
            linked_at=now,
            linked_by=actor,
        )
        for row in {(row.leaf, row.document.pk): row for row in rows}.values()
        if (scores[row.leaf].pk, row.document.pk) not in known
    ]
    EvidenceLink.objects.bulk_create(fresh)
    if fresh:
        audit.record(
            stream=f"round:{round_unit.round.public_id}/unit:{round_unit.unit.public_id}",
            actor=actor,
            action="assessments.link_documents",
            subject=round_unit.unit.public_id,
            references={"stage": stage.value, "leaves": sorted({link.score.entry.leaf.code for link in fresh})},
        )
    return len(fresh)
