"""The figures of a statement by code, and the shape of a finding in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.checks.printed import Cause, Figures, Severity
from parindex.engine.checks.statements import PrintedStatement, StatementCause, StatementCode
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
