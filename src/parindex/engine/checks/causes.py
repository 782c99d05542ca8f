"""What may have happened to a printed figure that should have been another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from parindex.engine.checks.printed import Cause, Figures, decimals_of, half_unit
from parindex.engine.numbers.exact import HUNDRED, ONE, percent, round_half_up


class Proposed(NamedTuple):
    """A cause with the values of its sentence and the figure it suggests."""

    cause: Cause
    values: Figures
    repair: Decimal | None


def slip_of(printed: Decimal, expected: Decimal, tolerance: Decimal) -> Proposed | None:
    """A slip of the hand: two neighbouring digits swapped, one digit lost or doubled, the last digit rounded wrongly.

    ``tolerance``: how far the expected figure may itself be off.
    """
    decimals = decimals_of(printed)
    unit = ONE.scaleb(-decimals)
    if abs(printed - expected) < unit + tolerance:
        way = "down" if printed == expected.quantize(unit, rounding=ROUND_FLOOR) else "up"
        fixed = round_half_up(expected, decimals)
        return Proposed(Cause.ROUNDING, {"printed": printed, "expected": fixed, "way": way}, fixed)
    text = format(printed, "f")
    for cause, candidates in (
        (Cause.DIGITS_SWAPPED, _swapped(text)),
        (Cause.DIGIT_DOUBLED, _undoubled(text)),
        (Cause.DIGIT_LOST, _restored(text, expected, decimals)),
    ):
        for candidate in candidates:
            if abs(candidate - expected) <= tolerance + half_unit(decimals_of(candidate)):
                return Proposed(cause, {"printed": printed, "expected": candidate}, candidate)
    return None


def wrong_denominator(printed: Decimal, points: Decimal, right: Decimal, others: Sequence[Decimal]) -> Proposed | None:
    """The percentage was taken of another denominator that stands in the same table."""
    decimals = decimals_of(printed)
    for other in dict.fromkeys(others):
        if other > 0 and other != right and abs(percent(points, other) - printed) <= half_unit(decimals):
            values: Figures = {"printed": printed, "denominator": other, "right": right}
            return Proposed(Cause.WRONG_DENOMINATOR, values, round_half_up(percent(points, right), decimals))
    return None


def mean_of_percentages(
    printed: Decimal, expected: Decimal, pairs: Sequence[tuple[Decimal, Decimal]]
) -> Proposed | None:
    """The plain mean of the parts' percentages was printed. ``pairs``: (points, maximum) of every part."""
    if len(pairs) < 2 or any(maximum <= 0 for _, maximum in pairs):
        return None
    decimals = decimals_of(printed)
    mean = sum((percent(points, maximum) for points, maximum in pairs), HUNDRED * 0) / len(pairs)
    if abs(mean - printed) > half_unit(decimals):
        return None
    values: Figures = {"printed": printed, "mean": mean, "count": len(pairs)}
    return Proposed(Cause.MEAN_OF_PERCENTAGES, values, round_half_up(expected, decimals))


def _swapped(text: str) -> Iterator[Decimal]:
    """Two neighbouring digits swapped; the decimal mark keeps its place."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    for left, right in zip(places, places[1:], strict=False):
        if text[left] != text[right]:
            letters = list(text)
            letters[left], letters[right] = letters[right], letters[left]
            yield Decimal("".join(letters))


def _undoubled(text: str) -> Iterator[Decimal]:
    """One of two equal neighbouring digits taken out."""
    for at in range(1, len(text)):
        if text[at].isdigit() and text[at] == text[at - 1]:
            yield Decimal(text[:at] + text[at + 1 :])


def _restored(text: str, expected: Decimal, decimals: int) -> Iterator[Decimal]:
    """The expected figure, when leaving out one of its digits gives the printed one."""
    for places in (decimals, decimals + 1):
        whole = round_half_up(expected, places)
        shown = format(whole, "f")
        if any(text == shown[:at] + shown[at + 1 :] for at in range(len(shown)) if shown[at].isdigit()):
            yield whole
