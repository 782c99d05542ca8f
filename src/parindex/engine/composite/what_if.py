"""What if: other inputs, and what they would make of points, index, place and class."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.composite.ranking import moved_rivals, place_among
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.tree import SumTree
from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.document import Ranking
from parindex.engine.scoring.exact import CompiledSet, score_figures
from parindex.engine.scoring.values import Figures, Inputs, Outcome, Status, Step


class ChangeRefusal(StrEnum):
    """Why a change is not carried out. Worded as ``what_if.<code>`` with ``leaf`` and ``input``."""

    UNKNOWN_LEAF = "unknown_leaf"
    UNKNOWN_INPUT = "unknown_input"
    FIGURES_REFUSED = "figures_refused"
    """The changed figures contradict each other or are out of range; the steps name the fault."""


class RefusedChange(NamedTuple):
    """A change that was left undone."""

    leaf: str
    input: str | None
    reason: ChangeRefusal
    steps: tuple[Step, ...] = ()


class LeafChange(NamedTuple):
    """One leaf before and after."""

    leaf: str
    changes: Inputs
    before: Outcome
    after: Outcome
    gain: Decimal
    """Points after − points before (an open leaf counts 0); may be negative."""


class WhatIf(NamedTuple):
    """The unit before and after; equal when nothing changed."""

    before: UnitResult
    after: UnitResult
    leaves: tuple[LeafChange, ...]
    """Changed leaves in printed order."""
    refused: tuple[RefusedChange, ...]
    place_before: int | None
    """Place among the rivals as they are; None without rivals or when nothing is scored."""
    place_after: int | None
    """Place among the rivals as they would move."""

    @property
    def gain(self) -> Decimal:
        """Total points after − before."""
        return (self.after.total.points or ZERO) - (self.before.total.points or ZERO)


def what_if(
    compiled: CompiledSet,
    unit: str,
    figures: Figures,
    changes: Figures,
    *,
    rivals: Mapping[str, Decimal] | None = None,
    rival_shift: Decimal = ZERO,
) -> WhatIf:
    """Change some inputs (leaf code → input code → value or absence) and compute again.

    ``rivals``: unit → the unrounded value that the set ranks on (index in percent, or points); the unit's own entry
    is passed over. ``rival_shift`` is added to each of them for the place after. Equal values share the better place.
    A leaf whose changed figures are refused keeps its old ones; every refusal is reported.
    Raises ``ValueError`` when ``figures`` name unknown leaves.
    """
    tree = SumTree.of(compiled.criteria_set, compiled.group)
    unknown = figures.keys() - compiled.leaves.keys()
    if unknown:
        raise ValueError(f"{unit}: no leaves of {compiled.criteria_set.code}: {', '.join(sorted(unknown))}")
    outcomes = score_figures(compiled, figures)
    before = tree.total_up(unit, outcomes)
    refused = [RefusedChange(code, None, ChangeRefusal.UNKNOWN_LEAF) for code in changes if code not in outcomes]
    moved = []
    for code, leaf in compiled.leaves.items():
        if code not in changes:
            continue
        known = {name: value for name, value in changes[code].items() if name in leaf.declared}
        strange = sorted(changes[code].keys() - known.keys())
        refused += [RefusedChange(code, name, ChangeRefusal.UNKNOWN_INPUT) for name in strange]
        if not known:
            continue
        outcome = leaf.score({**figures.get(code, {}), **known})
        if outcome.status is Status.REFUSED:
            refused.append(RefusedChange(code, None, ChangeRefusal.FIGURES_REFUSED, outcome.steps))
            continue
        gain = (outcome.points or ZERO) - (outcomes[code].points or ZERO)
        moved.append(LeafChange(code, known, outcomes[code], outcome, gain))
    after = tree.total_up(unit, {**outcomes, **{change.leaf: change.after for change in moved}})
    ranking = compiled.criteria_set.ranking
    return WhatIf(
        before,
        after,
        tuple(moved),
        tuple(refused),
        None if rivals is None else _place(before, moved_rivals(rivals, unit), ranking),
        None if rivals is None else _place(after, moved_rivals(rivals, unit, rival_shift), ranking),
    )


def ranked_value(result: UnitResult, ranking: Ranking) -> Decimal | None:
    """What the set ranks a unit on: index in percent or points on the scale; None when nothing is scored."""
    return result.points_on_scale if ranking.on == "points" else result.index


def _place(result: UnitResult, others: list[Decimal], ranking: Ranking) -> int | None:
    value = ranked_value(result, ranking)
    return None if value is None else place_among(value, others, ranking.ties)
