"""Hold printed results against themselves: what does not fit is recorded, what fits again is closed.

Nothing printed is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from parindex.engine.numbers.decimals import read_decimal
from parindex.engine.numbers.exact import plain
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import NodeResult, Origin, Round, UnitResult
from parindex.portal.criteria.models import NodeKind
from parindex.portal.findings.actions import (
    Cure,
    FindingRow,
    Recorded,
    Subject,
    close_cured_findings,
    key_of,
    record_findings,
)
from parindex.portal.findings.engine_bridge import Finding as Found
from parindex.portal.findings.engine_bridge import (
    PrintedPart,
    PrintedResult,
    check_printed_results,
    identities_of,
)
from parindex.portal.findings.models import Finding
from parindex.portal.platform.refusals import ActionRefused

SUBJECT = "round_unit"
"""Kind of subject of these findings: a unit in a round."""


@transaction.atomic
def check_printed_round(*, actor: User | None, round_: Round) -> tuple[Recorded, ...]:
    """Check every unit of an imported round; recording the same again changes nothing. A finding of the round that the
    check does not make any more is closed, as the system's own.

    Raises ``ActionRefused`` for a computed round, whose figures are the engine's own.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.origin != Origin.IMPORTED:
        raise ActionRefused("assessments.computed_not_imported", {"title": round_.title})
    results = UnitResult.objects.filter(round_unit__round=round_, version=round_.result_version).select_related(
        "round_unit__unit", "round_unit__round"
    )
    nodes: dict[int, list[NodeResult]] = {}
    for node in NodeResult.objects.filter(result__in=results).select_related("node").order_by("node__position"):
        nodes.setdefault(node.result_id, []).append(node)
    rows: list[FindingRow] = []
    for result in results:
        rows += _rows(result, nodes.get(result.pk, []), round_)
    recorded = record_findings(actor=actor, rows=rows, owner=round_.owner)
    close_cured_findings(
        actor=actor,
        looked_at=Finding.objects.filter(subject_kind=SUBJECT, subject_id__startswith=f"{round_.public_id}-"),
        standing={key_of(each.finding) for each in recorded},
        cure=Cure(round_.public_id),
        owner=round_.owner,
    )
    return recorded


def printed_result(result: UnitResult, nodes: Iterable[NodeResult], scale: Decimal) -> PrintedResult:
    """What the document prints about a unit, as the checks take it."""
    nodes = list(nodes)
    fields = [node for node in nodes if node.node.kind == NodeKind.FIELD]
    return PrintedResult(
        unit=result.round_unit.name,
        parts=tuple(_part(field, nodes) for field in fields),
        total=_read(result.printed, "total"),
        scale=scale,
        index=_read(result.printed, "index"),
    )


def _part(node: NodeResult, nodes: Iterable[NodeResult]) -> PrintedPart:
    below = [each for each in nodes if each.node.parent_id == node.node_id]
    return PrintedPart(
        code=node.node.number or node.node.code,
        points=_read(node.printed, "points"),
        maximum=_read(node.printed, "maximum"),
        percent=_read(node.printed, "percent"),
        parts=tuple(_part(each, nodes) for each in below),
    )


def _read(printed: Mapping[str, str], name: str) -> Decimal | None:
    text = printed.get(name, "")
    return read_decimal(text).value if text else None


def _rows(result: UnitResult, nodes: Iterable[NodeResult], round_: Round) -> list[FindingRow]:
    member = result.round_unit
    printed = printed_result(result, nodes, Decimal(plain(round_.set_version.scale)))
    subject = Subject(
        SUBJECT,
        f"{round_.public_id}-{member.unit.public_id}",
        f"{round_.title}, {member.name}",
        reverse("assessments:unit", args=[round_.public_id, member.unit.public_id]),
    )
    identities = identities_of(printed)

    def row(finding: Found) -> FindingRow:
        return FindingRow(
            rule=finding.code.value,
            severity=finding.severity,
            subject=subject,
            figures=finding.figures,
            place=finding.subject.partition("/")[2],
            cause=finding.cause.value if finding.cause else "",
            cause_values=finding.cause_values,
            repair=finding.repair,
            identities=identities,
            unit=member.unit,
            published=True,
            simulated=round_.simulated,
            source=round_.source_title,
        )

    return [row(finding) for finding in check_printed_results(printed)]
