"""Path to a target: the least effort that reaches an index, a total or a place, or the news that nothing does.

Each leaf offers its ladder of useful changes (``candidates``); one rung a leaf, or a part of it, is chosen by an
integer programme (``least_effort``), cut back to what the target needs (``shortening``), and scored and ranked again
exactly before it is handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from parindex.engine.composite.candidates import Candidate, all_that_is_possible, as_taken, candidates_of
from parindex.engine.composite.effort import LeafEffort
from parindex.engine.composite.least_effort import Taken, least_effort, without_superfluous
from parindex.engine.composite.left_out import LeftOut, LeftOutLeaf
from parindex.engine.composite.ranking import moved_rivals, place_among
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.rounded_sums import rounded_sums
from parindex.engine.composite.shortening import shortened
from parindex.engine.composite.tree import SumTree
from parindex.engine.composite.what_if import ranked_value
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO
from parindex.engine.rulebook.document import Ranking
from parindex.engine.scoring.exact import CompiledSet, score_figures
from parindex.engine.scoring.values import Figures, Value


class TargetIndex(NamedTuple):
    """An index of at least ``value`` percent."""

    value: Decimal


class TargetPoints(NamedTuple):
    """A total of at least ``value`` points (on the full scale where a missing survey is rescaled)."""

    value: Decimal


class TargetRank(NamedTuple):
    """A place not worse than ``place`` (1 is best)."""

    place: int


_NO_EFFORT = Decimal("0.0001")
"""Less than anybody can tell apart: parts of figures in millions come from the programme as shares."""

Target = TargetIndex | TargetPoints | TargetRank


class PathStep(NamedTuple):
    """One change, and where the unit stands after it and all before it."""

    leaf: str
    changes: Mapping[str, Value]
    points_before: Decimal
    points_after: Decimal
    gain: Decimal
    amount: Decimal
    """How far the figures move, in the input's unit."""
    effort: Decimal
    cumulative_effort: Decimal
    cumulative_points: Decimal
    cumulative_index: Decimal | None
    place: int | None
    """Place among the (moved) rivals; None without rivals."""


@dataclass(frozen=True, slots=True)
class PathToTarget:
    """The path, or the best that can be reached when there is none."""

    target: Target
    threshold: Decimal
    """The value that must be reached: index in percent, or points, as ``measured_in`` says."""
    measured_in: str
    """``index`` or ``points``."""
    reachable: bool
    proven_least: bool
    """Nothing cheaper exists among the rungs and, where points rise in proportion, the whole units below them. False
    when unreachable, when proposals missed too often by a hair's breadth, and when a rung without proportion was cut
    back (another cut might cost less).
    """
    before: UnitResult
    after: UnitResult
    """After every step; when unreachable, after all that is possible."""
    steps: tuple[PathStep, ...]
    """Least effort first. Empty when the target is reached already; when unreachable: all that is possible."""
    effort: Decimal
    shortfall: Decimal
    """What is missing to the threshold after all steps, in its unit; 0 when reachable."""
    left_out: tuple[LeftOutLeaf, ...]
    """Leaves with points still to be won, most points first."""


class _Threshold(NamedTuple):
    value: Decimal
    measured_in: str
    rival: bool
    """The value is a rival's index: a quotient of 40 digits, to be compared with our own such quotient."""
    strict: bool = False

    def met_by(self, result: UnitResult) -> bool:
        """Exact. A target index is compared by cross-multiplication, a quotient of 40 digits might be rounded up."""
        if self.measured_in == "points":
            points = result.points_on_scale
            return points is not None and (points > self.value if self.strict else points >= self.value)
        if result.total.points is None or result.base <= 0:
            return False
        if self.rival:
            return result.index is not None and (
                result.index > self.value if self.strict else result.index >= self.value
            )
        with localcontext(CONTEXT):
            return max(ZERO, result.total.points) * HUNDRED >= self.value * result.base

    def demand(self, result: UnitResult) -> Decimal:
        """The total in points that the threshold stands for on the unit's base; up to 40 digits."""
        with localcontext(CONTEXT):
            if self.measured_in == "index":
                return self.value * result.base / HUNDRED
            applicable = result.total.applicable_maximum
            if result.rescaled_maximum and applicable:
                return self.value * applicable / (applicable + result.rescaled_maximum)
            return self.value


def path_to_target(
    compiled: CompiledSet,
    unit: str,
    figures: Figures,
    target: Target,
    *,
    efforts: Mapping[str, LeafEffort] | None = None,
    rivals: Mapping[str, Decimal] | None = None,
    rival_shift: Decimal = ZERO,
    untouched: Collection[str] = (),
    also: Collection[str] = (),
    sampling_errors: Mapping[str, Decimal] | None = None,
) -> PathToTarget:
    """Find the changes of least effort that reach ``target``.

    ``efforts``: leaf code → the user's figures, else ``default_effort``. ``rivals``: unit → unrounded value that the
    set ranks on (index in percent, or points), the unit's own entry is passed over; each is moved by ``rival_shift``
    first. ``untouched``: leaves that may not be changed. ``also``: survey, rated or imported leaves that may be
    changed all the same. ``sampling_errors``: leaf code → half width in points of a survey leaf's error.
    Raises ``ValueError`` for unknown leaves, a place below 1, or a place without rivals.
    """
    _refuse_unknown(compiled, [*figures, *(efforts or {}), *untouched, *also])
    ranking = compiled.criteria_set.ranking
    moved = None if rivals is None else moved_rivals(rivals, unit, rival_shift)
    threshold = _threshold(target, ranking, moved)
    tree = SumTree.of(compiled.criteria_set, compiled.group)
    outcomes = score_figures(compiled, figures)
    before = tree.total_up(unit, outcomes)
    candidates, left_out = candidates_of(compiled, figures, outcomes, efforts or {}, untouched, also, sampling_errors)

    def after(chosen: Sequence[Candidate]) -> UnitResult:
        return tree.total_up(unit, {**outcomes, **{each.code: each.outcome for each in chosen}})

    chosen, reachable, proven = _choice(candidates, threshold, before, tree, after)
    if reachable:
        found = sum((each.effort for each in chosen), ZERO)
        chosen = _cut_back(chosen, lambda taken: threshold.met_by(after(taken)))
        proven = proven and found - sum((each.effort for each in chosen), ZERO) < _NO_EFFORT
    taken = {each.code for each in chosen}
    left_out += [
        LeftOutLeaf(code, outcomes[code].maximum - (outcomes[code].points or ZERO), LeftOut.NOT_NEEDED)
        for code in dict.fromkeys(each.code for each in candidates)
        if code not in taken
    ]
    result = after(chosen)
    return PathToTarget(
        target,
        threshold.value,
        threshold.measured_in,
        reachable,
        proven,
        before,
        result,
        _steps(chosen, after, ranking, moved),
        sum((each.effort for each in chosen), ZERO),
        _shortfall(threshold, result),
        tuple(sorted(left_out, key=lambda leaf: -leaf.lost)),
    )


def _refuse_unknown(compiled: CompiledSet, codes: Sequence[str]) -> None:
    unknown = sorted(set(codes) - compiled.leaves.keys())
    if unknown:
        raise ValueError(f"no leaves of {compiled.criteria_set.code}: {', '.join(unknown)}")


def _threshold(target: Target, ranking: Ranking, moved: list[Decimal] | None) -> _Threshold:
    if isinstance(target, TargetIndex):
        return _Threshold(target.value, "index", rival=False)
    if isinstance(target, TargetPoints):
        return _Threshold(target.value, "points", rival=False)
    if target.place < 1:
        raise ValueError(f"there is no place {target.place}")
    if moved is None:
        raise ValueError("a target place needs the rivals' values")
    ordered = sorted(set(moved) if ranking.ties == "dense" else moved, reverse=True)
    if target.place > len(ordered):
        # even the last place is good enough: nothing has to be reached but a value at all
        return _Threshold(ZERO, ranking.on, rival=True)
    # equal to the rival in that place shares it, except where other fields would decide
    return _Threshold(ordered[target.place - 1], ranking.on, rival=True, strict=ranking.ties == "tie_break_fields")


def _choice(
    candidates: Sequence[Candidate],
    threshold: _Threshold,
    before: UnitResult,
    tree: SumTree,
    after: Callable[[Sequence[Candidate]], UnitResult],
) -> tuple[list[Candidate], bool, bool]:
    """What to change, whether that reaches the threshold, and whether nothing cheaper does."""
    if threshold.met_by(before):
        return [], True, True
    best = all_that_is_possible(candidates)
    if not threshold.met_by(after(best)):
        return best, False, False
    chosen, proven = _least(candidates, best, threshold, before, tree, after)
    return chosen, True, proven


def _least(
    candidates: Sequence[Candidate],
    best: list[Candidate],
    threshold: _Threshold,
    before: UnitResult,
    tree: SumTree,
    after: Callable[[Sequence[Candidate]], UnitResult],
) -> tuple[list[Candidate], bool]:
    options = [each.option() for each in candidates]
    options_of: dict[str, list[int]] = {}
    for index, each in enumerate(candidates):
        options_of.setdefault(each.code, []).append(index)
    points = {place.code: _points(before, place.code) for place in tree.leaves}
    sums = rounded_sums(tree, points, options_of)

    def reaches(taken: tuple[Taken, ...]) -> bool:
        return threshold.met_by(after(as_taken(candidates, taken)))

    found = least_effort(options, sums, threshold.demand(before), reaches)
    if found is None:  # missed too often by a hair's breadth: take all and drop what is not needed
        every = tuple(Taken(candidates.index(each)) for each in best)
        return as_taken(candidates, without_superfluous(options, every, reaches)), False
    return as_taken(candidates, found.taken), found.proven_least


def _cut_back(chosen: Sequence[Candidate], reaches: Callable[[Sequence[Candidate]], bool]) -> list[Candidate]:
    """The same steps, each no longer than the target needs; the dearest is cut first."""
    kept = list(chosen)

    def enough_at(position: int) -> Callable[[Mapping[str, Value]], bool]:
        before, each, behind = kept[:position], kept[position], kept[position + 1 :]
        return lambda changes: reaches([*before, each.with_changes(changes, ZERO), *behind])

    for position in sorted(range(len(kept)), key=lambda index: -kept[index].effort):
        each = kept[position]
        cut = shortened(each.rung.changes, each.inputs, enough_at(position))
        if cut is not None:
            kept[position] = each.with_changes(cut.changes, cut.amount)
    return kept


def _points(result: UnitResult, leaf: str) -> Decimal:
    """The leaf's own points, before its criterion or field rounds them."""
    return result.outcomes[leaf].points or ZERO


def _steps(
    chosen: Sequence[Candidate],
    after: Callable[[Sequence[Candidate]], UnitResult],
    ranking: Ranking,
    moved: list[Decimal] | None,
) -> tuple[PathStep, ...]:
    ordered = sorted(chosen, key=lambda each: (each.effort, -each.rung.gain))
    steps = []
    effort = ZERO
    for position, each in enumerate(ordered, start=1):
        effort += each.effort
        result = after(ordered[:position])
        value = ranked_value(result, ranking)
        place = None if moved is None or value is None else place_among(value, moved, ranking.ties)
        rung = each.rung
        points = each.before + rung.gain
        total = result.total.points or ZERO
        steps.append(
            PathStep(each.code, rung.changes, each.before, points, rung.gain, rung.amount, each.effort, effort,
                     total, result.index, place)
        )  # fmt: skip
    return tuple(steps)


def _shortfall(threshold: _Threshold, result: UnitResult) -> Decimal:
    if threshold.met_by(result):
        return ZERO
    value = result.points_on_scale if threshold.measured_in == "points" else result.index
    with localcontext(CONTEXT):
        return threshold.value - (value or ZERO)
