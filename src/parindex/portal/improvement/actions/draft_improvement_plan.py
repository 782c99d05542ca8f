"""Draft an improvement plan from a unit's result: chosen criteria, a path to a target, or every lost point."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.engine_bridge.trials import find_path
from parindex.portal.assessments.models import RoundUnit, UnitResult
from parindex.portal.assessments.queries.unit_sheets import UnitSheet, rivals, unit_sheet
from parindex.portal.improvement import engine_bridge, permissions
from parindex.portal.improvement.engine_bridge import DraftLine, Manner
from parindex.portal.improvement.models import Improvement, ImprovementLine
from parindex.portal.improvement.queries import standing_draft
from parindex.portal.organisations.models import OrgUnitVersion, UnitType
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans.actions import LineWords, draft_plan
from parindex.portal.plans.models import Plan, PlanKind
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

CALLED = {UnitType.WARD: "phường", UnitType.SPECIAL_ZONE: "đặc khu"}
"""What a unit is called in the names of its offices; else ``xã``."""


@transaction.atomic
def draft_improvement_plan(
    *,
    actor: User | None,
    round_unit: RoundUnit,
    manner: Manner = Manner.RAISE,
    leaves: Collection[str] = (),
    target_index: Decimal | None = None,
) -> Improvement:
    """Write a draft for the year after the round.

    ``target_index``: take up the steps of the path to this index. ``leaves``: only these criteria (of the path, when
    both are given). Neither: every leaf that lost points. Raises ``ActionRefused`` when there is no result, a draft
    stands already, the target cannot be reached, or nothing is left to take up.
    """
    permissions.may_draft(actor, round_unit).or_refuse()
    sheet = unit_sheet(round_unit)
    if sheet.result is None or sheet.result.points is None:
        raise ActionRefused("improvement.no_result", {"unit": round_unit.name})
    _refuse_second_draft(round_unit)
    named = version_on(round_unit.unit)
    lines = _lines(sheet, leaves, target_index, named)
    if not lines:
        raise ActionRefused("improvement.nothing_to_take_up", {"unit": round_unit.name})
    plan = _draft_plan(actor, round_unit, manner, lines, named)
    improvement = _head_of(plan, round_unit, sheet.result, manner, named)
    _tie_lines(improvement, sheet, lines)
    audit.record(
        stream=f"plan:{plan.public_id}",
        actor=actor,
        action="improvement.draft_improvement_plan",
        subject=plan.public_id,
        references={
            "round": round_unit.round.public_id,
            "result_version": sheet.result.version,
            "lines": len(lines),
        },
    )
    return improvement


def _draft_plan(
    actor: User | None, round_unit: RoundUnit, manner: Manner, lines: Sequence[DraftLine], named: OrgUnitVersion
) -> Plan:
    """The plan of the year after the round with its title in words."""
    round_ = round_unit.round
    code = "plan.subject.remedy" if manner is Manner.REMEDY else "plan.subject.raise"
    values = {"unit": in_sentence(named.name), "year": str(round_.year + 1), "result_year": str(round_.year)}
    return draft_plan(
        actor=actor,
        kind=PlanKind.IMPROVEMENT,
        unit=round_unit.unit,
        year=round_.year + 1,
        title=f"{sentence('plan.kind').capitalize()} {in_sentence(sentence(code, values))}".replace("\n", " ")[:300],
        simulated=round_.simulated,
        lines=[_words(line) for line in lines],
    )


def _head_of(
    plan: Plan, round_unit: RoundUnit, result: UnitResult, manner: Manner, named: OrgUnitVersion
) -> Improvement:
    """What stands above and below the lines: office, recipients, legal bases, as proposed for units of this level."""
    head = engine_bridge.proposed_heads().get(named.level)
    return Improvement.objects.create(
        plan=plan,
        round_unit=round_unit,
        result=result,
        manner=manner.value,
        standing_office=head.standing_office if head else "",
        recipients=list(head.recipients) if head else [],
        legal_bases=[round_unit.round.decision] if round_unit.round.decision else [],
    )


def _tie_lines(improvement: Improvement, sheet: UnitSheet, lines: Sequence[DraftLine]) -> None:
    """Every line of the plan knows the criterion it mends, and the points lost and aimed at."""
    rows = improvement.plan.lines.order_by("position")
    ImprovementLine.objects.bulk_create(
        ImprovementLine(
            improvement=improvement,
            line=row,
            leaf=sheet.nodes[line.leaf],
            cause=line.cause,
            reason_code=line.reason_code,
            lost=line.lost,
            aimed=line.aimed,
        )
        for row, line in zip(rows, lines, strict=True)
    )


def in_sentence(name: str) -> str:
    """A unit's name inside a sentence: ``Xã Nam Đà`` → ``xã Nam Đà``."""
    return name[:1].lower() + name[1:]


def _refuse_second_draft(round_unit: RoundUnit) -> None:
    if (plan := standing_draft(round_unit)) is not None:
        raise ActionRefused("improvement.draft_stands", {"title": plan.title})


def _words(line: DraftLine) -> LineWords:
    return LineWords(
        task=line.remedy,
        target=line.target,
        lead=line.lead,
        cooperating=line.cooperating,
        product=line.product,
        due=line.due,
    )


def _lines(
    sheet: UnitSheet, leaves: Collection[str], target_index: Decimal | None, named: OrgUnitVersion
) -> tuple[DraftLine, ...]:
    path = None
    if target_index is not None:
        member = sheet.member
        path = find_path(
            sheet.ready,
            str(member.pk),
            sheet.figures,
            index=target_index,
            rank=None,
            rivals=rivals(sheet) or {},
            efforts={},
            untouched=(),
        )
        if not path.reachable:
            raise ActionRefused("improvement.target_out_of_reach", {"index": target_index, "lack": path.shortfall})
    unknown = [code for code in leaves if code not in sheet.nodes]
    if unknown:
        raise ActionRefused("improvement.no_such_criterion", {"codes": tuple(unknown)})
    examined = sheet.examined
    return engine_bridge.draft_lines(
        sheet.ready.criteria_set,
        examined.result,
        examined.ledger,
        ladders=examined.ladders,
        path=path,
        only=tuple(leaves) or None,
        offices=engine_bridge.proposed_offices(
            sheet.ready.criteria_set,
            year=sheet.ready.year + 1,
            unit_called=CALLED.get(UnitType(named.unit_type), "xã"),
        ),
    )
