"""Withdraw a declared way of counting: it holds for no import any more, and stays in the history."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.declarations import withdrawn
from parindex.portal.dossiers.models import CountingPolicy
from parindex.portal.platform import audit, events


@transaction.atomic
def withdraw_counting_policy(*, actor: User | None, declared: CountingPolicy, reason: str) -> CountingPolicy:
    """End it with a reason. Raises ``NotAllowed``; ``ActionRefused`` without a reason or when it counts no more."""
    permissions.may_declare_policy(actor, declared.unit).or_refuse()
    declared = withdrawn("policy", declared, actor=actor, reason=reason)
    audit.record(
        stream=f"unit:{declared.unit.public_id}",
        actor=actor,
        action="dossiers.withdraw_counting_policy",
        subject=declared.public_id,
        references={
            "unit": declared.unit.public_id,
            "policy": declared.policy,
            "first_day": declared.first_day.isoformat(),
        },
    )
    events.happened("dossiers.policy_declared", declared.public_id, {"policy": declared.policy})
    return declared
