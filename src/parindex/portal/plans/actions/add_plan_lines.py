"""Add lines to a draft; what it says already is not said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.actions.draft_plan import LineWords, line_of
from parindex.portal.plans.models import Plan, PlanLine
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused


class AddedLine(NamedTuple):
    """The line that says the words; ``stood``: the plan said them before."""

    line: PlanLine
    stood: bool


@transaction.atomic
def add_plan_lines(*, actor: User | None, plan: Plan, lines: Sequence[LineWords]) -> tuple[AddedLine, ...]:
    """Write the lines after those that stand, one answer a line in the given order.

    A line of the same task and target, aside from case and accents, is not written again: the one that stands is the
    answer. Raises ``NotAllowed``; ``ActionRefused`` for a plan that is no draft.
    """
    permissions.may_write(actor, plan.unit).or_refuse()
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    if plan.state != PlanState.DRAFT:
        raise ActionRefused("plans.no_longer_draft", {"title": plan.title})
    known = {_key(each.task, each.target): each for each in plan.lines.all()}
    last = max((each.position for each in known.values()), default=0)
    answers, written = [], 0
    for words in lines:
        key = _key(words.task, words.target)
        standing = known.get(key)
        if standing is None:
            written += 1
            known[key] = line_of(plan, last + written, words)
            known[key].save()
        answers.append(AddedLine(known[key], standing is not None))
    audit.record(
        stream=f"plan:{plan.public_id}",
        actor=actor,
        action="plans.add_plan_lines",
        subject=plan.public_id,
        references={"lines": written},
    )
    return tuple(answers)


def _key(task: str, target: str) -> tuple[str, str]:
    return fold(" ".join(task.split())).strip(" .;"), fold(" ".join(target.split())).strip(" .;")
