"""The ratio: two numbers, never a percentage."""

from decimal import Decimal
from typing import NamedTuple


class Ratio(NamedTuple):
    """A ratio is two numbers, never a percentage; both are kept and re-computed at every level."""

    numerator: Decimal
    denominator: Decimal
