"""The rival: the same 25 rules as somebody would write them by hand for this one set, points only.

No steps, no policies, no checks of the figures: what is left is the arithmetic. ``number`` is ``Decimal`` for the exact
path and ``float`` for the mass path. A ratio is given as two arguments; figures come in the order of the inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.mixed_set import RULES, YEAR

from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Inputs, Ratio

Rule = Callable[..., Any]
_DEADLINE = date(YEAR - 1, 12, 31).toordinal()


def ratio_rules(number: type) -> dict[str, Rule]:
    """Rules on ratios; the maximum is 2 everywhere."""
    two, one, half, zero = number(2), number(1), number("0.5"), number(0)
    p8, p9, p6 = number("0.8"), number("0.9"), number("0.6")
    w12, w5, w4 = number("1.2"), number("0.5"), number("0.4")

    def step_table(n: Any, d: Any) -> Any:
        return two if n >= d else one if n >= p8 * d else half if n >= half * d else zero

    def floor(n: Any, d: Any) -> Any:
        return two * n / d if n >= p6 * d else zero

    def term(weight: Any, n: Any, d: Any, cap: Any) -> Any:
        return min(weight * n / d, cap) if d else zero

    def weighted(an: Any, ad: Any, bn: Any, bd: Any, cn: Any, cd: Any) -> Any:
        return min(term(w12, an, ad, w12) + term(w5, bn, bd, w4) + term(w4, cn, cd, w4), two)

    return {
        "step_table_ratio": step_table,
        "linear_proportion": lambda n, d: two * n / d,
        "linear_with_floor": floor,
        "linear_to_target": lambda n, d: min(two, two * n / (p9 * d)),
        "weighted_sum_of_ratios": weighted,
        "ratio_with_multiplier": lambda n, d, kn, kd: min(two, two * n * kn / (d * kd * half)),
        "complement_ratio": lambda late, complaints, d: min(two, max(zero, two * (d - late - complaints) / (p9 * d))),
        "max_of_sources_denominator": lambda n, here, there: two * n / max(here, there),
        "share_of_targets_met": lambda met, given, waiting: two * met / (given - waiting),
        "survey_option_weights": lambda a, b, c, d: two * (a + p6 * b + c / 5) / (a + b + c + d),
        "survey_group_mean": _groups(number),
        "imported_external_index": lambda value: two * value / 100,
    }


def _groups(number: type) -> Rule:
    six, four, two = number(6), number(4), number(2)

    def mean(an: Any, ad: Any, bn: Any, bd: Any) -> Any:
        weight = (six if ad else 0) + (four if bd else 0)
        return two * ((six * an / ad if ad else 0) + (four * bn / bd if bd else 0)) / weight

    return mean


def other_rules(number: type) -> dict[str, Rule]:
    """Rules on counts, answers and dates."""
    two, one, half, zero = number(2), number(1), number("0.5"), number(0)
    p13, p105, quarter, low = number("1.3"), number("1.05"), number("0.25"), number("-0.25")
    p05, p02 = number("0.05"), number("0.2")
    return {
        "count_thresholds": lambda n: two if n >= 3 else one if n >= 1 else zero,
        "base_plus_increment_capped": lambda n: one if n <= 3500 else min(two, one + p05 * ((n - 3500) // 100)),
        "boolean": lambda yes: two if yes else zero,
        "boolean_by_deadline": lambda on: two if on <= _DEADLINE else one if on <= _DEADLINE + 15 else zero,
        "zero_tolerance_violation": lambda n: zero if n else two,
        "deduction_per_violation": lambda n: max(low, two - quarter * n),
        "additive_checklist": lambda a, b, c, d: half * (a + b + c + d),
        "growth_vs_previous_year": lambda now, old: two if now >= p13 * old else one if now > old else zero,
        "plan_attainment_over_100": lambda done, plan: two if done >= p105 * plan else one if done >= plan else zero,
        "manual_rating_by_leader": lambda n: n,
        "alternatives_pick_one": lambda how, n, d, yes: two * n / d if how == "share" else two if yes else zero,
        "bonus_penalty_block": lambda good, bad: min(one, half * good) - min(two, p02 * bad),
        "points_as_printed": lambda n: n,
    }


def rules(number: type) -> dict[str, Rule]:
    """Kind → rule by hand."""
    by_kind = ratio_rules(number) | other_rules(number)
    assert set(by_kind) == {rule["kind"] for rule, _ in RULES}
    return by_kind


def arguments(leaf: Node, inputs: Inputs, number: type) -> list[Any]:
    """A leaf's figures in order, a ratio as two, a date as its ordinal."""
    found: list[Any] = []
    for declared in leaf.inputs:
        value = inputs[declared.code]
        if isinstance(value, Ratio):
            found += [number(value.numerator), number(value.denominator)]
        elif isinstance(value, Decimal):
            found.append(number(value))
        else:
            found.append(value.toordinal() if isinstance(value, date) else value)
    return found
