"""The figures of a statement by code, and the shape of a finding in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.checks.printed import Cause, Figures, Severity
from parindex.engine.checks.statements import (
    AtMostIdentity,
    BalanceIdentity,
    BaseIdentity,
    GrowthIdentity,
    Identity,
    PrintedStatement,
    QuotientIdentity,
    RateIdentity,
    RequiredFigure,
    SameIdentity,
    StatementCause,
    StatementCode,
    SumIdentity,
)
from parindex.engine.numbers.exact import ZERO


@dataclass(frozen=True, slots=True)
class StatementFinding:
    """One identity that does not hold; the same shape as ``printed.Finding``. It is shown, and a person decides."""

    code: StatementCode
    severity: Severity
    subject: str
    """``unit/figure``."""
    figures: Figures
    """Values for the sentence ``finding.<code>``."""
    cause: StatementCause | Cause | None = None
    cause_values: Figures = field(default_factory=dict)
    repair: Decimal | None = None
    """The figure that would make the identity hold, where the cause suggests one."""
    involved: tuple[str, ...] = ()
    """Codes of every figure that the identity speaks of, the one that it is told of among them."""


def figures_in(identity: Identity) -> tuple[str, ...]:
    """Codes of every figure that an identity speaks of, each once."""
    match identity:
        case SumIdentity():
            codes = [identity.whole, *identity.parts]
        case RateIdentity():
            codes = [identity.rate, *identity.numerator, *identity.denominator]
        case SameIdentity():
            codes = [identity.one, identity.other]
        case RequiredFigure():
            codes = [identity.figure, *identity.beside]
        case BalanceIdentity():
            codes = [*identity.into, *identity.out]
        case AtMostIdentity():
            codes = [identity.part, identity.whole]
        case QuotientIdentity():
            codes = [identity.quotient, *identity.numerator, *identity.denominator]
        case GrowthIdentity():
            codes = [identity.growth, identity.now, identity.before]
        case BaseIdentity():
            codes = [code for each in (identity.whole, *identity.parts) for code in (each.amount, each.percent)]
    return tuple(dict.fromkeys(codes))


class StatementFigures:
    """The figures of a statement by code."""

    def __init__(self, statement: PrintedStatement) -> None:
        self.unit = statement.unit
        self.value = {figure.code: figure.value for figure in statement.figures}
        self.title = {figure.code: figure.title for figure in statement.figures}
        self.place = {figure.code: figure.place for figure in statement.figures}

    def all_of(self, codes: Sequence[str]) -> list[Decimal] | None:
        """Values, or None when one is not printed."""
        values = [self.value[code] for code in codes]
        known = [value for value in values if value is not None]
        return known if len(known) == len(values) else None

    def sum_of(self, codes: Sequence[str]) -> Decimal | None:
        """Their sum, or None when one is not printed."""
        known = self.all_of(codes)
        return None if known is None else sum(known, ZERO)

    def named(self, codes: Sequence[str]) -> str:
        """Titles, joined."""
        return " + ".join(self.title[code] for code in codes)
