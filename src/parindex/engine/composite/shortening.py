"""Cuts a chosen change back to what the target needs: 36 % → 100 % becomes 36 % → 71 % where 71 % is enough.

The integer programme chooses among the rungs of each ladder; a rung of a rule in proportion goes all the way. Between
the present figure and the rung every whole number is possible, so the smallest that still reaches is looked for.
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
    if len(changes) != 1:
        return None
    ((code, goal),) = changes.items()
    start = now.get(code)
    way = _way(start, goal)
    if way is None or abs(way) <= 1:
        return None
    sign = 1 if way > 0 else -1

    def part(units: int) -> Changes:
        return {code: _moved(start, sign * units)}

    short, enough = 0, abs(way)
    while enough - short > 1:
        middle = (short + enough) // 2
        if reaches(part(middle)):
            enough = middle
        else:
            short = middle
    return Shortened(part(enough), Decimal(enough)) if enough < abs(way) else None


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
