"""A criteria set of 100 mixed sub-criteria (four of each of the 25 rule kinds) and random figures for many units."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.values import Absence, Figures, Inputs, Ratio, Value

YEAR = 2026
UNITS = 3321
"""Communes of the country (domain figure of 2026)."""


def _input(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": code, "type": kind, **more}


def _ratios(*codes: str) -> list[dict[str, Any]]:
    return [_input(code, "ratio") for code in codes]


def _counts(*codes: str) -> list[dict[str, Any]]:
    return [_input(code, "count") for code in codes]


def _answers(*codes: str) -> list[dict[str, Any]]:
    return [_input(code, "yes_no") for code in codes]


_BANDS = [{"at_least": "1", "points": "2"}, {"at_least": "0.8", "points": "1"}, {"at_least": "0.5", "points": "0.5"}]

RULES: tuple[tuple[dict[str, Any], list[dict[str, Any]]], ...] = (
    ({"kind": "step_table_ratio", "ratio": "r", "bands": _BANDS}, _ratios("r")),
    ({"kind": "linear_proportion", "ratio": "r"}, _ratios("r")),
    ({"kind": "linear_with_floor", "ratio": "r", "floor": "0.6"}, _ratios("r")),
    ({"kind": "linear_to_target", "ratio": "r", "target": "0.9"}, _ratios("r")),
    (
        {
            "kind": "weighted_sum_of_ratios",
            "terms": [
                {"ratio": "a", "weight": "1.2"},
                {"ratio": "b", "weight": "0.5", "cap": "0.4"},
                {"ratio": "c", "weight": "0.4"},
            ],
        },
        _ratios("a", "b", "c"),
    ),
    ({"kind": "ratio_with_multiplier", "ratio": "r", "coefficient": "k", "target": "0.5"}, _ratios("r", "k")),
    (
        {"kind": "complement_ratio", "bad": ["late", "complaints"], "denominator": "all", "target": "0.9"},
        _counts("late", "complaints", "all"),
    ),
    (
        {"kind": "max_of_sources_denominator", "numerator": "n", "denominators": ["here", "there"]},
        _counts("n", "here", "there"),
    ),
    (
        {
            "kind": "count_thresholds",
            "count": "n",
            "bands": [{"at_least": "3", "points": "2"}, {"at_least": "1", "points": "1"}],
        },
        _counts("n"),
    ),
    (
        {
            "kind": "base_plus_increment_capped",
            "count": "n",
            "base": "1",
            "start": 3500,
            "unit": 100,
            "increment": "0.05",
        },
        _counts("n"),
    ),
    ({"kind": "boolean", "answer": "yes"}, _answers("yes")),
    (
        {
            "kind": "boolean_by_deadline",
            "done_on": "on",
            "month": 12,
            "day": 31,
            "year_offset": -1,
            "late": [{"days_late": 15, "points": "1"}],
        },
        [_input("on", "date")],
    ),
    ({"kind": "zero_tolerance_violation", "violations": "n"}, _counts("n")),
    ({"kind": "deduction_per_violation", "violations": "n", "deduction": "0.25", "lowest": "-0.25"}, _counts("n")),
    (
        {"kind": "additive_checklist", "items": [{"answer": code, "points": "0.5"} for code in "abcd"]},
        _answers("a", "b", "c", "d"),
    ),
    (
        {
            "kind": "growth_vs_previous_year",
            "current": "now",
            "previous": "before",
            "bands": [{"at_least": "0.3", "points": "2"}, {"at_least": "0", "points": "1", "strict": True}],
        },
        _counts("now", "before"),
    ),
    (
        {
            "kind": "plan_attainment_over_100",
            "actual": "done",
            "plan": "plan",
            "plan_name": "dự toán tỉnh giao",
            "bands": [{"at_least": "1.05", "points": "2"}, {"at_least": "1", "points": "1"}],
        },
        _counts("done", "plan"),
    ),
    (
        {"kind": "share_of_targets_met", "met": "met", "assigned": "given", "not_yet_due": "open"},
        _counts("met", "given", "open"),
    ),
    (
        {
            "kind": "survey_option_weights",
            "options": [
                {"answers": code, "weight": weight}
                for code, weight in zip("abcd", ("1", "0.6", "0.2", "0"), strict=True)
            ],
        },
        _counts("a", "b", "c", "d"),
    ),
    (
        {"kind": "survey_group_mean", "groups": [{"mean": "people", "weight": 6}, {"mean": "leaders", "weight": 4}]},
        _ratios("people", "leaders"),
    ),
    ({"kind": "manual_rating_by_leader", "rating": "n", "role": "chairman", "step": "0.25"}, [_input("n", "number")]),
    ({"kind": "imported_external_index", "value": "index", "external_maximum": 100}, [_input("index", "number")]),
    (
        {
            "kind": "alternatives_pick_one",
            "choice": "how",
            "alternatives": [
                {"code": "share", "title": "share", "rule": {"kind": "linear_proportion", "ratio": "r"}},
                {"code": "answer", "title": "answer", "rule": {"kind": "boolean", "answer": "yes"}},
            ],
        },
        [
            _input("how", "choice", choices=[{"code": code, "title": code} for code in ("share", "answer")]),
            *_ratios("r"),
            *_answers("yes"),
        ],
    ),
    (
        {
            "kind": "bonus_penalty_block",
            "items": [{"count": "good", "points": "0.5", "cap": "1"}, {"count": "bad", "points": "-0.2"}],
            "bonus_cap": "2",
            "penalty_cap": "2",
        },
        _counts("good", "bad"),
    ),
    ({"kind": "points_as_printed", "points": "n"}, [_input("n", "number")]),
)

POLICIES = {"zero_denominator": "zero_if_denominator_zero", "not_applicable": "exclude_and_renormalise"}


def mixed_set() -> CriteriaSet:
    """A hundred leaves of 2 points each, in 4 fields of 25."""
    fields = [
        {
            "code": str(field),
            "title": f"field {field}",
            "maximum": "50",
            "criteria": [
                {
                    "code": f"{field}.{place}",
                    "title": rule["kind"],
                    "maximum": "2",
                    "measured": "self",
                    "inputs": inputs,
                    "rule": rule,
                    "policies": POLICIES,
                }
                for place, (rule, inputs) in enumerate(RULES, start=1)
            ],
        }
        for field in range(1, 5)
    ]
    return CriteriaSet.model_validate(
        {
            "schema": "parindex/criteria-set/1",
            "code": "mixed",
            "version": "1",
            "title": "mixed",
            "level": "commune",
            "standing": "test",
            "scale": "200",
            "fields": fields,
        }
    )


def _ratio(draw: random.Random) -> Ratio:
    denominator = draw.randint(0 if draw.random() < 0.02 else 1, 2000)
    return Ratio(Decimal(int(denominator * draw.random() ** 0.3)), Decimal(denominator))


def _sources(draw: random.Random) -> dict[str, Value]:
    here, there = draw.randint(1, 900), draw.randint(1, 900)
    return {"here": Decimal(here), "there": Decimal(there), "n": Decimal(draw.randint(0, max(here, there)))}


def _targets(draw: random.Random) -> dict[str, Value]:
    given, waiting = draw.randint(5, 20), draw.randint(0, 4)
    return {"given": Decimal(given), "open": Decimal(waiting), "met": Decimal(draw.randint(0, given - waiting))}


def _number(low: int, high: int) -> Callable[[random.Random], dict[str, Value]]:
    return lambda draw: {"n": Decimal(draw.randint(low, high))}


def _several(count: Callable[[random.Random], Value], *codes: str) -> Callable[[random.Random], dict[str, Value]]:
    return lambda draw: {code: count(draw) for code in codes}


def _whole(low: int, high: int) -> Callable[[random.Random], Value]:
    return lambda draw: Decimal(draw.randint(low, high))


def _answer(draw: random.Random) -> bool:
    return draw.random() < 0.7


FIGURES: dict[str, Callable[[random.Random], dict[str, Value]]] = {
    "step_table_ratio": _several(_ratio, "r"),
    "linear_proportion": _several(_ratio, "r"),
    "linear_with_floor": _several(_ratio, "r"),
    "linear_to_target": _several(_ratio, "r"),
    "weighted_sum_of_ratios": _several(_ratio, "a", "b", "c"),
    "ratio_with_multiplier": _several(_ratio, "r", "k"),
    "complement_ratio": lambda draw: {
        "late": Decimal(draw.randint(0, 40)),
        "complaints": Decimal(draw.randint(0, 10)),
        "all": Decimal(draw.randint(100, 900)),
    },
    "max_of_sources_denominator": _sources,
    "count_thresholds": _number(0, 4),
    "base_plus_increment_capped": _number(1000, 9000),
    "boolean": _several(_answer, "yes"),
    "boolean_by_deadline": lambda draw: {"on": date(YEAR - 1, 12, 1) + timedelta(days=draw.randint(0, 60))},
    "zero_tolerance_violation": _number(0, 1),
    "deduction_per_violation": _number(0, 9),
    "additive_checklist": _several(_answer, "a", "b", "c", "d"),
    "growth_vs_previous_year": _several(_whole(50, 90), "now", "before"),
    "plan_attainment_over_100": _several(_whole(90, 110), "done", "plan"),
    "share_of_targets_met": _targets,
    "survey_option_weights": _several(_whole(0, 60), "a", "b", "c", "d"),
    "survey_group_mean": _several(_ratio, "people", "leaders"),
    "manual_rating_by_leader": lambda draw: {"n": Decimal(draw.randint(0, 8)) / 4},
    "imported_external_index": lambda draw: {"index": Decimal(draw.randint(7000, 9500)) / 100},
    "alternatives_pick_one": lambda draw: {
        "how": "share" if _answer(draw) else "answer",
        "r": _ratio(draw),
        "yes": _answer(draw),
    },
    "bonus_penalty_block": _several(_whole(0, 3), "good", "bad"),
    "points_as_printed": lambda draw: {"n": Decimal(draw.randint(0, 2000)) / 1000},
}


def one_units_figures(draw: random.Random) -> Figures:
    """Figures of one unit; one leaf in a hundred is missing, one in a hundred does not apply."""
    figures: dict[str, Inputs] = {}
    for field in range(1, 5):
        for place, (rule, _) in enumerate(RULES, start=1):
            chance = draw.random()
            inputs: dict[str, Value | Absence] = dict(FIGURES[rule["kind"]](draw))
            if chance < 0.02:
                inputs = dict.fromkeys(inputs, Absence.MISSING if chance < 0.01 else Absence.NOT_APPLICABLE)
            figures[f"{field}.{place}"] = inputs
    return figures


def many_units(count: int = UNITS, seed: int = 1) -> Iterator[tuple[str, Figures]]:
    """``count`` units with figures, one at a time; the same for the same seed."""
    draw = random.Random(seed)
    for unit in range(count):
        yield f"unit {unit}", one_units_figures(draw)
