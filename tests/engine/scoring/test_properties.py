"""What holds for every kind and any figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.scoring.cases import KIND_LEAVES, compiled, inputs_for, scored

from parindex.engine.numbers.exact import POINT_GRID, to_grid
from parindex.engine.rulebook.rules import Rule
from parindex.engine.scoring.kinds.table import KINDS
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio, Status

ALL = pytest.mark.parametrize("name", sorted(KIND_LEAVES))


def test_the_table_holds_every_kind_of_the_vocabulary_and_the_tests_hold_every_kind_of_the_table() -> None:
    union = get_args(get_args(Rule)[0])
    assert set(KINDS) == {get_args(rule.model_fields["kind"].annotation)[0] for rule in union}
    assert set(KINDS) == {node.rule.kind for node in KIND_LEAVES.values() if node.rule is not None}


@ALL
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_points_stay_within_bounds_on_the_grid_and_every_step_has_a_code(name: str, data: Any) -> None:
    node = KIND_LEAVES[name]
    outcome = scored(node, data.draw(inputs_for(node)))
    assert outcome.steps
    assert {step.code for step in outcome.steps} <= set(StepCode)
    if outcome.status is not Status.SCORED:
        return
    assert outcome.points is not None
    assert to_grid(outcome.points) == outcome.points
    assert outcome.points.as_tuple().exponent == POINT_GRID.as_tuple().exponent
    if name == "points_as_printed":
        return
    below_zero = {"deduction_per_violation": Decimal("-0.25"), "bonus_penalty_block": Decimal(-1)}
    lowest = below_zero.get(node.rule.kind if node.rule else "", Decimal(0))
    assert lowest <= outcome.points <= node.maximum


@ALL
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_rung_gains_what_scoring_the_changed_figures_gives(name: str, data: Any) -> None:
    node = KIND_LEAVES[name]
    inputs = data.draw(inputs_for(node))
    outcome = scored(node, inputs, with_ladder=True)
    for rung in outcome.ladder:
        after = scored(node, {**inputs, **rung.changes})
        assert after.status is Status.SCORED
        assert after.points == rung.points
        assert outcome.points is not None
        assert rung.gain == rung.points - outcome.points > 0
        assert rung.amount > 0
    assert [rung.gain for rung in outcome.ladder] == sorted(rung.gain for rung in outcome.ladder)
    if outcome.status is not Status.SCORED:
        assert outcome.ladder == ()


MORE_IS_BETTER = {
    "step_table_ratio": "r",
    "linear_proportion": "r",
    "linear_with_floor": "r",
    "linear_to_target": "r",
    "weighted_sum_of_ratios": "b",
    "ratio_with_multiplier": "k",
    "max_of_sources_denominator": "n",
    "count_thresholds": "n",
    "base_plus_increment_capped": "n",
    "base_plus_increment_of_parts": "n",
    "growth_vs_previous_year": "now",
    "plan_attainment_over_100": "done",
    "share_of_targets_met": "met",
    "share_of_targets_in_bands": "met",
    "survey_option_weights": "a",
    "survey_group_mean": "people",
    "imported_external_index": "index",
    "bonus_penalty_block": "good",
}
LESS_IS_BETTER = {
    "complement_ratio": "late",
    "zero_tolerance_violation": "n",
    "deduction_per_violation": "n",
    "bonus_penalty_block": "bad",
}


@pytest.mark.parametrize(
    ("name", "code", "sign"),
    [(name, code, 1) for name, code in MORE_IS_BETTER.items()]
    + [(name, code, -1) for name, code in LESS_IS_BETTER.items()],
)
@given(data=st.data(), by=st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_better_figures_never_lower_the_points(name: str, code: str, sign: int, data: Any, by: int) -> None:
    leaf = compiled(KIND_LEAVES[name])
    inputs = data.draw(inputs_for(KIND_LEAVES[name], gaps=False))
    value = inputs[code]
    changed = Ratio(value.numerator + by, value.denominator) if isinstance(value, Ratio) else value + sign * by
    before, after = leaf.score(inputs), leaf.score({**inputs, code: changed})
    if before.points is not None and after.points is not None and before.status is after.status:
        assert after.points >= before.points


ODD = [None, 3, 2.5, "x", True, *(Decimal(x) for x in ("NaN", "-1", "1E+99")), Ratio(Decimal(2), Decimal(-1))]


@ALL
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_wrong_types_are_refused_and_never_raise(name: str, data: Any) -> None:
    node = KIND_LEAVES[name]
    odd = st.sampled_from(
        [None, 3, 2.5, "x", True, Decimal("NaN"), Decimal("-1"), Decimal("1E+99"), Ratio(Decimal(2), Decimal(-1))]
    )
    inputs = {declared.code: data.draw(odd) for declared in node.inputs}
    assert isinstance(scored(node, inputs).status, Status)
