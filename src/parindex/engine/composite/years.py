"""Two years side by side, and an old year under new rules; identity is the crosswalk, never the printed number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.composite.totals import score_unit
from parindex.engine.composite.tree import SumTree
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, to_grid
from parindex.engine.rulebook.compare import correspondences
from parindex.engine.rulebook.document import Correspondence, CriteriaSet, Criterion, Field, Node, walk
from parindex.engine.scoring.exact import CompiledLeaf, CompiledSet
from parindex.engine.scoring.values import Figures, Inputs, Outcome, Ratio, Status


class Likeness(StrEnum):
    """Whether two years can be compared, and why not. Worded as ``years.<code>``."""

    SAME = "same"
    NEW = "new"
    DROPPED = "dropped"
    DECLARED = "declared"
    """The crosswalk says that it is not comparable."""
    NOT_SCORED_BEFORE = "not_scored_before"
    NOT_SCORED_AFTER = "not_scored_after"
    DIFFERENT_PARTS = "different_parts"


class Side(NamedTuple):
    """One year's side of a line: its nodes and their sums in points."""

    codes: tuple[str, ...]
    points: Decimal | None
    maximum: Decimal
    """Applicable maximum."""
    place: int | None

    @property
    def share(self) -> Decimal | None:
        """Points in percent of the applicable maximum, unrounded."""
        if self.points is None or not self.maximum:
            return None
        with localcontext(CONTEXT):
            return self.points * HUNDRED / self.maximum


class YearChange(NamedTuple):
    """A leaf, criterion or field in two years; the changes are None unless ``likeness`` is ``same``."""

    before: Side
    after: Side
    likeness: Likeness
    note: str | None = None
    """What the crosswalk says about the line."""

    @property
    def points(self) -> Decimal | None:
        """Change in points. Where the maxima differ, look at ``percent``."""
        if self.likeness is not Likeness.SAME or self.before.points is None or self.after.points is None:
            return None
        return self.after.points - self.before.points

    @property
    def percent(self) -> Decimal | None:
        """Change of the share in percentage points."""
        before, after = self.before.share, self.after.share
        if self.likeness is not Likeness.SAME or before is None or after is None:
            return None
        with localcontext(CONTEXT):
            return after - before

    @property
    def places(self) -> int | None:
        """Places won (negative: lost)."""
        if self.likeness is not Likeness.SAME or self.before.place is None or self.after.place is None:
            return None
        return self.before.place - self.after.place


@dataclass(frozen=True, slots=True)
class YearComparison:
    """A unit in two years."""

    before: UnitResult
    after: UnitResult
    place_before: int | None
    place_after: int | None
    same_parts: bool
    """Every leaf of both sets has a comparable counterpart; else the totals stand on unlike sets."""
    alike_before: Ratio
    """Points and maximum of the comparable, scored leaves in the year before …"""
    alike_after: Ratio
    """… and in the year after: like for like."""
    fields: tuple[YearChange, ...]
    criteria: tuple[YearChange, ...]
    leaves: tuple[YearChange, ...]

    @property
    def points(self) -> Decimal | None:
        """Change of the total in points, as results are announced ("tăng 0,12 điểm"); see ``same_parts``."""
        before, after = self.before.points_on_scale, self.after.points_on_scale
        return None if before is None or after is None else after - before

    @property
    def index(self) -> Decimal | None:
        """Change of the index in percentage points, unrounded."""
        if self.before.index is None or self.after.index is None:
            return None
        with localcontext(CONTEXT):
            return self.after.index - self.before.index

    @property
    def places(self) -> int | None:
        """Places won (negative: lost)."""
        if self.place_before is None or self.place_after is None:
            return None
        return self.place_before - self.place_after


TOTAL = ""
"""Key of the total among places."""


def compare_years(
    before_set: CriteriaSet,
    before: UnitResult,
    after_set: CriteriaSet,
    after: UnitResult,
    *,
    places_before: Mapping[str, int] | None = None,
    places_after: Mapping[str, int] | None = None,
) -> YearComparison:
    """Compare a unit's results of two years.

    Leaves are paired by the crosswalk of ``after_set``; a criterion or field is comparable when exactly its leaves
    have comparable counterparts that make up one node of the older set. ``places_…``: node code (``TOTAL`` for the
    total) → place in that year.
    """
    years = _Years(before_set, before, after_set, after, places_before or {}, places_after or {})
    leaves = tuple(years.leaf_changes())
    alike = [line for line in leaves if line.likeness is Likeness.SAME]
    return YearComparison(
        before,
        after,
        years.places_before.get(TOTAL),
        years.places_after.get(TOTAL),
        all(years.comparable(line) for line in years.lines),
        _pooled(line.before for line in alike),
        _pooled(line.after for line in alike),
        tuple(years.node_changes(Field)),
        tuple(years.node_changes(Criterion)),
        leaves,
    )


class _Years:
    """The two sides and the resolved crosswalk between their leaves."""

    def __init__(
        self,
        before_set: CriteriaSet,
        before: UnitResult,
        after_set: CriteriaSet,
        after: UnitResult,
        places_before: Mapping[str, int],
        places_after: Mapping[str, int],
    ) -> None:
        self.before, self.after = before, after
        self.places_before, self.places_after = places_before, places_after
        self.old, self.new = _leaves_below(before_set), _leaves_below(after_set)
        self.levels_old = {node.code: node for _, node in walk(before_set)}
        self.levels_new = {node.code: node for _, node in walk(after_set)}
        self.lines = _all_lines(before_set, after_set)
        self.line_of = {code: line for line in self.lines for code in line.after}

    def comparable(self, line: Correspondence) -> bool:
        return line.comparable and bool(line.before) and bool(line.after)

    def leaf_changes(self) -> Iterator[YearChange]:
        for line in self.lines:
            before = _side(line.before, self.before.nodes, self.places_before)
            after = _side(line.after, self.after.nodes, self.places_after)
            yield YearChange(before, after, _likeness(line, before, after), line.note)

    def node_changes(self, level: type[Node]) -> Iterator[YearChange]:
        """Nodes of ``level``: first those of the newer set, then what it no longer has."""
        seen: set[str] = set()
        for code, node in self.levels_new.items():
            if not isinstance(node, level):
                continue
            other, alike = self._counterpart(code, level)
            seen |= {other} if other else set()
            before = _side((other,) if other else (), self.before.nodes, self.places_before)
            after = _side((code,), self.after.nodes, self.places_after)
            line = Correspondence(before=before.codes, after=after.codes)
            likeness = _likeness(line, before, after)
            if other and not alike:
                likeness = Likeness.DIFFERENT_PARTS
            yield YearChange(before, after, likeness)
        for code, node in self.levels_old.items():
            if isinstance(node, level) and code not in seen:
                before = _side((code,), self.before.nodes, self.places_before)
                yield YearChange(before, _side((), {}, {}), Likeness.DROPPED)

    def _counterpart(self, code: str, level: type[Node]) -> tuple[str | None, bool]:
        """The older node of ``level`` with exactly the counterparts of the leaves below ``code``, else of equal code.

        The second part says which of the two it is: True when the leaves are the same.
        """
        peers = {old: self.old[old] for old, node in self.levels_old.items() if isinstance(node, level)}
        own = self.new[code]
        lines = [self.line_of[leaf] for leaf in own]
        closed = all(self.comparable(line) and own.issuperset(line.after) for line in lines)
        parts = frozenset(old for line in lines for old in line.before)
        if closed and peers.get(code) == parts:
            return code, True
        if closed:
            exact = next((old for old, leaves in peers.items() if leaves == parts), None)
            if exact is not None:
                return exact, True
        return (code if code in peers else None), False


def _leaves_below(criteria_set: CriteriaSet) -> dict[str, frozenset[str]]:
    """Node code → codes of the leaves at or below it."""
    below: dict[str, set[str]] = {}
    for ancestors, node in walk(criteria_set):
        below[node.code] = {node.code} if node.rule is not None else set()
        if node.rule is not None:
            for ancestor in ancestors:
                below[ancestor.code].add(node.code)
    return {code: frozenset(leaves) for code, leaves in below.items()}


def _all_lines(before_set: CriteriaSet, after_set: CriteriaSet) -> tuple[Correspondence, ...]:
    """The resolved crosswalk with the leaves that stand in no line, in the printed order of the newer set."""
    old = [node.code for _, node in walk(before_set) if node.rule is not None]
    new = [node.code for _, node in walk(after_set) if node.rule is not None]
    lines = list(correspondences(before_set, after_set))
    paired_old = {code for line in lines for code in line.before}
    paired_new = {code for line in lines for code in line.after}
    lines += [Correspondence(after=(code,)) for code in new if code not in paired_new]
    lines += [Correspondence(before=(code,)) for code in old if code not in paired_old]
    order = {code: position for position, code in enumerate(new)}
    return tuple(sorted(lines, key=lambda line: order[line.after[0]] if line.after else len(order)))


def _side(codes: tuple[str, ...], nodes: Mapping[str, NodeTotal], places: Mapping[str, int]) -> Side:
    totals = [nodes[code] for code in codes]
    scored = [total.points for total in totals if total.points is not None]
    whole = len(scored) == len(totals) and bool(totals)
    maximum = sum((total.applicable_maximum for total in totals), ZERO)
    return Side(
        codes,
        sum(scored, ZERO) if whole else None,
        maximum,
        places.get(codes[0]) if len(codes) == 1 else None,
    )


def _likeness(line: Correspondence, before: Side, after: Side) -> Likeness:
    if not line.before:
        return Likeness.NEW
    if not line.after:
        return Likeness.DROPPED
    if not line.comparable:
        return Likeness.DECLARED
    if before.share is None:
        return Likeness.NOT_SCORED_BEFORE
    return Likeness.NOT_SCORED_AFTER if after.share is None else Likeness.SAME


def _pooled(sides: Iterable[Side]) -> Ratio:
    points = maximum = ZERO
    for side in sides:
        points += side.points or ZERO
        maximum += side.maximum
    return Ratio(points, maximum)


class NotCarried(StrEnum):
    """Why a leaf's figures cannot be carried under new rules. Worded as ``recompute.<code>``."""

    NEW = "new"
    DECLARED = "declared"
    SPLIT_OR_MERGED = "split_or_merged"
    INPUTS_DIFFER = "inputs_differ"
    """The new rule asks for inputs (listed) that the old figures do not have, or have of another type."""
    FIGURES_REFUSED = "figures_refused"


class NotCarriedLeaf(NamedTuple):
    """A leaf of the new set that stays out of the recomputation."""

    leaf: str
    reason: NotCarried
    inputs: tuple[str, ...] = ()


class Recomputed(NamedTuple):
    """An old year's figures under new rules, as far as they can be carried."""

    result: UnitResult
    """Over the carried leaves only; what was not carried is left out, points and maximum."""
    carried: tuple[tuple[str, str], ...]
    """(old leaf, new leaf), in printed order of the new set."""
    not_carried: tuple[NotCarriedLeaf, ...]
    under_old: Ratio
    """Points and applicable maximum of the carried leaves under the old rules, for a fair comparison."""


def recompute_under(
    compiled_before: CompiledSet, compiled_after: CompiledSet, unit: str, figures: Figures
) -> Recomputed:
    """Score ``figures`` of an old year (leaf codes of the old set) under the new set's rules.

    ``compiled_after`` must be compiled for the old year too: deadlines belong to the year of the figures.
    Raises ``ValueError`` when the years differ or ``figures`` name unknown leaves.
    """
    if compiled_before.year != compiled_after.year:
        raise ValueError(f"compile both sets for the year of the figures: {compiled_before.year}")
    old_result = score_unit(compiled_before, unit, figures)
    lines = {
        code: line
        for line in _all_lines(compiled_before.criteria_set, compiled_after.criteria_set)
        for code in line.after
    }
    outcomes: dict[str, Outcome] = {}
    carried: list[tuple[str, str]] = []
    not_carried: list[NotCarriedLeaf] = []
    for code, leaf in compiled_after.leaves.items():
        found = _carry(lines[code], leaf, compiled_before, figures)
        if isinstance(found, NotCarriedLeaf):
            not_carried.append(found)
            outcomes[code] = Outcome(to_grid(ZERO), to_grid(ZERO), Status.NOT_APPLICABLE, ())
        else:
            outcomes[code] = found
            carried.append((lines[code].before[0], code))
    result = SumTree.of(compiled_after.criteria_set, compiled_after.group).total_up(unit, outcomes)
    under_old = _pooled(_side((old,), old_result.nodes, {}) for old, _ in carried)
    return Recomputed(result, tuple(carried), tuple(not_carried), under_old)


def _carry(
    line: Correspondence, leaf: CompiledLeaf, compiled_before: CompiledSet, figures: Figures
) -> Outcome | NotCarriedLeaf:
    code = leaf.leaf.code
    if not line.before:
        return NotCarriedLeaf(code, NotCarried.NEW)
    if not line.comparable:
        return NotCarriedLeaf(code, NotCarried.DECLARED)
    if len(line.before) != 1 or len(line.after) != 1:
        return NotCarriedLeaf(code, NotCarried.SPLIT_OR_MERGED)
    old = line.before[0]
    had = compiled_before.leaves[old].declared
    strange = tuple(name for name, own in leaf.declared.items() if name not in had or had[name].type != own.type)
    if strange:
        return NotCarriedLeaf(code, NotCarried.INPUTS_DIFFER, strange)
    given: Inputs = figures.get(old, {})
    outcome = leaf.score({name: value for name, value in given.items() if name in leaf.declared})
    if outcome.status is Status.REFUSED:
        return NotCarriedLeaf(code, NotCarried.FIGURES_REFUSED)
    return outcome
