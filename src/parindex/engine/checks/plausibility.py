"""Figures that are worth a second look: against last year's figure, a ratio above one, a day that has not come yet.
Doubts never refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.scoring.values import Absence, Ratio, Value


class DoubtCode(StrEnum):
    """What is doubtful; the words stand in catalogue ``assessments_doubts.po``."""

    RISE = "doubt.rise"
    FALL = "doubt.fall"
    SHARE_MOVED = "doubt.share_moved"
    ABOVE_ONE = "doubt.above_one"
    DATE_AHEAD = "doubt.date_ahead"


class Doubt(NamedTuple):
    """One doubt and the values of its sentence."""

    code: DoubtCode
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlausibilityRule:
    """Limits (``rulebooks/check_rules/entry_plausibility.yaml``). ``share_points``: percentage points."""

    jump_factor: Decimal
    jump_least: Decimal
    share_points: Decimal
    share_least: Decimal


def doubts_of(
    value: Value | Absence | None,
    last_year: Value | Absence | None,
    rule: PlausibilityRule,
    today: date | None = None,
) -> tuple[Doubt, ...]:
    """What is doubtful about a figure; nothing where it is no figure, or last year had none to compare with.

    ``today``: a date after it is doubted; None doubts no date.
    """
    if isinstance(value, date):
        ahead = today is not None and value > today
        return (Doubt(DoubtCode.DATE_AHEAD, {"date": value, "today": today}),) if ahead else ()
    if isinstance(value, Ratio):
        if value.numerator > value.denominator > 0:
            return (Doubt(DoubtCode.ABOVE_ONE, {"upper": value.numerator, "lower": value.denominator}),)
        if not isinstance(last_year, Ratio):
            return ()
        jumped = _jump(value.denominator, last_year.denominator, rule)
        return jumped or _share(value, last_year, rule)
    if _is_number(value) and _is_number(last_year):
        assert isinstance(value, Decimal) and isinstance(last_year, Decimal)
        return _jump(value, last_year, rule)
    return ()


def _is_number(value: object) -> bool:
    return isinstance(value, Decimal)


def _jump(now: Decimal, before: Decimal, rule: PlausibilityRule) -> tuple[Doubt, ...]:
    if before <= 0 or now < 0 or max(now, before) < rule.jump_least:
        return ()
    values = {"now": now, "before": before, "factor": rule.jump_factor}
    if now >= before * rule.jump_factor:
        return (Doubt(DoubtCode.RISE, values),)
    if now * rule.jump_factor <= before:
        return (Doubt(DoubtCode.FALL, values),)
    return ()


def _share(now: Ratio, before: Ratio, rule: PlausibilityRule) -> tuple[Doubt, ...]:
    if min(now.denominator, before.denominator) < max(rule.share_least, Decimal(1)):
        return ()
    # Cross-multiplied, so that no rounding decides.
    moved = abs(now.numerator * before.denominator - before.numerator * now.denominator) * 100
    if moved < rule.share_points * now.denominator * before.denominator:
        return ()
    return (Doubt(DoubtCode.SHARE_MOVED, {"now": now, "before": before, "points": rule.share_points}),)
