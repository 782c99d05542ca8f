"""Note that a plan was signed and issued; from then on its lines stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.models import Plan
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def issue_plan(*, actor: User | None, plan: Plan, number: str, issued_on: date) -> Plan:
    """Store number and date as the clerk gave them. Raises ``ActionRefused`` for a plan that is no draft, a missing
    number, a date in the future, a plan without lines."""
    permissions.may_write(actor, plan.unit).or_refuse()
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not can_proceed(plan.issue):
        raise ActionRefused("plans.no_longer_draft", {"title": plan.title})
    if not number.strip():
        raise ActionRefused("plans.number_missing")
    if issued_on > clock.today():
        raise ActionRefused("plans.issued_in_the_future", {"day": issued_on})
    if not plan.lines.exists():
        raise ActionRefused("plans.no_lines", {"title": plan.title})
    plan.issue()
    plan.number, plan.issued_on = number.strip(), issued_on
    plan.save()
    audit.record(
        stream=f"plan:{plan.public_id}",
        actor=actor,
        action="plans.issue_plan",
        subject=plan.public_id,
        references={"number": plan.number, "day": issued_on.isoformat()},
    )
    events.happened("plans.plan_issued", plan.public_id)
    return plan
