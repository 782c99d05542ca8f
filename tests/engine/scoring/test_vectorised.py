"""The mass path against the exact path, kind by kind, bounds included."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.scoring.cases import KIND_LEAVES, YEAR, compiled, d, figure, figures, inputs_for, leaf, ratio

from parindex.engine.scoring.exact import CompiledLeaf
from parindex.engine.scoring.kinds.arrays import RatioColumn, round_half_up_many
from parindex.engine.scoring.mass.columns import leaf_columns
from parindex.engine.scoring.mass.noise import Noise, moving_figures
from parindex.engine.scoring.values import Absence, Inputs, Ratio, Status
from parindex.engine.scoring.vectorised import score_many

ALL = pytest.mark.parametrize("name", sorted(KIND_LEAVES))
TOLERANCE = 1e-9


def _same(leaf: CompiledLeaf, many: list[Inputs]) -> None:
    for inputs, fast in zip(many, score_many(leaf, many), strict=True):
        exact = leaf.score(inputs).points
        if exact is None:
            assert math.isnan(fast)
        else:
            assert abs(float(exact) - fast) <= TOLERANCE, inputs


@ALL
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_equal_to_the_exact_path(name: str, data: Any) -> None:
    node = KIND_LEAVES[name]
    many = data.draw(st.lists(inputs_for(node), min_size=1, max_size=8))
    _same(compiled(node), many)


@ALL
@pytest.mark.parametrize("decimals", [0, 1, 2])
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_equal_to_the_exact_path_where_the_set_rounds_leaves(name: str, decimals: int, data: Any) -> None:
    node = KIND_LEAVES[name]
    many = data.draw(st.lists(inputs_for(node), min_size=1, max_size=8))
    _same(CompiledLeaf(node, year=YEAR, rounding=decimals), many)


@pytest.mark.parametrize("bound", ["0.1", "0.3", "0.7", "0.95", "0.999", "1.1"])
def test_bounds_met_exactly_do_not_fall_below_in_floating_point(bound: str) -> None:
    """Every denominator up to 3.000 at, one below and one above the bound."""
    node = KIND_LEAVES["step_table_ratio"]
    assert node.rule is not None
    bands = [{"at_least": bound, "points": "2"}]
    inputs = [node.inputs[0].model_copy(update={"may_exceed_one": True})]
    rule = type(node.rule).model_validate({"kind": "step_table_ratio", "ratio": "r", "bands": bands})
    leaf = CompiledLeaf(node.model_copy(update={"rule": rule, "inputs": tuple(inputs)}), year=YEAR)
    many: list[Inputs] = []
    for denominator in range(1, 3000):
        least = int(Decimal(bound) * denominator)
        many += [{"r": ratio(least + beside, denominator)} for beside in (0, 1)]
    exact = [float(leaf.score(inputs).points or 0) for inputs in many]
    assert exact == list(score_many(leaf, many))
    assert {0.0, 2.0} == set(exact)


def test_increments_of_a_fraction_are_counted_whole_in_floating_point() -> None:
    leaf = compiled(KIND_LEAVES["base_plus_increment_of_parts"])
    many: list[Inputs] = [{"n": d(10) + d("0.1") * step} for step in range(200)]
    _same(leaf, many)


def test_halves_are_rounded_up_in_floating_point_as_in_decimals() -> None:
    halves = [Decimal(n) / 200 for n in range(-400, 400)]
    expected = [float(half.quantize(Decimal("0.01"), "ROUND_HALF_UP")) for half in halves]
    rounded = round_half_up_many(np.array([float(half) for half in halves]), 2)
    assert np.allclose(rounded, expected, rtol=0, atol=TOLERANCE)


def _value(column: Any, unit: int, draw: int, shape: tuple[int, int]) -> Decimal | Ratio:
    if isinstance(column, RatioColumn):
        parts = (np.broadcast_to(part, shape)[unit, draw] for part in column)
        return Ratio(*(Decimal(repr(float(part))) for part in parts))
    return Decimal(repr(float(np.broadcast_to(column, shape)[unit, draw])))


@ALL
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_drawn_figures_are_admitted_and_score_as_the_exact_path_scores_them(name: str, data: Any) -> None:
    leaf = compiled(KIND_LEAVES[name])
    many = data.draw(st.lists(inputs_for(KIND_LEAVES[name]), min_size=1, max_size=4))
    entry = leaf_columns(leaf, many)
    moving = moving_figures(leaf.kind, leaf.declared, entry.columns, Noise(number=0.3))
    generator = np.random.default_rng(7)
    shape = (len(many), 12)
    drawn = {figure.code: figure.draw(generator, shape[1]) for figure in moving}
    points = np.broadcast_to(leaf.kind.many({**entry.columns, **drawn}), shape)
    for unit, inputs in enumerate(many):
        if not entry.scored[unit, 0]:
            continue
        for draw in range(shape[1]):
            changed = {
                code: inputs[code] if isinstance(inputs.get(code), Absence) else _value(column, unit, draw, shape)
                for code, column in drawn.items()
                if code in inputs
            }
            exact = leaf.score({**inputs, **changed})
            if exact.status is Status.SCORED:
                assert exact.points is not None
                assert abs(float(exact.points) - points[unit, draw]) <= TOLERANCE
            else:
                # only a survey can run empty; everything else is kept admissible by the noise itself
                assert exact.status is Status.ZERO_DENOMINATOR or exact.steps[0].code == "step.zero_denominator"
                assert math.isnan(points[unit, draw])


def test_a_figure_shared_by_two_alternatives_is_bounded_by_the_chosen_one_only() -> None:
    largest = {"kind": "max_of_sources_denominator", "numerator": "n", "denominators": ["here", "there"]}
    bands = [{"at_least": "3", "points": "2"}]
    options = [
        {"code": "share", "title": "share", "rule": largest},
        {"code": "count", "title": "count", "rule": {"kind": "count_thresholds", "count": "n", "bands": bands}},
    ]
    choices = [{"code": code, "title": code} for code in ("share", "count")]
    rule = {"kind": "alternatives_pick_one", "choice": "how", "alternatives": options}
    shared = compiled(leaf(rule, [figure("how", "choice", choices=choices), *figures("count", "n", "here", "there")]))
    by_share: Inputs = {"how": "share", "n": d(90), "here": d(100), "there": d(80)}
    by_count: Inputs = {"how": "count", "n": d(90)}
    entry = leaf_columns(shared, [by_share, by_count])
    (moving,) = moving_figures(shared.kind, shared.declared, entry.columns, Noise())
    drawn = moving.draw(np.random.default_rng(1), 4000)
    assert isinstance(drawn, np.ndarray)
    assert drawn[0].max() == 100
    assert drawn[1].max() > 100
    assert drawn[1].std() == pytest.approx(90**0.5, rel=0.05)
