"""The meaning of one rule: which inputs of which type it names, whether its figures fit the leaf's maximum."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import ONE, ZERO
from parindex.engine.rulebook.faults import FaultCode, PathParts, Severity
from parindex.engine.rulebook.lint_bands import (
    lint_bands,
    lint_late_bands,
    lint_ratio_bands,
    not_above_maximum,
    share_fits,
    warn_not_reached,
)
from parindex.engine.rulebook.lint_tree import decimal_of, list_of, mapping_of, mappings_in, text_of, truth_of
from parindex.engine.rulebook.source_tree import Raw, SourceTree

_RATIO = frozenset({"ratio"})
_AMOUNT = frozenset({"count", "number"})
_COUNT = frozenset({"count"})
_NUMBER = frozenset({"number"})
_YES_NO = frozenset({"yes_no"})
_DATE = frozenset({"date"})
_CHOICE = frozenset({"choice"})

INPUT_TYPES: dict[str, dict[str, frozenset[str]]] = {
    "step_table_ratio": {"ratio": _RATIO},
    "linear_proportion": {"ratio": _RATIO},
    "linear_with_floor": {"ratio": _RATIO},
    "linear_to_target": {"ratio": _RATIO},
    "weighted_sum_of_ratios": {"terms.ratio": _RATIO},
    "ratio_with_multiplier": {"ratio": _RATIO, "coefficient": _RATIO},
    "complement_ratio": {"bad": _AMOUNT, "denominator": _AMOUNT},
    "max_of_sources_denominator": {"numerator": _AMOUNT, "denominators": _AMOUNT},
    "count_thresholds": {"count": _AMOUNT},
    "base_plus_increment_capped": {"count": _AMOUNT},
    "boolean": {"answer": _YES_NO},
    "boolean_by_deadline": {"done_on": _DATE},
    "zero_tolerance_violation": {"violations": _COUNT},
    "deduction_per_violation": {"violations": _COUNT},
    "additive_checklist": {"items.answer": _YES_NO},
    "growth_vs_previous_year": {"current": _AMOUNT, "previous": _AMOUNT},
    "plan_attainment_over_100": {"actual": _AMOUNT, "plan": _AMOUNT},
    "share_of_targets_met": {"met": _COUNT, "assigned": _COUNT, "not_yet_due": _COUNT},
    "survey_option_weights": {"options.answers": _COUNT},
    "survey_group_mean": {"groups.mean": _RATIO},
    "manual_rating_by_leader": {"rating": _NUMBER},
    "imported_external_index": {"value": _NUMBER},
    "alternatives_pick_one": {"choice": _CHOICE},
    "bonus_penalty_block": {"items.count": _AMOUNT},
    "points_as_printed": {"points": _NUMBER},
}
"""Kind → parameter that names inputs → input types that fit it."""

DIVIDES = frozenset(
    {kind for kind, parameters in INPUT_TYPES.items() if _RATIO in parameters.values()}
    | {
        "complement_ratio",
        "max_of_sources_denominator",
        "growth_vs_previous_year",
        "plan_attainment_over_100",
        "share_of_targets_met",
        "survey_option_weights",
    }
)
"""Kinds that can meet a denominator of zero and therefore need a declared policy."""


@dataclass(frozen=True, slots=True)
class InputUse:
    """One place of a rule that names an input."""

    code: str
    path: PathParts
    types: frozenset[str]
    rule: PathParts
    """Path of the (possibly nested) rule."""


@dataclass(frozen=True, slots=True)
class LeafView:
    """What a rule's lint needs to know of its leaf."""

    maximum: Decimal | None
    smallest_maximum: Decimal | None
    """Least of the maximum and the maxima of groups."""
    inputs: dict[str, dict[str, object]]
    outside_scale: bool

    def exceeds_one(self, code: Raw) -> bool:
        """Whether the ratio input may be larger than 1."""
        return isinstance(code, str) and truth_of(mapping_of(self.inputs.get(code)).get("may_exceed_one")) is True

    def denominator(self, code: Raw) -> str:
        """What the ratio's lower number counts, in the words of the document; the code itself when not said."""
        return text_of(mapping_of(self.inputs.get(code) if isinstance(code, str) else None).get("denominator")) or str(
            code
        )


def kinds_within(rule: dict[str, Raw]) -> set[str]:
    """The rule's kind and those of its alternatives."""
    kinds = {str(rule.get("kind"))}
    for _, alternative in mappings_in(rule.get("alternatives")):
        kinds |= kinds_within(mapping_of(alternative.get("rule")))
    return kinds


def input_uses(rule: dict[str, Raw], path: PathParts) -> Iterator[InputUse]:
    """Every place of the rule, alternatives included, that names an input."""
    for parameter, types in INPUT_TYPES.get(str(rule.get("kind")), {}).items():
        for place, value in _places(rule, path, parameter.split(".")):
            code = text_of(value)
            if code:
                yield InputUse(code, place, types, path)
    for position, alternative in mappings_in(rule.get("alternatives")):
        inner = mapping_of(alternative.get("rule"))
        yield from input_uses(inner, (*path, "alternatives", position, "rule"))


def _places(here: Raw, path: PathParts, names: list[str]) -> Iterator[tuple[PathParts, Raw]]:
    if isinstance(here, list):
        for position, entry in enumerate(here):
            yield from _places(entry, (*path, position), names)
    elif not names:
        if here is not None:
            yield path, here
    elif isinstance(here, dict) and names[0] in here:
        yield from _places(here[names[0]], (*path, names[0]), names[1:])


def lint_rule(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    """The figures of the rule against each other and against the leaf's maximum."""
    check = _CHECKS.get(str(rule.get("kind")))
    if check is not None:
        check(tree, rule, path, leaf)


def _positive(tree: SourceTree, rule: dict[str, Raw], path: PathParts, *names: str) -> None:
    for name in names:
        value = decimal_of(rule.get(name))
        if value is not None and value <= 0:
            tree.add(FaultCode.NOT_POSITIVE, (*path, name), value=value, values={"key": name})


def _ratio_bands(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    over = leaf.exceeds_one(rule.get("ratio"))
    lint_ratio_bands(tree, rule, path, leaf.maximum, leaf.smallest_maximum, may_exceed_one=over)


def _plan_bands(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    lint_ratio_bands(tree, rule, path, leaf.maximum, leaf.smallest_maximum, may_exceed_one=True)


def _target_bands(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    if rule.get("bands"):
        lint_ratio_bands(tree, rule, path, leaf.maximum, leaf.smallest_maximum, may_exceed_one=False)


def _amount_bands(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    lint_bands(tree, rule, path, leaf.maximum, leaf.smallest_maximum)


def _shares(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    for name in ("floor", "target"):
        if not leaf.exceeds_one(rule.get("ratio")):
            share_fits(tree, rule.get(name), (*path, name))


def _terms(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    reachable = ZERO
    wholes: list[str] = []
    for position, term in mappings_in(rule.get("terms")):
        place: PathParts = (*path, "terms", position)
        over = leaf.exceeds_one(term.get("ratio"))
        wholes.append(leaf.denominator(term.get("ratio")))
        if not over:
            share_fits(tree, term.get("target"), (*place, "target"))
        _positive(tree, term, place, "weight", "cap")
        weight, target = decimal_of(term.get("weight")), decimal_of(term.get("target", 1))
        cap = decimal_of(term.get("cap")) if term.get("cap") is not None else weight
        if weight is None or target is None or cap is None or target <= 0:
            return
        reachable += cap if over else min(cap, weight / target)
    # shares of one whole (early, on time, late) do not reach their caps together
    shared = len(set(wholes)) < len(wholes)
    if leaf.maximum is not None and reachable > leaf.maximum and not shared:
        values = {"sum": reachable, "maximum": leaf.maximum}
        tree.add(FaultCode.TERMS_ABOVE_MAXIMUM, path, value=reachable, values=values, severity=Severity.WARNING)
    warn_not_reached(tree, path, reachable, leaf.maximum)


def _increments(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    _positive(tree, rule, path, "increment")
    not_above_maximum(tree, rule.get("base"), (*path, "base"), leaf.smallest_maximum)


def _deadline(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    month, day = rule.get("month"), rule.get("day")
    if isinstance(month, int) and isinstance(day, int) and 1 <= month <= 12 and 1 <= day <= 31:
        # 29/2 is missing in three years of four, so the last day counted on is that of a plain year
        if day > calendar.monthrange(2023, month)[1]:
            values = {"day": day, "month": month}
            tree.add(FaultCode.DEADLINE_INVALID, (*path, "day"), value=f"{day}/{month}", values=values)
    lint_late_bands(tree, rule, path, leaf.smallest_maximum)


def _deduction(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    _positive(tree, rule, path, "deduction")
    lowest = decimal_of(rule.get("lowest"))
    if lowest is not None and leaf.smallest_maximum is not None and lowest > leaf.smallest_maximum:
        values = {"lowest": lowest, "maximum": leaf.smallest_maximum}
        tree.add(FaultCode.LOWEST_ABOVE_MAXIMUM, (*path, "lowest"), value=lowest, values=values)


def _checklist(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    points = [decimal_of(item.get("points")) for _, item in mappings_in(rule.get("items"))]
    known = [value for value in points if value is not None]
    total = sum(known, ZERO)
    if leaf.maximum is not None and known and len(known) == len(points) and total != leaf.maximum:
        values = {"sum": total, "maximum": leaf.maximum}
        tree.add(FaultCode.CHECKLIST_SUM_DIFFERS, (*path, "items"), value=total, values=values)


def _options(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    weights = [decimal_of(option.get("weight")) for _, option in mappings_in(rule.get("options"))]
    known = [weight for weight in weights if weight is not None]
    if known and leaf.maximum is not None and max(known) < ONE:
        warn_not_reached(tree, path, leaf.maximum * max(known), leaf.maximum)


def _rating(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    _positive(tree, rule, path, "step")


def _alternatives(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    codes: list[str] = []
    for position, alternative in mappings_in(rule.get("alternatives")):
        place: PathParts = (*path, "alternatives", position)
        code = text_of(alternative.get("code"))
        if code is not None and code in codes:
            tree.add(FaultCode.DUPLICATE_ALTERNATIVE, (*place, "code"), value=code)
        codes.append(code or "")
        lint_rule(tree, mapping_of(alternative.get("rule")), (*place, "rule"), leaf)
    options = _option_codes(leaf.inputs.get(text_of(rule.get("choice")) or "", {}))
    if options and set(options) != set(codes):
        values = {"options": ", ".join(options), "alternatives": ", ".join(codes)}
        tree.add(FaultCode.ALTERNATIVES_DIFFER, (*path, "alternatives"), value=", ".join(codes), values=values)


def _option_codes(raw: dict[str, object]) -> list[str]:
    return [text_of(option.get("code")) or "" for _, option in mappings_in(raw.get("choices"))]


def _bonus(tree: SourceTree, rule: dict[str, Raw], path: PathParts, leaf: LeafView) -> None:
    if not leaf.outside_scale:
        tree.add(FaultCode.BONUS_INSIDE_SCALE, path)
    for name in ("bonus_cap", "penalty_cap"):
        cap = decimal_of(rule.get(name))
        if cap is not None and cap < 0:
            tree.add(FaultCode.NOT_POSITIVE, (*path, name), value=cap, values={"key": name})
    for position, item in enumerate(list_of(rule.get("items"))):
        _positive(tree, mapping_of(item), (*path, "items", position), "cap")


_Check = Callable[[SourceTree, dict[str, Raw], PathParts, LeafView], None]
_CHECKS: dict[str, _Check] = {
    "step_table_ratio": _ratio_bands,
    "linear_with_floor": _shares,
    "linear_to_target": _shares,
    "ratio_with_multiplier": _shares,
    "complement_ratio": _shares,
    "weighted_sum_of_ratios": _terms,
    "count_thresholds": _amount_bands,
    "base_plus_increment_capped": _increments,
    "boolean_by_deadline": _deadline,
    "deduction_per_violation": _deduction,
    "additive_checklist": _checklist,
    "growth_vs_previous_year": _amount_bands,
    "plan_attainment_over_100": _plan_bands,
    "share_of_targets_met": _target_bands,
    "survey_option_weights": _options,
    "manual_rating_by_leader": _rating,
    "alternatives_pick_one": _alternatives,
    "bonus_penalty_block": _bonus,
}
