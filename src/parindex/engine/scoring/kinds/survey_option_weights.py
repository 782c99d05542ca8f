"""Answers to one question, each option with its weight: A/B/C/D count 100/60/20/0 % (Yên Bái)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import SurveyOptionWeights
from parindex.engine.scoring.kinds.arrays import Columns, Floats, dividing
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
from parindex.engine.scoring.values import Step


class SurveyOptionWeightsKind(Kind):
    """maximum × Σ(answers × weight) / Σ answers; no answers at all is a zero denominator."""

    def __init__(self, rule: SurveyOptionWeights, setting: Setting) -> None:
        self.needs = tuple(option.answers for option in rule.options)
        self.options = tuple((option.answers, option.weight) for option in rule.options)
        self.maximum = setting.maximum

    def work(self, inputs: Admitted) -> Working:
        weighted = answers = ZERO
        steps: list[Step] = []
        for code, weight in self.options:
            count: Decimal = inputs[code]
            weighted = add(weighted, multiply(count, weight))
            answers = add(answers, count)
            steps.append(Step(StepCode.OPTION, {"input": code, "count": count, "weight_share": weight}))
        if not answers:
            return zero_denominator(self.needs[0])
        points = divide(multiply(self.maximum, weighted), answers)
        share = divide(weighted, answers)
        total = {"amount": weighted, "denominator": answers, "share": share}
        linear = {"maximum": self.maximum, "share": share, "points": points}
        return scored(points, *steps, Step(StepCode.SURVEY_SHARE, total), Step(StepCode.LINEAR, linear))

    def many(self, columns: Columns) -> Floats:
        weighted: Floats = np.zeros((1, 1))
        answers: Floats = np.zeros((1, 1))
        for code, weight in self.options:
            weighted = weighted + columns[code] * float(weight)
            answers = answers + columns[code]
        result: Floats = weighted * float(self.maximum) / dividing(answers)
        return result

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        """Answers that move from the options below the best one to the best, the worst first."""
        best = max(self.options, key=lambda option: option[1])
        below = sorted((option for option in self.options if option[1] < best[1]), key=lambda option: option[1])
        available = sum((inputs[code] for code, _ in below), ZERO)
        for moved in at_quarters(ZERO, available):
            left, changes = moved, {best[0]: inputs[best[0]] + moved}
            for code, _ in below:
                taken = min(left, inputs[code])
                if taken:
                    changes[code] = inputs[code] - taken
                    left -= taken
            yield Change(changes, moved)
