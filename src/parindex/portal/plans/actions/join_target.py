"""Put a target into the line of its task, when the line stands already."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.plans import permissions
from parindex.portal.plans.models import PlanLine
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def join_target(*, actor: User | None, line: PlanLine, target: str) -> PlanLine:
    """Add the target behind those that the line has; one that it says already is not said twice.

    Whoever has the line open is told of the change when he saves (``row_version``). Raises ``NotAllowed``;
    ``ActionRefused`` when the plan is no draft.
    """
    line = PlanLine.objects.select_for_update().select_related("plan__unit").get(pk=line.pk)
    permissions.may_write(actor, line.plan.unit).or_refuse()
    if line.plan.state != PlanState.DRAFT:
        raise ActionRefused("plans.no_longer_draft", {"title": line.plan.title})
    if _bare(target) in [_bare(each) for each in line.target.split(";")]:
        return line
    line.target = "; ".join(part for part in (line.target.strip().rstrip(";"), target.strip()) if part)
    line.row_version += 1
    line.save()
    audit.record(
        stream=f"plan:{line.plan.public_id}",
        actor=actor,
        action="plans.join_target",
        subject=line.public_id,
        references={"row_version": line.row_version},
    )
    return line


def _bare(text: str) -> str:
    return fold(" ".join(text.split())).strip(" .;")
