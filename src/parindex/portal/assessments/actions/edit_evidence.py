"""Name section, pages and note of a piece of evidence, and put its document's card right, in one go."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage, record, refuse
from parindex.portal.assessments.models import EvidenceLink, Stage
from parindex.portal.assessments.queries.evidence_windows import may_change_evidence, score_open
from parindex.portal.documents.actions import DocumentCard, edit_document_card
from parindex.portal.platform.refusals import Conflict


@transaction.atomic
def edit_evidence(
    *,
    actor: User | None,
    link: EvidenceLink,
    passage: Passage,
    opened: Passage,
    card: DocumentCard | None = None,
    row_version: int = 0,
) -> EvidenceLink:
    """Write the passage, and the card where one is given (``row_version``: of the document as it was opened).

    ``opened`` is the passage as the person had it before him. Raises ``Conflict`` when either was changed meanwhile;
    ``NotAllowed``; ``ActionRefused`` when the stage is closed or sealed, and as ``edit_document_card``.
    """
    link = (
        EvidenceLink.objects.select_for_update(of=("self",))
        .select_related("document__unit", "score__entry__round_unit__round", "score__entry__leaf")
        .get(pk=link.pk)
    )
    member = link.score.entry.round_unit
    refuse(may_change_evidence(actor, member, Stage(link.score.stage)))
    refuse(score_open(link.score, member))
    standing = Passage(link.section, link.pages, link.note)
    if standing not in (opened, passage):
        raise Conflict("assessments.evidence_changed", {"title": link.document.title})
    if card is not None:
        link.document = edit_document_card(actor=actor, document=link.document, card=card, row_version=row_version)
    if standing == passage:
        return link
    link.section, link.pages, link.note = passage.section[:200], passage.pages[:60], passage.note[:500]
    link.save(update_fields=["section", "pages", "note"])
    changed = {"pages": [standing.pages, link.pages], "section": len(link.section), "note": len(link.note)}
    record(actor, member, "assessments.edit_evidence", link, changed)
    return link
