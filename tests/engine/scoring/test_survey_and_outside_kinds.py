"""Surveys, ratings, outside indices, alternatives and printed points."""

from __future__ import annotations

import pytest
from tests.engine.scoring.cases import KIND_LEAVES, codes, d, points, ratio, scored

from parindex.engine.rulebook.document import Policies
from parindex.engine.scoring.values import Absence, Status


def test_options_of_yen_bai() -> None:
    # A/B/C/D count 100/60/20/0 %
    node = KIND_LEAVES["survey_option_weights"]
    assert points(node, {"a": d(50), "b": d(30), "c": d(10), "d": d(10)}) == d("1.4")
    assert points(node, {"a": d(0), "b": d(0), "c": d(0), "d": d(7)}) == 0
    nobody = scored(node, {code: d(0) for code in "abcd"})
    assert codes(nobody)[0] == "step.zero_denominator"


def test_groups_are_weighted() -> None:
    node = KIND_LEAVES["survey_group_mean"]
    assert points(node, {"people": ratio(80, 100), "leaders": ratio(60, 100), "firms": ratio(1, 2)}) == d("7.1")


@pytest.mark.parametrize("firms", [Absence.NOT_APPLICABLE, ratio(0, 0)])
def test_a_group_that_was_not_asked_shares_out_its_weight(firms: object) -> None:
    node = KIND_LEAVES["survey_group_mean"]
    outcome = scored(node, {"people": ratio(90, 100), "leaders": ratio(60, 100), "firms": firms})  # type: ignore[dict-item]
    assert outcome.points == 8
    assert codes(outcome)[2] == "step.group_left_out"


def test_a_group_whose_figure_is_missing_is_not_left_out() -> None:
    node = KIND_LEAVES["survey_group_mean"]
    outcome = scored(node, {"people": ratio(90, 100), "leaders": ratio(60, 100)})
    assert (outcome.status, outcome.points) == (Status.MISSING, None)


def test_a_missing_group_is_left_out_where_the_set_rescales() -> None:
    node = KIND_LEAVES["survey_group_mean"].model_copy(update={"policies": Policies(missing="survey_missing_rescale")})
    outcome = scored(node, {"people": ratio(90, 100), "leaders": ratio(60, 100)})
    assert (outcome.status, outcome.points) == (Status.SCORED, d(8))
    nobody = scored(node, {})
    assert (nobody.status, nobody.maximum, codes(nobody)[-1]) == (Status.MISSING, d(0), "step.policy_survey_rescaled")


def test_no_group_asked_is_not_applicable() -> None:
    node = KIND_LEAVES["survey_group_mean"]
    outcome = scored(node, dict.fromkeys(("people", "leaders", "firms"), Absence.NOT_APPLICABLE))
    assert codes(outcome)[0] == "step.input_not_applicable"


def test_no_ballot_in_any_group_is_a_zero_denominator() -> None:
    node = KIND_LEAVES["survey_group_mean"]
    outcome = scored(node, dict.fromkeys(("people", "leaders", "firms"), ratio(0, 0)))
    assert codes(outcome)[0] == "step.zero_denominator"


@pytest.mark.parametrize(
    ("rating", "status"),
    [("0", Status.SCORED), ("1.75", Status.SCORED), ("2", Status.SCORED), ("2.25", Status.REFUSED),
     ("-0.25", Status.REFUSED), ("1.8", Status.REFUSED)],
)  # fmt: skip
def test_a_rating_is_taken_or_refused_but_never_cut(rating: str, status: Status) -> None:
    outcome = scored(KIND_LEAVES["manual_rating_by_leader"], {"n": d(rating)})
    assert outcome.status is status
    assert outcome.points == (d(rating) if status is Status.SCORED else None)


def test_an_outside_index_above_its_scale_is_refused() -> None:
    outcome = scored(KIND_LEAVES["imported_external_index"], {"index": d("100.01")})
    assert codes(outcome) == ["step.refused_above_maximum"]


def test_only_the_chosen_alternative_is_asked_for() -> None:
    node = KIND_LEAVES["alternatives_pick_one"]
    by_share = scored(node, {"how": "share", "r": ratio(1, 2)})
    assert (by_share.points, codes(by_share)[0]) == (d(1), "step.alternative")
    assert points(node, {"how": "answer", "yes": True}) == 2
    assert scored(node, {"how": "answer", "r": ratio(1, 2)}).status is Status.MISSING
    assert codes(scored(node, {"how": "neither"})) == ["step.refused_unknown_choice"]
    assert codes(scored(node, {"how": "share", "r": ratio(2, 1)})) == [
        "step.alternative",
        "step.refused_above_denominator",
    ]


def test_printed_points_are_neither_computed_nor_judged() -> None:
    node = KIND_LEAVES["points_as_printed"]
    assert points(node, {"n": d("14.591")}) == d("14.591")
    assert points(node, {"n": d("99")}) == 99
