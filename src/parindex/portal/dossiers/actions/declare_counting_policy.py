"""Declare by which way of counting the dossiers of a unit are counted, from a day of receipt on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.declarations import checked_document
from parindex.portal.dossiers.engine_bridge.counting import policy_in_force
from parindex.portal.dossiers.models import CountingPolicy
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """A declaration as a person writes it."""

    policy: str
    first_day: date
    document_title: str
    document_number: str
    document_date: date


@transaction.atomic
def declare_counting_policy(*, actor: User | None, unit: OrgUnit, words: PolicyWords) -> tuple[CountingPolicy, bool]:
    """Write it and whether anything changed; one of the same unit and day is marked as replaced.

    What was imported keeps what it was counted by; figures by stage are counted again. Raises ``NotAllowed``;
    ``ActionRefused`` for a policy that is not in force on the day, or without the document that says so.
    """
    permissions.may_declare_policy(actor, unit).or_refuse()
    words = _checked(words)
    standing = CountingPolicy.objects.select_for_update().filter(
        unit=unit, first_day=words.first_day, ended_at__isnull=True
    )
    before = standing.first()
    if before is not None and _words_of(before) == words:
        return before, False
    now = clock.now()
    standing.update(ended_at=now, ended_by=actor)
    declared = CountingPolicy.objects.create(
        unit=unit,
        policy=words.policy,
        first_day=words.first_day,
        document_title=words.document_title,
        document_number=words.document_number,
        document_date=words.document_date,
        declared_at=now,
        declared_by=actor,
    )
    audit.record(
        stream=f"unit:{unit.public_id}",
        actor=actor,
        action="dossiers.declare_counting_policy",
        subject=declared.public_id,
        references={
            "unit": unit.public_id,
            "policy": words.policy,
            "first_day": words.first_day.isoformat(),
            "number": words.document_number,
        },
    )
    events.happened("dossiers.policy_declared", declared.public_id, {"policy": words.policy})
    return declared, True


def _checked(words: PolicyWords) -> PolicyWords:
    if policy_in_force(words.policy, words.first_day) is None:
        raise ActionRefused("dossiers.policy_not_in_force", {"day": words.first_day})
    title, number = checked_document("policy", words.document_title, words.document_number, words.document_date)
    return PolicyWords(words.policy, words.first_day, title, number, words.document_date)


def _words_of(declared: CountingPolicy) -> PolicyWords:
    return PolicyWords(
        declared.policy,
        declared.first_day,
        declared.document_title,
        declared.document_number,
        declared.document_date,
    )
