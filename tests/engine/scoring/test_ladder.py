"""Ladders: the useful changes of a leaf, and how large they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.engine.scoring.cases import KIND_LEAVES, d, figure, figures, leaf, ratio, scored

from parindex.engine.scoring.values import Absence, Inputs, Ratio


def _rungs(name: str, inputs: Inputs) -> list[tuple[object, Decimal, Decimal]]:
    """(new value of the only changed input, gain, amount) of each rung."""
    ladder = scored(KIND_LEAVES[name], inputs, with_ladder=True).ladder
    return [(next(iter(rung.changes.values())), rung.gain, rung.amount) for rung in ladder]


def test_a_step_table_gives_the_exact_count_for_each_higher_band() -> None:
    # 70 % of 42 is 29.4
    assert _rungs("step_table_ratio", {"r": ratio(20, 42)}) == [
        (ratio(30, 42), d("0.5"), d(10)),
        (ratio(42, 42), d("1.5"), d(22)),
    ]


def test_a_linear_kind_moves_in_whole_quarters_of_what_is_missing() -> None:
    numerators = [
        value.numerator for value, _, _ in _rungs("linear_proportion", {"r": ratio(32, 42)}) if isinstance(value, Ratio)
    ]
    assert numerators == [35, 37, 40, 42]
    assert [amount for _, _, amount in _rungs("linear_proportion", {"r": ratio(41, 42)})] == [1]
    assert _rungs("linear_proportion", {"r": ratio(42, 42)}) == []


def test_a_floor_is_a_rung_of_its_own() -> None:
    first = _rungs("linear_with_floor", {"r": ratio(5, 42)})[0]
    assert first == (ratio(30, 42), d("1.428571429"), d(25))


def test_a_target_below_one_is_the_goal() -> None:
    last = _rungs("linear_to_target", {"r": ratio(10, 42)})[-1]
    assert last[0] == ratio(38, 42)


def test_counts_rise_to_the_next_band() -> None:
    assert _rungs("count_thresholds", {"n": d(0)}) == [(d(1), d(1), d(1)), (d(3), d(2), d(3))]


def test_violations_fall_one_by_one_when_few() -> None:
    rungs = _rungs("deduction_per_violation", {"n": d(3)})
    assert [(value, gain) for value, gain, _ in rungs] == [(d(2), d("0.25")), (d(1), d("0.5")), (d(0), d("0.75"))]
    many = _rungs("deduction_per_violation", {"n": d(100)})
    assert [(value, amount) for value, _, amount in many][:2] == [(d(8), d(92)), (d(7), d(93))]


def test_a_late_act_gets_each_date_that_would_have_earned_more() -> None:
    assert _rungs("boolean_by_deadline", {"on": date(2026, 2, 9)}) == [
        (date(2026, 1, 30), d("0.5"), d(10)),
        (date(2026, 1, 15), d(1), d(25)),
        (date(2025, 12, 31), d(2), d(40)),
    ]
    never = _rungs("boolean_by_deadline", {"on": Absence.NEVER})
    assert [amount for _, _, amount in never] == [1, 1, 1]


def test_a_checklist_offers_each_item_and_then_the_best_together() -> None:
    ladder = scored(KIND_LEAVES["additive_checklist"], dict.fromkeys("abc", False), with_ladder=True).ladder
    assert [(sorted(rung.changes), rung.gain) for rung in ladder] == [
        (["b"], d("0.5")),
        (["c"], d("0.5")),
        (["a"], d(1)),
        (["a", "b"], d("1.5")),
        (["a", "b", "c"], d(2)),
    ]


def test_answers_move_to_the_best_option_the_worst_first() -> None:
    figures_now: Inputs = {"a": d(5), "b": d(3), "c": d(1), "d": d(1)}
    ladder = scored(KIND_LEAVES["survey_option_weights"], figures_now, with_ladder=True).ladder
    assert ladder[0].changes == {"a": d(7), "c": d(0), "d": d(0)}
    assert ladder[-1].points == 2


def test_growth_names_the_figure_of_this_year_that_is_needed() -> None:
    assert [value for value, _, _ in _rungs("growth_vs_previous_year", {"now": d(95), "before": d(95)})] == [
        96,
        105,
        124,
    ]


def test_only_the_chosen_alternative_has_rungs() -> None:
    assert _rungs("alternatives_pick_one", {"how": "answer", "yes": False, "r": ratio(1, 2)}) == [(True, d(2), d(1))]


def test_a_penalty_falls_and_a_bonus_rises_to_its_cap() -> None:
    ladder = scored(KIND_LEAVES["bonus_penalty_block"], {"good": d(2), "bad": d(2)}, with_ladder=True).ladder
    assert [(dict(rung.changes), rung.gain) for rung in ladder] == [
        ({"bad": d(1)}, d("0.2")),
        ({"bad": d(0)}, d("0.4")),
        ({"good": d(3)}, d("0.5")),
    ]


def test_nothing_can_be_won_from_figures_that_are_not_there_or_not_ours() -> None:
    assert _rungs("linear_proportion", {}) == []
    assert _rungs("linear_proportion", {"r": ratio(0, 0)}) == []
    assert _rungs("points_as_printed", {"n": d(1)}) == []


def test_rungs_of_a_rounded_leaf_are_rounded_and_the_smaller_change_wins() -> None:
    node = leaf({"kind": "linear_proportion", "ratio": "r"}, figures("ratio", "r"), "1")
    ladder = scored(node, {"r": ratio(96, 100)}, with_ladder=True, rounding=1).ladder
    assert ladder == ()
    wide = scored(node, {"r": ratio(80, 100)}, with_ladder=True, rounding=1).ladder
    assert [(rung.points, rung.amount) for rung in wide] == [(d("0.9"), d(5)), (d(1), d(15))]


def test_a_target_above_one_stops_at_the_denominator_unless_that_may_be_exceeded() -> None:
    rule = {"kind": "linear_to_target", "ratio": "r", "target": "1.2"}
    within = scored(leaf(rule, figures("ratio", "r")), {"r": ratio(90, 100)}, with_ladder=True).ladder
    assert within[-1].changes == {"r": ratio(100, 100)}
    beyond = leaf(rule, [figure("r", "ratio", may_exceed_one=True)])
    assert scored(beyond, {"r": ratio(90, 100)}, with_ladder=True).ladder[-1].changes == {"r": ratio(120, 100)}


def test_each_term_of_a_weighted_sum_rises_to_its_cap() -> None:
    inputs: Inputs = {"a": ratio(10, 10), "b": ratio(4, 10), "c": ratio(1, 10)}
    ladder = scored(KIND_LEAVES["weighted_sum_of_ratios"], inputs, with_ladder=True).ladder
    # 2 of 2.5 × r is met at 8 of 10; 2.5 × r / 0.8 is full at 8 of 10
    assert {next(iter(rung.changes.values())) for rung in ladder if "b" in rung.changes} == {
        ratio(n, 10) for n in (5, 6, 7, 8)
    }
    assert max(rung.points for rung in ladder if "c" in rung.changes) == d("9.5")
