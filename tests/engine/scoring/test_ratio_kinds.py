"""Kinds that read a ratio, on the figures of the catalogue's sources."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.engine.scoring.cases import KIND_LEAVES, codes, d, figure, figures, leaf, points, ratio, scored

from parindex.engine.numbers.exact import round_half_up
from parindex.engine.rulebook.document import Policies
from parindex.engine.scoring.values import Status


@pytest.mark.parametrize(
    ("numerator", "expected"),
    [(42, "2"), (41, "1"), (30, "1"), (29, "0.5"), (13, "0.5"), (12, "0"), (0, "0")],
)
def test_step_table_lower_bounds_are_inclusive(numerator: int, expected: str) -> None:
    # 70 % of 42 is 29.4 and 30 % is 12.6: 29 and 12 miss
    assert points(KIND_LEAVES["step_table_ratio"], {"r": ratio(numerator, 42)}) == d(expected)


def test_step_table_bound_is_met_exactly_without_dividing() -> None:
    node = leaf(
        {
            "kind": "step_table_ratio",
            "ratio": "r",
            "bands": [{"at_least": "0.333333333333333333333333", "points": "1"}],
        },
        figures("ratio", "r"),
    )
    assert points(node, {"r": ratio("333333333333333333", "1000000000000000000")}) == 0
    assert points(node, {"r": ratio("333333333333333334", "1000000000000000000")}) == 1


def test_step_table_names_the_band_the_next_one_and_what_is_missing() -> None:
    outcome = scored(KIND_LEAVES["step_table_ratio"], {"r": ratio(29, 42)})
    assert codes(outcome) == ["step.ratio", "step.band_reached", "step.next_band"]
    assert outcome.steps[1].values == {"at_least": d("0.3"), "points": d("0.5")}
    assert outcome.steps[2].values == {"at_least": d("0.7"), "points": d(1), "missing": d(1)}


def test_step_table_with_a_formula_band() -> None:
    node = KIND_LEAVES["step_table_with_formula"]
    assert points(node, {"r": ratio(10, 10)}) == 2
    assert points(node, {"r": ratio(9, 10)}) == d("1.8")
    assert points(node, {"r": ratio(8, 10)}) == d("1.6")
    assert points(node, {"r": ratio(7, 10)}) == 0


def test_linear_prints_the_whole_calculation() -> None:
    outcome = scored(KIND_LEAVES["linear_proportion"], {"r": ratio(41, 42)})
    assert outcome.points == d("1.952380952")
    assert codes(outcome) == ["step.ratio", "step.linear"]
    share = outcome.steps[1].values["share"]
    assert isinstance(share, Decimal)
    assert round_half_up(share * 100, 2) == d("97.62")


@pytest.mark.parametrize(("sipas", "shown"), [("91.17", "9.12"), ("86.5", "8.65"), ("78.4", "7.84")])
def test_sipas_to_points(sipas: str, shown: str) -> None:
    # Hà Tĩnh 2021, Hà Nội 2024, Krông Nô 2023
    result = points(KIND_LEAVES["imported_external_index"], {"index": d(sipas)})
    assert result is not None
    assert round_half_up(result, 2) == d(shown)


def test_qd766_progress_is_twenty_times_the_share_in_time() -> None:
    node = leaf({"kind": "linear_proportion", "ratio": "r"}, figures("ratio", "r"), "20")
    assert points(node, {"r": ratio(985, 1000)}) == d("19.7")


def test_linear_above_one_earns_no_more_than_the_maximum() -> None:
    node = leaf({"kind": "linear_proportion", "ratio": "r"}, [figure("r", "ratio", may_exceed_one=True)])
    outcome = scored(node, {"r": ratio(12, 10)})
    assert outcome.points == 2
    assert codes(outcome)[-1] == "step.capped"


@pytest.mark.parametrize(("numerator", "expected"), [(94, "0"), (95, "1.9"), (100, "2")])
def test_linear_with_floor(numerator: int, expected: str) -> None:
    node = leaf({"kind": "linear_with_floor", "ratio": "r", "floor": "0.95"}, figures("ratio", "r"))
    assert points(node, {"r": ratio(numerator, 100)}) == d(expected)


def test_below_the_floor_says_what_is_missing() -> None:
    node = leaf({"kind": "linear_with_floor", "ratio": "r", "floor": "0.95"}, figures("ratio", "r"))
    outcome = scored(node, {"r": ratio(17, 21)})
    assert outcome.points == 0
    assert outcome.steps[1].values == {"floor": d("0.95"), "missing": d(3)}


@pytest.mark.parametrize(("numerator", "expected"), [(45, "3"), (89, "5.933333333"), (90, "6"), (97, "6")])
def test_linear_to_target_of_qd766(numerator: int, expected: str) -> None:
    # 5.4: min(6, 6·r/0,90)
    node = leaf({"kind": "linear_to_target", "ratio": "r", "target": "0.9"}, figures("ratio", "r"), "6")
    assert points(node, {"r": ratio(numerator, 100)}) == d(expected)


def test_reuse_of_digitised_records_of_qd766() -> None:
    # 4.3: min(2, 2·r/0,80)
    node = leaf({"kind": "linear_to_target", "ratio": "r", "target": "0.8"}, figures("ratio", "r"))
    assert points(node, {"r": ratio(40, 100)}) == 1
    assert points(node, {"r": ratio(80, 100)}) == 2


def test_online_payment_of_qd766() -> None:
    # 6·A + min(2; 2,5·B) + 2,5·C
    node = leaf(
        {
            "kind": "weighted_sum_of_ratios",
            "terms": [
                {"ratio": "a", "weight": "6"},
                {"ratio": "b", "weight": "2.5", "cap": "2"},
                {"ratio": "c", "weight": "2.5"},
            ],
        },
        figures("ratio", "a", "b", "c"),
        "10",
    )
    outcome = scored(node, {"a": ratio(1, 2), "b": ratio(9, 10), "c": ratio(2, 10)})
    assert outcome.points == d("5.5")
    assert codes(outcome) == ["step.term", "step.term_capped", "step.term", "step.sum"]
    assert points(node, {"a": ratio(1, 1), "b": ratio(1, 1), "c": ratio(1, 1)}) == 10


@pytest.mark.parametrize(
    ("policy", "expected", "status"),
    [
        ("zero_if_denominator_zero", "3", Status.SCORED),
        ("full_points_if_denominator_zero", "5", Status.SCORED),
        ("pending", None, Status.ZERO_DENOMINATOR),
    ],
)
def test_a_term_without_denominator(policy: str, expected: str | None, status: Status) -> None:
    node = KIND_LEAVES["weighted_sum_of_ratios"].model_copy(
        update={"policies": Policies.model_validate({"zero_denominator": policy})}
    )
    outcome = scored(node, {"a": ratio(1, 2), "b": ratio(0, 0), "c": ratio(0, 10)})
    assert outcome.status is status
    assert outcome.points == (None if expected is None else d(expected))


def test_all_terms_without_denominator_are_a_zero_denominator() -> None:
    outcome = scored(KIND_LEAVES["weighted_sum_of_ratios"], {code: ratio(0, 0) for code in "abc"})
    assert (outcome.status, outcome.points) == (Status.ZERO_DENOMINATOR, d(0))


def test_online_files_times_sync_rate_of_qd766() -> None:
    # 3.3: target 50 %, sync 80 % → coefficient 0,8
    node = KIND_LEAVES["ratio_with_multiplier"]
    assert points(node, {"r": ratio(25, 100), "k": ratio(80, 100)}) == d("2.4")
    assert points(node, {"r": ratio(50, 100), "k": ratio(100, 100)}) == 6
    assert points(node, {"r": ratio(90, 100), "k": ratio(100, 100)}) == 6
    assert scored(node, {"r": ratio(90, 100), "k": ratio(0, 0)}).status is Status.REFUSED


def test_complement_of_qd766() -> None:
    # 5.4: 1 − (overdue + complaints) against 90 %
    node = KIND_LEAVES["complement_ratio"]
    assert points(node, {"late": d(10), "complaints": d(0), "all": d(100)}) == 6
    assert points(node, {"late": d(40), "complaints": d(15), "all": d(100)}) == 3
    assert points(node, {"late": d(80), "complaints": d(30), "all": d(100)}) == 0


def test_largest_of_two_sources_is_the_denominator() -> None:
    # QĐ 766, 1.4
    node = KIND_LEAVES["max_of_sources_denominator"]
    assert points(node, {"n": d(90), "here": d(100), "there": d(120)}) == d("1.5")
    refused = scored(node, {"n": d(121), "here": d(100), "there": d(120)})
    assert (refused.status, codes(refused)) == (Status.REFUSED, ["step.refused_above_denominator"])


def test_cao_loc_fourteen_of_fifteen_targets() -> None:
    node = KIND_LEAVES["share_of_targets_met"]
    outcome = scored(node, {"met": d(14), "given": d(15), "open": d(0)})
    assert outcome.points == d("1.866666667")


def test_cao_loc_ten_tasks_of_fourteen_with_four_not_due() -> None:
    outcome = scored(KIND_LEAVES["share_of_targets_met"], {"met": d(10), "given": d(14), "open": d(4)})
    assert outcome.points == 2
    assert codes(outcome)[0] == "step.targets_not_yet_due"


def test_nothing_due_yet_is_a_zero_denominator_and_more_met_than_due_is_refused() -> None:
    node = KIND_LEAVES["share_of_targets_met"]
    nothing = scored(node, {"met": d(0), "given": d(4), "open": d(4)})
    assert codes(nothing)[0] == "step.zero_denominator"
    assert scored(node, {"met": d(5), "given": d(8), "open": d(4)}).status is Status.REFUSED


def test_share_of_targets_in_bands() -> None:
    node = KIND_LEAVES["share_of_targets_in_bands"]
    assert points(node, {"met": d(7), "given": d(10)}) == 1
    assert points(node, {"met": d(10), "given": d(10)}) == 2


def test_cao_loc_revenue_against_two_plans() -> None:
    # 248.000 triệu đồng: 55,07 % of the province's plan and 49,97 % of the district's own
    bands = [{"at_least": "0.55", "points": "1"}, {"at_least": "0.5", "points": "0.5"}]
    rule = {"kind": "plan_attainment_over_100", "actual": "done", "plan": "plan", "bands": bands}
    node = leaf({**rule, "plan_name": "dự toán tỉnh giao"}, figures("number", "done", "plan"))
    outcome = scored(node, {"done": d(248000), "plan": d(450336)})
    assert outcome.points == 1
    assert outcome.steps[0].values["plan"] == "dự toán tỉnh giao"
    assert points(node, {"done": d(248000), "plan": d(496298)}) == 0


@pytest.mark.parametrize(("done", "expected"), [(105, "2"), (104, "1"), (100, "1"), (99, "0")])
def test_plan_attainment_above_one_hundred(done: int, expected: str) -> None:
    assert points(KIND_LEAVES["plan_attainment_over_100"], {"done": d(done), "plan": d(100)}) == d(expected)
