"""The exact path: a leaf and its inputs → points, steps and ladder, in Decimals.

``score_leaf`` for one; ``compile_set`` once for a set when many units are scored (nothing of the document is looked at
again per unit). Points come onto the nine-decimal grid here, once, and the set's rounding of leaves is applied here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import CONTEXT, POINT_GRID, round_half_up, to_grid
from parindex.engine.rulebook.document import CriteriaSet, Node, Policies, leaves
from parindex.engine.scoring.admission import check_for, objection
from parindex.engine.scoring.kinds.base import Change, Setting, Working
from parindex.engine.scoring.kinds.table import compile_rule
from parindex.engine.scoring.policies import settle
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Rung, Status, Step, Value

_SCORED = Status.SCORED
_MISSING = Absence.MISSING


class CompiledLeaf:
    """A leaf made ready for many units; immutable, safe to share between threads.

    ``maximum`` is the leaf's maximum for the group (points).
    """

    __slots__ = ("_checks", "_head", "_work", "declared", "kind", "leaf", "maximum", "policies", "rounding")

    def __init__(self, leaf: Node, *, year: int, group: str | None = None, rounding: int | None = None) -> None:
        """Compile. Raises ``ValueError`` when the leaf has no rule or the rule names an input that is not declared."""
        if leaf.rule is None:
            raise ValueError(f"{leaf.code}: not a leaf, it has no rule")
        self.leaf = leaf
        self.policies = leaf.policies or Policies()
        self.declared = {declared.code: declared for declared in leaf.inputs}
        own = next((entry.maximum for entry in leaf.maximum_by_group if entry.group == group), None)
        self.maximum = leaf.maximum if own is None else own
        self._head = () if own is None else (_group_step(group, own),)
        self.rounding = rounding
        try:
            self.kind = compile_rule(leaf.rule, Setting(self.maximum, year, self.policies, self.declared, compile_rule))
            self._checks = tuple((code, check_for(self.declared[code])) for code in self.kind.needs)
        except KeyError as unknown:
            raise ValueError(f"{leaf.code}: rule names the input {unknown} that the leaf does not declare") from unknown
        self._work = self.kind.work

    def score(self, inputs: Inputs) -> Outcome:
        """Points, status and steps for one unit's inputs. Never raises on bad figures: those are ``REFUSED``."""
        for code, check in self._checks:
            if not check(inputs.get(code, _MISSING)):
                found = objection(self.kind.needs, self.declared, inputs)
                assert found is not None
                return self._settled(found)
        working = self._work(inputs)
        if working[0] is not _SCORED:
            return self._settled(working)
        _, raw, steps = working
        if self._head or self.rounding is not None:
            return self._rounded(raw, steps)
        return Outcome(raw.quantize(POINT_GRID, None, CONTEXT), self.maximum, _SCORED, steps)

    def _settled(self, working: Working) -> Outcome:
        return settle(self.policies, working.status, self.maximum, (*self._head, *working.steps))

    def _rounded(self, raw: Decimal, steps: tuple[Step, ...]) -> Outcome:
        points = raw
        if self.rounding is not None:
            # from the unrounded value, so that nothing is rounded twice; rounding must not lift points over the maximum
            points = round_half_up(raw, self.rounding)
            if raw <= self.maximum < points:
                points = self.maximum
            if points != raw:
                steps = (*steps, Step(StepCode.ROUNDED, {"points": points, "decimals": self.rounding}))
        return Outcome(to_grid(points), self.maximum, _SCORED, (*self._head, *steps))

    def ladder(self, inputs: Inputs) -> tuple[Rung, ...]:
        """The useful changes of these inputs, least gain first; empty unless the leaf is scored.

        Each rung's points are those of the changed inputs, scored. Of two changes of the same inputs that give the
        same points only the smaller one stays.
        """
        now = self.score(inputs)
        if now.status is not _SCORED or now.points is None:
            return ()
        best: dict[tuple[frozenset[str], Decimal], Rung] = {}
        for change in self._admissible(inputs):
            after = self.score({**inputs, **change.changes})
            if after.status is not _SCORED or after.points is None or after.points <= now.points:
                continue
            key = (_what_changes(change.changes), after.points)
            if key not in best or change.amount < best[key].amount:
                best[key] = Rung(change.changes, after.points, after.points - now.points, change.amount)
        return tuple(sorted(best.values(), key=lambda rung: (rung.gain, rung.amount)))

    def _admissible(self, inputs: Inputs) -> Iterator[Change]:
        return (change for change in self.kind.changes(inputs) if change.changes)


def _what_changes(changes: Mapping[str, Value]) -> frozenset[str]:
    """Which inputs a change touches."""
    return frozenset(changes)


def _group_step(group: str | None, maximum: Decimal) -> Step:
    return Step(StepCode.MAXIMUM_FOR_GROUP, {"group": group or "", "maximum": maximum})


@dataclass(frozen=True, slots=True)
class CompiledSet:
    """A criteria set made ready for one year and one group of units."""

    criteria_set: CriteriaSet
    year: int
    group: str | None
    leaves: Mapping[str, CompiledLeaf]
    """Leaf code → compiled leaf, in printed order."""


def compile_set(criteria_set: CriteriaSet, *, year: int, group: str | None = None) -> CompiledSet:
    """Compile every leaf of a set for the assessed ``year``; ``group``: the units' group where maxima differ.

    Raises ``ValueError`` on a document that the rulebook reader would have refused.
    """
    decimals = criteria_set.rounding.leaf
    compiled = {
        leaf.code: CompiledLeaf(leaf, year=year, group=group, rounding=decimals) for leaf in leaves(criteria_set)
    }
    return CompiledSet(criteria_set, year, group, compiled)


def score_leaf(
    leaf: Node,
    inputs: Inputs,
    *,
    year: int,
    group: str | None = None,
    with_ladder: bool = False,
    rounding: int | None = None,
) -> Outcome:
    """Score one leaf for one unit; ``with_ladder`` adds the useful changes.

    ``rounding``: the set's ``rounding.leaf``. Raises ``ValueError`` when the node is not a leaf.
    """
    compiled = CompiledLeaf(leaf, year=year, group=group, rounding=rounding)
    outcome = compiled.score(inputs)
    return outcome._replace(ladder=compiled.ladder(inputs)) if with_ladder else outcome


def score_figures(compiled: CompiledSet, figures: Mapping[str, Inputs]) -> dict[str, Outcome]:
    """Every leaf of one unit: leaf code → outcome. A leaf without figures is scored with none."""
    nothing: Inputs = {}
    return {code: leaf.score(figures.get(code, nothing)) for code, leaf in compiled.leaves.items()}
