"""Weighted sum of ratios, each term with its cap: "6·A + min(2; 2,5·B) + 2,5·C" (QĐ 766, payment online)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import WeightedSumOfRatios
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
    goal_of,
    multiply,
    scored,
    step,
    zero_denominator,
)
from parindex.engine.scoring.policies import FULL, NONE, effect_of
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio, Status, Step, StepValues


class Term(NamedTuple):
    """A compiled term."""

    code: str
    weight: Decimal
    target: Decimal
    cap: Decimal
    may_exceed: bool


class WeightedSumOfRatiosKind(Kind):
    """A zero denominator concerns its own term when the policy gives full points (the term's cap) or none (0);
    every other policy, or all terms without a denominator, concerns the whole leaf."""

    def __init__(self, rule: WeightedSumOfRatios, setting: Setting) -> None:
        self.terms = tuple(
            Term(
                term.ratio,
                term.weight,
                term.target,
                term.weight if term.cap is None else term.cap,
                setting.inputs[term.ratio].may_exceed_one,
            )
            for term in rule.terms
        )
        self.needs = tuple(dict.fromkeys(term.code for term in self.terms))
        self.maximum = setting.maximum
        effect = effect_of(setting.policies, Status.ZERO_DENOMINATOR)
        self.by_term = effect in (FULL, NONE)
        self.full_terms = effect == FULL

    def work(self, inputs: Admitted) -> Working:
        total = ZERO
        steps: list[Step] = []
        empty: list[str] = []
        for term in self.terms:
            ratio: Ratio = inputs[term.code]
            if not ratio.denominator:
                empty.append(term.code)
                points = term.cap if self.full_terms else ZERO
                steps.append(step(StepCode.TERM_ZERO_DENOMINATOR, input=term.code, points=points))
            else:
                points, line = _term(term, ratio)
                steps.append(line)
            total = add(total, points)
        if empty and (not self.by_term or len(empty) == len(self.terms)):
            return zero_denominator(empty[0])
        steps.append(step(StepCode.SUM, points=total))
        if total > self.maximum:
            steps.append(step(StepCode.CAPPED, points=total, maximum=self.maximum))
            total = self.maximum
        return scored(total, *steps)

    def many(self, columns: Columns) -> Floats:
        total: Floats = np.zeros((1, 1))
        anything: Floats = np.full((1, 1), np.nan)
        for term in self.terms:
            ratio: RatioColumn = columns[term.code]
            divisor = dividing(ratio.denominator)
            points = np.minimum(ratio.numerator * (float(term.weight / term.target) / divisor), float(term.cap))
            if self.by_term:
                anything = np.where(np.isnan(divisor), anything, 0.0)
                points = np.where(np.isnan(divisor), float(term.cap) if self.full_terms else 0.0, points)
            total = total + points
        total = np.minimum(total, float(self.maximum))
        return total + anything if self.by_term else total

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        for term in self.terms:
            numerator, denominator = inputs[term.code]
            if not denominator or not term.weight:
                continue
            # where the term meets its cap
            least = divide(multiply(multiply(term.cap, term.target), denominator), term.weight)
            goal = goal_of(least, denominator, term.may_exceed)
            for value in at_quarters(numerator, goal):
                yield Change({term.code: Ratio(value, denominator)}, value - numerator)


def _term(term: Term, ratio: Ratio) -> tuple[Decimal, Step]:
    numerator, denominator = ratio
    points = divide(multiply(term.weight, numerator), multiply(term.target, denominator))
    share = divide(numerator, denominator)
    values: StepValues = {
        "input": term.code,
        "numerator": numerator,
        "denominator": denominator,
        "weight": term.weight,
        "share": share,
        "target": term.target,
        "points": points,
        "cap": term.cap,
    }
    if points > term.cap:
        return term.cap, Step(StepCode.TERM_CAPPED, values)
    return points, Step(StepCode.TERM, values)
