"""Stock and flow, a part above its whole, and bases that the printed percentages imply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.checks.printed import Figures, Severity, decimals_of, half_unit
from parindex.engine.checks.statement_figures import StatementFigures, StatementFinding
from parindex.engine.checks.statements import (
    AmountAndPercent,
    AtMostIdentity,
    BalanceIdentity,
    BaseIdentity,
    StatementCode,
)
from parindex.engine.numbers.exact import HUNDRED, ZERO, divide, percent, round_half_up


class Span(NamedTuple):
    """From the least to the most that an unprinted figure can be."""

    least: Decimal
    most: Decimal


def balance_findings(
    identity: BalanceIdentity | AtMostIdentity | BaseIdentity, figures: StatementFigures
) -> Iterator[StatementFinding]:
    """The finding of one such identity, if it does not hold. What is not printed is not judged."""
    if isinstance(identity, BalanceIdentity):
        yield from _balance(identity, figures)
    elif isinstance(identity, AtMostIdentity):
        yield from _at_most(identity, figures)
    else:
        yield from _bases(identity, figures)


def implied_base(amount: Decimal, percent: Decimal) -> Span | None:
    """The base of which a rounded ``amount`` is the rounded ``percent``; None where the percentage proves nothing."""
    slack, rounding = half_unit(decimals_of(percent)), half_unit(decimals_of(amount))
    if percent <= slack or amount < rounding:
        return None
    return Span(
        divide((amount - rounding) * HUNDRED, percent + slack), divide((amount + rounding) * HUNDRED, percent - slack)
    )


def rate_known_to(above: Sequence[Decimal], below: Sequence[Decimal]) -> Decimal:
    """How far a percentage may be off because amounts are printed rounded (3.412,6 tỷ đồng); counts are exact."""
    total, base = sum(above, ZERO), sum(below, ZERO)
    if base <= 0:
        return ZERO
    off = [sum((half_unit(decimals_of(each)) for each in some if decimals_of(each)), ZERO) for some in (above, below)]
    return percent(off[0] + divide(off[1] * total, base), base)


def base_of_parts(identity: BaseIdentity, figures: StatementFigures) -> tuple[Span, Span] | None:
    """(base of the whole, sum of the bases of the parts), or None when one is not known."""
    spans = [_span(each, figures) for each in (identity.whole, *identity.parts)]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    whole, *parts = known
    return whole, Span(sum((part.least for part in parts), ZERO), sum((part.most for part in parts), ZERO))


def _span(pair: AmountAndPercent, figures: StatementFigures) -> Span | None:
    known = figures.all_of((pair.amount, pair.percent))
    return implied_base(*known) if known is not None else None


def _balance(identity: BalanceIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    into, out = figures.sum_of(identity.into), figures.sum_of(identity.out)
    if into is None or out is None or into == out:
        return
    values: Figures = {
        "whole": figures.named(identity.into),
        "printed": into,
        "parts": figures.named(identity.out),
        "expected": out,
        "difference": abs(into - out),
    }
    subject = f"{figures.unit}/{identity.into[0]}"
    yield StatementFinding(StatementCode.BALANCE_DIFFERS, Severity.HIGH, subject, values)


def _at_most(identity: AtMostIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    part, whole = figures.value[identity.part], figures.value[identity.whole]
    if part is None or whole is None or part <= whole:
        return
    values: Figures = {
        "part": figures.title[identity.part],
        "printed": part,
        "whole": figures.title[identity.whole],
        "expected": whole,
    }
    yield StatementFinding(StatementCode.PART_ABOVE_WHOLE, Severity.HIGH, f"{figures.unit}/{identity.part}", values)


def _bases(identity: BaseIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    bases = base_of_parts(identity, figures)
    if bases is None:
        return
    whole, parts = bases
    if whole.least <= parts.most and parts.least <= whole.most:
        return
    values: Figures = {
        "whole": figures.title[identity.whole.percent],
        "parts": figures.named([part.percent for part in identity.parts]),
        "printed": round_half_up(whole.least, 0),
        "printed_most": round_half_up(whole.most, 0),
        "expected": round_half_up(parts.least, 0),
        "expected_most": round_half_up(parts.most, 0),
    }
    subject = f"{figures.unit}/{identity.whole.percent}"
    yield StatementFinding(StatementCode.BASES_DIFFER, Severity.HIGH, subject, values)
