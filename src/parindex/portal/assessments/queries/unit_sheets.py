"""One unit's results as its page shows them: fields, ledger, what can be won back, the figures behind a leaf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.values import Figures
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import NodeResult, RoundUnit, Score, Stage, UnitResult
from parindex.portal.assessments.queries.compared_years import change_in_points, compared_round, maxima_differ
from parindex.portal.assessments.queries.disclosure import (
    results_disclosed,
    scores_seen,
    sees_drafts,
    stages_seen,
)
from parindex.portal.assessments.queries.figures import compiled_for, figures_of
from parindex.portal.assessments.queries.standing import PRECEDENCE, StoredScore
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.facts.models import FactVersion

NOT_LOST = (engine_bridge.LedgerKind.OPEN, engine_bridge.LedgerKind.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the unit with last year beside it."""

    node: NodeRow
    points: Decimal | None
    maximum: Decimal
    rank: int | None
    before: Decimal | None
    printed: Mapping[str, str]
    before_maximum: Decimal | None = None
    open_points: Decimal = ZERO
    """Maxima within ``maximum`` that nobody has scored yet."""

    @property
    def lost(self) -> Decimal:
        """Points missing to the applicable maximum; what is not scored yet is not lost."""
        return self.maximum - self.open_points - (self.points or ZERO)

    @property
    def share(self) -> Decimal | None:
        """Percent of the maximum."""
        return None if self.points is None or not self.maximum else self.points * 100 / self.maximum

    @property
    def change(self) -> Decimal | None:
        """Points against last year; None where either is missing or the two stand under different maxima."""
        return change_in_points(self.points, self.maximum, self.before, self.before_maximum)

    @property
    def maxima_differ(self) -> bool:
        """Whether last year's points were given under another maximum, so that points say nothing about a change."""
        return self.before is not None and maxima_differ(self.maximum, self.before_maximum)


@dataclass(frozen=True, slots=True)
class LostLine:
    """One line of the ledger with what a reader needs to act."""

    node: NodeRow | None
    line: engine_bridge.LedgerLine
    winnable: Decimal

    @property
    def kind(self) -> str:
        """Wording code of the sort of line: what stands for a title where no criterion does."""
        return f"ledger.{self.line.kind}"

    @property
    def reason(self) -> str:
        """Wording code of the reason."""
        return f"reason.{self.line.reason}"


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """Everything about one unit in one round."""

    member: RoundUnit
    result: UnitResult | None
    before: UnitResult | None
    fields: Sequence[FieldLine]
    examined: engine_bridge.Examined
    figures: Figures
    nodes: Mapping[str, NodeRow]
    ready: engine_bridge.CompiledSet
    stages: tuple[Stage, ...] = ()
    """Before the publication, for the unit's own people: the stages of which they see points. Their result is then made
    of these alone, without place and class, and is not a stored one. Empty: everything is seen."""

    @property
    def in_part(self) -> bool:
        """Whether the result is made only of what the reader may see yet."""
        return bool(self.stages)

    @property
    def unscored(self) -> Decimal:
        """Points of the scale that are not scored yet or not counted for this unit: not reached, and not lost."""
        return sum((line.lost for line in self.examined.ledger.lines if line.kind in NOT_LOST), ZERO)

    @property
    def lost(self) -> Decimal:
        """Points lost: the gap to the scale without ``unscored``."""
        return self.examined.ledger.gap - self.unscored

    def lost_lines(self, *, reason: str = "", order: str = "winnable") -> list[LostLine]:
        """Ledger lines that make up ``lost``, sorted as ``ledger_lines``."""
        return [each for each in self.ledger_lines(reason=reason, order=order) if each.line.kind not in NOT_LOST]

    def unscored_lines(self) -> list[LostLine]:
        """Ledger lines that make up ``unscored``, the largest first."""
        return [each for each in self.ledger_lines(order="lost") if each.line.kind in NOT_LOST]

    def ledger_lines(self, *, reason: str = "", order: str = "winnable") -> list[LostLine]:
        """All lines between the unit's points and the scale; sorted by what can be won back, or by their points
        (``order="lost"``).
        """
        lines = [
            LostLine(self.nodes.get(line.path[-1]) if line.path else None, line, self.examined.winnable(line))
            for line in self.examined.ledger.lines
            if not reason or line.reason == reason
        ]
        if order == "lost":
            return sorted(lines, key=lambda each: (-each.line.lost, each.line.path))
        return sorted(lines, key=lambda each: (-each.winnable, -each.line.lost, each.line.path))


def unit_sheet(member: RoundUnit, person: User | None = None) -> UnitSheet:
    """The sheet of a unit as ``person`` may see it (None: the system, everything); a unit without figures has an empty
    ledger of open leaves.
    """
    round_ = member.round
    ready = compiled_for(round_, member.group.set_group)
    whole = results_disclosed(round_) or sees_drafts(person, round_)
    standing = scores_seen(person, member)
    figures = figures_of(ready, standing).get(member.pk, {})
    nodes = {node.code: node for node in NodeRow.objects.filter(version=round_.set_version_id)}
    stored = UnitResult.objects.filter(round_unit=member, version=round_.result_version).first() if whole else None
    examined = engine_bridge.examine(
        ready, str(member.pk), figures, reasons=_reasons(standing), printed_total=_printed_total(stored)
    )
    result = stored if whole else _in_part(member, examined.result)
    before = _result_of_last_year(member)
    return UnitSheet(
        member=member,
        result=result,
        before=before,
        fields=_fields(_parts(stored, result, examined.result, nodes), before, nodes, examined.ledger),
        examined=examined,
        figures=figures,
        nodes=nodes,
        ready=ready,
        stages=() if whole else _stages_that_count(stages_seen(person, member), standing.values()),
    )


def _stages_that_count(closed: Sequence[Stage], standing: Iterable[StoredScore]) -> tuple[Stage, ...]:
    """The closed stages, and those of leaves that were handed to explanation before the end, latest first."""
    counting = {stage.value for stage in closed} | {score.stage for score in standing}
    return tuple(stage for stage in PRECEDENCE if stage.value in counting)


def _in_part(member: RoundUnit, result: engine_bridge.UnitResult) -> UnitResult:
    """The unit's points so far, never saved: place and class are given with the publication."""
    total = result.total
    return UnitResult(
        round_unit=member,
        version=0,
        points=total.points,
        applicable_maximum=total.applicable_maximum,
        base=result.index_base or total.applicable_maximum,
        open_maximum=total.open_maximum,
        index=result.index,
        of=0,
    )


def _parts(
    stored: UnitResult | None,
    result: UnitResult | None,
    computed: engine_bridge.UnitResult,
    nodes: Mapping[str, NodeRow],
) -> dict[int, NodeResult]:
    """Node (row id) → its sum: the stored ones, else those of what the reader sees."""
    if stored is not None:
        return {each.node_id: each for each in NodeResult.objects.filter(result=stored)}
    if result is None:
        return {}
    totals = {node: computed.nodes[code] for code, node in nodes.items() if code in computed.nodes}
    return {
        node.pk: NodeResult(result=result, node=node, points=total.points, applicable_maximum=total.applicable_maximum)
        for node, total in totals.items()
    }


def rivals(sheet: UnitSheet) -> dict[str, Decimal] | None:
    """The values on which the other units of the peer group are ranked.

    None for who may not see them yet, and for a unit that stands alone: it is ranked with nobody.
    """
    member, round_ = sheet.member, sheet.member.round
    if sheet.in_part:
        return None
    results = UnitResult.objects.filter(
        round_unit__group=member.group_id, version=round_.result_version, rank__isnull=False
    ).exclude(round_unit=member)
    values = {str(unit): (points, base) for unit, points, base in results.values_list("round_unit", "points", "base")}
    on_points = compiled_for(round_, member.group.set_group).criteria_set.ranking.on == "points"
    return engine_bridge.rivals_of(values, on_points=on_points) or None


def score_of(member: RoundUnit, leaf: str, person: User | None = None) -> Score | None:
    """The score that counts for one leaf, with steps, of those that the person may see."""
    key = scores_seen(person, member, leaves=[leaf]).get((member.pk, leaf))
    return None if key is None else Score.objects.select_related("entry__leaf").get(pk=key.pk)


def sources_of(score: Score) -> dict[str, FactVersion]:
    """Input code → the fact version that filled it."""
    versions = FactVersion.objects.select_related("fact__indicator").in_bulk(score.fact_versions.values())
    return {code: versions[pk] for code, pk in score.fact_versions.items() if pk in versions}


def _result_of_last_year(member: RoundUnit) -> UnitResult | None:
    previous = compared_round(member.round)
    if previous is None:
        return None
    results = UnitResult.objects.filter(
        round_unit__round=previous, round_unit__unit=member.unit_id, version=previous.result_version
    )
    return results.first()


def _fields(
    own: Mapping[int, NodeResult], before: UnitResult | None, nodes: Mapping[str, NodeRow], ledger: engine_bridge.Ledger
) -> list[FieldLine]:
    last_year: dict[str, tuple[Decimal | None, Decimal]] = {}
    if before is not None:
        parts = NodeResult.objects.filter(result=before).values_list("node__code", "points", "applicable_maximum")
        last_year = {code: (points, maximum) for code, points, maximum in parts}
    waiting: dict[str, Decimal] = {}
    for each in ledger.lines:
        if each.kind == engine_bridge.LedgerKind.OPEN:
            waiting[each.path[0]] = waiting.get(each.path[0], ZERO) + each.lost
    lines = []
    for node in sorted(nodes.values(), key=lambda each: each.position):
        if node.kind != NodeKind.FIELD:
            continue
        part = own.get(node.pk)
        lines.append(
            FieldLine(
                node=node,
                points=part.points if part else None,
                maximum=part.applicable_maximum if part else node.maximum,
                rank=part.rank if part else None,
                before=last_year.get(node.code, (None, None))[0],
                printed=part.printed if part else {},
                before_maximum=last_year.get(node.code, (None, None))[1],
                open_points=waiting.get(node.code, ZERO),
            )
        )
    return lines


def _reasons(standing: Mapping[tuple[int, str], StoredScore]) -> dict[str, str]:
    """Leaf code → the reason under which the appraiser put most of the lost points, of the score that counts."""
    scores = Score.objects.filter(pk__in=[score.pk for score in standing.values()]).exclude(reason_code="")
    return dict(scores.values_list("entry__leaf__code", "reason_code"))


def _printed_total(result: UnitResult | None) -> Decimal | None:
    printed: dict[str, Any] = result.printed if result else {}
    text = str(printed.get("total") or "")
    return Decimal(text.replace(",", ".")) if text else None
