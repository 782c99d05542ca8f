"""Take the removal of evidence back: the document is shown for the score again, with the passage that was named."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage, link_to_score, record
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Stage
from parindex.portal.documents.models import Document, DocumentFile


@dataclass(frozen=True, slots=True)
class RemovedEvidence:
    """What was taken off: enough to show it again. ``document`` and ``file``: public ids; ``file`` empty for none."""

    leaf: str
    stage: str
    document: str
    file: str
    section: str
    pages: str
    note: str


def removed_of(link: EvidenceLink) -> RemovedEvidence:
    """What a removal has to remember of a link; its score with entry and leaf must be at hand."""
    return RemovedEvidence(
        leaf=link.score.entry.leaf.code,
        stage=link.score.stage,
        document=link.document.public_id,
        file=link.file.public_id if link.file else "",
        section=link.section,
        pages=link.pages,
        note=link.note,
    )


@transaction.atomic
def restore_evidence(*, actor: User | None, round_unit: RoundUnit, removed: RemovedEvidence) -> EvidenceLink:
    """Show the document again. A document that somebody linked again meanwhile stays as he linked it.

    Raises ``NotAllowed``; ``ActionRefused`` when the stage is closed or sealed; what ``link_evidence`` raises.
    """
    document = Document.objects.get(public_id=removed.document)
    file = DocumentFile.objects.filter(document=document, public_id=removed.file).first() if removed.file else None
    link, made = link_to_score(
        actor,
        round_unit,
        removed.leaf,
        document,
        Stage(removed.stage),
        file,
        Passage(removed.section, removed.pages, removed.note),
    )
    if made:
        more = {"pages": link.pages, "section": len(link.section)}
        record(actor, round_unit, "assessments.restore_evidence", link, more)
    return link
