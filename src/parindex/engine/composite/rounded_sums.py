"""The sums that a set rounds, laid out for the integer programme of the path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.composite.least_effort import Sum
from parindex.engine.composite.tree import SumTree
from parindex.engine.numbers.exact import ZERO


class _Part(NamedTuple):
    fixed: Decimal
    options: tuple[int, ...]
    below: tuple[int, ...]


def rounded_sums(
    tree: SumTree, points: Mapping[str, Decimal], options_of: Mapping[str, Sequence[int]]
) -> tuple[Sum, ...]:
    """Every rounded node's sum after the sums below it, the total last.

    ``points``: leaf code → points as they are; ``options_of``: leaf code → indexes of its options.
    """
    sums: list[Sum] = []
    parts: dict[str, _Part] = {}

    def close(part: _Part, decimals: int | None) -> _Part:
        if decimals is None:
            return part
        sums.append(Sum(*part, decimals))
        return _Part(ZERO, (), (len(sums) - 1,))

    for place in tree.leaves:
        part = _Part(points[place.code], tuple(options_of.get(place.code, ())), ())
        parts[place.code] = close(part, place.decimals)
    for branch in tree.branches:
        parts[branch.code] = close(_merged([parts[code] for code in branch.below]), branch.decimals)
    total = _merged([parts[code] for code in tree.fields])
    return (*sums, Sum(*total, tree.criteria_set.rounding.total))


def _merged(parts: Sequence[_Part]) -> _Part:
    return _Part(
        sum((part.fixed for part in parts), ZERO),
        tuple(option for part in parts for option in part.options),
        tuple(below for part in parts for below in part.below),
    )
