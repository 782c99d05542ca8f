"""A step goes no further than the target needs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parindex
from parindex.engine.composite.path import TargetIndex, path_to_target
from parindex.engine.composite.shortening import Changes, shortened
from parindex.engine.composite.totals import score_unit
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Inputs
from parindex.engine.tables import read_figures

PROJECT = Path(__file__).parents[3]
SET = Path(parindex.__file__).parent / "rulebooks/criteria_sets/model_commune/2026/criteria_set.yaml"


def ratio(numerator: int, denominator: int) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


@given(st.integers(0, 400), st.integers(2, 600), st.integers(1, 600))
def test_the_smallest_numerator_that_reaches(start: int, way: int, needed: int) -> None:
    changes: Changes = {"a": ratio(start + way, 2000)}

    def reaches(tried: Changes) -> bool:
        value = tried["a"]
        assert isinstance(value, Ratio)
        return value.numerator - start >= min(needed, way)

    cut = shortened(changes, {"a": ratio(start, 2000)}, reaches)
    if needed >= way:
        assert cut is None
    else:
        assert cut is not None and cut.changes == {"a": ratio(start + needed, 2000)} and cut.amount == needed


def test_counts_that_must_fall_are_cut_too() -> None:
    cut = shortened({"n": Decimal(0)}, {"n": Decimal(9)}, lambda tried: tried["n"] <= Decimal(4))  # type: ignore[operator]
    assert cut is not None and cut.changes == {"n": Decimal(4)} and cut.amount == 5


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({"a": True}, {"a": False}),
        ({"a": ratio(5, 10)}, {"a": ratio(1, 20)}),
        ({"a": Decimal("1.5")}, {"a": Decimal("0.25")}),
        ({"a": ratio(5, 10), "b": True}, {"a": ratio(1, 10)}),
        ({"a": ratio(5, 10)}, {}),
    ],
)
def test_what_has_no_units_between_stays_whole(changes: Changes, now: Inputs) -> None:
    assert shortened(changes, now, lambda _: True) is None


def test_a_path_on_the_shipped_set_stops_at_the_target() -> None:
    criteria_set = read_criteria_set(SET.read_bytes())
    table = (PROJECT / "docs/examples/communes_2026_simulated.csv").read_bytes()
    read = read_figures(table, file_name="a.csv", criteria_set=criteria_set)
    compiled = compile_set(criteria_set, year=2026)
    figures = read.figures["Xã mô phỏng 2"]
    path = path_to_target(compiled, "x", figures, TargetIndex(Decimal(85)))
    (step,) = path.steps
    assert step.leaf == "DVC-TOANTRINH" and path.reachable
    ((code, value),) = step.changes.items()
    assert isinstance(value, Ratio) and value.numerator < value.denominator * Decimal("0.7")
    less = {**figures, step.leaf: {**figures[step.leaf], code: Ratio(value.numerator - 1, value.denominator)}}
    index = score_unit(compiled, "x", less).index
    assert index is not None and index < 85, "one dossier fewer would miss the target"
