"""The one table of rule kinds: a new kind is one file and one line here (docs/how-to/add-a-rule-kind.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parindex.engine.rulebook.rules import Rule
from parindex.engine.scoring.kinds.additive_checklist import AdditiveChecklistKind
from parindex.engine.scoring.kinds.alternatives_pick_one import AlternativesPickOneKind
from parindex.engine.scoring.kinds.base import Kind, Setting
from parindex.engine.scoring.kinds.base_plus_increment_capped import BasePlusIncrementCappedKind
from parindex.engine.scoring.kinds.bonus_penalty_block import BonusPenaltyBlockKind
from parindex.engine.scoring.kinds.boolean import BooleanKind
from parindex.engine.scoring.kinds.boolean_by_deadline import BooleanByDeadlineKind
from parindex.engine.scoring.kinds.complement_ratio import ComplementRatioKind
from parindex.engine.scoring.kinds.count_thresholds import CountThresholdsKind
from parindex.engine.scoring.kinds.deduction_per_violation import DeductionPerViolationKind
from parindex.engine.scoring.kinds.growth_vs_previous_year import GrowthVsPreviousYearKind
from parindex.engine.scoring.kinds.imported_external_index import ImportedExternalIndexKind
from parindex.engine.scoring.kinds.linear_proportion import LinearProportionKind
from parindex.engine.scoring.kinds.linear_to_target import LinearToTargetKind
from parindex.engine.scoring.kinds.linear_with_floor import LinearWithFloorKind
from parindex.engine.scoring.kinds.manual_rating_by_leader import ManualRatingByLeaderKind
from parindex.engine.scoring.kinds.max_of_sources_denominator import MaxOfSourcesDenominatorKind
from parindex.engine.scoring.kinds.plan_attainment_over_100 import PlanAttainmentOver100Kind
from parindex.engine.scoring.kinds.points_as_printed import PointsAsPrintedKind
from parindex.engine.scoring.kinds.ratio_with_multiplier import RatioWithMultiplierKind
from parindex.engine.scoring.kinds.share_of_targets_met import ShareOfTargetsMetKind
from parindex.engine.scoring.kinds.step_table_ratio import StepTableRatioKind
from parindex.engine.scoring.kinds.survey_group_mean import SurveyGroupMeanKind
from parindex.engine.scoring.kinds.survey_option_weights import SurveyOptionWeightsKind
from parindex.engine.scoring.kinds.weighted_sum_of_ratios import WeightedSumOfRatiosKind
from parindex.engine.scoring.kinds.zero_tolerance_violation import ZeroToleranceViolationKind

KINDS: Mapping[str, Callable[[Any, Setting], Kind]] = {
    "step_table_ratio": StepTableRatioKind,
    "linear_proportion": LinearProportionKind,
    "linear_with_floor": LinearWithFloorKind,
    "linear_to_target": LinearToTargetKind,
    "weighted_sum_of_ratios": WeightedSumOfRatiosKind,
    "ratio_with_multiplier": RatioWithMultiplierKind,
    "complement_ratio": ComplementRatioKind,
    "max_of_sources_denominator": MaxOfSourcesDenominatorKind,
    "count_thresholds": CountThresholdsKind,
    "base_plus_increment_capped": BasePlusIncrementCappedKind,
    "boolean": BooleanKind,
    "boolean_by_deadline": BooleanByDeadlineKind,
    "zero_tolerance_violation": ZeroToleranceViolationKind,
    "deduction_per_violation": DeductionPerViolationKind,
    "additive_checklist": AdditiveChecklistKind,
    "growth_vs_previous_year": GrowthVsPreviousYearKind,
    "plan_attainment_over_100": PlanAttainmentOver100Kind,
    "share_of_targets_met": ShareOfTargetsMetKind,
    "survey_option_weights": SurveyOptionWeightsKind,
    "survey_group_mean": SurveyGroupMeanKind,
    "manual_rating_by_leader": ManualRatingByLeaderKind,
    "imported_external_index": ImportedExternalIndexKind,
    "alternatives_pick_one": AlternativesPickOneKind,
    "bonus_penalty_block": BonusPenaltyBlockKind,
    "points_as_printed": PointsAsPrintedKind,
}


def compile_rule(rule: Rule, setting: Setting) -> Kind:
    """The compiled form of a rule for one leaf."""
    return KINDS[rule.kind](rule, setting)
