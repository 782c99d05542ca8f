"""Hold printed figures of dossiers against themselves; what does not hold becomes a finding of a published figure.

A finding whose figures hold now, as the statement was corrected or taken away, is closed.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.findings.actions import (
    Cure,
    FindingRow,
    Recorded,
    Subject,
    close_cured_findings,
    key_of,
    record_findings,
)
from parindex.portal.findings.models import Finding

SUBJECT = "statement"
"""Kind of subject of these findings."""
LONGEST_PLACE = 200


@transaction.atomic
def check_printed_statements(*, actor: User | None) -> tuple[Recorded, ...]:
    """Record the findings of the shipped statements; checking again changes nothing.

    What is said of numbers of procedures is recorded once, by their own app. Raises ``NotAllowed``."""
    permissions.may_check_printed(actor).or_refuse()
    rows = [
        FindingRow(
            rule=found.code.value,
            severity=found.severity,
            subject=Subject(SUBJECT, name, f"{statement.unit}: {statement.title}", reverse("dossiers:printed")),
            figures=found.figures,
            place=_place(statement, found),
            cause=found.cause.value if found.cause else "",
            cause_values=found.cause_values,
            repair=found.repair,
            published=True,
            source=statement.source_title,
        )
        for name, statement, findings in engine_bridge.printed_statements()
        for found in findings
        if not engine_bridge.is_of_procedures(found)
    ]
    recorded = record_findings(actor=actor, rows=rows)
    close_cured_findings(
        actor=actor,
        looked_at=Finding.objects.filter(subject_kind=SUBJECT),
        standing={key_of(each.finding) for each in recorded},
        cure=Cure(SUBJECT),
    )
    return recorded


def _place(statement: engine_bridge.PrintedStatement, found: engine_bridge.StatementFinding) -> str:
    """Where it is printed, and which figure."""
    code = found.subject.rpartition("/")[2]
    figure = next(each for each in statement.figures if each.code == code)
    return f"{figure.place} · {figure.title}"[:LONGEST_PLACE]
