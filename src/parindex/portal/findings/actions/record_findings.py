"""Record what checks have found. Recording the same again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction

from parindex.engine.numbers.exact import plain
from parindex.portal.accounts.models import User
from parindex.portal.findings import engine_bridge, permissions
from parindex.portal.findings.actions.close_cured_findings import come_back
from parindex.portal.findings.engine_bridge import Figure, Identity, Severity
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import CLOSED, FindingState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold, sort_key


class Subject(NamedTuple):
    """What a finding is about: kind and public id, words for people, and where to see it."""

    kind: str
    public_id: str
    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing found. Rule, subject and place together say whether it is the same finding as before."""

    rule: str
    severity: Severity
    subject: Subject
    figures: Mapping[str, Figure]
    place: str = ""
    cause: str = ""
    cause_values: Mapping[str, Figure] = field(default_factory=dict)
    repair: Decimal | None = None
    identities: Sequence[Identity] = ()
    unit: OrgUnit | None = None
    published: bool = False
    simulated: bool = False
    passage: str = ""
    source: str = ""


class Answer(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    """Found before with other figures; if someone had closed it, it is open again."""
    CAME_BACK = "came_back"
    """Closed before because its cause had gone; the cause is back, so it is open again."""


class Recorded(NamedTuple):
    """The answer to one row."""

    row: FindingRow
    answer: Answer
    finding: Finding


Key = tuple[str, str, str, str]


@transaction.atomic
def record_findings(
    *, actor: User | None, rows: Sequence[FindingRow], owner: OrgUnit | None = None
) -> tuple[Recorded, ...]:
    """Write findings in bulk; every row gets its own answer. ``owner``: the unit whose rounds were checked.

    A finding that a person closed stays closed while its figures are the same; one that the system closed opens.
    """
    permissions.may_record(actor, owner).or_refuse()
    standing = _standing(rows)
    answers: list[tuple[FindingRow, Answer, Finding]] = []
    new: list[Finding] = []
    now = clock.now()
    for row in rows:
        before = standing.get(_key(row))
        if before is None:
            finding = _fill(Finding(found_at=now, seen_at=now), row)
            standing[_key(row)] = finding
            new.append(finding)
            answers.append((row, Answer.RECORDED, finding))
            continue
        same = before.figures == engine_bridge.to_json(row.figures)
        _fill(before, row)
        before.seen_at = now
        answers.append((row, _seen_again(actor, before, same=same), before))
    Finding.objects.bulk_create(new)
    for _, answer, finding in answers:
        if answer is not Answer.RECORDED:
            finding.save()
    counts = {answer.value: sum(1 for _, given, _ in answers if given is answer) for answer in Answer}
    audit.record(
        stream="findings",
        actor=actor,
        action="findings.record_findings",
        subject=owner.public_id if owner else "published",
        references=counts,
    )
    return tuple(Recorded(*each) for each in answers)


def _seen_again(actor: User | None, finding: Finding, *, same: bool) -> Answer:
    if finding.state == FindingState.CURED:
        come_back(actor, finding)
        return Answer.CAME_BACK
    if not same and finding.state in CLOSED:
        finding.reopen()
    return Answer.UNCHANGED if same else Answer.CHANGED


def _key(row: FindingRow) -> Key:
    return row.rule, row.subject.kind, row.subject.public_id, row.place


def _standing(rows: Sequence[FindingRow]) -> dict[Key, Finding]:
    subjects = {row.subject.public_id for row in rows}
    found = Finding.objects.filter(subject_id__in=subjects)
    return {(each.rule, each.subject_kind, each.subject_id, each.place): each for each in found}


def _fill(finding: Finding, row: FindingRow) -> Finding:
    finding.rule, finding.severity, finding.weight = row.rule, row.severity.value, engine_bridge.WEIGHTS[row.severity]
    finding.subject_kind, finding.subject_id = row.subject.kind, row.subject.public_id
    finding.subject_label, finding.subject_address = row.subject.label, row.subject.address
    finding.place, finding.unit = row.place, row.unit
    finding.published, finding.simulated = row.published, row.simulated
    finding.figures = engine_bridge.to_json(row.figures)
    finding.cause, finding.cause_values = row.cause, engine_bridge.to_json(row.cause_values)
    finding.repair = "" if row.repair is None else plain(row.repair)
    finding.identities = engine_bridge.identities_to_json(row.identities)
    finding.passage, finding.source = row.passage, row.source
    finding.folded = fold(f"{row.subject.label} {row.place} {row.source} {row.rule}")
    finding.sort_key = sort_key(f"{row.subject.label} {row.place}")[:800]
    return finding
