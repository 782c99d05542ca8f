"""Reading improvement plans: the list, one plan with its lines by field, and its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from parindex.engine.numbers.decimals import read_decimal
from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit, UnitResult
from parindex.portal.assessments.queries.unit_sheets import UnitSheet, unit_sheet
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.improvement import engine_bridge
from parindex.portal.improvement.engine_bridge import ImproveLine, Manner, PlanHead
from parindex.portal.improvement.models import Improvement, ImprovementLine, Signer
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans import permissions as plans
from parindex.portal.plans.models import Plan, PlanKind
from parindex.portal.plans.workflow import PlanState
from parindex.portal.platform.folding import fold


@dataclass(frozen=True, slots=True)
class FieldLines:
    """A field with its lines and their sums (lines that are left out do not count)."""

    node: NodeRow
    lines: Sequence[ImprovementLine]

    @property
    def lost(self) -> Decimal:
        """Points lost by the lines taken up."""
        return sum((line.lost for line in self.lines if line.taken_up), ZERO)

    @property
    def aimed(self) -> Decimal:
        """Points aimed at by the lines taken up."""
        return sum((line.aimed for line in self.lines if line.taken_up), ZERO)


def plans_for(actor: User) -> QuerySet[Improvement]:
    """Improvement plans that the person may see, newest year first."""
    visible = plans.visible_to(actor).values("pk")
    return (
        Improvement.objects.filter(plan__in=visible)
        .select_related("plan", "round_unit")
        .order_by("-plan__year", "plan__sort_key", "pk")
    )


def improvement_for(actor: User, public_id: str) -> Improvement:
    """One plan by its public id, with what its pages need. Answers 404 for none that the person may see."""
    found = Improvement.objects.filter(plan__in=plans.visible_to(actor).values("pk")).select_related(
        "plan__unit",
        "plan__drafted_by",
        "result",
        "round_unit__unit",
        "round_unit__group",
        "round_unit__round__set_version__criteria_set",
        "round_unit__round__previous",
        "round_unit__round__owner",
    )
    return get_object_or_404(found, plan__public_id=public_id)


def standing_draft(round_unit: RoundUnit) -> Plan | None:
    """The unit's draft of the year after the round: a second one is not drawn up beside it."""
    return Plan.objects.filter(
        kind=PlanKind.IMPROVEMENT, unit=round_unit.unit, year=round_unit.round.year + 1, state=PlanState.DRAFT
    ).first()


def lines_of(improvement: Improvement) -> QuerySet[ImprovementLine]:
    """All lines in the plan's order with criterion and words."""
    lines = ImprovementLine.objects.filter(improvement=improvement).select_related("line__plan__unit", "leaf")
    return lines.order_by("line__position")


def by_field(improvement: Improvement) -> list[FieldLines]:
    """Lines under their fields in printed order; a fixed number of queries."""
    version = improvement.round_unit.round.set_version_id
    nodes = {node.pk: node for node in NodeRow.objects.filter(version=version)}
    grouped: dict[int, list[ImprovementLine]] = {}
    for line in lines_of(improvement):
        grouped.setdefault(_field_of(line.leaf, nodes).pk, []).append(line)
    fields = sorted((nodes[pk] for pk in grouped), key=lambda node: node.position)
    return [FieldLines(field, grouped[field.pk]) for field in fields]


def _field_of(node: NodeRow, nodes: dict[int, NodeRow]) -> NodeRow:
    while node.kind != NodeKind.FIELD and node.parent_id is not None:
        node = nodes[node.parent_id]
    return node


def docx_of(improvement: Improvement) -> bytes:
    """The plan as Word. Raises ``engine_bridge.PlanRefused`` with every contradiction."""
    sheet = unit_sheet(improvement.round_unit)
    lines = {line.leaf.code: _as_value(line) for line in lines_of(improvement) if line.taken_up}
    examined = sheet.examined
    head = head_of(improvement, sheet)
    return engine_bridge.word_document(head, sheet.ready.criteria_set, examined.result, examined.ledger, lines)


def _as_value(line: ImprovementLine) -> ImproveLine:
    words = line.line
    return ImproveLine(
        code=line.leaf.code,
        number=line.leaf.number,
        title=line.leaf.title,
        lost=line.lost,
        expected=line.aimed,
        causes=_lines(line.cause),
        remedies=_lines(words.task),
        targets=_lines(words.target),
        lead=words.lead or None,
        cooperating=tuple(part.strip() for part in words.cooperating.split(";") if part.strip()),
        product=words.product or None,
        due=words.due,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def head_of(improvement: Improvement, sheet: UnitSheet) -> PlanHead:
    """What the document's head says, from the plan and the result that it was drafted from."""
    plan, result = improvement.plan, improvement.result
    named = version_on(improvement.round_unit.unit)
    printed = result.printed.get("change", "")
    change, change_percent = read_decimal(printed).value if printed else None, None
    if change is None and sheet.before is not None:
        change, change_percent = _change(sheet.before, result)
    return PlanHead(
        manner=Manner(improvement.manner),
        unit=named.name[:1].lower() + named.name[1:],
        body=("ỦY BAN NHÂN DÂN", named.name.upper()),
        place=named.place_name,
        year=plan.year,
        result_year=improvement.round_unit.round.year,
        standing_office=improvement.standing_office,
        deputy_signs=improvement.signer == Signer.DEPUTY,
        signer_name=improvement.signer_name,
        legal_bases=tuple(improvement.legal_bases),
        recipients=tuple(improvement.recipients),
        aims=tuple(improvement.aims),
        rank=result.place,
        ranked_among=str(result.of) if result.place is not None else "",
        band=result.band,
        change=change,
        change_percent=change_percent,
        simulated=plan.simulated,
    )


def _change(before: UnitResult, after: UnitResult) -> tuple[Decimal | None, Decimal | None]:
    """Change in points, or in percentage points of the index where the applicable maxima of the two years differ."""
    if before.base == after.base:
        return _less(after.points, before.points), None
    return None, _less(after.index, before.index)


def _less(after: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if after is None or before is None else after - before


def file_name(improvement: Improvement, ending: str) -> str:
    """Name of the plan as a file, without accents."""
    unit = fold(improvement.round_unit.name).replace(" ", "-")
    return f"ke-hoach-cai-thien-{improvement.plan.year}-{unit}.{ending}"


def is_open(improvement: Improvement) -> bool:
    """Whether the plan may still be changed."""
    return bool(improvement.plan.state == PlanState.DRAFT)
