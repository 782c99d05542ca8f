"""Take lines, or the whole draft of an annual plan, away again: readings that became them wait anew, accepted."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.intake.models import ReadingItem
from parindex.portal.plans.actions import delete_draft, delete_plan_line
from parindex.portal.plans.models import Plan, PlanLine
from parindex.portal.plans.permissions import may_write


@transaction.atomic
def drop_plan_line(*, actor: User | None, line: PlanLine, row_version: int) -> None:
    """Delete one line of a draft; the readings that it was made of are accepted readings again.

    Raises what ``delete_plan_line`` raises; then nothing of it happened.
    """
    may_write(actor, line.plan.unit).or_refuse()
    _let_go([line.pk])
    delete_plan_line(actor=actor, line=line, row_version=row_version)


@transaction.atomic
def drop_plan_draft(*, actor: User | None, plan: Plan) -> None:
    """Delete the draft of an annual plan; the readings that its lines were made of are accepted readings again.

    Raises what ``delete_draft`` raises; then nothing of it happened.
    """
    may_write(actor, plan.unit).or_refuse()
    _let_go(list(plan.lines.values_list("pk", flat=True)))
    delete_draft(actor=actor, plan=plan)


def _let_go(lines: list[int]) -> None:
    for item in ReadingItem.objects.select_for_update(of=("self",)).filter(plan_line__in=lines):
        item.let_go()
        item.plan_line = None
        item.row_version += 1
        item.save()
