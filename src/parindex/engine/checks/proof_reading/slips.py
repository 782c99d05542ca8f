"""Slips of the hand that explain why parts and whole, or a percentage and its ratio, do not agree."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from parindex.engine.checks.causes import slip_of
from parindex.engine.checks.printed import Cause, decimals_of
from parindex.engine.numbers.exact import ZERO


class ProofCause(StrEnum):
    """Causes beyond those of printed results and statements. Sentences: ``cause.<code>``."""

    DIGIT_CHANGED = "digit_changed"
    TOTAL_FOR_PART = "total_for_part"


def slip(printed: Decimal, right: Decimal, tolerance: Decimal = ZERO) -> Cause | ProofCause | None:
    """What turns ``right`` into ``printed``: two digits swapped, one lost, doubled or changed; not a rounding."""
    proposed = slip_of(printed, right, tolerance)
    if proposed is not None and proposed.cause is not Cause.ROUNDING:
        return proposed.cause
    return ProofCause.DIGIT_CHANGED if one_digit_changed(printed, right) else None


def one_digit_changed(printed: Decimal, right: Decimal) -> bool:
    """Whether the two differ in one digit of as many, and have at least two; «08» has two."""
    if right < 0 or right != round(right, decimals_of(printed)):
        return False
    one, other = format(printed, "f"), format(right, f".{decimals_of(printed)}f")
    if len(one) == 2 and decimals_of(printed) == 0:
        other = other.zfill(2)
    digits = sum(letter.isdigit() for letter in one)
    return digits >= 2 and len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def sum_slips(whole: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether one slip in the whole or in a part, or the whole printed for a part, explains that they do not agree."""
    total = sum(parts, ZERO)
    if slip(whole, total) is not None:
        return True
    rights = [(part, part + whole - total) for part in parts]
    return any(right >= 0 and (part == whole or slip(part, right) is not None) for part, right in rights)
