"""Make accepted tasks and targets of a document lines of its unit's annual plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from parindex.engine.numbers.printing import show_decimal
from parindex.portal.accounts.models import User
from parindex.portal.intake import permissions, queries
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.models import Intake, ItemKind, ReadingItem
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans.actions import LineWords, add_plan_lines, draft_plan, join_target
from parindex.portal.plans.models import Plan, PlanKind, PlanLine
from parindex.portal.plans.queries import units_named
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say

YEARS = range(2000, 2101)


class PlannedItems(NamedTuple):
    """The plan, how many lines were written, and how many it had already."""

    plan: Plan
    written: int
    stood: int
    joined: int = 0
    """Targets that stand in the line of their task, because one sentence says both."""


@transaction.atomic
def make_plan_lines(*, actor: User | None, intake: Intake, year: int) -> PlannedItems:
    """Add every accepted task and target that is no line yet to the draft of the unit's plan of that year.

    Without a draft one is drafted. A line that the plan has already (the document was read twice, or another says the
    same) is not written again; the reading leads to it. A target whose task was made a line before goes into that line.
    Raises ``NotAllowed``; ``ActionRefused`` when the card is not
    confirmed (the source would have no name), nothing is accepted, or the year is none.
    """
    permissions.may_plan(actor, intake).or_refuse()
    intake = Intake.objects.select_for_update(of=("self",)).select_related("unit", "document").get(pk=intake.pk)
    if intake.document is None:
        raise ActionRefused("intake.card_missing_for_plan")
    if year not in YEARS:
        raise ActionRefused("intake.year_unlikely", {"year": str(year)})
    items = list(queries.to_plan(intake).select_for_update())
    if not items:
        raise ActionRefused("intake.no_tasks")
    units = units_named([each.told.get("lead", "") for each in items])
    plan = _draft_of(actor, intake, year)
    late = _of_standing_lines(intake, plan, items)
    for item in items:
        if item.pk in late:
            line = join_target(actor=actor, line=late[item.pk], target=_target(item.told))
            _use(item, line)
    fresh = [each for each in items if each.pk not in late]
    sentences = _by_sentence(fresh)
    added = add_plan_lines(actor=actor, plan=plan, lines=[_line(intake, each, units) for each in sentences])
    for sentence, answer in zip(sentences, added, strict=True):
        for item in sentence:
            _use(item, answer.line)
    written = sum(not each.stood for each in added)
    audit.record(
        stream=stream_of(intake),
        actor=actor,
        action="intake.make_plan_lines",
        subject=intake.public_id,
        references={"plan": plan.public_id, "lines": written},
    )
    return PlannedItems(plan, written, len(added) - written, len(items) - len(sentences))


def _use(item: ReadingItem, line: PlanLine) -> None:
    item.use()
    item.plan_line = line
    item.save()


def _of_standing_lines(intake: Intake, plan: Plan, items: Sequence[ReadingItem]) -> dict[int, PlanLine]:
    """Target (row id) → the line of the plan that its task became before, from the same passage."""
    used = intake.items.filter(kind=ItemKind.TASK, plan_line__plan=plan).select_related("plan_line")
    tasks = [*used, *(each for each in items if each.kind == ItemKind.TASK)]
    found: dict[int, PlanLine] = {}
    for item in items:
        task = _task_of(item, tasks) if item.kind == ItemKind.TARGET else None
        if task is not None and task.plan_line is not None:
            found[item.pk] = task.plan_line
    return found


def _by_sentence(items: Sequence[ReadingItem]) -> list[list[ReadingItem]]:
    """Each task with the targets that its own words set, the task first; a target of no task stands alone."""
    found: list[list[ReadingItem]] = []
    tasks = [each for each in items if each.kind == ItemKind.TASK]
    within = {each.pk: _task_of(each, tasks) for each in items if each.kind != ItemKind.TASK}
    for item in items:
        if item.kind == ItemKind.TASK:
            found.append([item, *(each for each in items if within.get(each.pk) == item)])
        elif within[item.pk] is None:
            found.append([item])
    return found


def _task_of(target: ReadingItem, tasks: Sequence[ReadingItem]) -> ReadingItem | None:
    inside = (each for each in tasks if each.line == target.line and target.passage in each.passage)
    return next(inside, None)


def _line(intake: Intake, sentence: Sequence[ReadingItem], units: Mapping[str, OrgUnit]) -> LineWords:
    first, *targets = (_words(intake, each, units) for each in sentence)
    return replace(first, target="; ".join(each.target for each in targets)) if targets else first


def _draft_of(actor: User | None, intake: Intake, year: int) -> Plan:
    """The draft of the annual plan that stands, else a new one."""
    standing = Plan.objects.filter(
        kind=PlanKind.ANNUAL, unit=intake.unit, year=year, state=PlanState.DRAFT, simulated=intake.simulated
    )
    return standing.order_by("pk").first() or draft_plan(
        actor=actor,
        kind=PlanKind.ANNUAL,
        unit=intake.unit,
        year=year,
        title=say("plans.annual_title", {"unit": version_on(intake.unit).name, "year": str(year)}),
        simulated=intake.simulated,
        lines=[],
    )


def _words(intake: Intake, item: ReadingItem, units: Mapping[str, OrgUnit]) -> LineWords:
    document, told = intake.document, item.told
    assert document is not None, "asked before"
    target = item.kind == ItemKind.TARGET
    tab = "chi-tieu" if target else "nhiem-vu"
    page = f"{reverse('intake:intake', args=[intake.public_id])}?muc={tab}"
    return LineWords(
        task="" if target else told.get("task", ""),
        target=_target(told) if target else "",
        lead=told.get("lead", ""),
        cooperating=told.get("cooperating", ""),
        product=told.get("product", ""),
        due=date.fromisoformat(told["due"]) if told.get("due") else None,
        lead_unit=units.get(told.get("lead", "")),
        source_title=" ".join(part for part in (document.sign, document.title) if part),
        source_address=f"{page}&tu={queries.window_of(item.line)}#L{item.line}",
        passage=item.passage,
    )


def _target(told: Mapping[str, str]) -> str:
    """The measure, which mostly says its number itself; else «Tỷ lệ hồ sơ trả đúng hạn: tối thiểu 98 %»."""
    number = Decimal(told["value"]) if told.get("value") else None
    if number is None:
        return told.get("measure", "")
    exponent = number.as_tuple().exponent
    shown = show_decimal(number, max(0, -exponent) if isinstance(exponent, int) else 0)
    if re.search(rf"(?<!\d){re.escape(shown)}(?!\d)", told.get("measure", "")):
        return told["measure"]
    aim = [say(f"reading.page.operator_{told['operator']}")] if told.get("operator") else []
    aim += [shown, told.get("unit", "")]
    return f"{told.get('measure', '')}: {' '.join(part for part in aim if part)}"
