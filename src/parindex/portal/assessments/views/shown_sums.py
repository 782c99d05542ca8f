"""Whether the figures of a column, as shown, add up to the total that is shown under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO, round_half_up

POINTS_DECIMALS = 3
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
