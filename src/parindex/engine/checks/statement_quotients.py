"""Averages, «gấp 1,5 lần» and growth against what was: printed quotients that are no share of a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from parindex.engine.checks.causes import slip_of
from parindex.engine.checks.printed import Cause, Figures, Severity, decimals_of, half_unit
from parindex.engine.checks.statement_balances import rate_known_to
from parindex.engine.checks.statement_figures import StatementFigures, StatementFinding
from parindex.engine.checks.statements import GrowthIdentity, QuotientIdentity, StatementCode
from parindex.engine.numbers.exact import HUNDRED, ONE, ZERO, divide, percent, round_half_up


def weighted_sum(identity: QuotientIdentity, values: Mapping[str, Decimal]) -> Decimal:
    """Σ weight × numerator."""
    weights = identity.weights or (ONE,) * len(identity.numerator)
    return sum((values[code] * weight for code, weight in zip(identity.numerator, weights, strict=True)), ZERO)


def divisor(identity: QuotientIdentity, values: Mapping[str, Decimal]) -> Decimal:
    """Σ denominator, or the count that stands for it."""
    return sum((values[code] for code in identity.denominator), ZERO) if identity.denominator else identity.count


def is_quotient(printed: Decimal, above: Sequence[Decimal], total: Decimal, below: Decimal) -> bool:
    """Whether ``printed`` is ``total`` ÷ ``below``: rounded half up or cut off («gấp 1,2 lần» of 1,27), as far as
    rounded amounts (``above``) let it be known; no more than its last digit is open."""
    expected, unit = divide(total, below), half_unit(decimals_of(printed)) * 2
    known_to = min(rate_known_to(above, [below]) / HUNDRED, unit / 2)
    cut_off = printed == expected.quantize(unit, rounding=ROUND_FLOOR)
    return cut_off or abs(expected - printed) <= unit / 2 + known_to


def growth_of(now: Decimal, before: Decimal) -> Decimal:
    """How far ``now`` is above or below ``before``, in percent of it; never negative."""
    return percent(abs(now - before), before)


def is_growth(printed: Decimal, now: Decimal, before: Decimal) -> bool:
    """Whether ``printed`` is that, within what its decimals and those of rounded amounts allow."""
    known_to = rate_known_to([now], [before])
    return abs(growth_of(now, before) - abs(printed)) <= half_unit(decimals_of(printed)) + known_to


def quotient_findings(
    identity: QuotientIdentity | GrowthIdentity, figures: StatementFigures
) -> Iterator[StatementFinding]:
    """The finding of one such identity, if it does not hold. What is not printed is not judged."""
    if isinstance(identity, QuotientIdentity):
        yield from _quotient(identity, figures)
    else:
        yield from _growth(identity, figures)


def _quotient(identity: QuotientIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    known = {code: value for code, value in figures.value.items() if value is not None}
    if not known.keys() >= {identity.quotient, *identity.numerator, *identity.denominator}:
        return
    printed, total, below = known[identity.quotient], weighted_sum(identity, known), divisor(identity, known)
    if below <= 0 or is_quotient(printed, [known[code] for code in identity.numerator], total, below):
        return
    values: Figures = {
        "quotient": figures.title[identity.quotient],
        "printed": printed,
        "expected": round_half_up(divide(total, below), decimals_of(printed)),
        "numerator": total,
        "denominator": below,
    }
    yield _told(StatementCode.QUOTIENT_DIFFERS, identity.quotient, figures, values, divide(total, below))


def _growth(identity: GrowthIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    known = figures.all_of((identity.growth, identity.now, identity.before))
    if known is None or known[2] <= 0 or is_growth(*known):
        return
    printed, now, before = known
    values: Figures = {
        "growth": figures.title[identity.growth],
        "printed": printed,
        "expected": round_half_up(growth_of(now, before), decimals_of(printed)),
        "now": now,
        "before": before,
    }
    yield _told(StatementCode.GROWTH_DIFFERS, identity.growth, figures, values, growth_of(now, before))


def _told(
    code: StatementCode, of: str, figures: StatementFigures, values: Figures, expected: Decimal
) -> StatementFinding:
    printed = figures.value[of]
    proposed = slip_of(printed, expected, ZERO) if printed is not None else None
    subject = f"{figures.unit}/{of}"
    if proposed is None:
        return StatementFinding(code, Severity.HIGH, subject, values)
    severity = Severity.LOW if proposed.cause is Cause.ROUNDING else Severity.HIGH
    return StatementFinding(code, severity, subject, values, proposed.cause, proposed.values, proposed.repair)
