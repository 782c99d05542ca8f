"""Generated criteria sets: valid by the lint, every rule kind, odd texts, figures up to nine decimals.

``criteria_sets()`` gives whole sets, ``leaves_of_kind(kind)`` single leaves; both are documents, not raw trees.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.document import CriteriaSet, Node, SubCriterion

Draw = Callable[[st.SearchStrategy[Any]], Any]
Tree = dict[str, Any]

_ODD = [
    "=1+1",
    "-7,5 điểm",
    "@SUM(A1)",
    "31/12",
    "true",
    "null",
    "1.10",
    "a: b # c",
    "“tỷ lệ”",
    "'",
    '"x"',
    "dòng 1\ndòng 2",
    "_x0041_",
    "C:\\new",
]
_LETTERS = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


texts = st.one_of(
    st.sampled_from(["Tỷ lệ hồ sơ đúng hạn", "Ban hành kế hoạch", *_ODD]),
    st.text(_LETTERS, min_size=1, max_size=20).map(_tidy).filter(bool),
)
points = st.integers(1, 20_000_000_000).map(lambda n: Decimal(n).scaleb(-9))
short_points = st.integers(1, 20_000).map(lambda n: Decimal(n).scaleb(-3))
shares = st.integers(1, 100).map(lambda n: Decimal(n).scaleb(-2))
dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def _ratio(code: str, over: bool = False) -> Tree:
    whole = {"numerator": f"tử số {code}", "denominator": f"mẫu số {code}"}
    return {"code": code, "title": code, "type": "ratio", "may_exceed_one": over, **whole}


def _input(code: str, kind: str) -> Tree:
    return {"code": code, "title": code, "type": kind}


def _falling(draw: Draw, bounds: st.SearchStrategy[Decimal], maximum: Decimal) -> list[Tree]:
    """Bands in falling order; the first earns the maximum."""
    found = sorted(draw(st.lists(bounds, min_size=1, max_size=4, unique=True)), reverse=True)
    return [{"at_least": bound, "points": maximum / 2**at} for at, bound in enumerate(found)]


def _rule(draw: Draw, kind: str, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    """A rule of the kind and the inputs that it names."""
    build = _BUILDERS.get(kind)
    rule, inputs = build(draw, maximum) if build else _SIMPLE[kind]
    return {"kind": kind, **rule}, [dict(entry) for entry in inputs]


_SIMPLE: dict[str, tuple[Tree, list[Tree]]] = {
    "linear_proportion": ({"ratio": "r"}, [_ratio("r")]),
    "max_of_sources_denominator": (
        {"numerator": "n", "denominators": ["d1", "d2"]},
        [_input("n", "count"), _input("d1", "count"), _input("d2", "number")],
    ),
    "zero_tolerance_violation": ({"violations": "v"}, [_input("v", "count")]),
    "points_as_printed": ({"points": "p"}, [_input("p", "number")]),
}


def _step_table(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    bands = _falling(draw, shares, maximum)
    if draw(st.booleans()):
        bands[-1] = {"at_least": bands[-1]["at_least"], "linear": True}
    return {"ratio": "r", "bands": bands}, [_ratio("r")]


def _weighted(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    half = maximum / 2
    terms: list[Tree] = [{"ratio": "a", "weight": half, "target": draw(shares)}, {"ratio": "b", "weight": half}]
    terms[0]["cap"] = half
    return {"terms": terms}, [_ratio("a"), _ratio("b")]


def _deadline(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    days = sorted(draw(st.lists(st.integers(1, 300), max_size=3, unique=True)))
    rule = {
        "done_on": "on",
        "month": draw(st.integers(1, 12)),
        "day": draw(st.integers(1, 28)),
        "year_offset": draw(st.integers(-1, 1)),
        "late": [{"days_late": n, "points": maximum / 2 ** (at + 1)} for at, n in enumerate(days)],
    }
    return rule, [_input("on", "date")]


def _growth(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    growths = st.integers(-90, 300).map(lambda n: Decimal(n).scaleb(-2))
    bands = [{**band, "strict": draw(st.booleans())} for band in _falling(draw, growths, maximum)]
    return {"current": "now", "previous": "before", "bands": bands}, [
        _input("now", "number"),
        _input("before", "number"),
    ]


def _plan(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    bands = _falling(draw, st.integers(1, 200).map(lambda n: Decimal(n).scaleb(-2)), maximum)
    rule = {"actual": "done", "plan": "plan", "plan_name": draw(texts), "bands": bands}
    return rule, [_input("done", "number"), _input("plan", "number")]


def _targets(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    rule: Tree = {"met": "met", "assigned": "given"}
    inputs = [_input("met", "count"), _input("given", "count")]
    if draw(st.booleans()):
        rule["not_yet_due"] = "open"
        inputs.append(_input("open", "count"))
    if draw(st.booleans()):
        rule["bands"] = _falling(draw, shares, maximum)
    return rule, inputs


def _alternatives(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    first = {"code": "a", "title": draw(texts), "rule": {"kind": "boolean", "answer": "yes"}}
    second = {
        "code": "b",
        "title": draw(texts),
        "rule": {"kind": "linear_to_target", "ratio": "r", "target": draw(shares)},
    }
    choices = [{"code": code, "title": draw(texts)} for code in ("a", "b")]
    way = {**_input("way", "choice"), "choices": choices}
    return {"choice": "way", "alternatives": [first, second]}, [way, _input("yes", "yes_no"), _ratio("r")]


def _bonus(draw: Draw, maximum: Decimal) -> tuple[Tree, list[Tree]]:
    items = [
        {"count": "good", "points": draw(short_points), "cap": maximum},
        {"count": "bad", "points": -draw(short_points)},
    ]
    rule = {"items": items, "bonus_cap": maximum, "penalty_cap": draw(short_points)}
    return rule, [_input("good", "count"), _input("bad", "count")]


_Build = Callable[[Draw, Decimal], tuple[Tree, list[Tree]]]
_BUILDERS: dict[str, _Build] = {
    "step_table_ratio": _step_table,
    "linear_with_floor": lambda draw, maximum: ({"ratio": "r", "floor": draw(shares)}, [_ratio("r")]),
    "linear_to_target": lambda draw, maximum: ({"ratio": "r", "target": draw(shares)}, [_ratio("r", over=True)]),
    "weighted_sum_of_ratios": _weighted,
    "ratio_with_multiplier": lambda draw, maximum: (
        {"ratio": "r", "coefficient": "c", "target": draw(shares)},
        [_ratio("r"), _ratio("c")],
    ),
    "complement_ratio": lambda draw, maximum: (
        {"bad": ["late", "angry"], "denominator": "all", "target": draw(shares)},
        [_input("late", "count"), _input("angry", "count"), _input("all", "count")],
    ),
    "count_thresholds": lambda draw, maximum: (
        {"count": "n", "bands": _falling(draw, st.integers(0, 50).map(Decimal), maximum)},
        [_input("n", "count")],
    ),
    "base_plus_increment_capped": lambda draw, maximum: (
        {"count": "n", "base": maximum / 2, "start": draw(short_points), "unit": 100, "increment": draw(short_points)},
        [_input("n", "count")],
    ),
    "boolean": lambda draw, maximum: ({"answer": "yes", "full_when": draw(st.booleans())}, [_input("yes", "yes_no")]),
    "boolean_by_deadline": _deadline,
    "deduction_per_violation": lambda draw, maximum: (
        {"violations": "v", "deduction": draw(short_points), "lowest": -draw(short_points)},
        [_input("v", "count")],
    ),
    "additive_checklist": lambda draw, maximum: (
        {"items": [{"answer": code, "points": maximum / 2} for code in ("full", "timely")]},
        [_input("full", "yes_no"), _input("timely", "yes_no")],
    ),
    "growth_vs_previous_year": _growth,
    "plan_attainment_over_100": _plan,
    "share_of_targets_met": _targets,
    "survey_option_weights": lambda draw, maximum: (
        {"options": [{"answers": "a", "weight": 1}, {"answers": "b", "weight": draw(shares)}]},
        [_input("a", "count"), _input("b", "count")],
    ),
    "survey_group_mean": lambda draw, maximum: (
        {"groups": [{"mean": "m1", "weight": draw(short_points)}, {"mean": "m2", "weight": draw(short_points)}]},
        [_ratio("m1"), _ratio("m2")],
    ),
    "manual_rating_by_leader": lambda draw, maximum: (
        {"rating": "p", "role": draw(texts), "step": draw(st.none() | short_points)},
        [_input("p", "number")],
    ),
    "imported_external_index": lambda draw, maximum: (
        {"value": "x", "external_maximum": draw(short_points)},
        [{**_input("x", "number"), "minimum": draw(short_points), "maximum": 100}],
    ),
    "alternatives_pick_one": _alternatives,
    "bonus_penalty_block": _bonus,
}
KINDS = (*_SIMPLE, *_BUILDERS)
_MEASURED = {
    "manual_rating_by_leader": "rated",
    "survey_option_weights": "survey",
    "survey_group_mean": "survey",
    "imported_external_index": "imported",
}


def _leaf(draw: Draw, code: str, kind: str) -> Tree:
    # a maximum of 6 decimals times 64: halves three times over without leaving the nine-decimal grid
    maximum = Decimal(draw(st.integers(1, 300))).scaleb(-6) * 64000
    rule, inputs = _rule(draw, kind, maximum)
    leaf: Tree = {
        "code": code,
        "title": draw(texts),
        "number": draw(st.none() | st.just(f"{code}.")),
        "maximum": maximum,
        "owner": draw(st.none() | texts),
        "measured": _MEASURED.get(kind, "self"),
        "inputs": inputs,
        "rule": rule,
        "policies": {
            "missing": draw(st.sampled_from(["pending", "zero_points", "exclude_and_renormalise"])),
            "zero_denominator": draw(st.sampled_from(["refuse", "zero_if_denominator_zero", "pending"])),
        },
        "evidence": draw(st.lists(texts, max_size=3)),
        "remedies": draw(st.lists(texts, max_size=2)),
        "product": draw(st.none() | texts),
        "confirmed_on": draw(st.none() | dates),
        "unsure": draw(st.none() | texts),
        "note": draw(st.none() | texts),
        "legal": [{"act": draw(texts), "unsure": draw(st.booleans())}] if draw(st.booleans()) else [],
    }
    if draw(st.booleans()):
        leaf["maximum_by_group"] = [{"group": draw(texts), "maximum": maximum + draw(points)}]
    return leaf


def _parent(draw: Draw, code: str, child_key: str, children: list[Tree]) -> Tree:
    total = sum((child["maximum"] for child in children), ZERO)
    return {"code": code, "title": draw(texts), "maximum": total, "note": draw(st.none() | texts), child_key: children}


def _field(draw: Draw, code: str) -> Tree:
    kinds = st.sampled_from([kind for kind in KINDS if kind != "bonus_penalty_block"])
    if draw(st.integers(0, 5)) == 0:
        return _leaf(draw, code, draw(kinds))
    criteria: list[Tree] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        inner = f"{code}.{number}"
        if draw(st.booleans()):
            criteria.append(_leaf(draw, inner, draw(kinds)))
        else:
            below = [_leaf(draw, f"{inner}.{n}", draw(kinds)) for n in range(1, draw(st.integers(1, 3)) + 1)]
            criteria.append(_parent(draw, inner, "sub_criteria", below))
    return _parent(draw, code, "criteria", criteria)


def _attributes(draw: Draw) -> Tree:
    start, end = sorted((draw(dates), draw(dates)))
    bounds = sorted(draw(st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True)), reverse=True)
    bands = [{"name": f"Loại {at}", "at_least": bound} for at, bound in enumerate([*bounds, 0])]
    return {
        "schema": "parindex/criteria-set/1",
        "code": "generated_set",
        "version": draw(st.sampled_from(["2026", "1.10", "2026-bis"])),
        "title": draw(texts),
        "level": draw(st.sampled_from(["commune", "province", "department"])),
        "standing": "test",
        "valid_from": draw(st.none() | st.just(start)),
        "valid_to": end,
        "issued_by": draw(st.none() | st.fixed_dictionaries({"act": texts, "date": dates})),
        "sources": draw(st.lists(texts, max_size=2)),
        "notes": draw(st.lists(texts, max_size=2)),
        "rounding": draw(st.just({}) | st.fixed_dictionaries({"leaf": st.integers(0, 9), "total": st.integers(0, 9)})),
        "ranking": draw(st.sampled_from([{}, {"on": "points", "ties": "dense"}])),
        "class_scheme": draw(st.none() | st.just({"code": "x", "bands": bands})),
    }


@st.composite
def criteria_sets(draw: Draw) -> CriteriaSet:
    """A whole valid set of one to four fields, sometimes with a bonus block and an explained exception."""
    tree = _attributes(draw)
    fields = [_field(draw, str(number)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    total = sum((field["maximum"] for field in fields), ZERO)
    tree["scale"] = total
    if draw(st.booleans()):
        tree["scale"] = total + draw(short_points)
        tree["exceptions"] = [{"declared": tree["scale"], "sum": total, "explanation": draw(texts)}]
    if draw(st.booleans()):
        fields.append({**_leaf(draw, "9", "bonus_penalty_block"), "outside_scale": True})
    if draw(st.booleans()):
        leaf = fields[0]
        while "rule" not in leaf:
            leaf = (leaf.get("criteria") or leaf["sub_criteria"])[0]
        lines = [{"before": ["old 1", "old 2"], "after": [leaf["code"]], "comparable": draw(st.booleans())}]
        tree["crosswalk"] = {"code": "older_set", "version": "2025", "lines": lines}
    return CriteriaSet.model_validate({**tree, "fields": fields})


@st.composite
def leaves_of_kind(draw: Draw, kind: str) -> Node:
    """One valid leaf with a rule of the kind."""
    return SubCriterion.model_validate(_leaf(draw, "1", kind))
