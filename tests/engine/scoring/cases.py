"""Leaves and figures that the tests of scoring share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from parindex.engine.rulebook.document import InputType, Node, SubCriterion
from parindex.engine.scoring.exact import CompiledLeaf, score_leaf
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Ratio
from parindex.wording import sentence

YEAR = 2026


def d(text: str | int) -> Decimal:
    """A Decimal from text."""
    return Decimal(text)


def ratio(numerator: str | int, denominator: str | int) -> Ratio:
    """A ratio of two figures."""
    return Ratio(Decimal(numerator), Decimal(denominator))


def figure(code: str, kind: str, **more: Any) -> dict[str, Any]:
    """A declared input."""
    return {"code": code, "title": code, "type": kind, **more}


def figures(kind: str, *codes: str) -> list[dict[str, Any]]:
    """Declared inputs of one type."""
    return [figure(code, kind) for code in codes]


def leaf(rule: Mapping[str, Any], inputs: list[dict[str, Any]], maximum: str = "2", **more: Any) -> Node:
    """A sub-criterion with this rule."""
    return SubCriterion.model_validate(
        {"code": "1.1.1", "title": "t", "maximum": maximum, "measured": "self", "inputs": inputs, "rule": rule, **more}
    )


def scored(node: Node, inputs: Inputs, **more: Any) -> Outcome:
    """Its outcome, every step of which can be said."""
    outcome = score_leaf(node, inputs, **{"year": YEAR, **more})
    for step in outcome.steps:
        sentence(step.code, step.values)
    return outcome


def points(node: Node, inputs: Inputs) -> Decimal | None:
    """Its points."""
    return scored(node, inputs).points


def codes(outcome: Outcome) -> list[str]:
    """Its step codes."""
    return [str(step.code) for step in outcome.steps]


def compiled(node: Node) -> CompiledLeaf:
    """The compiled leaf."""
    return CompiledLeaf(node, year=YEAR)


BANDS = [{"at_least": "1", "points": "2"}, {"at_least": "0.7", "points": "1"}, {"at_least": "0.3", "points": "0.5"}]
ZERO = {"zero_denominator": "zero_if_denominator_zero", "not_applicable": "exclude_and_renormalise"}

KIND_LEAVES: dict[str, Node] = {
    "step_table_ratio": leaf({"kind": "step_table_ratio", "ratio": "r", "bands": BANDS}, figures("ratio", "r")),
    "step_table_with_formula": leaf(
        {
            "kind": "step_table_ratio",
            "ratio": "r",
            "bands": [{"at_least": "1", "points": "2"}, {"at_least": "0.8", "linear": True}],
        },
        figures("ratio", "r"),
    ),
    "linear_proportion": leaf({"kind": "linear_proportion", "ratio": "r"}, figures("ratio", "r")),
    "linear_with_floor": leaf({"kind": "linear_with_floor", "ratio": "r", "floor": "0.7"}, figures("ratio", "r")),
    "linear_to_target": leaf({"kind": "linear_to_target", "ratio": "r", "target": "0.9"}, figures("ratio", "r")),
    "weighted_sum_of_ratios": leaf(
        {
            "kind": "weighted_sum_of_ratios",
            "terms": [
                {"ratio": "a", "weight": "6"},
                {"ratio": "b", "weight": "2.5", "cap": "2"},
                {"ratio": "c", "weight": "2.5", "target": "0.8"},
            ],
        },
        figures("ratio", "a", "b", "c"),
        "10",
        policies=ZERO,
    ),
    "ratio_with_multiplier": leaf(
        {"kind": "ratio_with_multiplier", "ratio": "r", "coefficient": "k", "target": "0.5"},
        figures("ratio", "r", "k"),
        "6",
    ),
    "complement_ratio": leaf(
        {"kind": "complement_ratio", "bad": ["late", "complaints"], "denominator": "all", "target": "0.9"},
        figures("count", "late", "complaints", "all"),
        "6",
    ),
    "max_of_sources_denominator": leaf(
        {"kind": "max_of_sources_denominator", "numerator": "n", "denominators": ["here", "there"]},
        figures("count", "n", "here", "there"),
    ),
    "count_thresholds": leaf(
        {
            "kind": "count_thresholds",
            "count": "n",
            "bands": [{"at_least": "3", "points": "2"}, {"at_least": "1", "points": "1"}],
        },
        figures("count", "n"),
    ),
    "base_plus_increment_capped": leaf(
        {
            "kind": "base_plus_increment_capped",
            "count": "n",
            "base": 10,
            "start": 3500,
            "unit": 100,
            "increment": "0.5",
        },
        figures("count", "n"),
        "35",
    ),
    "base_plus_increment_of_parts": leaf(
        {
            "kind": "base_plus_increment_capped",
            "count": "n",
            "base": 10,
            "start": 10,
            "unit": "0.3",
            "increment": "0.5",
        },
        figures("number", "n"),
        "30",
    ),
    "boolean": leaf({"kind": "boolean", "answer": "yes"}, figures("yes_no", "yes")),
    "boolean_reversed": leaf({"kind": "boolean", "answer": "yes", "full_when": False}, figures("yes_no", "yes")),
    "boolean_by_deadline": leaf(
        {
            "kind": "boolean_by_deadline",
            "done_on": "on",
            "month": 12,
            "day": 31,
            "year_offset": -1,
            "late": [{"days_late": 30, "points": "0.5"}, {"days_late": 15, "points": "1"}],
        },
        figures("date", "on"),
    ),
    "zero_tolerance_violation": leaf({"kind": "zero_tolerance_violation", "violations": "n"}, figures("count", "n")),
    "deduction_per_violation": leaf(
        {"kind": "deduction_per_violation", "violations": "n", "deduction": "0.25", "lowest": "-0.25"},
        figures("count", "n"),
    ),
    "additive_checklist": leaf(
        {
            "kind": "additive_checklist",
            "items": [
                {"answer": "a", "points": "1"},
                {"answer": "b", "points": "0.5"},
                {"answer": "c", "points": "0.5"},
            ],
        },
        figures("yes_no", "a", "b", "c"),
    ),
    "growth_vs_previous_year": leaf(
        {
            "kind": "growth_vs_previous_year",
            "current": "now",
            "previous": "before",
            "bands": [
                {"at_least": "0.3", "points": "2"},
                {"at_least": "0.1", "points": "1"},
                {"at_least": "0", "points": "0.5", "strict": True},
            ],
        },
        figures("count", "now", "before"),
    ),
    "plan_attainment_over_100": leaf(
        {
            "kind": "plan_attainment_over_100",
            "actual": "done",
            "plan": "plan",
            "plan_name": "dự toán tỉnh giao",
            "bands": [{"at_least": "1.05", "points": "2"}, {"at_least": "1", "points": "1"}],
        },
        figures("count", "done", "plan"),
    ),
    "share_of_targets_met": leaf(
        {"kind": "share_of_targets_met", "met": "met", "assigned": "given", "not_yet_due": "open"},
        figures("count", "met", "given", "open"),
    ),
    "share_of_targets_in_bands": leaf(
        {"kind": "share_of_targets_met", "met": "met", "assigned": "given", "bands": BANDS},
        figures("count", "met", "given"),
    ),
    "survey_option_weights": leaf(
        {
            "kind": "survey_option_weights",
            "options": [
                {"answers": "a", "weight": "1"},
                {"answers": "b", "weight": "0.6"},
                {"answers": "c", "weight": "0.2"},
                {"answers": "d", "weight": "0"},
            ],
        },
        figures("count", "a", "b", "c", "d"),
    ),
    "survey_group_mean": leaf(
        {
            "kind": "survey_group_mean",
            "groups": [
                {"mean": "people", "weight": 6},
                {"mean": "leaders", "weight": 3},
                {"mean": "firms", "weight": 1},
            ],
        },
        figures("ratio", "people", "leaders", "firms"),
        "10",
    ),
    "manual_rating_by_leader": leaf(
        {"kind": "manual_rating_by_leader", "rating": "n", "role": "chairman", "step": "0.25"}, figures("number", "n")
    ),
    "imported_external_index": leaf(
        {"kind": "imported_external_index", "value": "index", "external_maximum": 100}, figures("number", "index"), "10"
    ),
    "alternatives_pick_one": leaf(
        {
            "kind": "alternatives_pick_one",
            "choice": "how",
            "alternatives": [
                {"code": "share", "title": "Theo tỷ lệ", "rule": {"kind": "linear_proportion", "ratio": "r"}},
                {"code": "answer", "title": "Theo kết luận", "rule": {"kind": "boolean", "answer": "yes"}},
            ],
        },
        [
            figure("how", "choice", choices=[{"code": code, "title": code} for code in ("share", "answer")]),
            *figures("ratio", "r"),
            *figures("yes_no", "yes"),
        ],
    ),
    "bonus_penalty_block": leaf(
        {
            "kind": "bonus_penalty_block",
            "items": [{"count": "good", "points": "0.5", "cap": "1.5"}, {"count": "bad", "points": "-0.2"}],
            "bonus_cap": "2",
            "penalty_cap": "1",
        },
        figures("count", "good", "bad"),
    ),
    "points_as_printed": leaf({"kind": "points_as_printed", "points": "n"}, figures("number", "n")),
}
"""At least one leaf of every kind."""


def _with_amounts(node: Node) -> Node:
    """The same leaf with its counts declared as numbers (đồng, km²), which may be broken or below 0."""
    inputs = tuple(
        declared.model_copy(update={"type": InputType.NUMBER}) if declared.type is InputType.COUNT else declared
        for declared in node.inputs
    )
    return node.model_copy(update={"inputs": inputs})


KIND_LEAVES |= {
    f"{name}_of_amounts": _with_amounts(KIND_LEAVES[name])
    for name in (
        "complement_ratio",
        "max_of_sources_denominator",
        "count_thresholds",
        "growth_vs_previous_year",
        "plan_attainment_over_100",
        "bonus_penalty_block",
    )
}

_counts = st.integers(0, 40).map(Decimal) | st.integers(0, 10**11).map(Decimal)
_numbers = st.decimals(0, 10**6, places=3) | st.integers(-5, 200).map(Decimal)
_dates = st.integers(-400, 100).map(lambda days: date(YEAR, 1, 1) + timedelta(days=days))


@st.composite
def _ratios(draw: st.DrawFn) -> Ratio:
    """Ratios with those among them that meet a bound of some table exactly, or miss it by one."""
    denominator = draw(st.integers(0, 60) | st.integers(0, 10**11))
    bound = draw(st.sampled_from(["0", "0.3", "0.5", "0.7", "0.8", "0.9", "1", "free"]))
    if bound == "free":
        return Ratio(Decimal(draw(st.integers(0, denominator))), Decimal(denominator))
    least = int(Decimal(bound) * denominator)
    return Ratio(Decimal(min(max(least + draw(st.integers(-1, 1)), 0), denominator)), Decimal(denominator))


def _values(kind: str, choices: tuple[str, ...]) -> st.SearchStrategy[Any]:
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "count": _counts,
        "number": _numbers,
        "ratio": _ratios(),
        "date": _dates | st.just(Absence.NEVER),
        "yes_no": st.booleans(),
        "choice": st.sampled_from(choices or ("none",)),
    }
    return by_type[kind]


def inputs_for(node: Node, gaps: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Figures of a leaf; with ``gaps`` sometimes an absence among them."""
    absent = st.sampled_from([Absence.MISSING, Absence.NOT_APPLICABLE, Absence.NOT_YET_DUE])
    each = {}
    for declared in node.inputs:
        value = _values(declared.type.value, tuple(choice.code for choice in declared.choices))
        # one figure in some twenty is absent
        each[declared.code] = st.one_of(*[value] * 19, absent) if gaps else value
    plain = st.fixed_dictionaries(each)
    if node.rule is not None and node.rule.kind in _BOUND_PAIRS:
        return plain | plain.flatmap(lambda inputs: _at_a_bound(node, inputs))
    return plain


_BOUND_PAIRS = {
    "growth_vs_previous_year": ("now", "before", ("1", "1.1", "1.3")),
    "plan_attainment_over_100": ("done", "plan", ("1", "1.05")),
    "share_of_targets_met": ("met", "given", ("0.3", "0.7", "1")),
    "max_of_sources_denominator": ("n", "here", ("0.5", "1")),
}


def _at_a_bound(node: Node, inputs: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The same figures with the two that are compared brought to a bound, or one beside it."""
    upper, lower, bounds = _BOUND_PAIRS[node.rule.kind if node.rule else ""]
    if not isinstance(inputs[lower], Decimal):
        return st.just(inputs)
    return st.tuples(st.sampled_from(bounds), st.integers(-1, 1)).map(
        lambda pair: {**inputs, upper: max(Decimal(int(Decimal(pair[0]) * inputs[lower])) + pair[1], Decimal(0))}
    )
