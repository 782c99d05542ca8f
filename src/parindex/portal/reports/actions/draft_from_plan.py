"""Begin the document of an annual plan: its lines are the rows of the annex, to be written out, checked and issued."""

from __future__ import annotations

from django.db import transaction

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.plans.queries import lines_of
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports import permissions
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.save_draft import SectionWords, save_draft
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import open_draft_of
from parindex.wording import sentence


@transaction.atomic
def draft_from_plan(*, actor: User | None, plan: Plan, anew: bool = False) -> Draft:
    """A draft of the plan's unit. ``anew``: a further one though one of the plan is open.

    Raises ``NotAllowed``; ``ActionRefused`` without lines, for no annual plan, or while a draft of it is open.
    """
    permissions.may_draft(actor, plan.unit).or_refuse()
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)  # one press at a time
    if not anew and open_draft_of(plan) is not None:
        raise ActionRefused("reports.plan_draft_open", {"title": plan.title})
    lines = list(lines_of(plan))
    if plan.kind != PlanKind.ANNUAL or not lines:
        raise ActionRefused("reports.plan_without_lines", {"title": plan.title})
    subject = sentence("reports.plan_subject", {"year": str(plan.year)})
    draft = create_draft(
        actor=actor, unit=plan.unit, kind=TemplateKind.PLAN, subject=subject, simulated=plan.simulated, plan=plan
    )
    head = {
        **draft.head,
        "recipients": sentence("reports.plan_recipients"),
        "annex_title": sentence("reports.plan_annex_title"),
        "annex": "\n".join(_row(number, line) for number, line in enumerate(lines, start=1)),
    }
    words = SectionWords(1, sentence("reports.plan_tasks_heading"), sentence("reports.plan_tasks_words"))
    return save_draft(
        actor=actor, draft=draft, subject=subject, head=head, sections=[words], row_version=draft.row_version
    )


def _row(number: int, line: PlanLine) -> str:
    """Running number, what is to be done with its target, lead, co-operating, product, due; apart with tabs."""
    what = ". ".join(part.strip().rstrip(".") for part in (line.task, line.target) if part.strip())
    due = show_date(line.due) if line.due else ""
    lead = line.lead or sentence("reports.plan_lead_open")  # a row of the annex names one; its author fills it in
    return "\t".join(" ".join(cell.split()) for cell in (str(number), what, lead, line.cooperating, line.product, due))
