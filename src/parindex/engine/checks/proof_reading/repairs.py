"""The smallest repair of identities that do not hold: the fewest printed figures that would have to be others.

A repair is proposed, never applied. Figures that the document does not let be determined are left alone, so there may
be no repair at all; and several may be equally small, which is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from parindex.engine.checks.causes import slip_of
from parindex.engine.checks.printed import Cause, decimals_of
from parindex.engine.checks.proof_reading.constraints import Constraint, Values, constraints_of
from parindex.engine.checks.statements import PrintedStatement
from parindex.engine.numbers.exact import CONTEXT, ZERO

MOST_CHANGES = 3
"""A repair of more figures than this explains nothing."""
MOST_STEPS = 20_000
"""Attempts after which a search is given up."""


class Change(NamedTuple):
    """One figure of a repair: what is printed and what would stand there."""

    code: str
    printed: Decimal
    right: Decimal
    cause: Cause | None
    """A slip of the hand that turns the one into the other, when there is one."""


class Repair(NamedTuple):
    """Figures which, changed together, make the identities hold; in the order of the document."""

    changes: tuple[Change, ...]

    @property
    def slips(self) -> int:
        """How many of its changes a slip of the hand explains."""
        return sum(change.cause is not None for change in self.changes)


class BrokenIdentities(NamedTuple):
    """Identities that do not hold and that the same smallest repairs would mend."""

    codes: tuple[str, ...]
    """Figures of these identities, in the order of the document."""
    repairs: tuple[Repair, ...]
    """All smallest repairs; those with most slips of the hand first. Empty: none was found."""

    @property
    def proposed(self) -> Repair | None:
        """The one repair to propose: the only smallest one, or the only one which slips of the hand explain best."""
        if not self.repairs:
            return None
        best = [repair for repair in self.repairs if repair.slips == self.repairs[0].slips]
        return best[0] if len(best) == 1 else None


def broken_identities(statement: PrintedStatement) -> tuple[BrokenIdentities, ...]:
    """Every identity that does not hold with its smallest repairs, in the order of the statement; else nothing.

    A repair mends its identity and breaks none that holds. Of equally small ones those that mend most other broken
    identities are kept, and identities with the same repairs are told once.
    """
    values = {figure.code: figure.value for figure in statement.figures if figure.value is not None}
    order = {figure.code: place for place, figure in enumerate(statement.figures)}
    with localcontext(CONTEXT):
        constraints = constraints_of(statement)
        broken = [each for each in constraints if not each.holds(values)]
        held = [each for each in constraints if each not in broken]
        told: dict[tuple[Repair, ...] | int, list[Constraint]] = {}
        for number, each in enumerate(broken):
            repairs = _repairs(each, broken, held, values, order)
            told.setdefault(repairs or number, []).append(each)
        return tuple(
            BrokenIdentities(
                tuple(sorted({code for each in some for code in each.codes}, key=order.__getitem__)),
                repairs if isinstance(repairs, tuple) else (),
            )
            for repairs, some in told.items()
        )


def _repairs(
    one: Constraint,
    broken: Sequence[Constraint],
    held: Sequence[Constraint],
    values: Values,
    order: Mapping[str, int],
) -> tuple[Repair, ...]:
    found = _Search([one, *held], values).smallest()
    mended = [sum(each.holds({**values, **right}) for each in broken) for right in found]
    best = [right for right, count in zip(found, mended, strict=True) if count == max(mended)]
    repairs = [
        Repair(tuple(_change(code, values[code], right[code]) for code in sorted(right, key=order.__getitem__)))
        for right in best
    ]
    repairs.sort(key=lambda repair: (-repair.slips, [order[change.code] for change in repair.changes]))
    return tuple(repairs)


def _change(code: str, printed: Decimal, right: Decimal) -> Change:
    slip = slip_of(printed, right, ZERO)
    return Change(code, printed, right, slip.cause if slip is not None and slip.cause is not Cause.ROUNDING else None)


class _Search:
    """Deepening search over one broken identity and all that hold: each change mends the first that does not."""

    def __init__(self, constraints: Sequence[Constraint], values: Values) -> None:
        self._constraints, self._values, self._steps = constraints, values, 0

    def smallest(self) -> list[dict[str, Decimal]]:
        """All repairs of the smallest size that has any."""
        for size in range(1, MOST_CHANGES + 1):
            found: dict[frozenset[tuple[str, Decimal]], dict[str, Decimal]] = {}
            for repair in self._repairs({}, size):
                found.setdefault(frozenset(repair.items()), repair)
            if found or self._steps > MOST_STEPS:
                return list(found.values())
        return []

    def _repairs(self, changed: dict[str, Decimal], left: int) -> Iterator[dict[str, Decimal]]:
        self._steps += 1
        if self._steps > MOST_STEPS:
            return
        now = {**self._values, **changed}
        broken = next((each for each in self._constraints if not each.holds(now)), None)
        if broken is None:
            if not left:
                yield changed
            return
        if not left:
            return
        for code in broken.codes:
            if code in changed:
                continue
            for right in broken.wanted(code, now):
                if right != self._values[code] and _could_be(self._values[code], right):
                    yield from self._repairs({**changed, code: right}, left - 1)


def _could_be(printed: Decimal, right: Decimal) -> bool:
    """A figure is not negative where none was printed, and has no more decimals than the one that is printed."""
    return (right >= 0 or printed < 0) and right == round(right, decimals_of(printed))
