"""Simulations: repeatable for any threads and chunks, centred on the figures, equal to ``composite`` without noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from benchmarks.mixed_set import YEAR, many_units, mixed_set
from tests.engine.scoring.cases import d, figures

from parindex.engine.composite.totals import score_unit
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.mass.noise import Noise
from parindex.engine.scoring.values import Absence, Figures, Ratio
from parindex.engine.scoring.vectorised import DRAWS_IN_BLOCK, simulate

SILENT = Noise(ratio=0, count=0, number=0)


@pytest.fixture(scope="module")
def compiled() -> CompiledSet:
    return compile_set(mixed_set(), year=YEAR)


def test_the_same_seed_gives_the_same_draws_for_any_threads_and_chunks(compiled: CompiledSet) -> None:
    units = dict(many_units(150))
    first = simulate(compiled, units, draws=1500, seed=5, threads=1)
    for threads, at_once in ((2, 64), (3, 1), (2, 100)):
        again = simulate(compiled, iter(units.items()), draws=1500, seed=5, threads=threads, units_at_once=at_once)
        assert again.units == first.units
        assert np.array_equal(again.index, first.index)
    assert not np.array_equal(simulate(compiled, units, draws=1500, seed=6).index, first.index)


def test_more_draws_begin_with_the_fewer(compiled: CompiledSet) -> None:
    units = dict(many_units(3))
    few = simulate(compiled, units, draws=40, seed=1)
    more = simulate(compiled, units, draws=DRAWS_IN_BLOCK + 40, seed=1)
    assert np.array_equal(more.index[:, :40], few.index)


def test_a_change_of_one_leaf_leaves_the_noise_of_the_others(compiled: CompiledSet) -> None:
    unit = dict(many_units(1))["unit 0"]
    changed: Figures = {**unit, "1.2": {"r": Ratio(d(0), d(1))}}
    still: Figures = {**unit, "1.2": {"r": Ratio(d(0), d(0))}}
    one = simulate(compiled, {"x": changed}, draws=200, seed=1, noise=Noise(ratio=0)).index
    other = simulate(compiled, {"x": still}, draws=200, seed=1, noise=Noise(ratio=0)).index
    assert np.allclose(one, other, atol=1e-4)


def test_without_noise_every_draw_is_the_index_of_composite(compiled: CompiledSet) -> None:
    units = dict(many_units(40))
    result = simulate(compiled, units, draws=3, seed=1, noise=SILENT)
    exact = [float(score_unit(compiled, unit, given).index or 0) for unit, given in units.items()]
    assert np.allclose(result.as_it_stands, exact, rtol=0, atol=1e-9)
    assert np.allclose(result.index, np.array(exact).reshape(-1, 1), rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    "more",
    [
        {"rounding": {"leaf": 1}},
        {"rounding": {"criterion": 1}},
        {"rounding": {"field": 1, "total": 0}},
        {"index_base": "declared_scale"},
    ],
)
def test_without_noise_rounding_and_base_are_those_of_composite(more: dict[str, Any]) -> None:
    document = {**mixed_set().model_dump(by_alias=True), **more}
    document["fields"][3]["outside_scale"] = True
    compiled = compile_set(CriteriaSet.model_validate(document), year=YEAR)
    units = dict(many_units(20))
    result = simulate(compiled, units, draws=1, seed=1, noise=SILENT)
    exact = [float(score_unit(compiled, unit, given).index or 0) for unit, given in units.items()]
    assert np.allclose(result.as_it_stands, exact, rtol=0, atol=1e-9)


def test_draws_scatter_around_the_figures_as_the_binomial_does() -> None:
    compiled = _one_linear_leaf()
    result = simulate(compiled, {"x": {"1.1": {"r": Ratio(d(300), d(400))}}}, draws=20000, seed=3)
    # √(400 · 0,75 · 0,25) / 400 = 2,165 %
    assert result.mean()[0] == pytest.approx(75, abs=0.1)
    assert result.standard_deviation()[0] == pytest.approx(2.165, rel=0.03)
    low, high = result.quantiles([0.025, 0.975])[0]
    assert (low, high) == (pytest.approx(70.75, abs=0.3), pytest.approx(79.25, abs=0.3))


def test_a_unit_without_any_figure_has_no_index_and_an_excluded_one_neither() -> None:
    compiled = _one_linear_leaf()
    result = simulate(compiled, {"none": {}, "out": {"1.1": {"r": Absence.NOT_APPLICABLE}}}, draws=5, seed=1)
    assert np.isnan(result.index).all()
    assert np.isnan(result.as_it_stands).all()


def test_what_is_missing_stays_missing_in_every_draw(compiled: CompiledSet) -> None:
    unit = dict(dict(many_units(1))["unit 0"])
    without = {code: inputs for code, inputs in unit.items() if not code.startswith("2.")}
    with_zero = simulate(compiled, {"x": without}, draws=50, seed=1).index
    assert (with_zero < simulate(compiled, {"x": unit}, draws=50, seed=1).index).all()


def test_no_units_and_no_draws() -> None:
    compiled = _one_linear_leaf()
    assert simulate(compiled, {}, draws=5, seed=1).index.shape == (0, 5)
    with pytest.raises(ValueError, match="at least 1"):
        simulate(compiled, {}, draws=0, seed=1)


def test_progress_is_told_once_a_chunk(compiled: CompiledSet) -> None:
    told: list[int] = []
    simulate(compiled, many_units(150), draws=5, seed=1, on_block=told.append)
    assert told == [64, 128, 150]


def _one_linear_leaf() -> CompiledSet:
    leaf = {
        "code": "1.1",
        "title": "t",
        "maximum": "2",
        "measured": "self",
        "inputs": figures("ratio", "r"),
        "rule": {"kind": "linear_proportion", "ratio": "r"},
        "policies": {"not_applicable": "exclude_and_renormalise"},
    }
    document = {
        "schema": "parindex/criteria-set/1",
        "code": "one",
        "version": "1",
        "title": "one",
        "level": "commune",
        "standing": "test",
        "scale": "2",
        "fields": [{"code": "1", "title": "f", "maximum": "2", "criteria": [leaf]}],
    }
    return compile_set(CriteriaSet.model_validate(document), year=YEAR)
