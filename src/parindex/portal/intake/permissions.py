"""Who has documents read, who decides on readings, who records figures, who sends findings back to the author."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents.permissions import may_register
from parindex.portal.facts.permissions import may_record
from parindex.portal.intake.models import Intake
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.plans.permissions import may_write
from parindex.portal.platform.permissions import Answer

SUBJECT = "intake"
"""Kind of the subject of findings of proof-reading."""
READING = (Right.ENTER, Right.APPRAISE, Right.PLAN)


def may_open(actor: User) -> Answer:
    """Open the list at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def may_take_in(actor: User | None, unit: OrgUnit) -> Answer:
    """Have a document of the unit read: who may register its documents."""
    return may_register(actor, unit)


def may_decide(actor: User | None, intake: Intake) -> Answer:
    """Correct, accept, reject readings and confirm the card: who may register documents of the unit."""
    return may_register(actor, intake.unit)


def may_record_figures(actor: User | None, intake: Intake) -> Answer:
    """Record accepted figures as facts of the unit: who may record its facts."""
    return may_record(actor, intake.unit)


def may_plan(actor: User | None, intake: Intake) -> Answer:
    """Make accepted tasks and targets lines of the unit's annual plan: who writes its plans."""
    return may_write(actor, intake.unit)


def may_send_back(actor: User | None, intake: Intake) -> Answer:
    """Explain findings of the document and send them back to its author: who answers findings of the unit."""
    return has_right(actor, Right.ANSWER_FINDINGS, intake.unit)


def visible_to(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[Intake]:
    """Documents of the units whose results the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS, positions)]
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    return Intake.objects.filter(unit__in=below).select_related("unit", "document", "taken_in_by")


def may_open_address(actor: User, address: str) -> bool:
    """Whether the person may open the document at this address of a finding."""
    public_id = address.partition("?")[0].strip("/").rpartition("/")[2]
    return visible_to(actor).filter(public_id=public_id).exists()


def reading_units(actor: User) -> QuerySet[OrgUnit]:
    """Units whose documents the person may have read."""
    scopes = {held.scope_id for right in READING for held in positions_with(actor, right)}
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).distinct()
