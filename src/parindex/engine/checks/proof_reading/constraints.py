"""The identities of a statement as constraints: whether one holds, and what one figure would have to be for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.statement_balances import implied_base, rate_known_to
from parindex.engine.checks.statement_quotients import divisor, growth_of, is_growth, is_quotient, weighted_sum
from parindex.engine.checks.statements import (
    AtMostIdentity,
    BalanceIdentity,
    BaseIdentity,
    GrowthIdentity,
    PrintedStatement,
    QuotientIdentity,
    RateIdentity,
    SameIdentity,
    SumIdentity,
)
from parindex.engine.numbers.exact import HUNDRED, ONE, ZERO, divide, percent, round_half_up

Values = Mapping[str, Decimal]


class Constraint(Protocol):
    """One identity over figures that are all printed."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Figures that it speaks of."""

    def holds(self, values: Values) -> bool:
        """Whether it holds, within what the printed decimals allow."""

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        """What ``code`` would have to be, all others as they are; nothing where that is not determined."""


class Linear:
    """Σ weight × figure = 0, exactly."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = {code: weight for code, weight in weights.items() if weight}
        self.codes = tuple(self._weights)

    def holds(self, values: Values) -> bool:
        return self._sum(values) == 0

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        yield values[code] - divide(self._sum(values), Decimal(self._weights[code]))

    def _sum(self, values: Values) -> Decimal:
        return sum((values[code] * weight for code, weight in self._weights.items()), ZERO)


class Rate:
    """A printed percentage of Σ numerators ÷ Σ denominators; figures that stand on both sides are not solved for."""

    def __init__(self, identity: RateIdentity) -> None:
        self._rate, self._above, self._below = identity.rate, identity.numerator, identity.denominator
        self.codes = tuple(dict.fromkeys((self._rate, *self._above, *self._below)))

    def holds(self, values: Values) -> bool:
        above, below = self._total(self._above, values), self._total(self._below, values)
        printed = values[self._rate]
        if below <= 0:
            return True
        known_to = rate_known_to([values[c] for c in self._above], [values[c] for c in self._below])
        return abs(percent(above, below) - printed) <= half_unit(decimals_of(printed)) + known_to

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        above, below = self._total(self._above, values), self._total(self._below, values)
        printed, decimals = values[self._rate], decimals_of(values[code])
        if below <= 0:
            return
        if code == self._rate:
            yield round_half_up(percent(above, below), decimals)
            return
        slack = half_unit(decimals_of(printed))
        if code in self._above and code not in self._below:
            rest = above - values[code]
            least, most = divide((printed - slack) * below, HUNDRED), divide((printed + slack) * below, HUNDRED)
            yield from _between(least - rest, most - rest, decimals)
        elif code in self._below and code not in self._above and printed > slack:
            rest = below - values[code]
            least, most = divide(above * HUNDRED, printed + slack), divide(above * HUNDRED, printed - slack)
            yield from _between(least - rest, most - rest, decimals)

    @staticmethod
    def _total(codes: Sequence[str], values: Values) -> Decimal:
        return sum((values[code] for code in codes), ZERO)


class AtMost:
    """A part is no more than its whole; what it should be instead is not determined."""

    def __init__(self, identity: AtMostIdentity) -> None:
        self._part, self._whole = identity.part, identity.whole
        self.codes = (self._part, self._whole)

    def holds(self, values: Values) -> bool:
        return values[self._part] <= values[self._whole]

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        yield from ()


class Bases:
    """Implied bases that must overlap; a percentage is solved for, amounts are not."""

    def __init__(self, identity: BaseIdentity) -> None:
        self._whole, self._parts = identity.whole, identity.parts
        self.codes = tuple(code for each in (self._whole, *self._parts) for code in (each.amount, each.percent))

    def holds(self, values: Values) -> bool:
        spans = [implied_base(values[each.amount], values[each.percent]) for each in (self._whole, *self._parts)]
        known = [span for span in spans if span is not None]
        if len(known) < len(spans):
            return True
        whole, *parts = known
        least, most = sum((part.least for part in parts), ZERO), sum((part.most for part in parts), ZERO)
        return whole.least <= most and least <= whole.most

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        if code != self._whole.percent:
            return
        base = sum((divide(values[part.amount] * HUNDRED, values[part.percent]) for part in self._parts), ZERO)
        if base > 0:
            yield round_half_up(percent(values[self._whole.amount], base), decimals_of(values[code]))


class Quotient:
    """An average or a multiple; a figure that stands on both sides is not solved for."""

    def __init__(self, identity: QuotientIdentity) -> None:
        self._identity = identity
        self.codes = tuple(dict.fromkeys((identity.quotient, *identity.numerator, *identity.denominator)))

    def holds(self, values: Values) -> bool:
        total, below = weighted_sum(self._identity, values), divisor(self._identity, values)
        above = [values[code] for code in self._identity.numerator]
        return below <= 0 or is_quotient(values[self._identity.quotient], above, total, below)

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        identity = self._identity
        total, below, printed = weighted_sum(identity, values), divisor(identity, values), values[identity.quotient]
        slack, decimals = half_unit(decimals_of(printed)), decimals_of(values[code])
        if below <= 0:
            return
        if code == identity.quotient:
            yield round_half_up(divide(total, below), decimals)
        elif code in identity.numerator and code not in identity.denominator:
            weights = dict(zip(identity.numerator, identity.weights, strict=True)) if identity.weights else {}
            weight = weights.get(code, ONE)
            rest = total - values[code] * weight
            least, most = divide((printed - slack) * below - rest, weight), (printed + slack) * below - rest
            yield from _between(least, divide(most, weight), decimals)
        elif code in identity.denominator and code not in identity.numerator and printed > slack:
            rest = below - values[code]
            yield from _between(divide(total, printed + slack) - rest, divide(total, printed - slack) - rest, decimals)


class Growth:
    """A printed percentage of change over what was."""

    def __init__(self, identity: GrowthIdentity) -> None:
        self._growth, self._now, self._before = identity.growth, identity.now, identity.before
        self.codes = (identity.growth, identity.now, identity.before)

    def holds(self, values: Values) -> bool:
        before = values[self._before]
        return before <= 0 or is_growth(values[self._growth], values[self._now], before)

    def wanted(self, code: str, values: Values) -> Iterator[Decimal]:
        now, before, printed = values[self._now], values[self._before], values[self._growth]
        slack, decimals, sign = half_unit(decimals_of(printed)), decimals_of(values[code]), 1 if now >= before else -1
        if before <= 0:
            return
        ends = sorted(divide(HUNDRED + sign * abs(printed) + off, HUNDRED) for off in (-slack, slack))
        if code == self._growth:
            yield round_half_up(growth_of(now, before), decimals)
        elif code == self._now:
            yield from _between(before * ends[0], before * ends[1], decimals)
        elif ends[0] > 0:
            yield from _between(divide(now, ends[1]), divide(now, ends[0]), decimals)


def constraints_of(statement: PrintedStatement) -> tuple[Constraint, ...]:
    """Identities whose figures are all printed."""
    printed = {figure.code for figure in statement.figures if figure.value is not None}
    found: list[Constraint] = []
    for identity in statement.identities:
        if isinstance(identity, SumIdentity):
            found.append(Linear({identity.whole: -1} | _counted(identity.parts)))
        elif isinstance(identity, BalanceIdentity):
            weights = _counted(identity.into)
            for code, weight in _counted(identity.out).items():
                weights[code] = weights.get(code, 0) - weight
            found.append(Linear(weights))
        elif isinstance(identity, SameIdentity):
            found.append(Linear({identity.one: 1, identity.other: -1}))
        elif isinstance(identity, RateIdentity):
            found.append(Rate(identity))
        elif isinstance(identity, AtMostIdentity):
            found.append(AtMost(identity))
        elif isinstance(identity, BaseIdentity):
            found.append(Bases(identity))
        elif isinstance(identity, QuotientIdentity):
            found.append(Quotient(identity))
        elif isinstance(identity, GrowthIdentity):
            found.append(Growth(identity))
    return tuple(each for each in found if printed.issuperset(each.codes))


def _counted(codes: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for code in codes:
        counted[code] = counted.get(code, 0) + 1
    return counted


def _between(least: Decimal, most: Decimal, decimals: int) -> Iterator[Decimal]:
    """Figures with so many decimals from ``least`` to ``most``; nothing when there are more than a few."""
    unit = ONE.scaleb(-decimals)
    first = least.quantize(unit, rounding=ROUND_CEILING)
    last = most.quantize(unit, rounding=ROUND_FLOOR)
    if first > last or (last - first) / unit > FEW:
        return
    while first <= last:
        yield first
        first += unit


FEW = 2
"""A percentage that as many figures or more fit does not say which one is meant."""
