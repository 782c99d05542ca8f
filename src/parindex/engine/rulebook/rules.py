"""The closed vocabulary of rule kinds: what each says. How each computes stands in ``parindex.engine.scoring``.

One class a kind; names are those of the rule catalogue. A rule names its leaf's inputs by code; maxima come from the
leaf, so a rule carries only what the maximum does not say. A change of a kind's arithmetic is a new kind code.
To add a kind: docs/how-to/add-a-rule-kind.md.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from parindex.engine.rulebook.base import NO_YES, Document, InputCode, Points, Share, Whole


class RatioBand(Document):
    """One band of a step table: from ``at_least`` (inclusive) the ``points``; ``linear``: maximum × ratio instead."""

    at_least: Share
    points: Points | None = None
    linear: bool = False


class CountBand(Document):
    """One band of a count or growth table: from ``at_least`` (inclusive) the ``points``."""

    at_least: Decimal
    points: Points


class StepTableRatio(Document):
    """Bands on a ratio, in falling order; below the last band 0 points."""

    kind: Literal["step_table_ratio"]
    ratio: InputCode
    bands: Annotated[tuple[RatioBand, ...], Field(min_length=1)]


class LinearProportion(Document):
    """maximum × ratio, between 0 and the maximum."""

    kind: Literal["linear_proportion"]
    ratio: InputCode


class LinearWithFloor(Document):
    """Below ``floor`` 0, else maximum × ratio."""

    kind: Literal["linear_with_floor"]
    ratio: InputCode
    floor: Share


class LinearToTarget(Document):
    """min(maximum, maximum × ratio / target)."""

    kind: Literal["linear_to_target"]
    ratio: InputCode
    target: Annotated[Decimal, Field(gt=0)]


class WeightedTerm(Document):
    """min(cap, weight × ratio / target); a term of a weighted sum."""

    ratio: InputCode
    weight: Points
    target: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    cap: Points | None = None
    """None: the weight itself is the cap."""


class WeightedSumOfRatios(Document):
    """Sum of terms, each between 0 and its cap; the sum at most the maximum."""

    kind: Literal["weighted_sum_of_ratios"]
    terms: Annotated[tuple[WeightedTerm, ...], Field(min_length=1)]


class RatioWithMultiplier(Document):
    """min(maximum, maximum × ratio × coefficient / target); the coefficient is a ratio input too."""

    kind: Literal["ratio_with_multiplier"]
    ratio: InputCode
    coefficient: InputCode
    target: Annotated[Decimal, Field(gt=0)] = Decimal(1)


class ComplementRatio(Document):
    """r = 1 − (sum of bad counts) / denominator; min(maximum, maximum × r / target), not below 0."""

    kind: Literal["complement_ratio"]
    bad: Annotated[tuple[InputCode, ...], Field(min_length=1)]
    denominator: InputCode
    target: Annotated[Decimal, Field(gt=0)] = Decimal(1)


class MaxOfSourcesDenominator(Document):
    """maximum × numerator / the largest of several denominators."""

    kind: Literal["max_of_sources_denominator"]
    numerator: InputCode
    denominators: Annotated[tuple[InputCode, ...], Field(min_length=2)]


class CountThresholds(Document):
    """Bands on a count, in falling order; below the last band 0 points."""

    kind: Literal["count_thresholds"]
    count: InputCode
    bands: Annotated[tuple[CountBand, ...], Field(min_length=1)]


class BasePlusIncrementCapped(Document):
    """min(maximum, base + increment × ⌊(x − start) / unit⌋); up to ``start``: base."""

    kind: Literal["base_plus_increment_capped"]
    count: InputCode
    base: Points
    start: Decimal
    unit: Annotated[Decimal, Field(gt=0)]
    increment: Points


class Boolean(Document):
    """Yes: maximum; no: 0. ``full_when``: which answer earns the points."""

    kind: Literal["boolean"]
    answer: InputCode
    full_when: bool = True


class LateBand(Document):
    """At most ``days_late`` calendar days after the deadline: ``points``."""

    days_late: Annotated[int, Field(ge=1), NO_YES]
    points: Points


class BooleanByDeadline(Document):
    """On or before the deadline: maximum; late: the first late band that holds, else 0; never: 0.

    The deadline is a day and month in the assessed year plus ``year_offset`` (−1: the year before).
    """

    kind: Literal["boolean_by_deadline"]
    done_on: InputCode
    month: Annotated[int, Field(ge=1, le=12), NO_YES]
    day: Annotated[int, Field(ge=1, le=31), NO_YES]
    year_offset: Whole = 0
    late: tuple[LateBand, ...] = ()


class ZeroToleranceViolation(Document):
    """Any violation: 0, else maximum."""

    kind: Literal["zero_tolerance_violation"]
    violations: InputCode


class DeductionPerViolation(Document):
    """max(lowest, maximum − deduction × count); ``lowest`` may be below 0 inside a parent."""

    kind: Literal["deduction_per_violation"]
    violations: InputCode
    deduction: Points
    lowest: Points = Decimal(0)


class ChecklistItem(Document):
    """One independent yes/no part with points of its own."""

    answer: InputCode
    points: Points


class AdditiveChecklist(Document):
    """Sum of the parts answered yes."""

    kind: Literal["additive_checklist"]
    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1)]


class GrowthVsPreviousYear(Document):
    """Bands on (current − previous) / previous, falling; ``above`` bands that must be exceeded strictly use
    ``strict``. Below the last band 0. Previous 0 is a zero denominator."""

    kind: Literal["growth_vs_previous_year"]
    current: InputCode
    previous: InputCode
    bands: Annotated[tuple[GrowthBand, ...], Field(min_length=1)]


class GrowthBand(Document):
    """From ``at_least`` growth (0.1 for 10 %; may be negative); ``strict``: more than ``at_least``."""

    at_least: Decimal
    points: Points
    strict: bool = False


class PlanAttainmentOver100(Document):
    """Bands on actual / plan where more than 100 % can earn more. ``plan_name`` says which plan."""

    kind: Literal["plan_attainment_over_100"]
    actual: InputCode
    plan: InputCode
    plan_name: str
    bands: Annotated[tuple[RatioBand, ...], Field(min_length=1)]


class ShareOfTargetsMet(Document):
    """r = met / (assigned − not yet due); bands when given, else maximum × r."""

    kind: Literal["share_of_targets_met"]
    met: InputCode
    assigned: InputCode
    not_yet_due: InputCode | None = None
    bands: tuple[RatioBand, ...] = ()


class OptionWeight(Document):
    """How much one answer option counts (1 for A, 0.6 for B …) and the input with its number of answers."""

    answers: InputCode
    weight: Annotated[Decimal, Field(ge=0, le=1)]


class SurveyOptionWeights(Document):
    """maximum × Σ(answers × weight) / Σ answers."""

    kind: Literal["survey_option_weights"]
    options: Annotated[tuple[OptionWeight, ...], Field(min_length=2)]


class SurveyGroup(Document):
    """One respondent group: a ratio input (sum of marks / possible marks) and the group's weight."""

    mean: InputCode
    weight: Annotated[Decimal, Field(gt=0)]


class SurveyGroupMean(Document):
    """maximum × weighted mean of the groups' means; a group that was not asked is left out and its weight shared."""

    kind: Literal["survey_group_mean"]
    groups: Annotated[tuple[SurveyGroup, ...], Field(min_length=1)]


class ManualRatingByLeader(Document):
    """Points entered by a named role, between 0 and the maximum."""

    kind: Literal["manual_rating_by_leader"]
    rating: InputCode
    role: str
    step: Points | None = None
    """Ratings move in this step (0.25), None: free."""


class ImportedExternalIndex(Document):
    """maximum × external value / external maximum."""

    kind: Literal["imported_external_index"]
    value: InputCode
    external_maximum: Annotated[Decimal, Field(gt=0)]


class Alternative(Document):
    """One of several ways to measure; ``rule`` uses the leaf's inputs."""

    code: str
    title: str
    rule: Rule


class AlternativesPickOne(Document):
    """The choice input names the alternative that applies; self-assessment and appraisal may choose differently."""

    kind: Literal["alternatives_pick_one"]
    choice: InputCode
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=2)]


class BonusItem(Document):
    """``points`` (negative: penalty) for each ``count``, at most ``cap`` in amount."""

    count: InputCode
    points: Points
    cap: Points | None = None


class BonusPenaltyBlock(Document):
    """Bonus and penalty points outside the base maximum, each side with its cap."""

    kind: Literal["bonus_penalty_block"]
    items: Annotated[tuple[BonusItem, ...], Field(min_length=1)]
    bonus_cap: Points
    penalty_cap: Points
    """Positive number: at most this much is taken away."""


class PointsAsPrinted(Document):
    """The points as a published document prints them; for sets known only at field level. Not computed, not judged."""

    kind: Literal["points_as_printed"]
    points: InputCode


Rule = Annotated[
    StepTableRatio
    | LinearProportion
    | LinearWithFloor
    | LinearToTarget
    | WeightedSumOfRatios
    | RatioWithMultiplier
    | ComplementRatio
    | MaxOfSourcesDenominator
    | CountThresholds
    | BasePlusIncrementCapped
    | Boolean
    | BooleanByDeadline
    | ZeroToleranceViolation
    | DeductionPerViolation
    | AdditiveChecklist
    | GrowthVsPreviousYear
    | PlanAttainmentOver100
    | ShareOfTargetsMet
    | SurveyOptionWeights
    | SurveyGroupMean
    | ManualRatingByLeader
    | ImportedExternalIndex
    | AlternativesPickOne
    | BonusPenaltyBlock
    | PointsAsPrinted,
    Field(discriminator="kind"),
]

GrowthVsPreviousYear.model_rebuild()
Alternative.model_rebuild()
AlternativesPickOne.model_rebuild()
