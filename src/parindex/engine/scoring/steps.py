"""The closed list of step codes: every line of "vì sao" that scoring can give.

Values by name (the same name always means the same thing, so that a template can be written without looking here):
``numerator`` ``denominator`` ``count`` ``amount`` ``missing`` ``excess``: figures in the input's unit · ``share``
``target`` ``floor`` ``at_least`` ``growth`` ``coefficient``: ratios as numbers (0.95 for 95 %) · ``points`` ``maximum``
``cap`` ``weight`` ``base`` ``increment`` ``deduction`` ``lowest``: points, unrounded · ``date`` ``deadline``: dates ·
``days``: calendar days · ``input``: an input's code · ``from_count``: a bound on a count.
"""

from __future__ import annotations

from enum import StrEnum


class StepCode(StrEnum):
    """One code, one sentence of the catalogue ``scoring.po``."""

    # ratios
    RATIO = "step.ratio"
    COEFFICIENT = "step.coefficient"
    LINEAR = "step.linear"
    BELOW_FLOOR = "step.below_floor"
    TO_TARGET = "step.to_target"
    TO_TARGET_WITH_COEFFICIENT = "step.to_target_with_coefficient"
    CAPPED = "step.capped"
    NOT_BELOW_ZERO = "step.not_below_zero"
    TERM = "step.term"
    TERM_CAPPED = "step.term_capped"
    TERM_ZERO_DENOMINATOR = "step.term_zero_denominator"
    SUM = "step.sum"
    COMPLEMENT = "step.complement"
    LARGEST_DENOMINATOR = "step.largest_denominator"
    # bands
    BAND_REACHED = "step.band_reached"
    BELOW_BANDS = "step.below_bands"
    NEXT_BAND = "step.next_band"
    COUNT_BAND_REACHED = "step.count_band_reached"
    BELOW_COUNT_BANDS = "step.below_count_bands"
    NEXT_COUNT_BAND = "step.next_count_band"
    GROWTH = "step.growth"
    GROWTH_BAND_REACHED = "step.growth_band_reached"
    GROWTH_BAND_EXCEEDED = "step.growth_band_exceeded"
    BELOW_GROWTH_BANDS = "step.below_growth_bands"
    NEXT_GROWTH_BAND = "step.next_growth_band"
    PLAN_ATTAINED = "step.plan_attained"
    # counts
    AT_BASE = "step.at_base"
    INCREMENTS = "step.increments"
    NO_VIOLATION = "step.no_violation"
    VIOLATION = "step.violation"
    DEDUCTION = "step.deduction"
    NOT_BELOW_LOWEST = "step.not_below_lowest"
    TARGETS_NOT_YET_DUE = "step.targets_not_yet_due"
    # yes/no, dates, check-lists
    ANSWER_FULL = "step.answer_full"
    ANSWER_NONE = "step.answer_none"
    IN_TIME = "step.in_time"
    LATE_WITH_POINTS = "step.late_with_points"
    LATE_WITHOUT_POINTS = "step.late_without_points"
    NEVER_DONE = "step.never_done"
    ITEM_YES = "step.item_yes"
    ITEM_NO = "step.item_no"
    # surveys, ratings, outside figures
    OPTION = "step.option"
    SURVEY_SHARE = "step.survey_share"
    GROUP_MEAN = "step.group_mean"
    GROUP_LEFT_OUT = "step.group_left_out"
    GROUPS_WEIGHTED = "step.groups_weighted"
    RATED = "step.rated"
    IMPORTED = "step.imported"
    ALTERNATIVE = "step.alternative"
    BONUS_ITEM = "step.bonus_item"
    PENALTY_ITEM = "step.penalty_item"
    BONUS_CAPPED = "step.bonus_capped"
    PENALTY_CAPPED = "step.penalty_capped"
    AS_PRINTED = "step.as_printed"
    # rounding and maxima
    ROUNDED = "step.rounded"
    MAXIMUM_FOR_GROUP = "step.maximum_for_group"
    # what happened when there was nothing to compute
    INPUT_MISSING = "step.input_missing"
    INPUT_NOT_APPLICABLE = "step.input_not_applicable"
    INPUT_NOT_YET_DUE = "step.input_not_yet_due"
    ZERO_DENOMINATOR = "step.zero_denominator"
    POLICY_PENDING = "step.policy_pending"
    POLICY_ZERO = "step.policy_zero"
    POLICY_FULL = "step.policy_full"
    POLICY_FULL_EXEMPT = "step.policy_full_exempt"
    POLICY_EXCLUDED = "step.policy_excluded"
    POLICY_SURVEY_RESCALED = "step.policy_survey_rescaled"
    POLICY_REFUSED = "step.policy_refused"
    # why an outcome was refused
    REFUSED_WRONG_TYPE = "step.refused_wrong_type"
    REFUSED_NOT_A_NUMBER = "step.refused_not_a_number"
    REFUSED_NEGATIVE = "step.refused_negative"
    REFUSED_TOO_LARGE = "step.refused_too_large"
    REFUSED_NOT_WHOLE = "step.refused_not_whole"
    REFUSED_ABOVE_DENOMINATOR = "step.refused_above_denominator"
    REFUSED_BELOW_MINIMUM = "step.refused_below_minimum"
    REFUSED_ABOVE_MAXIMUM = "step.refused_above_maximum"
    REFUSED_UNKNOWN_CHOICE = "step.refused_unknown_choice"
    REFUSED_RATING_STEP = "step.refused_rating_step"
