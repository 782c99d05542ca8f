"""A version of a fact as a document prints it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from parindex.engine.numbers.exact import HUNDRED, divide
from parindex.engine.numbers.printing import show_decimal, show_percent
from parindex.portal.facts.models import FactVersion, Shape
from parindex.portal.reports.models import BoundFigure

NUMERATOR, DENOMINATOR = "tu", "mau"


def printed(version: FactVersion) -> dict[str, str]:
    """Part → as it is printed: the value under the empty name, a ratio's two numbers under theirs."""
    parts: dict[str, str] = {}
    if version.numerator is not None:
        parts[NUMERATOR] = _number(version.numerator)
    if version.denominator is not None:
        parts[DENOMINATOR] = _number(version.denominator)
    parts[""] = _value(version)
    return parts


def _value(version: FactVersion) -> str:
    shape = version.fact.indicator.shape
    if version.numerator is not None and version.denominator:
        return show_percent(divide(version.numerator, version.denominator) * HUNDRED)
    if version.value is None:
        return version.printed or "–"
    return show_percent(version.value) if shape == Shape.PERCENT else _number(version.value)


def _number(value: Decimal) -> str:
    return show_decimal(value.normalize() if value == value.to_integral_value() else value.normalize())


def figures_in_words(figures: Iterable[BoundFigure]) -> dict[tuple[str, str], str]:
    """(name, part) → as printed."""
    return {(each.name, part): text for each in figures for part, text in printed(each.version).items()}
