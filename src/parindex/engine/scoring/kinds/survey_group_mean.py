"""Weighted mean of the means of respondent groups (PAR 2012: councils, heads of departments, citizens, firms)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.rules import SurveyGroup, SurveyGroupMean
from parindex.engine.scoring.admission import objection
from parindex.engine.scoring.kinds.arrays import Columns, Floats, RatioColumn, dividing
from parindex.engine.scoring.kinds.base import (
    Admitted,
    Change,
    Kind,
    Setting,
    Working,
    add,
    at_quarters,
    divide,
    multiply,
    scored,
    zero_denominator,
)
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Absence, Ratio, Step, StepValues


class SurveyGroupMeanKind(Kind):
    """A group that was not asked (not applicable, or no ballots) is left out and its weight shared by the others.

    A group whose figure is merely missing is *not* left out, unless the leaf's policy for missing figures is
    ``survey_missing_rescale``. Groups are admitted here, not at the leaf, because of that.
    """

    def __init__(self, rule: SurveyGroupMean, setting: Setting) -> None:
        self.groups = rule.groups
        self.declared = {group.mean: setting.inputs[group.mean] for group in rule.groups}
        self.maximum = setting.maximum
        self.rescales = setting.policies.missing == "survey_missing_rescale"

    def _left_out(self, group: SurveyGroup, inputs: Admitted) -> bool:
        value = inputs.get(group.mean, Absence.MISSING)
        return value is Absence.NOT_APPLICABLE or (self.rescales and value is Absence.MISSING)

    def work(self, inputs: Admitted) -> Working:
        asked = [group for group in self.groups if not self._left_out(group, inputs)]
        found = objection([group.mean for group in asked or self.groups], self.declared, inputs)
        if found is not None:
            return found
        counted = [group for group in asked if inputs[group.mean].denominator]
        if not counted:
            return zero_denominator(asked[0].mean)
        shared = sum((group.weight for group in counted), ZERO)
        mean = ZERO
        steps: list[Step] = []
        for group in self.groups:
            if group not in counted:
                steps.append(Step(StepCode.GROUP_LEFT_OUT, {"input": group.mean}))
                continue
            share, line = _group(group, inputs[group.mean], shared)
            mean = add(mean, multiply(share, group.weight))
            steps.append(line)
        mean = divide(mean, shared)
        points = min(self.maximum, multiply(self.maximum, mean))
        steps.append(Step(StepCode.GROUPS_WEIGHTED, {"share": mean}))
        values: StepValues = {"maximum": self.maximum, "share": mean, "points": points}
        return scored(points, *steps, Step(StepCode.LINEAR, values))

    def many(self, columns: Columns) -> Floats:
        """A group that is left out has 0 of 0 in its column."""
        mean: Floats = np.zeros((1, 1))
        shared: Floats = np.zeros((1, 1))
        for group in self.groups:
            ratio: RatioColumn = columns[group.mean]
            asked = ratio.denominator > 0
            weight = np.where(asked, float(group.weight), 0.0)
            mean = mean + ratio.numerator * (weight / np.where(asked, ratio.denominator, 1.0))
            shared = shared + weight
        maximum = float(self.maximum)
        return np.minimum(mean * (maximum / dividing(shared)), maximum)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        for group in self.groups:
            value = inputs.get(group.mean, Absence.MISSING)
            if not isinstance(value, Ratio):
                continue
            for numerator in at_quarters(value.numerator, value.denominator):
                changed = Ratio(numerator, value.denominator)
                yield Change({group.mean: changed}, numerator - value.numerator)


def _group(group: SurveyGroup, ratio: Ratio, shared: Decimal) -> tuple[Decimal, Step]:
    numerator, denominator = ratio
    share = divide(numerator, denominator)
    values: StepValues = {
        "input": group.mean,
        "numerator": numerator,
        "denominator": denominator,
        "share": share,
        "group_share": divide(group.weight, shared) if shared != ONE else group.weight,
    }
    return share, Step(StepCode.GROUP_MEAN, values)
