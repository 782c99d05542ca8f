"""Totals: Krông Nô whole, exclusions, open leaves, bonus block, rounding, surveys that were not held."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.composite.cases import (
    COMMUNE,
    KRONG_NO,
    KRONG_NO_FIGURES,
    D,
    branch,
    commune_set,
    criteria_set,
    done,
    gone,
    krong_no_set,
    linear,
    printed,
    waiting,
)

from parindex.engine.composite.totals import score_unit, score_units, total_up
from parindex.engine.numbers.exact import HUNDRED, percent, round_half_up
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Outcome, Ratio, Status


def test_krong_no_as_printed() -> None:
    result = total_up(krong_no_set(), "krong_no", KRONG_NO)
    assert result.total.points == D("85.959")
    assert round_half_up(D("85.959"), 2) == D("85.96")
    shares = [
        round_half_up(percent(node.points, node.applicable_maximum), 2)
        for node in (result.nodes[str(number)] for number in range(1, 9))
        if node.points is not None
    ]
    assert shares == [D(text) for text in ("100", "100", "85.83", "100", "70.79", "99.77", "69.46", "74.72")]
    assert result.index == D("85.959") and result.base == 100
    assert result.band == "Tốt"
    assert result.complete


def test_krong_no_on_the_sum_of_its_maxima() -> None:
    on_maxima = krong_no_set().model_copy(update={"index_base": "applicable_maximum"})
    result = total_up(on_maxima, "krong_no", KRONG_NO)
    assert result.total.applicable_maximum == D("99.5")
    assert result.index is not None and round_half_up(result.index, 2) == D("86.39")


def test_scored_from_figures_gives_the_same() -> None:
    compiled = compile_set(krong_no_set(), year=2023)
    result = score_unit(compiled, "krong_no", KRONG_NO_FIGURES)
    assert result.total.points == D("85.959")
    assert [each.unit for each in score_units(compiled, {"b": KRONG_NO_FIGURES, "a": {}})] == ["b", "a"]


def test_excluded_leaves_leave_the_denominator() -> None:
    cs = criteria_set([branch("A", [printed("a1", "6"), printed("a2", "4")], "criteria"), printed("B", "10")])
    result = total_up(cs, "x", {"a1": done("3", "6"), "a2": gone(), "B": done("10", "10")})
    assert result.total.applicable_maximum == 16
    assert result.index is not None and round_half_up(result.index, 2) == D("81.25")
    assert result.complete


def test_exclusion_leaves_a_declared_scale_too() -> None:
    cs = krong_no_set()
    result = total_up(cs, "x", {**KRONG_NO, "4": gone()})
    assert result.base == D("92.5")


def test_open_leaves_stay_in_the_maximum() -> None:
    cs = criteria_set([printed("A", "6"), branch("B", [printed("b1", "4")], "criteria")])
    result = total_up(cs, "x", {"A": done("3", "6")})
    assert (result.total.points, result.total.applicable_maximum, result.total.open_maximum) == (D(3), D(10), D(4))
    assert result.nodes["B"].points is None
    assert not result.complete
    nothing = total_up(cs, "x", {"A": waiting("6"), "b1": waiting("4")})
    assert nothing.total.points is None and nothing.index is None and nothing.band is None


def test_everything_excluded_has_no_index() -> None:
    result = total_up(criteria_set([printed("A", "6")]), "x", {"A": gone()})
    assert result.index is None and result.base == 0


def test_bonus_block_adds_points_and_no_maximum() -> None:
    cs = criteria_set([printed("A", "10"), printed("T", "5", outside_scale=True)])
    assert total_up(cs, "x", {"A": done("9", "10"), "T": done("2", "5")}).index == 110
    assert total_up(cs, "x", {"A": done("9", "10"), "T": done("-0.5", "5")}).index == 85
    assert total_up(cs, "x", {"A": done("1", "10"), "T": done("-3", "5")}).index == 0


def test_a_deduction_goes_below_zero_inside_its_parent() -> None:
    cs = criteria_set([branch("A", [printed("a1", "2"), printed("a2", "1")], "criteria")])
    result = total_up(cs, "x", {"a1": done("2", "2"), "a2": done("-0.25", "1")})
    assert result.nodes["A"].points == D("1.75")


def test_rounding_only_where_declared() -> None:
    fields = [branch("A", [branch("a1", [printed("a11", "1"), printed("a12", "1")], "sub_criteria")], "criteria")]
    outcomes = {"a11": done("0.333", "1"), "a12": done("0.333", "1")}
    assert total_up(criteria_set(fields), "x", outcomes).total.points == D("0.666")
    at_criterion = total_up(criteria_set(fields, rounding={"criterion": 2}), "x", outcomes)
    assert at_criterion.nodes["a1"].points == D("0.67") and at_criterion.total.points == D("0.67")
    at_total = total_up(criteria_set(fields, rounding={"total": 1}), "x", outcomes)
    assert at_total.nodes["A"].points == D("0.666") and at_total.total.points == D("0.7")


def test_rounding_does_not_lift_points_over_the_maximum() -> None:
    cs = criteria_set([printed("A", "0.125")], rounding={"field": 2})
    assert total_up(cs, "x", {"A": done("0.125", "0.125")}).total.points == D("0.125")


def test_a_missing_survey_is_rescaled() -> None:
    survey = linear("S", "30", measured="survey", policies={"missing": "survey_missing_rescale"})
    cs = criteria_set([printed("A", "70"), survey])
    result = score_unit(compile_set(cs, year=2025), "x", {"A": {"points": D("63")}})
    assert result.total.points == 63 and result.total.applicable_maximum == 70
    assert result.index == 90 and result.points_on_scale == 90
    held = score_unit(compile_set(cs, year=2025), "x", {"A": {"points": D(63)}, "S": {"share": Ratio(D(1), D(2))}})
    assert held.points_on_scale == 78 == held.index


def test_maxima_of_a_group() -> None:
    cs = criteria_set([printed("A", "6"), printed("B", "4", maximum_by_group=[{"group": "g", "maximum": "2"}])])
    assert total_up(cs, "x", {"A": done("6", "6")}, group="g").total.open_maximum == 2
    scored = score_unit(compile_set(cs, year=2025, group="g"), "x", {"A": {"points": D(6)}, "B": {"points": D(1)}})
    assert scored.total.applicable_maximum == 8


def test_unknown_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="z1, z2"):
        total_up(krong_no_set(), "x", {"z1": done("1", "1"), "z2": done("1", "1")})
    with pytest.raises(ValueError, match="z1"):
        score_unit(compile_set(commune_set(), year=2026), "x", {**COMMUNE, "z1": {}})


CENTS = st.integers(0, 1000).map(lambda cents: Decimal(cents) / 100)
CODES = ("a1", "a2", "b1", "b2", "C")


def _wide() -> CriteriaSet:
    fields = [
        branch("A", [printed("a1", "10"), printed("a2", "10")], "criteria"),
        branch("B", [branch("b", [printed("b1", "10"), printed("b2", "10")], "sub_criteria")], "criteria"),
        printed("C", "10"),
    ]
    return criteria_set(fields, rounding={"criterion": 1, "field": 1})


@given(st.tuples(*(CENTS for _ in CODES)), st.sampled_from(CODES), CENTS)
def test_more_points_never_lower_a_total(points: tuple[Decimal, ...], code: str, more: Decimal) -> None:
    outcomes = {each: Outcome(value, D(10), Status.SCORED, ()) for each, value in zip(CODES, points, strict=True)}
    before = total_up(_wide(), "x", outcomes)
    risen = outcomes[code]._replace(points=min(D(10), (outcomes[code].points or D(0)) + more))
    after = total_up(_wide(), "x", {**outcomes, code: risen})
    for node, total in before.nodes.items():
        now = after.nodes[node].points
        assert now is not None and total.points is not None and now >= total.points
    assert after.index is not None and before.index is not None and after.index >= before.index


@given(st.lists(st.tuples(CENTS, st.booleans()), min_size=5, max_size=5))
def test_the_index_is_points_over_what_applies(rows: list[tuple[Decimal, bool]]) -> None:
    outcomes = {
        code: Outcome(points, D(10), Status.SCORED, ()) if counts else gone()
        for code, (points, counts) in zip(CODES, rows, strict=True)
    }
    cs = _wide().model_copy(update={"rounding": criteria_set([printed("A", "1")]).rounding})
    result = total_up(cs, "x", outcomes)
    points = sum((points for points, counts in rows if counts), D(0))
    applicable = 10 * sum(counts for _, counts in rows)
    assert result.total.points == points and result.total.applicable_maximum == applicable
    if applicable:
        assert result.index is not None
        assert abs(result.index * applicable - points * HUNDRED) < D("1e-30")
    else:
        assert result.index is None
