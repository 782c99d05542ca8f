"""Withdraw a plan with a reason; nothing is deleted."""

from __future__ import annotations

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.models import Plan
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def withdraw_plan(*, actor: User | None, plan: Plan, because: str) -> Plan:
    """Raises ``ActionRefused`` for a plan that is withdrawn already, or without a reason."""
    permissions.may_write(actor, plan.unit).or_refuse()
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not can_proceed(plan.withdraw):
        raise ActionRefused("plans.already_withdrawn", {"title": plan.title})
    if not because.strip():
        raise ActionRefused("plans.reason_missing")
    plan.withdraw()
    plan.withdrawn_because = because.strip()[:500]
    plan.save()
    audit.record(stream=f"plan:{plan.public_id}", actor=actor, action="plans.withdraw_plan", subject=plan.public_id)
    return plan
