"""Cuts a chosen change back to what the target needs: 36 % → 100 % becomes 36 % → 71 % where 71 % is enough.

Between the present figure and a rung of the ladder every whole number is possible. Where points rise in proportion
the integer programme chooses the number itself; elsewhere the smallest that still reaches is looked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.numbers.exact import ONE
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.scoring.values import Inputs, Value

Changes = Mapping[str, Value]


class Shortened(NamedTuple):
    """The smaller change and how many whole units it moves the figure."""

    changes: Changes
    amount: Decimal


def shortened(changes: Changes, now: Inputs, reaches: Callable[[Changes], bool]) -> Shortened | None:
    """The smallest whole-numbered part of ``changes`` with which ``reaches`` still holds; None when all is needed.

    Only a change of one figure by whole units can be cut: a count, or the numerator of a ratio whose denominator
    stays. Points are taken to rise all the way (a rung is the highest point of its ladder up to there); what is
    returned was tried in any case.
    """
    units = units_between(changes, now)
    if units < 2:
        return None
    short, enough = 0, units
    while enough - short > 1:
        middle = (short + enough) // 2
        if reaches(first_units(changes, now, middle)):
            enough = middle
        else:
            short = middle
    return Shortened(first_units(changes, now, enough), Decimal(enough)) if enough < units else None


def units_between(changes: Changes, now: Inputs) -> int:
    """Whole units that ``changes`` moves its one figure; 0 where it is not one figure moved by whole units."""
    if len(changes) != 1:
        return 0
    ((code, goal),) = changes.items()
    return abs(_way(now.get(code), goal) or 0)


def first_units(changes: Changes, now: Inputs, units: int) -> Changes:
    """The same change, but only its first ``units`` (one of those that ``units_between`` counts)."""
    ((code, goal),) = changes.items()
    start = now.get(code)
    return {code: _moved(start, units if (_way(start, goal) or 0) > 0 else -units)}


def _way(start: Value | None, goal: Value) -> int | None:
    """Whole units from one figure to the other; None where there are no such units between them."""
    if isinstance(start, Ratio) and isinstance(goal, Ratio):
        if start.denominator != goal.denominator:
            return None
        first, last = start.numerator, goal.numerator
    elif isinstance(start, Decimal) and isinstance(goal, Decimal):
        first, last = start, goal
    else:
        return None
    if first % ONE or last % ONE:
        return None
    return int(last - first)


def _moved(start: Value | None, units: int) -> Value:
    if isinstance(start, Ratio):
        return Ratio(start.numerator + units, start.denominator)
    assert isinstance(start, Decimal)
    return start + units
