"""Why points are lost: reason codes that hold until an appraiser gives one of his own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from parindex.engine.rulebook.document import MeasuredBy, Node
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Outcome, Status


class ReasonCode(StrEnum):
    """Default reasons. Worded as ``reason.<code>`` without values."""

    # nothing to compute
    FIGURES_MISSING = "figures_missing"
    FIGURES_REFUSED = "figures_refused"
    NOT_YET_DUE = "not_yet_due"
    NOT_APPLICABLE = "not_applicable"
    NOTHING_ARISEN = "nothing_arisen"
    SURVEY_MISSING = "survey_missing"
    MAXIMUM_OF_GROUP = "maximum_of_group"
    # computed
    RATIO_BELOW_TARGET = "ratio_below_target"
    COUNT_BELOW_TARGET = "count_below_target"
    NOT_DONE = "not_done"
    LATE = "late"
    VIOLATIONS = "violations"
    PARTS_NOT_DONE = "parts_not_done"
    GROWTH_BELOW_TARGET = "growth_below_target"
    PLAN_NOT_REACHED = "plan_not_reached"
    TARGETS_NOT_MET = "targets_not_met"
    SURVEY_RESULT = "survey_result"
    RATING = "rating"
    EXTERNAL_INDEX = "external_index"
    AS_PRINTED = "as_printed"
    ABOVE_MAXIMUM = "above_maximum"
    BONUS = "bonus"
    PENALTY = "penalty"
    # what no leaf explains
    ROUNDED_CRITERION = "rounded_criterion"
    ROUNDED_FIELD = "rounded_field"
    ROUNDED_TOTAL = "rounded_total"
    MAXIMA_UNLIKE_PARENT = "maxima_unlike_parent"
    MAXIMA_SHORT_OF_SCALE = "maxima_short_of_scale"
    MAXIMA_BEYOND_SCALE = "maxima_beyond_scale"
    PRINTED_TOTAL_ROUNDED = "printed_total_rounded"
    PRINTED_TOTAL_DIFFERS = "printed_total_differs"


_BY_STATUS: Mapping[Status, ReasonCode] = {
    Status.MISSING: ReasonCode.FIGURES_MISSING,
    Status.NOT_APPLICABLE: ReasonCode.NOT_APPLICABLE,
    Status.NOT_YET_DUE: ReasonCode.NOT_YET_DUE,
    Status.ZERO_DENOMINATOR: ReasonCode.NOTHING_ARISEN,
    Status.REFUSED: ReasonCode.FIGURES_REFUSED,
}

_BY_KIND: Mapping[str, ReasonCode] = {
    "step_table_ratio": ReasonCode.RATIO_BELOW_TARGET,
    "linear_proportion": ReasonCode.RATIO_BELOW_TARGET,
    "linear_with_floor": ReasonCode.RATIO_BELOW_TARGET,
    "linear_to_target": ReasonCode.RATIO_BELOW_TARGET,
    "weighted_sum_of_ratios": ReasonCode.RATIO_BELOW_TARGET,
    "ratio_with_multiplier": ReasonCode.RATIO_BELOW_TARGET,
    "complement_ratio": ReasonCode.VIOLATIONS,
    "max_of_sources_denominator": ReasonCode.RATIO_BELOW_TARGET,
    "count_thresholds": ReasonCode.COUNT_BELOW_TARGET,
    "base_plus_increment_capped": ReasonCode.COUNT_BELOW_TARGET,
    "boolean": ReasonCode.NOT_DONE,
    "boolean_by_deadline": ReasonCode.LATE,
    "zero_tolerance_violation": ReasonCode.VIOLATIONS,
    "deduction_per_violation": ReasonCode.VIOLATIONS,
    "additive_checklist": ReasonCode.PARTS_NOT_DONE,
    "growth_vs_previous_year": ReasonCode.GROWTH_BELOW_TARGET,
    "plan_attainment_over_100": ReasonCode.PLAN_NOT_REACHED,
    "share_of_targets_met": ReasonCode.TARGETS_NOT_MET,
    "survey_option_weights": ReasonCode.SURVEY_RESULT,
    "survey_group_mean": ReasonCode.SURVEY_RESULT,
    "manual_rating_by_leader": ReasonCode.RATING,
    "imported_external_index": ReasonCode.EXTERNAL_INDEX,
    "bonus_penalty_block": ReasonCode.PENALTY,
    "points_as_printed": ReasonCode.AS_PRINTED,
}

_BY_MEASURE: Mapping[MeasuredBy | None, ReasonCode] = {
    MeasuredBy.SURVEY: ReasonCode.SURVEY_RESULT,
    MeasuredBy.RATED: ReasonCode.RATING,
    MeasuredBy.IMPORTED: ReasonCode.EXTERNAL_INDEX,
}


def default_reason(leaf: Node, outcome: Outcome) -> ReasonCode:
    """The reason that the outcome's status, steps and rule kind give for points that are lost or left out."""
    if outcome.status is not Status.SCORED:
        return _BY_STATUS[outcome.status]
    codes = {step.code for step in outcome.steps}
    if StepCode.NEVER_DONE in codes:
        return ReasonCode.NOT_DONE
    rule = leaf.rule
    assert rule is not None, leaf.code
    if leaf.measured in _BY_MEASURE and rule.kind != "points_as_printed":
        return _BY_MEASURE[leaf.measured]
    if rule.kind == "alternatives_pick_one":
        chosen = {step.values.get("alternative") for step in outcome.steps if step.code == StepCode.ALTERNATIVE}
        picked = next((each.rule for each in rule.alternatives if each.code in chosen), rule.alternatives[0].rule)
        return _BY_KIND.get(picked.kind, ReasonCode.RATIO_BELOW_TARGET)
    return _BY_KIND[rule.kind]


def left_out_reason(leaf: Node, outcome: Outcome) -> ReasonCode:
    """Why a leaf's maximum left the calculation, wholly or in part."""
    if outcome.status is Status.MISSING and leaf.policies and leaf.policies.missing == "survey_missing_rescale":
        return ReasonCode.SURVEY_MISSING
    if outcome.maximum or outcome.status is Status.SCORED:
        return ReasonCode.MAXIMUM_OF_GROUP
    return _BY_STATUS[outcome.status]
