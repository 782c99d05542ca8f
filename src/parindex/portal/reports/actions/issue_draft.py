"""Issue a document: its words and figures are frozen, the Word file is kept under its SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

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
from parindex.portal.reports.engine_bridge.proofing import Found, proof
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import dismissed_high, figures_of


def issue_draft(
    *, actor: User | None, draft: Draft, row_version: int, reason: str = "", confirmed: Collection[str] = ()
) -> Draft:
    """Freeze what the signer saw. Number and date stay blank slots of the file for the clerk.

    From then on it stands in the catalogue of documents. Raises ``NotAllowed``; ``Conflict`` when someone saved
    meanwhile; ``ActionRefused`` when it was issued, cannot be written yet, holds a figure that is no longer current
    or a field without figure, has recipients "Như trên" with nobody above, one of the same words waits for its number,
    or a high finding stands open (nobody explained it or called it a false alarm) and no ``reason`` is given; the
    reason becomes the answer to it. A high finding that somebody else called a false alarm asks for the signer's
    confirmation (``confirmed``: public ids), or for the reason as well.
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
    found = proof(content)
    high = still_high(keep_found(draft=draft, found=found))
    dismissed = _dismissed_by_others(actor, draft, found)
    agreed = [each for each in dismissed if each.public_id in confirmed]
    unsaid = len(dismissed) - len(agreed)
    if high and not reason.strip():
        raise ActionRefused("reports.high_finding_open", {"count": len(high)})
    if unsaid and not reason.strip():
        raise ActionRefused("reports.false_alarm_unconfirmed", {"count": unsaid})
    kept = _Signed(reason.strip() if high or unsaid else "", high, agreed, unsaid)
    return _freeze(actor, draft, row_version, content, kept)


class _Signed(NamedTuple):
    """What the signer answers for: his reason, open high findings, false alarms confirmed, how many were not."""

    reason: str
    high: Sequence[Finding]
    agreed: Sequence[Finding]
    unsaid: int


def _dismissed_by_others(actor: User | None, draft: Draft, found: Sequence[Found]) -> list[Finding]:
    """High findings of these words that somebody else called false alarms."""
    standing = {(each.rule, each.place[:200]) for each in found}
    return [each for each in dismissed_high(draft, actor) if (each.rule, each.place) in standing]


@transaction.atomic
def _freeze(actor: User | None, draft: Draft, row_version: int, content: bytes, kept: _Signed) -> Draft:
    draft = locked(draft, row_version)
    draft.issue()
    draft.issued_at, draft.issued_by, draft.reason = clock.now(), actor, kept.reason
    draft.confirmed = [each.public_id for each in kept.agreed]
    draft.stored = files.keep(content, media_type=WORD)
    draft.document = _catalogued(actor, draft, content)
    draft.row_version += 1
    draft.save()
    for finding in kept.high:
        if may_answer(actor, finding):  # the reason is the answer: nobody has to look at it again
            answer_finding(actor=actor, finding=finding, answer=FindingAnswer.EXPLAIN, note=kept.reason)
    references: dict[str, object] = {
        "sha256": draft.stored.sha256,
        "findings": len(kept.high),
        "document": draft.document.public_id,
    }
    if kept.unsaid:
        references["unconfirmed"] = kept.unsaid
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.issue_draft",
        subject=draft.public_id,
        references=references,
    )
    for finding in kept.agreed:
        audit.record(
            stream=f"finding:{finding.public_id}",
            actor=actor,
            action="reports.confirm_false_alarm",
            subject=finding.public_id,
            references={"rule": finding.rule, "document": draft.document.public_id},
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
