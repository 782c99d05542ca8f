"""What the mass path of every kind uses: columns of figures, and bounds compared in floating point with a snap.

A column has one row a unit and one column a draw (or a single column when the figure is not drawn). Not-a-number stands
for points that a draw does not give, because its figures contradict each other or divide by 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Answers = NDArray[np.bool_]

SNAP = 1e-12
"""Relative width within which a figure counts as having met a bound. The exact path compares without any; two figures
of up to eleven digits that differ at all differ by more, so that a bound met exactly never falls below in floating
point and a bound missed by one dossier is never taken for met."""


class RatioColumn(NamedTuple):
    """A ratio input of many units: two arrays that broadcast against each other."""

    numerator: Floats
    denominator: Floats


Columns = Mapping[str, Any]
"""Input code → column: ``Floats`` (count, number; a date as its ordinal, never = inf; a choice as its place among the
declared choices), ``Answers`` (yes/no) or ``RatioColumn``."""


def at_least(values: Floats, bound: Floats | float) -> Answers:
    """``values`` ≥ ``bound``, with the snap."""
    return np.greater_equal(values, bound - SNAP * np.abs(bound))


def more_than(values: Floats, bound: Floats | float) -> Answers:
    """``values`` > ``bound``, with the snap."""
    return np.greater(values, bound + SNAP * np.abs(bound))


def whole_times(values: Floats) -> Floats:
    """⌊values⌋ where a value that is whole but for its last digits counts as whole."""
    return np.floor(values + SNAP * np.abs(values))


def dividing(denominator: Floats) -> Floats:
    """The denominator with not-a-number for 0, so that what is divided by it is not-a-number too."""
    return np.where(denominator > 0, denominator, np.nan)


def unless_undivided(points: Floats, denominator: Floats) -> Floats:
    """``points`` where the denominator (of ``dividing``) is a number."""
    undivided = np.isnan(denominator)
    return np.where(undivided, np.nan, points) if undivided.any() else points


def round_half_up_many(points: Floats, decimals: int) -> Floats:
    """Half up (away from zero at the half), with the snap; mirrors ``numbers.exact.round_half_up``."""
    scaled = np.abs(points) * 10.0**decimals
    return np.copysign(np.floor(scaled + 0.5 + SNAP * (scaled + 1.0)) / 10.0**decimals, points)
