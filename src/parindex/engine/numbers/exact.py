"""The one Decimal context and the one rounding rule (half up) that everything else uses.

Points live on a grid of nine decimals (``POINT_GRID``): an outcome is brought onto it once, at the leaf, so that
every sum, difference and ledger above the leaf is exact and a database with 15 significant digits stores it whole
(docs/decisions/0002-points-grid.md).
"""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
POINT_GRID = Decimal("0.000000001")
ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)


def to_grid(points: Decimal) -> Decimal:
    """Bring points onto the nine-decimal grid, half up, without trailing zeros dropped."""
    return points.quantize(POINT_GRID, context=CONTEXT)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half up (away from zero at the half) to ``decimals`` places: 85.959 → 85.96 for 2."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=CONTEXT)


def divide(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Divide in the declared context. Raises ``decimal.DivisionByZero`` when the denominator is 0."""
    return CONTEXT.divide(numerator, denominator)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` as a percentage of ``whole``, unrounded (40 digits)."""
    with localcontext(CONTEXT):
        return part * HUNDRED / whole


def plain(value: Decimal) -> str:
    """Shortest plain notation (no exponent, no trailing zeros): ``14.500`` → ``14.5``; for canonical documents."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
