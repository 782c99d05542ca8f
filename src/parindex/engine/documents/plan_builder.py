"""From a unit's result and its points-lost ledger to the contents of an improvement plan.

What lost points is to be improved, what stands at its maximum is to be kept; both follow from the ledger, so a
criterion cannot be in both lists. Works at whatever level the set has leaves: sub-criteria, or whole fields.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from parindex.engine.composite.ledger import Ledger, LedgerKind, LedgerLine
from parindex.engine.composite.path import PathToTarget
from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.composite.results import UnitResult
from parindex.engine.documents.codes import PlanCode
from parindex.engine.documents.parts import Phrase, Words
from parindex.engine.documents.plan_values import (
    FieldPlan,
    FieldResult,
    ImproveLine,
    KeepLine,
    PastResult,
    ResultPart,
)
from parindex.engine.numbers.exact import ZERO, plain, round_half_up
from parindex.engine.rulebook.document import CriteriaSet, Node, children, walk
from parindex.engine.scoring.values import Rung, Value

POINT_DECIMALS = 3
_GENERAL_AIM = re.compile(r"(?:^|[,;])\s*phấn đấu (?:đạt )?100\s?%[^,;.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offices:
    """Who does what, as far as it is known when a plan is drafted. Codes are of leaves or of fields."""

    leads: Mapping[str, str] = field(default_factory=dict)
    """Leaf or field code → lead office; nothing is guessed (a set's owner appraises, it does not improve)."""
    cooperating: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    due: date | str | None = None
    """Due date of every line until a person sets another."""
    dues: Mapping[str, date | str] = field(default_factory=dict)
    """Leaf code → due date of its own."""


def past_result(
    criteria_set: CriteriaSet,
    result: UnitResult,
    *,
    change: Decimal | None = None,
    change_percent: Decimal | None = None,
    rank: int | None = None,
    ranked_among: str | None = None,
) -> PastResult:
    """Section I: total, index and points by field. Raises ``ValueError`` when nothing is scored."""
    if result.index is None or result.total.points is None:
        raise ValueError(f"{result.unit}: nothing is scored")
    return PastResult(
        points=result.total.points,
        scale=result.base,
        index=result.index,
        fields=tuple(_field_result(each, result) for each in criteria_set.fields),
        change=change,
        change_percent=change_percent,
        rank=rank,
        ranked_among=ranked_among,
        band=result.band,
    )


def _field_result(node: Node, result: UnitResult) -> FieldResult:
    total = result.nodes[node.code]
    parts: tuple[ResultPart, ...] = ()
    below = children(node)
    if below and all(_as_printed(child) for child in below):
        # known at pillar level only: the pillars are what the published result tells of the field
        parts = tuple(
            ResultPart(
                child.title, result.nodes[child.code].points or ZERO, result.nodes[child.code].applicable_maximum
            )
            for child in below
        )
    number = node.number or node.code
    return FieldResult(node.code, number, node.title, total.points or ZERO, total.applicable_maximum, parts)


def _as_printed(node: Node) -> bool:
    return node.rule is not None and node.rule.kind == "points_as_printed"


def plan_fields(
    criteria_set: CriteriaSet,
    result: UnitResult,
    ledger: Ledger,
    *,
    path: PathToTarget | None = None,
    only: Collection[str] | None = None,
    ladders: Mapping[str, Sequence[Rung]] | None = None,
    causes: Mapping[str, tuple[Words, ...]] | None = None,
    offices: Offices | None = None,
) -> tuple[FieldPlan, ...]:
    """What to improve and what to keep, by field in printed order.

    ``path``: expected points and targets are those of its steps, and only its leaves are taken up. ``only``: take up
    these leaves instead. Neither: every leaf that lost points. ``ladders``: leaf code → rungs
    (``CompiledLeaf.ladder``); without a path the rung with the most points gives target and expected points; a leaf
    without any is expected to win back everything when that is in the unit's hands, else nothing (as with points as
    printed). ``causes``: leaf code → causes in a person's words, instead of the ledger's reason. Lost points that are
    not taken up stay visible in the plan's sums.
    """
    steps = (
        {step.leaf: Rung(step.changes, step.points_after, step.gain, step.amount) for step in path.steps}
        if path
        else {}
    )
    chosen = only if only is not None else (steps.keys() if path else None)
    nodes = {node.code: node for _, node in walk(criteria_set)}
    drafts = _Drafts(nodes, result, steps, causes or {}, offices or Offices(), None if path else ladders or {})
    improve: dict[str, list[ImproveLine]] = {}
    for line in ledger.lines:
        if not _lost_at_leaf(line) or (chosen is not None and line.path[-1] not in chosen):
            continue
        improve.setdefault(line.path[0], []).append(drafts.line(line))
    keep: dict[str, list[KeepLine]] = {}
    for kept in ledger.kept:
        node = nodes[kept[-1]]
        if node.rule is not None:
            keep.setdefault(kept[0], []).append(KeepLine(node.code, node.title))
    return tuple(
        FieldPlan(each.code, tuple(improve.get(each.code, ())), tuple(keep.get(each.code, ())))
        for each in criteria_set.fields
        if not each.outside_scale
    )


def _lost_at_leaf(line: LedgerLine) -> bool:
    return bool(line.path) and line.kind in (LedgerKind.LOST, LedgerKind.OPEN) and line.lost > 0


@dataclass(frozen=True, slots=True)
class _Drafts:
    nodes: Mapping[str, Node]
    result: UnitResult
    steps: Mapping[str, Rung]
    causes: Mapping[str, tuple[Words, ...]]
    offices: Offices
    ladders: Mapping[str, Sequence[Rung]] | None
    """None: a path is given, and only its steps count."""

    def line(self, line: LedgerLine) -> ImproveLine:
        code = line.path[-1]
        node = self.nodes[code]
        rung = self._rung(code)
        measurable = rung is not None and bool(rung.changes)
        expected = rung.gain if rung is not None else line.lost if _may_reach_all(line) else ZERO
        return ImproveLine(
            code=code,
            number=node.number or "",
            title=node.title,
            lost=line.lost,
            expected=min(expected, line.lost),
            causes=self.causes.get(code) or tuple(self._causes(line)),
            remedies=tuple(_without_general_aim(node.remedies)) if measurable else node.remedies,
            targets=tuple(self._targets(node, rung, line)),
            lead=self.offices.leads.get(code) or self.offices.leads.get(line.path[0]),
            cooperating=self.offices.cooperating.get(code) or self.offices.cooperating.get(line.path[0], ()),
            product=node.product,
            due=self.offices.dues.get(code) or self.offices.due,
        )

    def _rung(self, code: str) -> Rung | None:
        if self.ladders is None:
            return self.steps.get(code)
        return max(self.ladders.get(code, ()), key=lambda rung: rung.gain, default=None)

    def _causes(self, line: LedgerLine) -> Iterator[Phrase]:
        if line.reason == ReasonCode.AS_PRINTED:
            values = {"points": _short(line.points or ZERO), "maximum": _short(line.maximum)}
            yield Phrase(PlanCode.CAUSE_NOT_FULL, values)
        else:
            yield Phrase(f"reason.{line.reason}", {})

    def _targets(self, node: Node, rung: Rung | None, line: LedgerLine) -> Iterator[Phrase]:
        if rung is None or not rung.changes:
            if _may_reach_all(line):
                yield Phrase(PlanCode.TARGET_MAXIMUM, {"maximum": _short(line.maximum)})
            return
        titles = {each.code: each for each in node.inputs}
        for code, value in rung.changes.items():
            shown = next((choice.title for choice in titles[code].choices if choice.code == value), value)
            yield _target(titles[code].title, shown)


def _without_general_aim(remedies: Iterable[str]) -> Iterator[str]:
    """Remedies without "phấn đấu 100% …": beside a measured target that lies lower, it would contradict it."""
    for remedy in remedies:
        kept = _GENERAL_AIM.sub("", remedy).strip()
        if kept.rstrip(".;, "):
            yield kept


def _may_reach_all(line: LedgerLine) -> bool:
    """Points known only as printed say nothing of what work would win back: a person has to say it."""
    return line.recoverable and line.reason != ReasonCode.AS_PRINTED


def _target(title: str, value: Value) -> Phrase:
    if isinstance(value, bool):
        return Phrase(PlanCode.TARGET_DONE if value else PlanCode.TARGET_NOT, {"input": title})
    if isinstance(value, date):
        return Phrase(PlanCode.TARGET_BY, {"input": title, "value": value})
    return Phrase(PlanCode.TARGET_FIGURE, {"input": title, "value": value})


def _short(points: Decimal) -> Decimal:
    """Points as running text shows them: at most three decimals."""
    return Decimal(plain(round_half_up(points, POINT_DECIMALS)))
