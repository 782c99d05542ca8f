"""Show a document of the catalogue as evidence of one leaf at one stage."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Entry, EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.evidence_windows import may_change_evidence, score_open
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.platform import audit, clock
from parindex.portal.platform.permissions import Answer, Refused
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in the document the evidence stands, as the unit names it, and a note."""

    section: str = ""
    pages: str = ""
    note: str = ""


@transaction.atomic
def link_evidence(
    *,
    actor: User | None,
    round_unit: RoundUnit,
    leaf: str,
    document: Document,
    stage: Stage = Stage.SELF,
    file: DocumentFile | None = None,
    passage: Passage | None = None,
) -> EvidenceLink:
    """Link the document (and the file that is meant; by default its newest) to the leaf's score of this stage.

    The same document is linked once: linking it again gives the link that stands. A leaf without figures yet gets an
    empty row (version 0), so that whoever has the row open still saves without conflict.
    Raises ``NotAllowed``; ``ActionRefused`` when the stage is closed or sealed, or for a leaf of another set.
    """
    link, made = link_to_score(actor, round_unit, leaf, document, stage, file, passage or Passage())
    if made:
        more: dict[str, object] = {"file": link.file.public_id if link.file else None}
        record(actor, round_unit, "assessments.link_evidence", link, more)
    return link


def link_to_score(
    actor: User | None,
    round_unit: RoundUnit,
    leaf: str,
    document: Document,
    stage: Stage,
    file: DocumentFile | None,
    named: Passage,
) -> tuple[EvidenceLink, bool]:
    """(the link, whether it was made now); the caller writes the audit. Refusals as in ``link_evidence``."""
    refuse(may_change_evidence(actor, round_unit, stage))
    if actor is not None and not document_permissions.visible_to(actor).filter(pk=document.pk).exists():
        raise NotAllowed("assessments.evidence_not_visible")
    score = _draft(round_unit, leaf, stage)
    known = EvidenceLink.objects.filter(score=score, document=document).first()
    if known is not None:
        return known, False
    if file is None or file.document_id != document.pk:
        file = document.files.order_by("-pk").first()
    link = EvidenceLink.objects.create(
        score=score,
        document=document,
        file=file,
        section=named.section.strip()[:200],
        pages=named.pages.strip()[:60],
        note=named.note.strip()[:500],
        linked_at=clock.now(),
        linked_by=actor,
    )
    return link, True


def refuse(answer: Answer) -> None:
    """Raise what the answer says: who may not is ``NotAllowed``, what is closed or sealed is ``ActionRefused``."""
    if isinstance(answer, Refused):
        who = answer.reason.startswith("organisations.")
        raise (NotAllowed if who else ActionRefused)(answer.reason, answer.values)


def record(actor: User | None, round_unit: RoundUnit, action: str, link: EvidenceLink, more: dict[str, object]) -> None:
    """One audit entry about a link, in the stream of the unit in the round."""
    entry = link.score.entry
    audit.record(
        stream=f"round:{round_unit.round.public_id}/unit:{round_unit.unit.public_id}",
        actor=actor,
        action=action,
        subject=link.public_id,
        references={
            "leaf": entry.leaf.code,
            "stage": link.score.stage,
            "document": link.document.public_id,
            **more,
        },
    )


def _draft(round_unit: RoundUnit, leaf: str, stage: Stage) -> Score:
    """The leaf's score of the stage, held for writing; made empty where there is none."""
    node = NodeRow.objects.filter(version=round_unit.round.set_version_id, code=leaf, is_leaf=True).first()
    if node is None:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf})
    entry, _ = Entry.objects.get_or_create(round_unit=round_unit, leaf=node)
    score = Score.objects.select_for_update().filter(entry=entry, stage=stage, actor=None).first()
    refuse(score_open(score, round_unit))
    return score or Score.objects.create(entry=entry, stage=stage, row_version=0)
