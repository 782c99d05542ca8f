"""What a unit may change: the rungs of every leaf's ladder with their effort, and the leaves that are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.composite.effort import LeafEffort, default_effort, effort_of
from parindex.engine.composite.least_effort import Option, Stretch, Taken
from parindex.engine.composite.left_out import LeftOut, LeftOutLeaf, not_actionable
from parindex.engine.composite.shortening import Changes, first_units, units_between
from parindex.engine.numbers.exact import CONTEXT, ZERO
from parindex.engine.scoring.exact import CompiledLeaf, CompiledSet
from parindex.engine.scoring.values import Figures, Inputs, Outcome, Rung, Status

_OFF_THE_LINE = Decimal("0.000000002")
"""Points stand on nine decimals; three of them rounded may be this far from a straight line."""


class Candidate(NamedTuple):
    """One useful change of one leaf, and what it is measured by."""

    leaf: CompiledLeaf
    inputs: Inputs
    """The leaf's figures as they are."""
    before: Decimal
    """Points as they are."""
    rung: Rung
    outcome: Outcome
    """After the change."""
    ladder: tuple[Rung, ...]
    full: LeafEffort

    @property
    def code(self) -> str:
        """The leaf's code."""
        return self.leaf.leaf.code

    @property
    def effort(self) -> Decimal:
        """Effort of this change."""
        return effort_of(self.rung, self.ladder, self.full)

    def option(self) -> Option:
        """As the integer programme sees it: in part, too, where points rise in proportion."""
        units = units_between(self.rung.changes, self.inputs)
        in_part = Stretch(units, self.full.opening) if units > 1 and self._rises_in_proportion(units) else None
        return Option(self.code, self.rung.gain, self.effort, in_part)

    def taken(self, units: int | None) -> Candidate:
        """The change as the programme takes it: wholly (None), or its first ``units``."""
        if units is None:
            return self
        return self.with_changes(first_units(self.rung.changes, self.inputs, units), Decimal(units))

    def with_changes(self, changes: Changes, amount: Decimal) -> Candidate:
        """Another change of the same figures, which moves them by ``amount``."""
        outcome = self.leaf.score({**self.inputs, **changes})
        points = outcome.points or ZERO
        return self._replace(rung=Rung(changes, points, points - self.before, amount), outcome=outcome)

    def _rises_in_proportion(self, units: int) -> bool:
        """Tried at the first unit, the middle and the last but one; what is chosen is scored exactly in any case."""
        for part in {1, units // 2, units - 1}:
            straight = CONTEXT.divide(CONTEXT.multiply(self.rung.gain, Decimal(part)), Decimal(units))
            if abs(self.taken(part).rung.gain - straight) > _OFF_THE_LINE:
                return False
        return True


def candidates_of(
    compiled: CompiledSet,
    figures: Figures,
    outcomes: Mapping[str, Outcome],
    efforts: Mapping[str, LeafEffort],
    untouched: Collection[str],
    also: Collection[str],
    sampling_errors: Mapping[str, Decimal] | None,
) -> tuple[list[Candidate], list[LeftOutLeaf]]:
    """Every useful change, and the leaves with points still to be won that offer none, with the reason."""
    candidates: list[Candidate] = []
    left_out: list[LeftOutLeaf] = []
    for code, leaf in compiled.leaves.items():
        outcome, inputs = outcomes[code], figures.get(code, {})
        lost = outcome.maximum - (outcome.points or ZERO)
        ladder = leaf.ladder(inputs)
        reason = LeftOut.BY_CHOICE if code in untouched else None
        if reason is None and code not in also:
            reason = not_actionable(leaf.leaf, lost, (sampling_errors or {}).get(code))
        if reason is None and outcome.status is not Status.SCORED:
            reason = LeftOut.NOT_SCORED
        if reason is None and not ladder:
            reason = LeftOut.NO_USEFUL_CHANGE
        if reason is not None:
            left_out += [LeftOutLeaf(code, lost, reason)] if lost > 0 else []
            continue
        effort = efforts.get(code) or default_effort(leaf.leaf)
        for rung in ladder:
            changed = leaf.score({**inputs, **rung.changes})
            candidates.append(Candidate(leaf, inputs, outcome.points or ZERO, rung, changed, ladder, effort))
    return candidates, left_out


def all_that_is_possible(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The highest rung of every leaf; of equal ones the cheapest."""
    best: dict[str, Candidate] = {}
    for each in candidates:
        present = best.get(each.code)
        if present is None or (each.rung.gain, -each.effort) > (present.rung.gain, -present.effort):
            best[each.code] = each
    return list(best.values())


def as_taken(candidates: Sequence[Candidate], taken: Sequence[Taken]) -> list[Candidate]:
    """The changes that the integer programme proposes."""
    return [candidates[each.option].taken(each.units) for each in taken]
