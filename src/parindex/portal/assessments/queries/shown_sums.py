"""Whether figures as shown add up, and whether an index as shown follows from the points shown beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO, percent, round_half_up
from parindex.engine.numbers.printing import show_decimal
from parindex.portal.assessments.models import UnitResult

POINTS_DECIMALS, INDEX_DECIMALS, STORED_DECIMALS = 3, 2, 9
Column = tuple[Iterable[Decimal | None], Decimal | None]
"""Figures with all their decimals, and their total."""


def shown_difference(columns: Sequence[Column], decimals: int = POINTS_DECIMALS) -> Decimal | None:
    """The largest difference, in points, that rounding alone makes between shown figures and shown totals.

    None when every column adds up as it is shown. A column whose full figures do not make up its total says nothing
    about rounding and is passed over.
    """
    largest = max((_difference(list(figures), total, decimals) for figures, total in columns), default=ZERO)
    return largest or None


def _difference(figures: list[Decimal | None], total: Decimal | None, decimals: int) -> Decimal:
    known = [figure for figure in figures if figure is not None]
    if total is None or sum(known, ZERO) != total:
        return ZERO
    shown = sum((round_half_up(figure, decimals) for figure in known), ZERO)
    return abs(shown - round_half_up(total, decimals))


def index_in_full(points: Decimal | None, maximum: Decimal | None, index: Decimal | None) -> Decimal | None:
    """The index with as many decimals as show why it is not the rounded points rounded once more: 84,7648 where
    84,765 of 100 points stand beside 84,76 %. None where rounding twice would give the same.

    Every figure is rounded half up from its full value, never from a rounded one.
    """
    if points is None or index is None or not maximum:
        return None
    shown = round_half_up(index, INDEX_DECIMALS)
    if round_half_up(percent(round_half_up(points, POINTS_DECIMALS), maximum), INDEX_DECIMALS) == shown:
        return None
    decimals = POINTS_DECIMALS + 1
    while decimals < STORED_DECIMALS and round_half_up(round_half_up(index, decimals), INDEX_DECIMALS) != shown:
        decimals += 1
    return round_half_up(index, decimals)


def shown_index_in_full(result: UnitResult | None) -> str:
    """The same of a unit's result, as it is printed; empty where what is shown raises no question."""
    full = index_in_full(result.points, result.applicable_maximum, result.index) if result else None
    return "" if full is None else show_decimal(full)
