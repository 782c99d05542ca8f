"""Simulated figures for the communes of the demonstration, the same for the same unit, leaf and year on every machine.

A commune has a lasting quality and lasting strong and weak points; a year moves both a little. The figures follow from
that through the inputs of each leaf: counts are whole, ratios stay two numbers, what an office would know stays
plausible. Nothing here is real, and every page that shows it says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from parindex.engine.rulebook import rules
from parindex.engine.rulebook.document import Input, Node
from parindex.engine.scoring.values import Absence, Inputs, Ratio, Value

Figures = dict[str, Inputs]

MEAN_QUALITY = 0.79
SPREAD_OF_QUALITY = 0.09
"""Give an index between about 65 and 96 over some hundred units."""
YEARLY_GAIN = 0.02
FIRST_YEAR = 2025
SEED = "parindex 32"
"""Another word gives another province; this one puts the commune of the cast in the middle."""
DIFFICULT = {"DVC-TOANTRINH": 0.62, "SH-KETQUA": 0.7, "DVC-THANHTOAN": 0.75, "SK-CONGNHAN": 0.6, "SH-TAISUDUNG": 0.7}
"""Share of the usual level that communes reach where the source plans name a weak point."""

# What a ratio counts over, by its unit of measure: smallest and largest denominator of a year.
_OVER: Mapping[str, tuple[int, int]] = {
    "hồ sơ": (900, 9500),
    "văn bản": (900, 4200),
    "TTHC": (360, 390),
    "người": (32, 74),
    "nhiệm vụ": (28, 64),
    "đơn vị": (4, 12),
    "thôn, tổ": (8, 34),
    "vấn đề": (0, 9),
    "nội dung": (0, 7),
    "kiến nghị": (0, 6),
    "phản ánh": (4, 60),
    "cuộc": (2, 7),
    "lượt": (60, 180),
    "hoạt động": (6, 14),
    "báo cáo": (18, 52),
    "hệ thống": (2, 5),
    "điểm": (240, 480),
    "đồng": (2_400_000_000, 28_000_000_000),
}
_FEW_DOCUMENTS = (4, 16)
"""Legal documents of a commune in a year; the larger count is that of the electronic office."""
_OVER_OF_LEAF: Mapping[str, tuple[int, int]] = {
    "RS-THUCHIEN": (6, 28),  # legal documents in force, not letters
    "XL-KIENNGHI": (0, 2),  # unlawful documents are rare
    "TTHC-XINLOI": (3, 90),  # late dossiers only
    "BIENCHE-TINHGIAN": (1, 3),  # posts to be given up in a year
    "DTBD-KEHOACH": (24, 60),
    "KN-NOPTIEN": (20_000_000, 900_000_000),  # to be paid back after an audit
}
"""Where the unit of measure alone would give a number that no office has."""
_BEFORE = 25
"""Days before the last day known, over which dates are spread that would lie ahead of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is drawn: unit, leaf, year; ``level`` is the share of the maximum aimed at (0–1)."""

    unit: str
    leaf: Node
    year: int
    level: float
    rng: Random


def figures_for(unit: str, leaves: tuple[Node, ...], year: int, until: date | None = None) -> Figures:
    """Figures of one unit (``unit``: its official code) for every leaf: leaf code → inputs.

    ``until``: the last day that could be known; no date lies after it.
    """
    quality = _lasting(unit) + YEARLY_GAIN * (year - FIRST_YEAR) + _rng(unit, "year", year).gauss(0, 0.012)
    figures = {leaf.code: _inputs(_place(unit, leaf, year, quality)) for leaf in leaves}
    return figures if until is None else {code: _known_by(until, unit, code, row) for code, row in figures.items()}


def _known_by(until: date, unit: str, leaf: str, inputs: Inputs) -> Inputs:
    earlier = until - timedelta(days=_rng(unit, leaf, "known").randint(0, _BEFORE))
    return {code: earlier if isinstance(value, date) and value > until else value for code, value in inputs.items()}


def _rng(*parts: object) -> Random:
    return Random("/".join(str(part) for part in (SEED, *parts)))  # noqa: S311 - figures to look at, no secret


def _lasting(unit: str) -> float:
    return min(0.985, max(0.58, _rng(unit, "quality").gauss(MEAN_QUALITY, SPREAD_OF_QUALITY)))


def _place(unit: str, leaf: Node, year: int, quality: float) -> Place:
    lasting = _rng(unit, leaf.code).gauss(0, 0.09)
    rng = _rng(unit, leaf.code, year)
    level = (quality + lasting + rng.gauss(0, 0.03)) * DIFFICULT.get(leaf.code, 1.0)
    return Place(unit, leaf, year, min(1.0, max(0.05, level)), rng)


def _inputs(place: Place) -> Inputs:
    policies = place.leaf.policies
    if policies is not None and policies.not_applicable == "exclude_and_renormalise" and place.rng.random() < 0.06:
        return {each.code: Absence.NOT_APPLICABLE for each in place.leaf.inputs}
    return _MAKERS[type(place.leaf.rule)](place.leaf.rule, place)


def _succeeds(place: Place, weight: float = 1.0) -> bool:
    """Whether something that is either done or not is done: likelier for a better commune."""
    return place.rng.random() < 1 - (1 - place.level) * weight


def _denominator(place: Place, code: str) -> int:
    declared = _input(place, code)
    low, high = _OVER.get(declared.unit or "", (20, 60))
    if declared.unit == "văn bản" and not declared.indicator:
        low, high = _FEW_DOCUMENTS
    if place.leaf.code in _OVER_OF_LEAF:
        return place.rng.randint(*_OVER_OF_LEAF[place.leaf.code])
    if declared.unit in ("hồ sơ", "TTHC", "người", "thôn, tổ"):
        # one commune has one size: its dossiers, procedures and staff do not jump from leaf to leaf
        size = _rng(place.unit, declared.unit).random() * 0.92 + place.rng.random() * 0.08
        return round(low + (high - low) * math.pow(size, 1.6))
    if declared.unit == "đồng":
        return place.rng.randrange(low, high, 1_000_000)
    return place.rng.randint(low, high)


def _input(place: Place, code: str) -> Input:
    return next(each for each in place.leaf.inputs if each.code == code)


def _ratio(place: Place, code: str, share: float) -> Ratio:
    """``share`` of a plausible denominator, as whole numbers."""
    below = _denominator(place, code)
    return Ratio(Decimal(min(below, max(0, round(below * min(1.0, share))))), Decimal(below))


def _high(place: Place, floor: float) -> float:
    """A ratio that offices keep high: from somewhat below ``floor`` up to 1."""
    return min(1.0, floor + (1 - floor) * (place.level - 0.35) / 0.6)


def _step_table(rule: rules.StepTableRatio, place: Place) -> Inputs:
    top = float(rule.bands[0].at_least)
    share = top if _succeeds(place) else top * place.rng.uniform(0.72, 0.99)
    return {rule.ratio: _ratio(place, rule.ratio, max(share, top if share >= top else 0))}


def _linear(rule: rules.LinearProportion, place: Place) -> Inputs:
    return {rule.ratio: _ratio(place, rule.ratio, place.level)}


def _with_floor(rule: rules.LinearWithFloor, place: Place) -> Inputs:
    return {rule.ratio: _ratio(place, rule.ratio, _high(place, float(rule.floor)))}


def _to_target(rule: rules.LinearToTarget, place: Place) -> Inputs:
    return {rule.ratio: _ratio(place, rule.ratio, float(rule.target) * place.level * place.rng.uniform(0.98, 1.12))}


def _weighted_sum(rule: rules.WeightedSumOfRatios, place: Place) -> Inputs:
    below = _denominator(place, rule.terms[0].ratio)
    left = below
    inputs: dict[str, Value] = {}
    for term in rule.terms:
        part = min(left, round(below * place.level * place.rng.uniform(0.45, 0.7)))
        left -= part
        inputs[term.ratio] = Ratio(Decimal(part), Decimal(below))
    return inputs


def _multiplied(rule: rules.RatioWithMultiplier, place: Place) -> Inputs:
    share = float(rule.target) * place.level * 1.1
    return {
        rule.ratio: _ratio(place, rule.ratio, share),
        rule.coefficient: _ratio(place, rule.coefficient, _high(place, 0.8)),
    }


def _complement(rule: rules.ComplementRatio, place: Place) -> Inputs:
    below = _denominator(place, rule.denominator)
    bad = round(below * (1 - place.level) * 0.35)
    # the first kind is the common one (overdue); the others (complained about) are a few of them
    shares = {code: Decimal(bad if nth == 0 else bad // 30) for nth, code in enumerate(rule.bad)}
    return {**shares, rule.denominator: Decimal(below)}


def _max_of_sources(rule: rules.MaxOfSourcesDenominator, place: Place) -> Inputs:
    below = _denominator(place, rule.numerator)
    counts: dict[str, Value] = {
        code: Decimal(round(below * place.rng.uniform(0.97, 1.0))) for code in rule.denominators
    }
    return {**counts, rule.numerator: Decimal(round(below * 0.97 * _high(place, 0.7)))}


def _count(rule: rules.CountThresholds, place: Place) -> Inputs:
    bands = [int(band.at_least) for band in reversed(rule.bands)]
    reached = sum(1 for _ in bands if _succeeds(place))
    return {rule.count: Decimal(bands[reached - 1] if reached else 0)}


def _base_plus(rule: rules.BasePlusIncrementCapped, place: Place) -> Inputs:
    steps = (place.leaf.maximum - rule.base) / rule.increment
    count = float(rule.start + steps * rule.unit) * place.level * place.rng.uniform(0.85, 1.2)
    return {rule.count: Decimal(round(count))}


def _yes_no(rule: rules.Boolean, place: Place) -> Inputs:
    return {rule.answer: _succeeds(place, 0.7) is rule.full_when}


def _deadline(rule: rules.BooleanByDeadline, place: Place) -> Inputs:
    due = date(place.year + rule.year_offset, rule.month, rule.day)
    if _succeeds(place, 0.8):
        return {rule.done_on: due - timedelta(days=place.rng.randint(0, 20))}
    if place.rng.random() < 0.1:
        return {rule.done_on: Absence.NEVER}
    return {rule.done_on: due + timedelta(days=place.rng.randint(1, 45))}


def _no_violation(rule: rules.ZeroToleranceViolation, place: Place) -> Inputs:
    return {rule.violations: Decimal(0 if _succeeds(place, 0.6) else place.rng.randint(1, 2))}


def _deduction(rule: rules.DeductionPerViolation, place: Place) -> Inputs:
    return {rule.violations: Decimal(0 if _succeeds(place, 0.9) else place.rng.randint(1, 3))}


def _checklist(rule: rules.AdditiveChecklist, place: Place) -> Inputs:
    return {item.answer: _succeeds(place) for item in rule.items}


def _growth(rule: rules.GrowthVsPreviousYear, place: Place) -> Inputs:
    now, before = (_new_businesses(place.unit, year) for year in (place.year, place.year - 1))
    return {rule.current: Decimal(now), rule.previous: Decimal(before)}


def _new_businesses(unit: str, year: int) -> int:
    """One figure for a unit and year, so that this year's "last year" is last year's "this year"."""
    base = _rng(unit, "businesses").randint(24, 140)
    return round(base * (1.06 ** (year - 2024)) * _rng(unit, "businesses", year).uniform(0.92, 1.14))


def _plan(rule: rules.PlanAttainmentOver100, place: Place) -> Inputs:
    plan = place.rng.randrange(8_000, 96_000, 100)
    reached = 0.82 + 0.26 * place.level * place.rng.uniform(0.88, 1.12)
    return {rule.plan: Decimal(plan), rule.actual: Decimal(round(plan * reached))}


def _targets(rule: rules.ShareOfTargetsMet, place: Place) -> Inputs:
    assigned = place.rng.randint(14, 40)
    waiting = place.rng.randint(0, 2) if rule.not_yet_due else 0
    due = assigned - waiting
    missed = 0 if _succeeds(place) else place.rng.randint(1, max(1, due // 8))
    inputs: dict[str, Value] = {rule.met: Decimal(due - missed), rule.assigned: Decimal(assigned)}
    if rule.not_yet_due:
        inputs[rule.not_yet_due] = Decimal(waiting)
    return inputs


def _options(rule: rules.SurveyOptionWeights, place: Place) -> Inputs:
    left, inputs = 120, {}
    for option in rule.options[:-1]:
        answers = min(left, round(left * place.level * place.rng.uniform(0.55, 0.95)))
        inputs[option.answers] = Decimal(answers)
        left -= answers
    return {**inputs, rule.options[-1].answers: Decimal(left)}


def _groups(rule: rules.SurveyGroupMean, place: Place) -> Inputs:
    return {group.mean: _ratio(place, group.mean, 0.55 + 0.42 * place.level) for group in rule.groups}


def _external(rule: rules.ImportedExternalIndex, place: Place) -> Inputs:
    value = float(rule.external_maximum) * (0.58 + 0.34 * place.level)
    return {rule.value: Decimal(round(value * 100)) / 100}


_Maker = Callable[..., Inputs]
_MAKERS: Mapping[type, _Maker] = {
    rules.StepTableRatio: _step_table,
    rules.LinearProportion: _linear,
    rules.LinearWithFloor: _with_floor,
    rules.LinearToTarget: _to_target,
    rules.WeightedSumOfRatios: _weighted_sum,
    rules.RatioWithMultiplier: _multiplied,
    rules.ComplementRatio: _complement,
    rules.MaxOfSourcesDenominator: _max_of_sources,
    rules.CountThresholds: _count,
    rules.BasePlusIncrementCapped: _base_plus,
    rules.Boolean: _yes_no,
    rules.BooleanByDeadline: _deadline,
    rules.ZeroToleranceViolation: _no_violation,
    rules.DeductionPerViolation: _deduction,
    rules.AdditiveChecklist: _checklist,
    rules.GrowthVsPreviousYear: _growth,
    rules.PlanAttainmentOver100: _plan,
    rules.ShareOfTargetsMet: _targets,
    rules.SurveyOptionWeights: _options,
    rules.SurveyGroupMean: _groups,
    rules.ImportedExternalIndex: _external,
}
