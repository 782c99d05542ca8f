"""Says in codes what a rule does, before any figure is known: "from 90 %: 2 points; from 80 %: 1,5 points".

The first step states the rule, the following ones its bands or parts in order. Codes have their sentences in
``parindex.wording`` (room ``rules``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import singledispatch
from typing import Any

from parindex.engine.rulebook import rules
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Step


class RuleCode(StrEnum):
    """Every code that ``describe_rule`` can give."""

    STEP_TABLE_RATIO = "rule.step_table_ratio"
    LINEAR_PROPORTION = "rule.linear_proportion"
    LINEAR_WITH_FLOOR = "rule.linear_with_floor"
    LINEAR_TO_TARGET = "rule.linear_to_target"
    WEIGHTED_SUM_OF_RATIOS = "rule.weighted_sum_of_ratios"
    WEIGHTED_TERM = "rule.weighted_term"
    RATIO_WITH_MULTIPLIER = "rule.ratio_with_multiplier"
    COMPLEMENT_RATIO = "rule.complement_ratio"
    MAX_OF_SOURCES_DENOMINATOR = "rule.max_of_sources_denominator"
    COUNT_THRESHOLDS = "rule.count_thresholds"
    COUNT_BAND = "rule.count_band"
    BASE_PLUS_INCREMENT_CAPPED = "rule.base_plus_increment_capped"
    BOOLEAN_YES = "rule.boolean_yes"
    BOOLEAN_NO = "rule.boolean_no"
    BOOLEAN_BY_DEADLINE = "rule.boolean_by_deadline"
    BOOLEAN_BY_DEADLINE_YEAR_BEFORE = "rule.boolean_by_deadline_year_before"
    BOOLEAN_BY_DEADLINE_YEAR_AFTER = "rule.boolean_by_deadline_year_after"
    LATE_BAND = "rule.late_band"
    LATE_OTHERWISE = "rule.late_otherwise"
    ZERO_TOLERANCE_VIOLATION = "rule.zero_tolerance_violation"
    DEDUCTION_PER_VIOLATION = "rule.deduction_per_violation"
    ADDITIVE_CHECKLIST = "rule.additive_checklist"
    CHECKLIST_ITEM = "rule.checklist_item"
    GROWTH_VS_PREVIOUS_YEAR = "rule.growth_vs_previous_year"
    GROWTH_BAND = "rule.growth_band"
    GROWTH_BAND_STRICT = "rule.growth_band_strict"
    PLAN_ATTAINMENT_OVER_100 = "rule.plan_attainment_over_100"
    SHARE_OF_TARGETS_MET = "rule.share_of_targets_met"
    SHARE_OF_TARGETS_MET_BANDS = "rule.share_of_targets_met_bands"
    SURVEY_OPTION_WEIGHTS = "rule.survey_option_weights"
    OPTION_WEIGHT = "rule.option_weight"
    SURVEY_GROUP_MEAN = "rule.survey_group_mean"
    SURVEY_GROUP = "rule.survey_group"
    MANUAL_RATING_BY_LEADER = "rule.manual_rating_by_leader"
    IMPORTED_EXTERNAL_INDEX = "rule.imported_external_index"
    ALTERNATIVES_PICK_ONE = "rule.alternatives_pick_one"
    ALTERNATIVE = "rule.alternative"
    BONUS_PENALTY_BLOCK = "rule.bonus_penalty_block"
    POINTS_AS_PRINTED = "rule.points_as_printed"
    RATIO_BAND = "rule.ratio_band"
    RATIO_BAND_LINEAR = "rule.ratio_band_linear"
    BELOW_LAST_BAND = "rule.below_last_band"


class PolicyCode(StrEnum):
    """Every code that ``describe_policies`` can give: situation and effect."""

    MISSING_PENDING = "policy.missing.pending"
    MISSING_ZERO_POINTS = "policy.missing.zero_points"
    MISSING_EXCLUDED = "policy.missing.exclude_and_renormalise"
    MISSING_RESCALED = "policy.missing.survey_missing_rescale"
    NOT_APPLICABLE_REFUSED = "policy.not_applicable.refuse"
    NOT_APPLICABLE_EXCLUDED = "policy.not_applicable.exclude_and_renormalise"
    NOT_ARISING_FULL = "policy.not_applicable.full_points_if_not_arising"
    EXEMPT_FULL = "policy.not_applicable.full_points_if_level_exempt"
    NOT_YET_DUE_REFUSED = "policy.not_yet_due.refuse"
    NOT_YET_DUE_PENDING = "policy.not_yet_due.pending"
    NOT_YET_DUE_EXCLUDED = "policy.not_yet_due.exclude_and_renormalise"
    ZERO_DENOMINATOR_REFUSED = "policy.zero_denominator.refuse"
    ZERO_DENOMINATOR_FULL = "policy.zero_denominator.full_points_if_denominator_zero"
    ZERO_DENOMINATOR_ZERO = "policy.zero_denominator.zero_if_denominator_zero"
    ZERO_DENOMINATOR_EXCLUDED = "policy.zero_denominator.exclude_and_renormalise"
    ZERO_DENOMINATOR_PENDING = "policy.zero_denominator.pending"


Titles = Mapping[str, str]
Steps = tuple[Step, ...]


def describe_rule(leaf: Node) -> Steps:
    """The leaf's rule as steps; empty for a node that is no leaf."""
    if leaf.rule is None:
        return ()
    titles = {entry.code: entry.title for entry in leaf.inputs}
    return _describe(leaf.rule, leaf.maximum, titles)


def describe_policies(leaf: Node) -> Steps:
    """What happens when there is nothing to compute, one step a situation; empty for a node without a rule."""
    policies = leaf.policies
    if leaf.rule is None or policies is None:
        return ()
    effects = {
        "missing": policies.missing,
        "not_applicable": policies.not_applicable,
        "not_yet_due": policies.not_yet_due,
        "zero_denominator": policies.zero_denominator,
    }
    return tuple(
        Step(PolicyCode(f"policy.{situation}.{effect}").value, {})
        for situation, effect in effects.items()
        if effect is not None
    )


def _step(code: RuleCode, **values: Any) -> Step:
    return Step(code.value, values)


@singledispatch
def _describe(rule: object, maximum: Decimal, titles: Titles) -> Steps:
    raise TypeError(f"rule kind without a description: {type(rule).__name__}")


_Describer = Callable[[Any, Decimal, Titles], Steps]


def _of(kind: type) -> Callable[[_Describer], _Describer]:
    def register(describer: _Describer) -> _Describer:
        _describe.register(kind, describer)
        return describer

    return register


def _ratio_bands(bands: tuple[rules.RatioBand, ...], maximum: Decimal) -> Steps:
    lines = [
        _step(RuleCode.RATIO_BAND_LINEAR, at_least=band.at_least, maximum=maximum)
        if band.linear
        else _step(RuleCode.RATIO_BAND, at_least=band.at_least, points=band.points or Decimal(0))
        for band in bands
    ]
    return (*lines, *_below_last(bands[-1].at_least))


def _below_last(lowest: Decimal) -> Steps:
    return (_step(RuleCode.BELOW_LAST_BAND),) if lowest > 0 else ()


@_of(rules.StepTableRatio)
def _step_table(rule: rules.StepTableRatio, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(RuleCode.STEP_TABLE_RATIO, ratio=titles.get(rule.ratio, rule.ratio)),
        *_ratio_bands(rule.bands, maximum),
    )


@_of(rules.LinearProportion)
def _linear(rule: rules.LinearProportion, maximum: Decimal, titles: Titles) -> Steps:
    return (_step(RuleCode.LINEAR_PROPORTION, ratio=titles.get(rule.ratio, rule.ratio), maximum=maximum),)


@_of(rules.LinearWithFloor)
def _linear_with_floor(rule: rules.LinearWithFloor, maximum: Decimal, titles: Titles) -> Steps:
    ratio = titles.get(rule.ratio, rule.ratio)
    return (_step(RuleCode.LINEAR_WITH_FLOOR, ratio=ratio, maximum=maximum, floor=rule.floor),)


@_of(rules.LinearToTarget)
def _linear_to_target(rule: rules.LinearToTarget, maximum: Decimal, titles: Titles) -> Steps:
    ratio = titles.get(rule.ratio, rule.ratio)
    return (_step(RuleCode.LINEAR_TO_TARGET, ratio=ratio, maximum=maximum, target=rule.target),)


@_of(rules.WeightedSumOfRatios)
def _weighted_sum(rule: rules.WeightedSumOfRatios, maximum: Decimal, titles: Titles) -> Steps:
    terms = [
        _step(
            RuleCode.WEIGHTED_TERM,
            ratio=titles.get(term.ratio, term.ratio),
            weight=term.weight,
            target=term.target,
            cap=term.cap if term.cap is not None else term.weight,
        )
        for term in rule.terms
    ]
    return (_step(RuleCode.WEIGHTED_SUM_OF_RATIOS, maximum=maximum), *terms)


@_of(rules.RatioWithMultiplier)
def _with_multiplier(rule: rules.RatioWithMultiplier, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.RATIO_WITH_MULTIPLIER,
            ratio=titles.get(rule.ratio, rule.ratio),
            coefficient=titles.get(rule.coefficient, rule.coefficient),
            target=rule.target,
            maximum=maximum,
        ),
    )


@_of(rules.ComplementRatio)
def _complement(rule: rules.ComplementRatio, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.COMPLEMENT_RATIO,
            bad=tuple(titles.get(code, code) for code in rule.bad),
            denominator=titles.get(rule.denominator, rule.denominator),
            target=rule.target,
            maximum=maximum,
        ),
    )


@_of(rules.MaxOfSourcesDenominator)
def _max_of_sources(rule: rules.MaxOfSourcesDenominator, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.MAX_OF_SOURCES_DENOMINATOR,
            numerator=titles.get(rule.numerator, rule.numerator),
            denominators=tuple(titles.get(code, code) for code in rule.denominators),
            maximum=maximum,
        ),
    )


@_of(rules.CountThresholds)
def _count_thresholds(rule: rules.CountThresholds, maximum: Decimal, titles: Titles) -> Steps:
    bands = [_step(RuleCode.COUNT_BAND, at_least=band.at_least, points=band.points) for band in rule.bands]
    head = _step(RuleCode.COUNT_THRESHOLDS, count=titles.get(rule.count, rule.count))
    return (head, *bands, *_below_last(rule.bands[-1].at_least))


@_of(rules.BasePlusIncrementCapped)
def _base_plus(rule: rules.BasePlusIncrementCapped, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.BASE_PLUS_INCREMENT_CAPPED,
            count=titles.get(rule.count, rule.count),
            base=rule.base,
            start=rule.start,
            unit=rule.unit,
            increment=rule.increment,
            maximum=maximum,
        ),
    )


@_of(rules.Boolean)
def _boolean(rule: rules.Boolean, maximum: Decimal, titles: Titles) -> Steps:
    code = RuleCode.BOOLEAN_YES if rule.full_when else RuleCode.BOOLEAN_NO
    return (_step(code, answer=titles.get(rule.answer, rule.answer), maximum=maximum),)


_DEADLINE_CODES = {
    -1: RuleCode.BOOLEAN_BY_DEADLINE_YEAR_BEFORE,
    0: RuleCode.BOOLEAN_BY_DEADLINE,
    1: RuleCode.BOOLEAN_BY_DEADLINE_YEAR_AFTER,
}


@_of(rules.BooleanByDeadline)
def _by_deadline(rule: rules.BooleanByDeadline, maximum: Decimal, titles: Titles) -> Steps:
    head = _step(
        _DEADLINE_CODES[rule.year_offset],
        done_on=titles.get(rule.done_on, rule.done_on),
        day=f"{rule.day:02d}/{rule.month:02d}",
        maximum=maximum,
    )
    late = [_step(RuleCode.LATE_BAND, days_late=band.days_late, points=band.points) for band in rule.late]
    return (head, *late, _step(RuleCode.LATE_OTHERWISE))


@_of(rules.ZeroToleranceViolation)
def _zero_tolerance(rule: rules.ZeroToleranceViolation, maximum: Decimal, titles: Titles) -> Steps:
    violations = titles.get(rule.violations, rule.violations)
    return (_step(RuleCode.ZERO_TOLERANCE_VIOLATION, violations=violations, maximum=maximum),)


@_of(rules.DeductionPerViolation)
def _deduction(rule: rules.DeductionPerViolation, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.DEDUCTION_PER_VIOLATION,
            violations=titles.get(rule.violations, rule.violations),
            deduction=rule.deduction,
            lowest=rule.lowest,
            maximum=maximum,
        ),
    )


@_of(rules.AdditiveChecklist)
def _checklist(rule: rules.AdditiveChecklist, maximum: Decimal, titles: Titles) -> Steps:
    items = [
        _step(RuleCode.CHECKLIST_ITEM, answer=titles.get(item.answer, item.answer), points=item.points)
        for item in rule.items
    ]
    return (_step(RuleCode.ADDITIVE_CHECKLIST, maximum=maximum), *items)


@_of(rules.GrowthVsPreviousYear)
def _growth(rule: rules.GrowthVsPreviousYear, maximum: Decimal, titles: Titles) -> Steps:
    bands = [
        _step(
            RuleCode.GROWTH_BAND_STRICT if band.strict else RuleCode.GROWTH_BAND,
            at_least=band.at_least,
            points=band.points,
        )
        for band in rule.bands
    ]
    head = _step(RuleCode.GROWTH_VS_PREVIOUS_YEAR, current=titles.get(rule.current, rule.current))
    return (head, *bands, _step(RuleCode.BELOW_LAST_BAND))


@_of(rules.PlanAttainmentOver100)
def _plan_attainment(rule: rules.PlanAttainmentOver100, maximum: Decimal, titles: Titles) -> Steps:
    head = _step(
        RuleCode.PLAN_ATTAINMENT_OVER_100, actual=titles.get(rule.actual, rule.actual), plan_name=rule.plan_name
    )
    return (head, *_ratio_bands(rule.bands, maximum))


@_of(rules.ShareOfTargetsMet)
def _share_of_targets(rule: rules.ShareOfTargetsMet, maximum: Decimal, titles: Titles) -> Steps:
    if not rule.bands:
        return (_step(RuleCode.SHARE_OF_TARGETS_MET, met=titles.get(rule.met, rule.met), maximum=maximum),)
    head = _step(RuleCode.SHARE_OF_TARGETS_MET_BANDS, met=titles.get(rule.met, rule.met))
    return (head, *_ratio_bands(rule.bands, maximum))


@_of(rules.SurveyOptionWeights)
def _option_weights(rule: rules.SurveyOptionWeights, maximum: Decimal, titles: Titles) -> Steps:
    options = [
        _step(RuleCode.OPTION_WEIGHT, answers=titles.get(option.answers, option.answers), weight=option.weight)
        for option in rule.options
    ]
    return (_step(RuleCode.SURVEY_OPTION_WEIGHTS, maximum=maximum), *options)


@_of(rules.SurveyGroupMean)
def _group_mean(rule: rules.SurveyGroupMean, maximum: Decimal, titles: Titles) -> Steps:
    groups = [
        _step(RuleCode.SURVEY_GROUP, mean=titles.get(group.mean, group.mean), weight=group.weight)
        for group in rule.groups
    ]
    return (_step(RuleCode.SURVEY_GROUP_MEAN, maximum=maximum), *groups)


@_of(rules.ManualRatingByLeader)
def _manual_rating(rule: rules.ManualRatingByLeader, maximum: Decimal, titles: Titles) -> Steps:
    return (_step(RuleCode.MANUAL_RATING_BY_LEADER, role=rule.role, maximum=maximum),)


@_of(rules.ImportedExternalIndex)
def _external_index(rule: rules.ImportedExternalIndex, maximum: Decimal, titles: Titles) -> Steps:
    return (
        _step(
            RuleCode.IMPORTED_EXTERNAL_INDEX,
            value=titles.get(rule.value, rule.value),
            external_maximum=rule.external_maximum,
            maximum=maximum,
        ),
    )


@_of(rules.AlternativesPickOne)
def _alternatives(rule: rules.AlternativesPickOne, maximum: Decimal, titles: Titles) -> Steps:
    lines: list[Step] = [_step(RuleCode.ALTERNATIVES_PICK_ONE, count=len(rule.alternatives))]
    for alternative in rule.alternatives:
        lines.append(_step(RuleCode.ALTERNATIVE, title=alternative.title))
        lines.extend(_describe(alternative.rule, maximum, titles))
    return tuple(lines)


@_of(rules.BonusPenaltyBlock)
def _bonus_penalty(rule: rules.BonusPenaltyBlock, maximum: Decimal, titles: Titles) -> Steps:
    caps = {"bonus_cap": rule.bonus_cap, "penalty_cap": rule.penalty_cap}
    return (_step(RuleCode.BONUS_PENALTY_BLOCK, **caps),)


@_of(rules.PointsAsPrinted)
def _as_printed(rule: rules.PointsAsPrinted, maximum: Decimal, titles: Titles) -> Steps:
    return (_step(RuleCode.POINTS_AS_PRINTED, maximum=maximum),)
