"""Delete a line of a draft, or the draft of an annual plan: nothing that was signed ever goes."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused, Conflict


@transaction.atomic
def delete_plan_line(*, actor: User | None, line: PlanLine, row_version: int) -> None:
    """Take a line out of the draft of an annual plan. ``row_version``: the one that the person saw.

    Readings that lead to it are let go before, by ``intake.actions.drop_plan_lines``. Raises ``NotAllowed``;
    ``ActionRefused`` for a plan that is no draft or no annual plan; ``Conflict`` when someone else saved meanwhile.
    """
    line = PlanLine.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=line.pk)
    _refuse(actor, line.plan)
    if line.row_version != row_version:
        raise Conflict("plans.changed_by_another", {"task": line.task or line.target})
    public_id = line.public_id
    line.delete()
    audit.record(stream=f"plan:{line.plan.public_id}", actor=actor, action="plans.delete_plan_line", subject=public_id)


@transaction.atomic
def delete_draft(*, actor: User | None, plan: Plan) -> None:
    """Delete the draft of an annual plan with its lines; its log stays.

    Readings that lead to them are let go before, by ``intake.actions.drop_plan_lines``. Raises ``NotAllowed``;
    ``ActionRefused`` for a plan that is no draft or no annual plan.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    _refuse(actor, plan)
    public_id, lines = plan.public_id, plan.lines.count()
    plan.lines.all().delete()
    plan.delete()
    audit.record(
        stream=f"plan:{public_id}",
        actor=actor,
        action="plans.delete_draft",
        subject=public_id,
        references={"lines": lines},
    )


def _refuse(actor: User | None, plan: Plan) -> None:
    permissions.may_write(actor, plan.unit).or_refuse()
    if plan.state != PlanState.DRAFT or plan.kind != PlanKind.ANNUAL:
        raise ActionRefused("plans.no_longer_draft", {"title": plan.title})
