"""Change the head of an improvement plan: manner, signer, legal bases, aims, recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.improvement.engine_bridge import Manner
from parindex.portal.improvement.models import Improvement, Signer
from parindex.portal.plans import permissions
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class HeadChange:
    """What the head shall say; one entry a printed line."""

    manner: Manner
    standing_office: str
    signer: Signer
    signer_name: str
    legal_bases: Sequence[str]
    recipients: Sequence[str]
    aims: Sequence[str]


@transaction.atomic
def save_plan_head(*, actor: User | None, improvement: Improvement, change: HeadChange) -> Improvement:
    """Write the head. Raises ``ActionRefused`` when the plan is no draft or the standing office is missing."""
    improvement = Improvement.objects.select_for_update().select_related("plan__unit").get(pk=improvement.pk)
    plan = improvement.plan
    permissions.may_write(actor, plan.unit).or_refuse()
    if plan.state != PlanState.DRAFT:
        raise ActionRefused("plans.no_longer_draft", {"title": plan.title})
    if not change.standing_office.strip():
        raise ActionRefused("improvement.office_missing")
    improvement.manner, improvement.signer = change.manner.value, change.signer
    improvement.standing_office, improvement.signer_name = change.standing_office.strip(), change.signer_name.strip()
    improvement.legal_bases = _clean(change.legal_bases, ".;")
    improvement.recipients = _clean(change.recipients, ".;")
    improvement.aims = _clean(change.aims, "")
    improvement.save()
    audit.record(
        stream=f"plan:{plan.public_id}",
        actor=actor,
        action="improvement.save_plan_head",
        subject=plan.public_id,
        references={"manner": improvement.manner, "signer": improvement.signer},
    )
    return improvement


def _clean(lines: Sequence[str], marks: str) -> list[str]:
    """Lines without their dash, closing marks and empty ones: the document sets these itself."""
    return [text for line in lines if (text := line.strip().removeprefix("-").strip().rstrip(marks))]
