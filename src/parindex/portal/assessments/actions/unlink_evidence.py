"""Take a document away from a score. The document stays in the catalogue."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import record, refuse
from parindex.portal.assessments.actions.restore_evidence import RemovedEvidence, removed_of
from parindex.portal.assessments.models import EvidenceLink, Score, Stage
from parindex.portal.assessments.queries.evidence_windows import may_change_evidence, score_open


@transaction.atomic
def unlink_evidence(*, actor: User | None, link: EvidenceLink) -> RemovedEvidence:
    """Delete the link; what is answered takes it back (``restore_evidence``).

    Raises ``NotAllowed``; ``ActionRefused`` when the stage is closed or sealed.
    """
    score = (
        Score.objects.select_for_update(of=("self",))
        .select_related("entry__round_unit__round", "entry__leaf")
        .get(pk=link.score_id)
    )
    member = score.entry.round_unit
    refuse(may_change_evidence(actor, member, Stage(score.stage)))
    refuse(score_open(score, member))
    link.score = score
    record(actor, member, "assessments.unlink_evidence", link, {"pages": link.pages, "section": len(link.section)})
    removed = removed_of(link)
    link.delete()
    return removed
