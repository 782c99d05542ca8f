"""Close what a check no longer finds, open again what it finds once more: the system's own, never a person's answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.findings import permissions
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING, FindingState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock


class FindingKey(NamedTuple):
    """What makes a finding the same finding: rule, kind and public id of the subject, place."""

    rule: str
    subject_kind: str
    subject_id: str
    place: str


class Cure(NamedTuple):
    """What was looked at when the cause was gone: its public id; its name for people and its page, where it is what
    mended the source.
    """

    public_id: str
    label: str = ""
    address: str = ""


class Settled(NamedTuple):
    """How many findings were closed because their cause is gone, and how many were opened since it came back."""

    closed: int
    came_back: int


@transaction.atomic
def close_cured_findings(
    *,
    actor: User | None,
    looked_at: QuerySet[Finding],
    standing: Collection[FindingKey],
    cure: Cure,
    owner: OrgUnit | None = None,
) -> Settled:
    """Of the findings that a check has looked at anew: close the waiting ones that do not stand any more, open again
    those it closed before that stand once more. What a person closed stays as he left it. Raises ``NotAllowed``.
    """
    permissions.may_record(actor, owner).or_refuse()
    closed = came_back = 0
    asked = looked_at.filter(state__in=[*WAITING, FindingState.CURED]).select_related(None)
    for finding in asked.order_by("pk").select_for_update():
        stands = key_of(finding) in standing
        if stands and finding.state == FindingState.CURED:
            come_back(actor, finding, cure.public_id)
            finding.save()
            came_back += 1
        elif not stands and finding.state != FindingState.CURED:
            _close(actor, finding, cure)
            closed += 1
    return Settled(closed, came_back)


def key_of(finding: Finding) -> FindingKey:
    """The key of a stored finding."""
    return FindingKey(finding.rule, finding.subject_kind, finding.subject_id, finding.place)


def come_back(actor: User | None, finding: Finding, cause: str = "") -> None:
    """Open a cured finding, unsaved. ``cause``: public id of what was looked at when it was found again."""
    finding.reopen()
    finding.cured_at, finding.cured_by, finding.cured_address = None, "", ""
    _audit(actor, finding, "findings.come_back", cause)


def _close(actor: User | None, finding: Finding, cure: Cure) -> None:
    finding.cure()
    finding.cured_at, finding.cured_by, finding.cured_address = clock.now(), cure.label[:300], cure.address
    finding.save()
    _audit(actor, finding, "findings.close_cured", cure.public_id)


def _audit(actor: User | None, finding: Finding, action: str, cause: str) -> None:
    references = {"rule": finding.rule, "state": finding.state}
    audit.record(
        stream=f"finding:{finding.public_id}",
        actor=actor,
        action=action,
        subject=finding.public_id,
        references=references | ({"import": cause} if cause else {}),
    )
