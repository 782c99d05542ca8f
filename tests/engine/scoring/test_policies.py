"""Missing, not applicable, not yet due, zero denominator, refused: five different things, none of them zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.engine.scoring.cases import KIND_LEAVES, YEAR, codes, d, figure, figures, leaf, ratio, scored

from parindex.engine.rulebook.document import MaximumFor
from parindex.engine.scoring.exact import CompiledLeaf, score_leaf
from parindex.engine.scoring.values import Absence, Inputs, Status

LINEAR = {"kind": "linear_proportion", "ratio": "r"}


@pytest.mark.parametrize(
    ("policies", "value", "status", "expected", "maximum", "code"),
    [
        ({}, Absence.MISSING, Status.MISSING, None, 6, "step.policy_pending"),
        ({"missing": "zero_points"}, Absence.MISSING, Status.MISSING, 0, 6, "step.policy_zero"),
        ({"missing": "exclude_and_renormalise"}, Absence.MISSING, Status.MISSING, 0, 0, "step.policy_excluded"),
        ({"missing": "survey_missing_rescale"}, Absence.MISSING, Status.MISSING, 0, 0, "step.policy_survey_rescaled"),
        ({}, Absence.NOT_APPLICABLE, Status.REFUSED, None, 6, "step.policy_refused"),
        # Hà Nam 2023: three offices skip field 3
        ({"not_applicable": "exclude_and_renormalise"}, Absence.NOT_APPLICABLE, Status.NOT_APPLICABLE, 0, 0,
         "step.policy_excluded"),
        # Chuẩn TCPL: no document to issue in the year → full points
        ({"not_applicable": "full_points_if_not_arising"}, Absence.NOT_APPLICABLE, Status.NOT_APPLICABLE, 6, 6,
         "step.policy_full"),
        # QĐ 766: rows that do not apply to communes
        ({"not_applicable": "full_points_if_level_exempt"}, Absence.NOT_APPLICABLE, Status.NOT_APPLICABLE, 6, 6,
         "step.policy_full_exempt"),
        ({}, Absence.NOT_YET_DUE, Status.REFUSED, None, 6, "step.policy_refused"),
        ({"not_yet_due": "pending"}, Absence.NOT_YET_DUE, Status.NOT_YET_DUE, None, 6, "step.policy_pending"),
        ({"not_yet_due": "exclude_and_renormalise"}, Absence.NOT_YET_DUE, Status.NOT_YET_DUE, 0, 0,
         "step.policy_excluded"),
        # QĐ 766, 5.2 and 5.3: no petitions → 6; 5.4 → 0
        ({"zero_denominator": "full_points_if_denominator_zero"}, ratio(0, 0), Status.ZERO_DENOMINATOR, 6, 6,
         "step.policy_full"),
        ({"zero_denominator": "zero_if_denominator_zero"}, ratio(0, 0), Status.ZERO_DENOMINATOR, 0, 6,
         "step.policy_zero"),
        ({"zero_denominator": "exclude_and_renormalise"}, ratio(0, 0), Status.ZERO_DENOMINATOR, 0, 0,
         "step.policy_excluded"),
        ({"zero_denominator": "pending"}, ratio(0, 0), Status.ZERO_DENOMINATOR, None, 6, "step.policy_pending"),
        ({"zero_denominator": "refuse"}, ratio(0, 0), Status.REFUSED, None, 6, "step.policy_refused"),
        ({}, ratio(0, 0), Status.REFUSED, None, 6, "step.policy_refused"),
    ],
)  # fmt: skip
def test_every_situation_has_its_declared_effect(
    policies: dict[str, str],
    value: Absence,
    status: Status,
    expected: int | None,
    maximum: int,
    code: str,
) -> None:
    outcome = scored(leaf(LINEAR, figures("ratio", "r"), "6", policies=policies), {"r": value})
    assert (outcome.status, outcome.points, outcome.maximum) == (
        status,
        None if expected is None else d(expected),
        d(maximum),
    )
    assert codes(outcome)[-1] == code


def test_an_input_that_is_not_there_is_missing() -> None:
    outcome = scored(KIND_LEAVES["complement_ratio"], {"late": d(1)})
    assert outcome.status is Status.MISSING
    assert [step.values["input"] for step in outcome.steps[:-1]] == ["complaints", "all"]


def test_what_does_not_apply_speaks_before_what_is_missing() -> None:
    node = leaf(
        {"kind": "ratio_with_multiplier", "ratio": "r", "coefficient": "k"},
        figures("ratio", "r", "k"),
        policies={"not_applicable": "exclude_and_renormalise"},
    )
    assert scored(node, {"r": Absence.MISSING, "k": Absence.NOT_APPLICABLE}).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("declared", "value", "code"),
    [
        (figure("x", "count"), Decimal(-1), "step.refused_negative"),
        (figure("x", "count"), Decimal("2.5"), "step.refused_not_whole"),
        (figure("x", "count"), Decimal("NaN"), "step.refused_not_a_number"),
        (figure("x", "count"), Decimal("Infinity"), "step.refused_not_a_number"),
        (figure("x", "count"), Decimal("1E+30"), "step.refused_too_large"),
        (figure("x", "count", minimum="1"), Decimal(0), "step.refused_below_minimum"),
        (figure("x", "count", maximum="5"), Decimal(6), "step.refused_above_maximum"),
        (figure("x", "count"), 3, "step.refused_wrong_type"),
        (figure("x", "count"), True, "step.refused_wrong_type"),
        (figure("x", "count"), "3", "step.refused_wrong_type"),
        (figure("x", "number", maximum="10"), Decimal("10.01"), "step.refused_above_maximum"),
        (figure("x", "number"), Decimal("-1E+30"), "step.refused_too_large"),
    ],
)
def test_a_bad_count_is_refused_with_its_fault(declared: dict[str, object], value: object, code: str) -> None:
    rule = {"kind": "count_thresholds", "count": "x", "bands": [{"at_least": "1", "points": "2"}]}
    outcome = scored(leaf(rule, [declared]), {"x": value})  # type: ignore[dict-item]
    assert (outcome.status, outcome.points, codes(outcome)) == (Status.REFUSED, None, [code])


@pytest.mark.parametrize(
    ("more", "value", "code"),
    [
        ({}, ratio(43, 42), "step.refused_above_denominator"),
        ({}, ratio(-1, 42), "step.refused_negative"),
        ({}, ratio(0, -1), "step.refused_negative"),
        ({}, ratio("NaN", 1), "step.refused_not_a_number"),
        ({}, ratio(1, "Infinity"), "step.refused_not_a_number"),
        ({}, ratio(1, "1E+30"), "step.refused_too_large"),
        ({}, d(1), "step.refused_wrong_type"),
        ({"minimum": "0.5"}, ratio(20, 42), "step.refused_below_minimum"),
        ({"may_exceed_one": True, "maximum": "2"}, ratio(85, 42), "step.refused_above_maximum"),
    ],
)
def test_a_bad_ratio_is_refused_with_its_fault(more: dict[str, object], value: object, code: str) -> None:
    outcome = scored(leaf(LINEAR, [figure("r", "ratio", **more)]), {"r": value})  # type: ignore[dict-item]
    assert (outcome.status, outcome.points, codes(outcome)) == (Status.REFUSED, None, [code])


def test_a_bound_of_a_ratio_is_met_exactly() -> None:
    node = leaf(LINEAR, [figure("r", "ratio", minimum="0.5")])
    assert scored(node, {"r": ratio(21, 42)}).points == 1


def test_all_faults_are_named_at_once_and_come_before_gaps() -> None:
    outcome = scored(KIND_LEAVES["complement_ratio"], {"late": d(-1), "complaints": d("0.5")})
    assert outcome.status is Status.REFUSED
    assert codes(outcome) == ["step.refused_negative", "step.refused_not_whole"]


def test_never_is_a_gap_only_where_no_date_is_asked_for() -> None:
    assert scored(KIND_LEAVES["boolean_by_deadline"], {"on": Absence.NEVER}).status is Status.SCORED
    assert codes(scored(KIND_LEAVES["boolean"], {"yes": Absence.NEVER})) == ["step.refused_wrong_type"]


def test_a_group_may_have_a_maximum_of_its_own() -> None:
    node = leaf(LINEAR, figures("ratio", "r"), maximum_by_group=[{"group": "town", "maximum": "1"}])
    inputs: Inputs = {"r": ratio(1, 2)}
    outcome = scored(node, inputs, group="town")
    assert (outcome.points, outcome.maximum, codes(outcome)[0]) == (d("0.5"), d(1), "step.maximum_for_group")
    assert score_leaf(node, inputs, year=YEAR, group="village").maximum == 2


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("step_table_ratio", {"r": ratio(1, 1)}),
        ("count_thresholds", {"n": d(9)}),
        ("growth_vs_previous_year", {"now": d(9), "before": d(1)}),
        ("boolean_by_deadline", {"on": date(YEAR, 1, 10)}),
        ("additive_checklist", dict.fromkeys("abc", True)),
    ],
)
def test_points_of_a_table_do_not_pass_the_smaller_maximum_of_a_group(name: str, inputs: Inputs) -> None:
    town = MaximumFor(group="town", maximum=d("0.75"))
    node = KIND_LEAVES[name].model_copy(update={"maximum_by_group": (town,)})
    assert scored(node, inputs, group="town").points == d("0.75")


def test_leaves_are_rounded_once_half_up_and_not_over_the_maximum() -> None:
    node = leaf(LINEAR, figures("ratio", "r"), "2")
    assert scored(node, {"r": ratio(125, 1000)}, rounding=1).points == d("0.3")
    # 1.0449999…: rounded from the whole value, not from a rounded one
    assert score_leaf(node, {"r": ratio("5224999999999", "10000000000000")}, year=YEAR, rounding=2).points == d("1.04")
    quarter = leaf(LINEAR, figures("ratio", "r"), "0.25")
    rounded = score_leaf(quarter, {"r": ratio(1, 1)}, year=YEAR, rounding=1)
    assert (rounded.points, rounded.maximum) == (d("0.25"), d("0.25"))


def test_a_rule_that_names_an_undeclared_input_is_not_compiled() -> None:
    with pytest.raises(ValueError, match="does not declare"):
        CompiledLeaf(leaf(LINEAR, figures("ratio", "other")), year=YEAR)
    with pytest.raises(ValueError, match="no rule"):
        CompiledLeaf(leaf(LINEAR, figures("ratio", "r")).model_copy(update={"rule": None}), year=YEAR)
