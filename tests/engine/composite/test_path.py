"""Path to a target: checked exactly, and against trying every set of changes on small cases."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.composite.cases import (
    COMMUNE,
    KRONG_NO_FIGURES,
    D,
    branch,
    commune_set,
    counted,
    criteria_set,
    krong_no_set,
    linear,
    yes_no,
)

from parindex.engine.composite.effort import LeafEffort, default_effort, effort_of
from parindex.engine.composite.least_effort import Option, Sum, Taken, least_effort
from parindex.engine.composite.left_out import LeftOut
from parindex.engine.composite.path import (
    PathToTarget,
    TargetIndex,
    TargetPoints,
    TargetRank,
    path_to_target,
)
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.shortening import first_units, units_between
from parindex.engine.composite.totals import score_unit
from parindex.engine.composite.tree import SumTree
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.values import Figures, Inputs, Outcome, Ratio, Rung

COMPILED = compile_set(commune_set(), year=2026)
RIVALS = {"p": D(90), "q": D(65), "r": D(55)}


def changed(figures: Figures, path: PathToTarget) -> dict[str, Inputs]:
    """Figures after all steps."""
    after: dict[str, Inputs] = dict(figures)
    for step in path.steps:
        after[step.leaf] = {**figures.get(step.leaf, {}), **step.changes}
    return after


def rescored(compiled: CompiledSet, figures: Figures, path: PathToTarget) -> UnitResult:
    return score_unit(compiled, "x", changed(figures, path))


def test_the_cheapest_change_wins() -> None:
    """From 55 to 65 two points are missing: the answer (effort 2) beats the ratio and the count."""
    path = path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(65)))
    assert path.reachable and path.proven_least
    assert [(step.leaf, step.gain, step.effort) for step in path.steps] == [("a2", D(2), D(2))]
    assert (path.after.index, path.effort, path.shortfall) == (D(65), D(2), D(0))
    assert {each.leaf: each.reason for each in path.left_out} == {
        "a1": LeftOut.NOT_NEEDED,
        "b1": LeftOut.NOT_NEEDED,
        "b2": LeftOut.SURVEY,
    }


def test_the_users_effort_decides() -> None:
    path = path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(65)), efforts={"a2": LeafEffort(D(50), D(0))})
    assert [step.leaf for step in path.steps] == ["b1"]


def test_steps_add_up_in_order_of_effort() -> None:
    path = path_to_target(COMPILED, "x", COMMUNE, TargetPoints(D(19)), rivals=RIVALS)
    assert path.reachable
    efforts = [step.effort for step in path.steps]
    assert efforts == sorted(efforts) and sum(efforts) == path.effort == path.steps[-1].cumulative_effort
    assert path.steps[-1].cumulative_points == path.after.total.points == 19
    assert path.steps[-1].cumulative_index == path.after.index
    assert [step.place for step in path.steps] == [2, 2, 1]
    assert rescored(COMPILED, COMMUNE, path) == path.after


def test_a_place_is_the_value_of_the_one_who_holds_it() -> None:
    path = path_to_target(COMPILED, "x", COMMUNE, TargetRank(2), rivals=RIVALS)
    assert (path.threshold, path.measured_in) == (D(65), "index")
    assert path.reachable and path.steps[-1].place == 2
    moved = path_to_target(COMPILED, "x", COMMUNE, TargetRank(2), rivals=RIVALS, rival_shift=D(5))
    assert moved.threshold == 70 and moved.effort > path.effort
    last = path_to_target(COMPILED, "x", COMMUNE, TargetRank(4), rivals=RIVALS)
    assert last.reachable and last.steps == ()


def test_a_rival_with_an_endless_quotient_is_reached_by_the_same_fraction() -> None:
    """2/3 has forty digits, the last one rounded up: times three it is more than two."""
    compiled = compile_set(criteria_set([yes_no("p", "2"), yes_no("q", "1")]), year=2026)
    figures: Figures = {"p": {"done": False}, "q": {"done": False}}
    rival = score_unit(compiled, "y", {"p": {"done": True}, "q": {"done": False}}).index
    assert rival is not None
    path = path_to_target(compiled, "x", figures, TargetRank(1), rivals={"y": rival})
    assert [step.leaf for step in path.steps] == ["p"] and path.steps[0].place == 1


def test_where_fields_break_ties_the_rival_must_be_passed() -> None:
    compiled = compile_set(commune_set(ranking={"ties": "tie_break_fields", "tie_break": ["A"]}), year=2026)
    path = path_to_target(compiled, "x", COMMUNE, TargetRank(2), rivals=RIVALS)
    assert path.after.index is not None and path.after.index > 65


def test_nothing_suffices() -> None:
    path = path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(96)))
    assert not path.reachable and not path.proven_least
    assert (path.after.index, path.shortfall) == (D(95), D(1))
    assert {step.leaf for step in path.steps} == {"a1", "a2", "b1"}
    with_survey = path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(96)), also=["b2"])
    assert with_survey.reachable


def test_already_there() -> None:
    path = path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(55)))
    assert path.reachable and path.steps == () and path.before == path.after


def test_who_is_left_out_and_why() -> None:
    compiled = compile_set(commune_set(), year=2026)
    figures: Figures = {key: value for key, value in COMMUNE.items() if key != "a1"}
    path = path_to_target(
        compiled, "x", figures, TargetPoints(D(20)), untouched=["a2"], sampling_errors={"b2": D("1.2")}
    )
    assert {each.leaf: (each.reason, each.lost) for each in path.left_out} == {
        "a1": (LeftOut.NOT_SCORED, D(6)),
        "a2": (LeftOut.BY_CHOICE, D(2)),
        "b2": (LeftOut.SAMPLING_ERROR, D(1)),
    }
    printed = path_to_target(compile_set(krong_no_set(), year=2023), "x", KRONG_NO_FIGURES, TargetIndex(D(90)))
    assert not printed.reachable and {each.reason for each in printed.left_out} == {LeftOut.AS_PRINTED}
    assert printed.left_out[0].leaf == "7"


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="rivals"):
        path_to_target(COMPILED, "x", COMMUNE, TargetRank(1))
    with pytest.raises(ValueError, match="place 0"):
        path_to_target(COMPILED, "x", COMMUNE, TargetRank(0), rivals=RIVALS)
    with pytest.raises(ValueError, match="zz"):
        path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(60)), untouched=["zz"])
    with pytest.raises(ValueError, match="below 0"):
        path_to_target(COMPILED, "x", COMMUNE, TargetIndex(D(60)), efforts={"a2": LeafEffort(D(-1), D(0))})


TOTAL = Sum(D(0), (0, 1, 2), (), None)


def test_a_place_that_is_a_billionth_of_a_point_away() -> None:
    """The solver's floats cannot see it; the exact check can."""
    options = [Option("a", D(1), D(1)), Option("b", D("1.000000001"), D(2)), Option("c", D("0.5"), D(3))]

    def reaches(chosen: tuple[Taken, ...]) -> bool:
        return sum((options[each.option].gain for each in chosen), D(0)) >= D("1.000000001")

    found = least_effort(options, [TOTAL], D("1.000000001"), reaches)
    assert found is not None and found.taken == (Taken(1),) and found.proven_least


def test_what_costs_nothing_is_not_taken_for_nothing() -> None:
    options = [Option("a", D(1), D(0)), Option("b", D(1), D(0)), Option("c", D(2), D(0))]
    found = least_effort(options, [TOTAL], D(1), lambda chosen: sum(options[each.option].gain for each in chosen) >= 1)
    assert found is not None and len(found.taken) == 1


def _small_set(**more: Any) -> CriteriaSet:
    fields = [
        branch("A", [linear("a1", "3"), yes_no("a2", "1.7"), yes_no("a3", "0.9")], "criteria"),
        branch("B", [counted("b1", "2", {"4": "2", "2": "1.1", "1": "0.3"}), linear("b2", "1.3")], "criteria"),
    ]
    return criteria_set(fields, **more)


SMALL = compile_set(_small_set(), year=2026)
FIGURES = st.fixed_dictionaries(
    {
        "a1": st.integers(0, 7).map(lambda upper: {"share": Ratio(Decimal(upper), D(7))}),
        "a2": st.booleans().map(lambda answer: {"done": answer}),
        "a3": st.booleans().map(lambda answer: {"done": answer}),
        "b1": st.integers(0, 4).map(lambda number: {"number": Decimal(number)}),
        "b2": st.integers(0, 3).map(lambda upper: {"share": Ratio(Decimal(upper), D(3))}),
    }
)
EFFORTS = st.fixed_dictionaries(
    {
        code: st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda two: LeafEffort(D(two[0]), D(two[1])))
        for code in SMALL.leaves
    }
)


def _parts(rung: Rung, now: Inputs) -> list[Rung]:
    """The rung and every whole unit on the way to it."""
    units = units_between(rung.changes, now)
    return [rung, *(rung._replace(changes=first_units(rung.changes, now, n), amount=D(n)) for n in range(1, units))]


def _brute_force(
    figures: Figures, efforts: Mapping[str, LeafEffort], target: Decimal, compiled: CompiledSet
) -> Decimal | None:
    """Least effort over every set of changes; None when none reaches the target."""
    choices: list[list[tuple[Decimal, str, Outcome]]] = []
    for code, leaf in compiled.leaves.items():
        ladder = leaf.ladder(figures[code])
        parts = [part for rung in ladder for part in _parts(rung, figures[code])]
        rungs = [(effort_of(part, ladder, efforts[code]), code, leaf.score({**figures[code], **part.changes}))
                 for part in parts]  # fmt: skip
        choices.append([(D(0), code, leaf.score(figures[code])), *rungs])
    tree = SumTree.of(compiled.criteria_set)
    reached = (
        sum((effort for effort, _, _ in choice), D(0))
        for choice in product(*choices)
        if (tree.total_up("x", {code: outcome for _, code, outcome in choice}).total.points or D(0)) >= target
    )
    return min(reached, default=None)


def _least(path: PathToTarget, least: Decimal) -> bool:
    """Sums of rounded efforts differ by the grid's last digit, whichever way the same units are added."""
    near = abs(path.effort - least) <= D("0.00000001")
    return near if path.proven_least else path.effort >= least - D("0.00000001")


@settings(max_examples=25, deadline=None)
@given(FIGURES, EFFORTS, st.integers(0, 900))
def test_no_cheaper_set_exists(figures: Figures, efforts: Mapping[str, LeafEffort], cents: int) -> None:
    target = Decimal(cents) / 100
    path = path_to_target(SMALL, "x", figures, TargetPoints(target), efforts=efforts)
    least = _brute_force(figures, efforts, target, SMALL)
    if least is None:
        assert not path.reachable and path.shortfall > 0
    else:
        assert path.reachable and _least(path, least)
        assert (path.after.total.points or D(0)) >= target
    assert rescored(SMALL, figures, path) == path.after
    assert len({step.leaf for step in path.steps}) == len(path.steps)


def test_a_part_of_a_dear_step_beats_a_whole_cheap_one() -> None:
    """a1 wholly costs 4, b1 3; what is missing is 1/7 of a1: the least is found before steps are cut back."""
    figures: Figures = {"a1": {"share": Ratio(D(0), D(7))}, "a2": {"done": True}, "a3": {"done": True},
                        "b1": {"number": D(0)}, "b2": {"share": Ratio(D(0), D(3))}}  # fmt: skip
    efforts = {"a1": LeafEffort(D(0), D(4)), "b1": LeafEffort(D(3), D(0)), "b2": LeafEffort(D(9), D(9))}
    path = path_to_target(SMALL, "x", figures, TargetPoints(D("3.0")), efforts=efforts)
    assert path.proven_least and [(step.leaf, step.amount) for step in path.steps] == [("a1", D(1))]


def test_a_target_reached_only_through_rounding() -> None:
    """Whole points per field: 0,4 alone rounds to nothing, 0,4 + 0,7 to one, 0,7 alone to one too."""
    fields = [branch(f"F{n}", [yes_no(f"s{n}", "0.4"), yes_no(f"t{n}", "0.7")], "criteria") for n in range(9)]
    compiled = compile_set(criteria_set(fields, rounding={"field": 0}), year=2026)
    figures: Figures = {code: {"done": False} for code in compiled.leaves}
    cheap = {code: LeafEffort(D(0), D("0.1")) for code in compiled.leaves if code.startswith("s")}
    path = path_to_target(compiled, "x", figures, TargetPoints(D(3)), efforts=cheap)
    assert path.reachable and path.proven_least
    assert path.effort == 6 and {step.leaf[0] for step in path.steps} == {"t"}
    assert rescored(compiled, figures, path) == path.after


ROUNDINGS = st.dictionaries(st.sampled_from(["criterion", "field", "total"]), st.integers(0, 1), min_size=1)


@settings(max_examples=15, deadline=None)
@given(FIGURES, EFFORTS, st.integers(0, 90), ROUNDINGS)
def test_no_cheaper_set_exists_where_sums_are_rounded(
    figures: Figures, efforts: Mapping[str, LeafEffort], tenths: int, rounding: dict[str, int]
) -> None:
    target = Decimal(tenths) / 10
    compiled = compile_set(_small_set(rounding=rounding), year=2026)
    path = path_to_target(compiled, "x", figures, TargetPoints(target), efforts=efforts)
    least = _brute_force(figures, efforts, target, compiled)
    assert path.reachable == (least is not None)
    if least is not None:
        assert _least(path, least)
    assert rescored(compiled, figures, path) == path.after


def test_default_efforts_are_as_documented() -> None:
    leaves = COMPILED.leaves
    assert [default_effort(leaves[code].leaf) for code in ("a1", "a2", "b1")] == [
        LeafEffort(D(1), D(4)),
        LeafEffort(D(1), D(1)),
        LeafEffort(D(1), D(2)),
    ]
    ladder = leaves["b1"].ladder(COMMUNE["b1"])
    assert [(rung.amount, effort_of(rung, ladder, LeafEffort(D(1), D(2)))) for rung in ladder] == [(D(2), D(3))]
