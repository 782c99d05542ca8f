"""Kinds that read counts, answers and dates, on the figures of the catalogue's sources."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.scoring.cases import KIND_LEAVES, codes, d, figures, leaf, points, scored

from parindex.engine.scoring.values import Absence, Status


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (2, 1), (3, 2), (9, 2)])
def test_initiatives_of_loc_binh(count: int, expected: int) -> None:
    assert points(KIND_LEAVES["count_thresholds"], {"n": d(count)}) == expected


def test_count_thresholds_say_what_the_next_band_needs() -> None:
    outcome = scored(KIND_LEAVES["count_thresholds"], {"n": d(1)})
    assert outcome.steps[1].values == {"from_count": d(3), "points": d(2), "missing": d(2)}


@pytest.mark.parametrize(
    ("people", "expected"), [(900, "10"), (3500, "10"), (3599, "10"), (3600, "10.5"), (8400, "34.5"), (99999, "35")]
)
def test_population_of_nq_1211(people: int, expected: str) -> None:
    assert points(KIND_LEAVES["base_plus_increment_capped"], {"n": d(people)}) == d(expected)


def test_area_of_nq_1211_counts_a_full_half_square_kilometre() -> None:
    rule = {
        "kind": "base_plus_increment_capped",
        "count": "n",
        "base": 10,
        "start": 10,
        "unit": "0.5",
        "increment": "0.5",
    }
    node = leaf(rule, figures("number", "n"), "30")
    assert points(node, {"n": d("10.49")}) == 10
    assert points(node, {"n": d("10.5")}) == d("10.5")
    assert points(node, {"n": d("31")}) == 30


def test_all_legal_documents_issued_of_the_legal_access_standard() -> None:
    node = leaf({"kind": "boolean", "answer": "all"}, figures("yes_no", "all"), "1")
    assert points(node, {"all": True}) == 1
    assert points(node, {"all": False}) == 0


def test_a_no_may_be_what_earns_the_points() -> None:
    assert points(KIND_LEAVES["boolean_reversed"], {"yes": False}) == 2
    assert points(KIND_LEAVES["boolean_reversed"], {"yes": True}) == 0


@pytest.mark.parametrize(
    ("done", "expected", "code"),
    [
        (date(2025, 12, 31), "2", "step.in_time"),
        (date(2026, 1, 1), "1", "step.late_with_points"),
        (date(2026, 1, 15), "1", "step.late_with_points"),
        (date(2026, 1, 16), "0.5", "step.late_with_points"),
        (date(2026, 1, 30), "0.5", "step.late_with_points"),
        (date(2026, 1, 31), "0", "step.late_without_points"),
        (Absence.NEVER, "0", "step.never_done"),
    ],
)
def test_plan_of_the_year_issued_by_the_end_of_the_year_before(done: date | Absence, expected: str, code: str) -> None:
    outcome = scored(KIND_LEAVES["boolean_by_deadline"], {"on": done})
    assert outcome.status is Status.SCORED
    assert (outcome.points, codes(outcome)) == (d(expected), [code])


def test_a_deadline_on_a_day_that_the_month_lacks_is_its_last_day() -> None:
    rule = {"kind": "boolean_by_deadline", "done_on": "on", "month": 2, "day": 30}
    node = leaf(rule, figures("date", "on"))
    assert points(node, {"on": date(2026, 2, 28)}) == 2
    assert points(node, {"on": date(2026, 3, 1)}) == 0


def test_one_unlawful_document_takes_everything() -> None:
    assert points(KIND_LEAVES["zero_tolerance_violation"], {"n": d(0)}) == 2
    assert points(KIND_LEAVES["zero_tolerance_violation"], {"n": d(1)}) == 0


@pytest.mark.parametrize(("count", "expected"), [(0, "2"), (1, "1.75"), (8, "0"), (9, "-0.25"), (20, "-0.25")])
def test_deduction_may_go_below_zero(count: int, expected: str) -> None:
    assert points(KIND_LEAVES["deduction_per_violation"], {"n": d(count)}) == d(expected)


def test_checklist_of_the_legal_access_standard() -> None:
    items = [{"answer": "complete", "points": 1}, {"answer": "lawful", "points": 2}]
    node = leaf({"kind": "additive_checklist", "items": items}, figures("yes_no", "complete", "lawful"), "3")
    assert points(node, {"complete": True, "lawful": True}) == 3
    assert points(node, {"complete": True, "lawful": False}) == 1
    assert points(node, {"complete": False, "lawful": True}) == 2
    assert codes(scored(node, {"complete": True, "lawful": False})) == ["step.item_yes", "step.item_no", "step.sum"]


@pytest.mark.parametrize(
    ("now", "expected"), [(130, "2"), (129, "1"), (110, "1"), (109, "0.5"), (101, "0.5"), (100, "0"), (50, "0")]
)
def test_growth_bands_with_one_that_must_be_exceeded(now: int, expected: str) -> None:
    node = KIND_LEAVES["growth_vs_previous_year"]
    assert points(node, {"now": d(now), "before": d(100)}) == d(expected)


def test_growth_from_nothing_has_no_denominator() -> None:
    outcome = scored(KIND_LEAVES["growth_vs_previous_year"], {"now": d(5), "before": d(0)})
    assert codes(outcome) == ["step.zero_denominator", "step.policy_refused"]


def test_bonus_and_penalty_with_their_caps() -> None:
    node = KIND_LEAVES["bonus_penalty_block"]
    assert points(node, {"good": d(0), "bad": d(0)}) == 0
    assert points(node, {"good": d(2), "bad": d(1)}) == d("0.8")
    assert points(node, {"good": d(9), "bad": d(0)}) == d("1.5")
    assert points(node, {"good": d(0), "bad": d(9)}) == -1
    assert codes(scored(node, {"good": d(0), "bad": d(9)})) == ["step.penalty_item", "step.penalty_capped", "step.sum"]


def test_the_bonus_side_has_a_cap_of_its_own() -> None:
    rule = {"kind": "bonus_penalty_block", "items": [{"count": "n", "points": 1}], "bonus_cap": 2, "penalty_cap": 1}
    assert points(leaf(rule, figures("count", "n"), "2"), {"n": d(5)}) == 2
