"""One unit looked at closely: its ledger and ladders, what-if, path to a target. Nothing here is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.composite.classes import NextBand, next_band
from parindex.engine.composite.effort import LeafEffort, default_effort
from parindex.engine.composite.ledger import Ledger, LedgerKind, LedgerLine, lost_points
from parindex.engine.composite.path import PathToTarget, TargetIndex, TargetRank, path_to_target
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.totals import score_unit
from parindex.engine.composite.what_if import WhatIf, what_if
from parindex.engine.numbers.exact import ZERO, percent
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.exact import CompiledSet
from parindex.engine.scoring.values import Figures, Inputs, Outcome, Rung

__all__ = [
    "Examined",
    "Ledger",
    "LedgerKind",
    "LedgerLine",
    "PathToTarget",
    "WhatIf",
    "effort_shown",
    "examine",
    "find_path",
    "next_class",
    "rivals_of",
    "score_leaf",
    "try_out",
]


@dataclass(frozen=True, slots=True)
class Examined:
    """A unit's result with its ledger and, for each leaf with something to win, its useful changes."""

    result: UnitResult
    ledger: Ledger
    ladders: Mapping[str, tuple[Rung, ...]]
    as_printed: frozenset[str] = frozenset()
    """Leaves of which only the printed points are known: no ladder, but all that is lost there can be won back."""

    def winnable(self, line: LedgerLine) -> Decimal:
        """Points that the leaf of ``line`` can still win by the unit's own work."""
        leaf = line.path[-1] if line.path else ""
        if line.recoverable and leaf in self.as_printed:
            return line.lost
        ladder = self.ladders.get(leaf, ())
        return ladder[-1].gain if ladder and line.recoverable else ZERO


def examine(
    ready: CompiledSet,
    unit: str,
    figures: Figures,
    *,
    reasons: Mapping[str, str],
    printed_total: Decimal | None = None,
) -> Examined:
    """Score a unit and account for every lost point."""
    result = score_unit(ready, unit, figures)
    ledger = lost_points(ready.criteria_set, result, reasons=reasons, printed_total=printed_total)
    lost = {line.path[-1] for line in ledger.lines if line.path and line.recoverable}
    leaves = {code: ready.leaves[code] for code in lost if code in ready.leaves}
    ladders = {code: leaf.ladder(figures.get(code, {})) for code, leaf in leaves.items()}
    printed = (code for code, leaf in leaves.items() if leaf.leaf.rule and leaf.leaf.rule.kind == "points_as_printed")
    return Examined(result, ledger, ladders, frozenset(printed))


def score_leaf(ready: CompiledSet, leaf: str, inputs: Inputs) -> tuple[Outcome, tuple[Rung, ...]]:
    """One leaf's outcome with steps, and its useful changes."""
    compiled = ready.leaves[leaf]
    return compiled.score(inputs), compiled.ladder(inputs)


def rivals_of(results: Mapping[str, tuple[Decimal | None, Decimal]], *, on_points: bool) -> dict[str, Decimal]:
    """What the others are ranked on, unrounded. ``results``: unit → (points, base); open ones are left out."""
    return {
        unit: points if on_points else percent(max(points, ZERO), base)
        for unit, (points, base) in results.items()
        if points is not None and base > 0
    }


def try_out(
    ready: CompiledSet, unit: str, figures: Figures, changes: Figures, rivals: Mapping[str, Decimal] | None
) -> WhatIf:
    """Points, index, place and class if ``changes`` held; the others as they are, no place where they are None."""
    return what_if(ready, unit, figures, changes, rivals=rivals)


def find_path(
    ready: CompiledSet,
    unit: str,
    figures: Figures,
    *,
    index: Decimal | None,
    rank: int | None,
    rivals: Mapping[str, Decimal],
    rival_shift: Decimal = ZERO,
    efforts: Mapping[str, tuple[Decimal, Decimal]],
    untouched: Collection[str],
) -> PathToTarget:
    """The least effort to an index, or to a place when ``rank`` is given. ``efforts``: leaf → (opening, full)."""
    target = TargetRank(rank) if rank is not None else TargetIndex(index or ZERO)
    own = {leaf: LeafEffort(*pair) for leaf, pair in efforts.items()}
    return path_to_target(
        ready,
        unit,
        figures,
        target,
        efforts=own,
        rivals=rivals,
        rival_shift=rival_shift,
        untouched=untouched,
    )


def effort_shown(leaf: Node) -> LeafEffort:
    """The effort that is assumed for a leaf until someone says otherwise."""
    return default_effort(leaf)


def next_class(ready: CompiledSet, result: UnitResult) -> NextBand | None:
    """The class above and what is missing to it; None at the top or without classes."""
    scheme = ready.criteria_set.class_scheme
    return None if scheme is None else next_band(scheme, result.total, ready.criteria_set.scale)
