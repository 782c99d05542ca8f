"""Hold printed figures of dossiers against themselves; what does not hold becomes a finding of a published figure."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.findings.actions import FindingRow, Recorded, Subject, record_findings


@transaction.atomic
def check_printed_statements(*, actor: User | None) -> tuple[Recorded, ...]:
    """Record the findings of the shipped statements; checking again changes nothing. Raises ``NotAllowed``."""
    permissions.may_check_printed(actor).or_refuse()
    rows = [
        FindingRow(
            rule=found.code.value,
            severity=found.severity,
            subject=Subject(
                "statement", f"{name}-{found.subject.rpartition('/')[2]}"[:60], _label(statement, found),
                reverse("dossiers:printed"),
            ),
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
    ]  # fmt: skip
    return record_findings(actor=actor, rows=rows)


def _label(statement: engine_bridge.PrintedStatement, found: engine_bridge.StatementFinding) -> str:
    return f"{statement.unit}: {_title(statement, found)}"


def _title(statement: engine_bridge.PrintedStatement, found: engine_bridge.StatementFinding) -> str:
    code = found.subject.rpartition("/")[2]
    return next((each.title for each in statement.figures if each.code == code), code)


def _place(statement: engine_bridge.PrintedStatement, found: engine_bridge.StatementFinding) -> str:
    code = found.subject.rpartition("/")[2]
    return next((each.place for each in statement.figures if each.code == code), "")
