"""Keep what proof-reading finds in a document as rows of the findings; what was mended is closed by itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from parindex.engine.checks.printed import Severity
from parindex.portal.findings.actions import (
    Cure,
    FindingKey,
    FindingRow,
    Subject,
    close_cured_findings,
    record_findings,
)
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.engine_bridge import word_of
from parindex.portal.reports.engine_bridge.proofing import Found, proof
from parindex.portal.reports.models import Draft
from parindex.portal.reports.permissions import SUBJECT
from parindex.portal.reports.queries import figures_of, findings_of
from parindex.portal.reports.workflow import DraftState


def proof_draft(*, draft: Draft) -> list[Finding]:
    """Proof-read the saved words and keep what was found; the findings that still wait for an answer.

    As the system's own, after every save: needs no permission of a person. The reading takes its time outside any
    transaction. A draft that cannot be printed yet, was saved anew meanwhile or is issued leaves the rows as they are.
    """
    try:
        content = word_of(draft, figures_of(draft))
        found = proof(content)
    except ActionRefused:
        return []
    return keep_found(draft=draft, found=found)


@transaction.atomic
def keep_found(*, draft: Draft, found: Sequence[Found]) -> list[Finding]:
    """Write what was found in this version of the words; findings that are gone are closed, those back are opened."""
    now = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if now.state == DraftState.DRAFT and now.row_version == draft.row_version:
        known = findings_of(now)
        rows = [_row(now, each) for each in found]
        if rows:
            record_findings(actor=None, rows=rows, owner=now.unit)
        if known.exists():
            standing = {FindingKey(each.rule, SUBJECT, now.public_id, each.place) for each in found}
            cure = Cure("", now.title, _address(now))  # no import mended it; the document is the finding's subject
            close_cured_findings(actor=None, looked_at=known, standing=standing, cure=cure, owner=now.unit)
    return list(findings_of(now).filter(state__in=WAITING))


def still_high(findings: Sequence[Finding]) -> list[Finding]:
    """Those of them that keep a document from being issued without a reason."""
    return [each for each in findings if each.severity == Severity.HIGH]


def _row(draft: Draft, found: Found) -> FindingRow:
    return FindingRow(
        rule=found.rule,
        severity=found.severity,
        subject=Subject(SUBJECT, draft.public_id, draft.title[:300], _address(draft)),
        figures=found.values,
        place=found.place[:200],
        cause=found.cause,
        cause_values=found.cause_values,
        repair=found.repair,
        unit=draft.unit,
        simulated=draft.simulated,
        passage=found.quote,
        source=version_on(draft.unit).name[:500],
    )


def _address(draft: Draft) -> str:
    return reverse("reports:draft", args=[draft.public_id])
