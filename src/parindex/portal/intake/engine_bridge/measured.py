"""A figure that was read as a value of a fact: its shape, its numbers, its period; or what is missing for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from parindex.engine.numbers.exact import HUNDRED, divide, round_half_up
from parindex.portal.facts.models import Shape
from parindex.portal.intake.models import ItemKind, ReadingItem
from parindex.portal.platform.folding import fold

_LONGEST_SLUG = 60
_PARTS = ("numerator", "denominator", "percent")


class Measured(NamedTuple):
    """A figure with everything that a fact needs."""

    name: str
    shape: Shape
    unit: str
    first: date
    last: date
    scope: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None

    @property
    def code(self) -> str:
        """Code of an indicator of its own: figures of one name, shape and unit are one measure."""
        folded = fold(f"{self.name} {self.unit}")
        slug = re.sub(r"[^a-z0-9]+", "-", fold(self.name)).strip("-")[:_LONGEST_SLUG].strip("-")
        return f"stated.{slug}.{sha256(folded.encode()).hexdigest()[:8]}.{self.shape.value}"


class Holds(StrEnum):
    """Which of two that contradict each other a person lets stand."""

    NUMBERS = "numbers"
    PERCENT = "percent"


class Contradiction(NamedTuple):
    """A numerator and denominator that do not make the percentage that stands beside them."""

    numerator: Decimal
    denominator: Decimal
    made: Decimal
    """Percent that the two make, to two decimals."""
    stated: Decimal
    """Percent as stated."""


def contradiction_of(told: Mapping[str, str]) -> Contradiction | None:
    """Two numbers and a percentage that contradict each other: further apart than rounding to its decimals explains."""
    above, below, stated = (Decimal(told[name]) if told.get(name) else None for name in _PARTS)
    if stated is None and told.get("unit") == "%" and told.get("value"):
        stated = Decimal(told["value"])
    if above is None or not below or stated is None:
        return None
    share, exponent = divide(above, below) * HUNDRED, stated.as_tuple().exponent
    last_place = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    if abs(share - stated) * 2 <= last_place:
        return None
    return Contradiction(above, below, round_half_up(share, 2), stated)


def settled(told: Mapping[str, str], holds: Holds) -> dict[str, str]:
    """The values with one of two that contradict each other: the percentage that the numbers make, or it alone."""
    found = contradiction_of(told)
    if found is None:
        return dict(told)
    if holds is Holds.PERCENT:
        return {**told, "numerator": "", "denominator": "", "percent": format(found.stated, "f"), "value": ""}
    return {**told, "percent": _plain(found.made), "value": ""}


def fault_of(item: ReadingItem) -> str:
    """Why a reading cannot be accepted as it is, as a code; empty when it can."""
    told = item.told
    if item.kind != ItemKind.FIGURE:
        return ""
    if not told.get("name", "").strip():
        return "intake.name_missing"
    if _numbers(item) is None:
        return "intake.number_missing"
    if contradiction_of(told):
        return "intake.percent_doubted"
    if not told.get("period_from") or not told.get("period_to"):
        return "intake.period_missing"
    if date.fromisoformat(told["period_to"]) < date.fromisoformat(told["period_from"]):
        return "intake.period_turned"
    return ""


def measured(item: ReadingItem) -> Measured:
    """The figure of an accepted reading, for which ``fault_of`` is empty."""
    told, numbers = item.told, _numbers(item)
    assert numbers is not None, "accepted figures have a number"
    shape, numerator, denominator, value = numbers
    return Measured(
        name=" ".join(told["name"].split())[:300],
        shape=shape,
        unit=told.get("unit", "")[:50],
        first=date.fromisoformat(told["period_from"]),
        last=date.fromisoformat(told["period_to"]),
        scope=told.get("scope", ""),
        numerator=numerator,
        denominator=denominator,
        value=value,
    )


def _numbers(item: ReadingItem) -> tuple[Shape, Decimal | None, Decimal | None, Decimal | None] | None:
    """Shape, numerator, denominator, value: a ratio is its two numbers, and a percentage alone is no ratio."""
    told = item.told
    above, below, value, percent = (
        Decimal(told[name]) if told.get(name) else None for name in ("numerator", "denominator", "value", "percent")
    )
    if above is not None and below is not None:
        return Shape.RATIO, above, below, None
    if value is not None:
        return (Shape.COUNT if value == value.to_integral_value() else Shape.NUMBER), None, None, value
    return None if percent is None else (Shape.PERCENT, None, None, percent)


def _plain(number: Decimal) -> str:
    """ "95", not "95.00"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
