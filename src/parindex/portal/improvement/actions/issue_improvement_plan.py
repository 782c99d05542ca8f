"""Note that an improvement plan was signed, and keep its Word document in the catalogue."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.documents.queries.registers import issuer_of
from parindex.portal.improvement import queries
from parindex.portal.improvement.engine_bridge import WORD_TYPE, PlanRefused
from parindex.portal.improvement.models import Improvement
from parindex.portal.plans.actions import issue_plan
from parindex.portal.plans.permissions import still_stands
from parindex.portal.platform.refusals import ActionRefused

SYMBOL = "KH-UBND"


@transaction.atomic
def issue_improvement_plan(*, actor: User | None, improvement: Improvement, number: str, issued_on: date) -> Document:
    """Issue the plan and register the document as drawn up here, with number and date as the clerk gave them.

    Raises as ``issue_plan``; ``ActionRefused`` with the first contradiction of lists or sums.
    """
    plan = issue_plan(actor=actor, plan=improvement.plan, number=number, issued_on=issued_on)
    try:
        content = queries.docx_of(improvement)
    except PlanRefused as refused:
        raise ActionRefused(refused.faults[0].code, refused.faults[0].values) from refused
    standing = still_stands(plan.unit)
    document = register_document(
        actor=actor,
        card=DocumentCard(
            kind=DocumentKind.PLAN,
            title=plan.title,
            number=plan.number,
            symbol=SYMBOL,
            issued_on=issued_on,
            issuer=issuer_of(plan.unit),
            unit=plan.unit if standing else None,
            published=not standing,
            simulated=plan.simulated,
        ),
    )
    attach_file(
        actor=actor,
        document=document,
        content=content,
        name=queries.file_name(improvement, "docx"),
        media_type=WORD_TYPE,
    )
    return document
