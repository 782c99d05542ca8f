"""Withdraw a target: it counts no more, and stays in the history."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.declarations import withdrawn
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.platform import audit


@transaction.atomic
def withdraw_target(*, actor: User | None, target: DossierTarget, reason: str) -> DossierTarget:
    """End it with a reason. Raises ``NotAllowed``; ``ActionRefused`` without a reason or when it counts no more."""
    permissions.may_set_target(actor, target.unit).or_refuse()
    target = withdrawn("target", target, actor=actor, reason=reason)
    audit.record(
        stream=f"unit:{target.unit.public_id}",
        actor=actor,
        action="dossiers.withdraw_target",
        subject=target.public_id,
        references={"unit": target.unit.public_id, "indicator": target.indicator, "year": target.year},
    )
    return target
