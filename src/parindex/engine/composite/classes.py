"""Class bands (xếp loại): on exact values, lower bound inclusive, so 89,999… is not yet 90."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import NamedTuple

from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.numbers.exact import CONTEXT, HUNDRED
from parindex.engine.rulebook.document import ClassScheme, CriteriaSet


class NextBand(NamedTuple):
    """The band above the present one and what is missing to it."""

    name: str
    at_least: Decimal
    """Lower bound in percent of the scheme's base."""
    points_missing: Decimal
    """Points to be won on the present base; > 0, exact up to 40 digits."""


def _base(scheme: ClassScheme, total: NodeTotal, scale: Decimal) -> Decimal:
    return total.applicable_maximum if scheme.base == "applicable_maximum" else scale


def band_of(scheme: ClassScheme, total: NodeTotal, scale: Decimal) -> str | None:
    """Name of the band that ``total`` reaches; None when nothing is scored or no band goes so low.

    ``scale``: the set's declared scale in points, less what left the calculation by an exclusion; used when the
    scheme's base is ``declared_scale``. Compared by cross-multiplication: points × 100 ≥ bound × base.
    """
    base = _base(scheme, total, scale)
    if total.points is None or base <= 0:
        return None
    with localcontext(CONTEXT):
        reached = total.points * HUNDRED
        return next((band.name for band in scheme.bands if reached >= band.at_least * base), None)


def gap_to_next_band(criteria_set: CriteriaSet, result: UnitResult) -> NextBand | None:
    """The class above the unit's own; None without a scheme, at the top, or when nothing is scored."""
    scheme = criteria_set.class_scheme
    if scheme is None:
        return None
    return next_band(scheme, result.total, criteria_set.scale if result.scale_left is None else result.scale_left)


def next_band(scheme: ClassScheme, total: NodeTotal, scale: Decimal) -> NextBand | None:
    """The lowest band not yet reached and the points missing to it; None at the top or when nothing is scored."""
    base = _base(scheme, total, scale)
    if total.points is None or base <= 0:
        return None
    with localcontext(CONTEXT):
        for band in reversed(scheme.bands):
            missing = band.at_least * base / HUNDRED - total.points
            if total.points * HUNDRED < band.at_least * base:
                return NextBand(band.name, band.at_least, missing)
    return None
