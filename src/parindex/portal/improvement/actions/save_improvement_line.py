"""Change a line of an improvement plan: its words, its cause, the points aimed at, whether it is taken up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.improvement.models import ImprovementLine
from parindex.portal.plans.actions import LineWords, save_plan_line
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused

GRID = Decimal("0.000000001")


@dataclass(frozen=True, slots=True)
class LineChange:
    """What the line shall say."""

    words: LineWords
    cause: str
    aimed: Decimal
    taken_up: bool = True


@transaction.atomic
def save_improvement_line(
    *, actor: User | None, line: ImprovementLine, change: LineChange, row_version: int
) -> ImprovementLine:
    """Write the change. ``row_version`` is the plan line's that the person saw.

    Raises as ``save_plan_line``; ``ActionRefused`` when the points aimed at are below 0 or above those lost.
    """
    save_plan_line(actor=actor, line=line.line, words=change.words, row_version=row_version)
    line = ImprovementLine.objects.select_for_update().select_related("line__plan").get(pk=line.pk)
    if not 0 <= change.aimed <= line.lost or change.aimed != change.aimed.quantize(GRID):
        raise ActionRefused("improvement.aimed_out_of_range", {"aimed": change.aimed, "lost": line.lost})
    line.cause, line.aimed, line.taken_up = change.cause.strip(), change.aimed, change.taken_up
    line.save()
    audit.record(
        stream=f"plan:{line.line.plan.public_id}",
        actor=actor,
        action="improvement.save_improvement_line",
        subject=line.line.public_id,
        references={"aimed": str(line.aimed), "taken_up": line.taken_up},
    )
    return line
