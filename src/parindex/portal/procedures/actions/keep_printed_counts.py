"""Keep the numbers of procedures that a report prints, and record what in them does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.findings.actions import FindingRow, Subject, record_findings
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.procedures import engine_bridge, permissions
from parindex.portal.procedures.models import PrintedCounts

LONGEST_PLACE = 200


@transaction.atomic
def keep_printed_counts(
    *,
    actor: User | None,
    owner: OrgUnit | None,
    unit_name: str,
    title: str,
    figures: Mapping[str, int],
    as_of: date | None = None,
    source_title: str = "",
) -> PrintedCounts:
    """Write what is printed; every sum that does not hold becomes a finding, what holds is silent.

    ``figures``: level and figure (``commune_one_stop``) → number, only those printed. The same again changes nothing.
    Raises ``NotAllowed``; ``ActionRefused`` without figures, or when this statement stands with other figures.
    """
    permissions.may_manage(actor, owner).or_refuse()
    unit_name, title = unit_name.strip(), title.strip()
    if not unit_name or not title or not figures:
        raise ActionRefused("procedures.printed_incomplete")
    standing = PrintedCounts.objects.filter(unit_name=unit_name, title=title).first()
    if standing is not None:
        if standing.figures == dict(figures) and standing.owner == owner:
            return standing
        raise ActionRefused("procedures.printed_stands", {"unit": unit_name, "title": title})
    printed = PrintedCounts.objects.create(
        owner=owner,
        unit_name=unit_name,
        title=title,
        as_of=as_of,
        source_title=source_title.strip(),
        figures=dict(figures),
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    rows = _findings(printed)
    if rows:
        record_findings(actor=actor, rows=rows, owner=owner)
    audit.record(
        stream=f"procedures:{owner.public_id}" if owner else "procedures",
        actor=actor,
        action="procedures.keep_printed_counts",
        subject=printed.public_id,
        references={"findings": len(rows)},
    )
    return printed


def _findings(printed: PrintedCounts) -> list[FindingRow]:
    subject = Subject(
        "procedure_counts",
        printed.public_id,
        f"{printed.unit_name}: {printed.title}"[:300],
        reverse("procedures:printed", args=[printed.public_id]),
    )
    above = [
        FindingRow(
            rule="online_above_catalogue",
            severity=engine_bridge.Severity.HIGH,
            subject=subject,
            figures={"expected": line.expected, "printed": line.printed or 0},
            place=engine_bridge.figure_title(f"{line.level}_online"),
            unit=printed.owner,
            published=printed.owner is None,
            source=printed.source_title,
        )
        for line in engine_bridge.online_lines(printed)
        if not line.holds
    ]
    return above + [
        FindingRow(
            rule=found.code.value,
            severity=found.severity,
            subject=subject,
            figures=found.figures,
            place=engine_bridge.figure_title(found.subject.partition("/")[2])[:LONGEST_PLACE],
            cause=found.cause.value if found.cause else "",
            cause_values=found.cause_values,
            repair=found.repair,
            unit=printed.owner,
            published=printed.owner is None,
            source=printed.source_title,
        )
        for found in engine_bridge.check_counts(printed)
    ]
