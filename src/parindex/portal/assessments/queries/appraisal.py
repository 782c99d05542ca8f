"""What an appraiser works through: one leaf over all units, or all leaves of one unit, with signs of risk.

A fixed number of queries, however many units or leaves; points are compared in Python, never in SQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.models import (
    DisputeState,
    EvidenceLink,
    Extension,
    FigureDispute,
    Round,
    RoundStage,
    RoundUnit,
    SampledUnit,
    Score,
    Stage,
)
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.compared_years import compared_round
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownFigure, known_by_unit, known_figures
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.assessments.queries.standing import standing_scores
from parindex.portal.assessments.queries.windows import is_stage_open, window_of
from parindex.portal.assessments.queries.work_left import not_rescored
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold

RESCORE = "cham-lai"
VIEWS = ("", RESCORE, "chua-xong", "rui-ro", "mau")
"""Values of ``loc`` in the address: all, to be scored again (second appraisal), not done, with signs of risk, in the
sample.
"""
OFFICIAL = (Stage.SELF, Stage.APPRAISAL_1, Stage.APPRAISAL_2)
Key = tuple[int, int]
"""(unit in the round, leaf), both row ids."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where an appraiser works: the stage, and whether he is the blind second one."""

    round: Round
    stage: Stage
    person: User | None

    @property
    def is_blind(self) -> bool:
        """Nobody else's appraised points are shown to a blind appraiser."""
        return self.stage is Stage.BLIND

    @property
    def window(self) -> RoundStage:
        """The stage of the calendar in which this appraisal is open."""
        return RoundStage.APPRAISAL_2 if self.stage is Stage.APPRAISAL_2 else RoundStage.APPRAISAL_1


@dataclass(slots=True)
class AppraisalRow:
    """One unit's leaf as the appraiser sees it."""

    member: RoundUnit
    node: NodeRow
    own: Score | None
    before: Score | None
    """The official appraisal before this stage; for a blind appraiser always None."""
    mine: Score | None
    """The score of this stage."""
    risks: tuple[bridge.Risk, ...] = ()
    sampled: bool = False
    handed_in: bool = False
    evidence: int = 0
    to_rescore: bool = False
    """In the second appraisal: an explanation or objection was upheld, and the point stayed."""

    @property
    def is_done(self) -> bool:
        """Appraised at this stage."""
        return self.mine is not None

    @property
    def waits(self) -> bool:
        """Wants the appraiser: not done, and in the second appraisal the first one's points do not simply stand."""
        return self.handed_in and not self.is_done and (self.before is None or self.to_rescore)

    @property
    def self_points(self) -> Decimal | None:
        """Self-assessed points."""
        return self.own.points if self.own else None

    @property
    def points(self) -> Decimal | None:
        """Appraised points of this stage."""
        return self.mine.points if self.mine else None

    @property
    def may_be_accepted(self) -> bool:
        """Fit for a bulk accept: handed in, self points, no sign, not in the sample, not appraised."""
        looked_at = bool(self.risks) or self.sampled or self.is_done
        return self.handed_in and self.self_points is not None and not looked_at


@dataclass(slots=True)
class AppraisalList:
    """Rows in order, with what the toolbar shows."""

    bench: Bench
    rows: Sequence[AppraisalRow]

    @property
    def done(self) -> int:
        """Rows of units that handed in which want nobody any more: appraised at this stage, or before and standing."""
        return sum(1 for row in self.rows if row.handed_in and not row.waits)

    @property
    def of(self) -> int:
        """Rows to appraise: those of units that handed in."""
        return sum(1 for row in self.rows if row.handed_in)

    @property
    def counts(self) -> dict[str, int]:
        """Rows in each view."""
        return {view: sum(1 for row in self.rows if _fits(row, view)) for view in VIEWS}

    @property
    def acceptable(self) -> list[AppraisalRow]:
        """Rows that a bulk accept takes."""
        return [row for row in self.rows if row.may_be_accepted and self_scored(row.node)]

    @property
    def signs(self) -> dict[bridge.RiskCode, int]:
        """Every sign of risk with the rows that show it; none is left out, so that each can be explained."""
        shown = Counter(code for row in self.rows for code in {risk.code for risk in row.risks})
        return {code: shown[code] for code in bridge.RiskCode}

    def shown(self, view: str = "", text: str = "", sign: str = "") -> list[AppraisalRow]:
        """Rows of a view whose unit (or leaf) contains every word, accents aside; ``sign``: only with this sign."""
        words = fold(text).split()
        return [
            row
            for row in self.rows
            if _fits(row, view)
            and (not sign or any(risk.code.value == sign for risk in row.risks))
            and all(word in row.member.folded or word in row.node.folded for word in words)
        ]


def _fits(row: AppraisalRow, view: str) -> bool:
    match view:
        case "cham-lai":
            return row.to_rescore
        case "chua-xong":
            return row.waits
        case "rui-ro":
            return bool(row.risks)
        case "mau":
            return row.sampled
        case _:
            return True


def current_stage(round_: Round) -> Stage:
    """The second appraisal while it is open, else the first."""
    return Stage.APPRAISAL_2 if is_stage_open(round_, RoundStage.APPRAISAL_2) else Stage.APPRAISAL_1


def list_by_leaf(bench: Bench, node: NodeRow, members: Iterable[RoundUnit] | None = None) -> AppraisalList:
    """One leaf over all units that the person appraises it for, in Vietnamese order.

    ``members``: the units, when the caller has them already (with ``unit``, ``group`` and ``sheet``).
    """
    units = list(_members(bench) if members is None else members)
    if bench.person is not None and members is None:
        covered = assigned_leaves(bench.person, bench.round, blind=bench.is_blind)
        units = [unit for unit in units if node.pk in covered.get(unit.group_id, ())]
    ready = compiled_for(bench.round)
    leaf = ready.leaves[node.code].leaf
    known = known_by_unit(bench.round, leaf, [unit.unit_id for unit in units])
    seen = _gather(bench, units, [node])
    seen.known = {(unit.pk, node.pk): known.get(unit.unit_id, {}) for unit in units}
    seen.outliers = _outliers(seen, units, node)
    rows = [_row(bench, unit, node, seen) for unit in units]
    return _kept(bench, rows)


def list_by_unit(bench: Bench, member: RoundUnit) -> AppraisalList:
    """All leaves of one unit that the person appraises, in printed order. Peers are not looked at for outliers."""
    nodes = list(NodeRow.objects.filter(version=bench.round.set_version_id, is_leaf=True).order_by("position"))
    if bench.person is not None:
        covered = assigned_leaves(bench.person, bench.round, blind=bench.is_blind).get(member.group_id, frozenset())
        nodes = [node for node in nodes if node.pk in covered]
    known = known_figures(member, compiled_for(bench.round, member.group.set_group), [node.code for node in nodes])
    seen = _gather(bench, [member], nodes)
    seen.known = {(member.pk, node.pk): known.get(node.code, {}) for node in nodes}
    rows = [_row(bench, member, node, seen) for node in nodes]
    return _kept(bench, rows)


def _members(bench: Bench) -> Iterable[RoundUnit]:
    return bench.round.units.select_related("unit", "group", "sheet").order_by("sort_key", "pk")


def _kept(bench: Bench, rows: Sequence[AppraisalRow]) -> AppraisalList:
    """A blind appraiser works on the sample only; what is to be scored again stands first."""
    kept = [row for row in rows if row.sampled] if bench.is_blind else rows
    return AppraisalList(bench, sorted(kept, key=lambda row: not row.to_rescore))


@dataclass(slots=True)
class _Seen:
    """Everything about the rows, read in bulk."""

    scores: dict[tuple[Key, str], Score] = field(default_factory=dict)
    evidence: dict[int, list[tuple[datetime, date | None]]] = field(default_factory=dict)
    """Score → when each document was linked, and the date that it bears."""
    disputes: dict[Key, int] = field(default_factory=dict)
    ends: dict[int, datetime] = field(default_factory=dict)
    sampled: set[tuple[int, int | None]] = field(default_factory=set)
    upheld: set[Key] = field(default_factory=set)
    last_year: dict[Key, bridge.LastYear] = field(default_factory=dict)
    known: Mapping[Key, Mapping[str, KnownFigure]] = field(default_factory=dict)
    outliers: dict[int, bridge.RiskCode] = field(default_factory=dict)
    above: dict[int, set[int | None]] = field(default_factory=dict)
    ready: dict[str, engine_bridge.CompiledSet] = field(default_factory=dict)


def _gather(bench: Bench, units: Sequence[RoundUnit], nodes: Sequence[NodeRow]) -> _Seen:
    seen = _Seen()
    one_unit, one_leaf = len(units) == 1, len(nodes) == 1
    here: dict[str, object] = {"entry__round_unit__round": bench.round}
    if one_unit:
        here = {"entry__round_unit": units[0]}
    if one_leaf:
        here["entry__leaf"] = nodes[0]
    scores = Score.objects.filter(**here).select_related("entry").defer("steps", "note")
    own_stage = {"stage": Stage.BLIND, "actor": bench.person} if bench.is_blind else None
    wanted = scores.filter(stage=Stage.SELF) if bench.is_blind else scores.filter(stage__in=OFFICIAL, actor=None)
    for score in wanted if own_stage is None else (wanted | scores.filter(**own_stage)):
        seen.scores[(score.entry.round_unit_id, score.entry.leaf_id), score.stage] = score
    links = {f"score__{name}": value for name, value in here.items()}
    shown = EvidenceLink.objects.filter(score__stage=Stage.SELF, **links)
    for pk, at, issued in shown.values_list("score_id", "linked_at", "document__issued_on"):
        seen.evidence.setdefault(pk, []).append((at, issued))
    open_ones = FigureDispute.objects.filter(state=DisputeState.OPEN, **here)
    for key in open_ones.values_list("entry__round_unit_id", "entry__leaf_id"):
        seen.disputes[key] = seen.disputes.get(key, 0) + 1
    drawn = SampledUnit.objects.filter(round_unit__in=[member.pk for member in units])
    seen.sampled = set(drawn.values_list("round_unit_id", "node_id"))
    if bench.stage is Stage.APPRAISAL_2:
        seen.upheld = not_rescored(bench.round)
    seen.above = _above(bench.round, nodes)
    _add_ends(bench.round, seen, units)
    groups = {member.group.set_group for member in units}
    seen.ready = {group: compiled_for(bench.round, group) for group in groups}
    _add_last_year(bench.round, seen, units, nodes)
    return seen


def _above(round_: Round, nodes: Sequence[NodeRow]) -> dict[int, set[int | None]]:
    parents = dict(NodeRow.objects.filter(version=round_.set_version_id).values_list("pk", "parent_id"))
    found: dict[int, set[int | None]] = {}
    for node in nodes:
        line: set[int | None] = {None}
        here: int | None = node.pk
        while here is not None:
            line.add(here)
            here = parents[here]
        found[node.pk] = line
    return found


def _add_ends(round_: Round, seen: _Seen, units: Sequence[RoundUnit]) -> None:
    """The end of the self-assessment for each unit, with its extension."""
    row = window_of(round_, RoundStage.SELF_ASSESSMENT)
    if row is None:
        return
    seen.ends = {unit.pk: row.closes_at for unit in units}
    granted = Extension.objects.filter(round_unit__in=list(seen.ends), stage=RoundStage.SELF_ASSESSMENT)
    for pk, until in granted.values_list("round_unit_id", "until"):
        seen.ends[pk] = max(seen.ends[pk], until)


def _add_last_year(round_: Round, seen: _Seen, units: Sequence[RoundUnit], nodes: Sequence[NodeRow]) -> None:
    """Last year's standing points for the leaves that each leaf follows by the crosswalk; only comparable ones."""
    previous = compared_round(round_)
    if previous is None or not seen.ready:
        return
    now = next(iter(seen.ready.values()))
    was = compiled_for(previous)
    followed = {node.pk: bridge_codes for node in nodes if (bridge_codes := _codes(was, now, node.code))}
    if not followed:
        return
    codes = {code for each in followed.values() for code in each}
    wanted = {unit.unit_id for unit in units}
    earlier = {unit: pk for pk, unit in previous.units.values_list("pk", "unit_id") if unit in wanted}
    only = previous.units.get(pk=earlier[units[0].unit_id]) if len(units) == 1 and earlier else None
    scores = standing_scores(previous, only, leaves=codes)
    for unit in units:
        for node, before in followed.items():
            found = [scores.get((earlier.get(unit.unit_id, 0), code)) for code in before]
            points = [each.points for each in found if each is not None and each.points is not None]
            maxima = [each.maximum for each in found if each is not None and each.maximum is not None]
            if len(points) == len(before) == len(maxima):
                seen.last_year[unit.pk, node] = bridge.LastYear(sum(points, ZERO), sum(maxima, ZERO), previous.year)


def _codes(was: engine_bridge.CompiledSet, now: engine_bridge.CompiledSet, leaf: str) -> tuple[str, ...]:
    codes, comparable = engine_bridge.leaves_before(was, now, leaf)
    return codes if comparable else ()


def _outliers(seen: _Seen, units: Sequence[RoundUnit], node: NodeRow) -> dict[int, bridge.RiskCode]:
    """Unit → far from its peer group, by self points."""
    by_group: dict[int, dict[str, Decimal]] = {}
    for unit in units:
        score = seen.scores.get(((unit.pk, node.pk), Stage.SELF))
        if score is not None and score.points is not None:
            by_group.setdefault(unit.group_id, {})[str(unit.pk)] = score.points
    return {int(key): code for points in by_group.values() for key, code in bridge.outliers(points).items()}


def _row(bench: Bench, unit: RoundUnit, node: NodeRow, seen: _Seen) -> AppraisalRow:
    key = (unit.pk, node.pk)
    own = seen.scores.get((key, Stage.SELF))
    before = seen.scores.get((key, Stage.APPRAISAL_1)) if bench.stage is Stage.APPRAISAL_2 else None
    linked = seen.evidence.get(own.pk, []) if own else []
    return AppraisalRow(
        member=unit,
        node=node,
        own=own,
        before=before,
        mine=seen.scores.get((key, bench.stage.value)),
        risks=_risks(unit, node, own, linked, seen),
        sampled=any((unit.pk, each) in seen.sampled for each in seen.above[node.pk]),
        handed_in=unit.sheet.state == SheetState.HANDED_IN,
        evidence=len(linked),
        to_rescore=key in seen.upheld,
    )


def _risks(
    unit: RoundUnit, node: NodeRow, own: Score | None, linked: Sequence[tuple[datetime, date | None]], seen: _Seen
) -> tuple[bridge.Risk, ...]:
    key = (unit.pk, node.pk)
    disputes = seen.disputes.get(key, 0)
    if own is None:
        return bridge.risks_of(bridge.SelfAssessed(None, ZERO, disputes=disputes))
    ready = seen.ready[unit.group.set_group].leaves[node.code]
    known = seen.known.get(key, {})
    declared = ready.leaf.inputs
    inputs = engine_bridge.inputs_from_json(ready.leaf, own.inputs)
    looked_at = bridge.SelfAssessed(
        points=own.points,
        maximum=ready.maximum if own.maximum is None else own.maximum,
        last_year=seen.last_year.get(key),
        evidence_at=max((at for at, _ in linked), default=None),
        ends_at=seen.ends.get(unit.pk),
        evidence_asked=self_scored(node) and not (declared and all(each.code in known for each in declared)),
        evidence=len(linked),
        differing=differing(inputs, known) if known else 0,
        disputes=disputes,
        declared=_typed_dates(inputs, known),
        papers=tuple(issued for _, issued in linked if issued is not None),
        given_on=_given_on(unit),
    )
    return bridge.risks_of(looked_at, seen.outliers.get(unit.pk))


def _given_on(unit: RoundUnit) -> date:
    """The day of the hand-in in Vietnam; today for a sheet that is not handed in."""
    moment = unit.sheet.handed_in_at
    return clock.today() if moment is None else moment.astimezone(clock.VIETNAM).date()


def differing(inputs: Mapping[str, object], known: Mapping[str, KnownFigure]) -> int:
    """Inputs whose value is not the one that the system knows."""
    return sum(1 for code, figure in known.items() if code in inputs and inputs[code] != figure.value)


def _typed_dates(inputs: Mapping[str, object], known: Mapping[str, KnownFigure]) -> tuple[date, ...]:
    """Dates that the unit typed itself; what the system knows needs no document."""
    return tuple(value for code, value in inputs.items() if isinstance(value, date) and code not in known)
