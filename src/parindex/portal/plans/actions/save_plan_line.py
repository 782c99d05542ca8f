"""Change what a line says."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.actions.draft_plan import LineWords
from parindex.portal.plans.models import PlanKind, PlanLine
from parindex.portal.plans.queries import units_named
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused, Conflict


@transaction.atomic
def save_plan_line(*, actor: User | None, line: PlanLine, words: LineWords, row_version: int) -> PlanLine:
    """Write the line's words; the document and passage that set it stay. ``row_version``: the one that the person saw.

    Raises ``NotAllowed``; ``ActionRefused`` when the plan is no draft, or a line of an annual plan would say nothing;
    ``Conflict`` when someone else saved meanwhile.
    """
    line = PlanLine.objects.select_for_update().select_related("plan__unit").get(pk=line.pk)
    permissions.may_write(actor, line.plan.unit).or_refuse()
    if line.plan.state != PlanState.DRAFT:
        raise ActionRefused("plans.no_longer_draft", {"title": line.plan.title})
    if line.row_version != row_version:
        raise Conflict("plans.changed_by_another", {"task": line.task})
    if line.plan.kind == PlanKind.ANNUAL and not words.task.strip() and not words.target.strip():
        raise ActionRefused("plans.line_says_nothing")
    if words.lead.strip() != line.lead:
        line.lead_unit = units_named([words.lead.strip()]).get(words.lead.strip())
    line.task, line.target, line.lead = words.task.strip(), words.target.strip(), words.lead.strip()
    line.cooperating, line.product, line.due = words.cooperating.strip(), words.product.strip(), words.due
    line.row_version += 1
    line.save()
    audit.record(
        stream=f"plan:{line.plan.public_id}",
        actor=actor,
        action="plans.save_plan_line",
        subject=line.public_id,
        references={"row_version": line.row_version},
    )
    return line
