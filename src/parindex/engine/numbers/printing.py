"""Print numbers, dates and money as Vietnamese offices write them: 1.310 · 85,96 % · 05/12/2026.

Every function takes an exact value and returns text; rounding is the one of ``engine.numbers.exact`` (half up).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, divide, plain, round_half_up

MINUS = "\u2212"
"""The minus sign; a hyphen in front of a figure reads as a list mark."""
MISSING = "–"
"""Stands where there is no value. Missing is never 0 and never an empty cell."""


def show_decimal(value: Decimal, decimals: int | None = None) -> str:
    """Print with grouped thousands: 1310.5 → ``1.310,5``; ``decimals`` None prints every digit, else rounds half up."""
    text = plain(value) if decimals is None else format(round_half_up(value, decimals), "f")
    negative = text.startswith("-")
    whole, _, fraction = text.lstrip("-").partition(".")
    shown = _grouped(whole) + (f",{fraction}" if fraction else "")
    zero = not text.strip("-0.")
    return MINUS + shown if negative and not zero else shown


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", ".")


def show_points(value: Decimal, decimals: int = 3) -> str:
    """Print points with a fixed number of decimals, so that a column lines up: 14 → ``14,000``."""
    return show_decimal(value, decimals)


def shown_parts(parts: Sequence[Decimal], decimals: int = 3) -> tuple[Decimal, ...]:
    """The parts of one total rounded for showing beside it, so that what is shown adds up to the total as it is shown.

    Each is its part rounded up or down to ``decimals`` (largest remainders up, the earlier first among equals); a part
    that needs no rounding stays. Order is kept. For parts that mean nothing but together, as the reasons of one loss:
    a figure that stands elsewhere too is rounded by itself.
    """
    step = Decimal(1).scaleb(-decimals)
    below = [part.quantize(step, rounding=ROUND_FLOOR, context=CONTEXT) for part in parts]
    missing = int((round_half_up(sum(parts, ZERO), decimals) - sum(below, ZERO)) / step)
    by_remainder = sorted(range(len(parts)), key=lambda place: below[place] - parts[place])
    raised = set(by_remainder[:missing])
    return tuple(low + step if place in raised else low for place, low in enumerate(below))


def show_parts(parts: Sequence[Decimal], decimals: int = 3) -> tuple[str, ...]:
    """Print the parts of one total so that they add up as printed: 0,0815 and 0,0815 of 0,163 → 0,082 and 0,081."""
    return tuple(show_points(part, decimals) for part in shown_parts(parts, decimals))


def show_index(value: Decimal, decimals: int = 2) -> str:
    """Print an index without its percent sign: 85.959 → ``85,96``."""
    return show_decimal(value, decimals)


def show_percent(value: Decimal, decimals: int = 2) -> str:
    """Print a percentage (100 for 100 %): 85.959 → ``85,96 %``; 100 → ``100 %``."""
    return f"{show_decimal(round_half_up(value, decimals))} %"


def show_signed(value: Decimal, decimals: int = 3) -> str:
    """Print a change with its sign: ``+0,900``, ``−2,350``; a change that rounds to nothing is ``0``."""
    rounded = round_half_up(value, decimals)
    if rounded == 0:
        return "0"
    return ("+" if rounded > 0 else "") + show_decimal(rounded, decimals)


def show_change(now: Decimal, before: Decimal, decimals: int) -> str:
    """Print the change between two figures that stand beside it, as the difference of what is printed of them.

    95,625 and 100 with two decimals → ``−4,37``, because 95,63 and 100,00 are what the reader subtracts.
    """
    return show_signed(round_half_up(now, decimals) - round_half_up(before, decimals), decimals)


def show_count(value: int | Decimal) -> str:
    """Print a whole number with grouped thousands: 1310 → ``1.310``. Raises ``ValueError`` for a fraction."""
    exact = Decimal(value)
    if exact != exact.to_integral_value():
        raise ValueError(f"not a whole number: {value}")
    return show_decimal(exact)


def show_official_count(value: int | Decimal) -> str:
    """Print a count as official texts do, below ten with a leading zero: 5 → ``05``; 0 stays ``0``."""
    text = show_count(value)
    return f"0{text}" if text.isdigit() and 0 < int(text) < 10 else text


def show_ratio(numerator: Decimal, denominator: Decimal, decimals: int = 2) -> str:
    """Print a ratio with its percentage: ``41/42 (97,62 %)``; without the percentage when the denominator is 0."""
    shown = f"{show_decimal(numerator)}/{show_decimal(denominator)}"
    if denominator == 0:
        return shown
    return f"{shown} ({show_percent(divide(numerator * HUNDRED, denominator), decimals)})"


def show_date(value: date) -> str:
    """Print a day: ``05/12/2026``."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def show_date_in_words(value: date) -> str:
    """Print a day as documents do: ``ngày 05 tháng 12 năm 2026``; January and February keep their zero (decree 30)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year:04d}"


def show_money(value: int) -> str:
    """Print an amount in đồng: 670282000 → ``670.282.000 đồng``."""
    return f"{show_count(value)} đồng"
