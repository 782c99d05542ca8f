"""Issue a document: its words and figures are frozen, the Word file is kept under its SHA-256."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document
from parindex.portal.documents.models import Document
from parindex.portal.documents.queries.registers import issuer_of, same_body
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.models import Finding
from parindex.portal.findings.permissions import may_answer
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports import permissions
from parindex.portal.reports.actions import locked, stream_of
from parindex.portal.reports.actions.proof_draft import keep_found, still_high
from parindex.portal.reports.engine_bridge import (
    CATALOGUED,
    WORD,
    TemplateKind,
    file_name,
    sent_to_nobody,
    unknown_fields,
    word_of,
)
from parindex.portal.reports.engine_bridge.proofing import proof
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import figures_of


def issue_draft(*, actor: User | None, draft: Draft, row_version: int, reason: str = "") -> Draft:
    """Freeze what the signer saw. Number and date stay blank slots of the file for the clerk.

    From then on it stands in the catalogue of documents. Raises ``NotAllowed``; ``Conflict`` when someone saved
    meanwhile; ``ActionRefused`` when it was issued, cannot be written yet, holds a figure that is no longer current
    or a field without figure, has recipients "Như trên" with nobody above, one of the same words waits for its number,
    or a high finding stands open (nobody explained it or called it a false alarm) and no ``reason`` is given; the
    reason becomes the answer to it.
    """
    permissions.may_issue(actor, draft).or_refuse()
    figures = figures_of(draft)
    if stale := [each.name for each in figures if each.is_stale]:
        raise ActionRefused("reports.figures_stale", {"names": stale})
    if unknown := unknown_fields(draft, figures):
        raise ActionRefused("reports.figure_not_bound", {"names": unknown})
    if sent_to_nobody(draft):
        raise ActionRefused("reports.as_above_without_addressee")
    content = word_of(draft, figures)
    high = still_high(keep_found(draft=draft, found=proof(content)))
    if high and not reason.strip():
        raise ActionRefused("reports.high_finding_open", {"count": len(high)})
    return _freeze(actor, draft, row_version, content, reason.strip() if high else "", high)


@transaction.atomic
def _freeze(
    actor: User | None, draft: Draft, row_version: int, content: bytes, reason: str, high: Sequence[Finding]
) -> Draft:
    draft = locked(draft, row_version)
    draft.issue()
    draft.issued_at, draft.issued_by, draft.reason = clock.now(), actor, reason
    draft.stored = files.keep(content, media_type=WORD)
    draft.document = _catalogued(actor, draft, content)
    draft.row_version += 1
    draft.save()
    for finding in high:
        if may_answer(actor, finding):  # the reason is the answer: nobody has to look at it again
            answer_finding(actor=actor, finding=finding, answer=FindingAnswer.EXPLAIN, note=reason)
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.issue_draft",
        subject=draft.public_id,
        references={"sha256": draft.stored.sha256, "findings": len(high), "document": draft.document.public_id},
    )
    return draft


def _catalogued(actor: User | None, draft: Draft, content: bytes) -> Document:
    """Its card, without number and date, with the file. One of the same words must have got its number before."""
    issuer = " ".join(draft.head.get("issuer", "").split())
    card = DocumentCard(
        kind=CATALOGUED[TemplateKind(draft.kind)],
        title=draft.title,
        symbol=draft.head.get("symbol", ""),
        issuer=issuer_of(draft.unit) if same_body(draft.unit, issuer) else issuer,  # one spelling, however it was typed
        unit=draft.unit,
        simulated=draft.simulated,
    )
    document = register_document(actor=actor, card=card)
    if Draft.objects.filter(document=document).exists():
        raise ActionRefused("reports.same_title_waits")
    attach_file(actor=actor, document=document, content=content, name=file_name(draft), media_type=WORD)
    return document
