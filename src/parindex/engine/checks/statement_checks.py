"""Holds printed figures against their identities; every finding has its figures, severity and a proposed cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from parindex.engine.checks.causes import mean_of_percentages, slip_of
from parindex.engine.checks.printed import Cause, Figures, Severity, decimals_of, half_unit
from parindex.engine.checks.statement_balances import balance_findings, rate_known_to
from parindex.engine.checks.statement_figures import StatementFigures, StatementFinding, figures_in
from parindex.engine.checks.statement_quotients import quotient_findings
from parindex.engine.checks.statements import (
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
from parindex.engine.numbers.exact import CONTEXT, ZERO, percent, round_half_up
from parindex.engine.numbers.printing import show_count


def check_statement(statement: PrintedStatement) -> tuple[StatementFinding, ...]:
    """Every identity that does not hold, in the order of the document."""
    figures = StatementFigures(statement)
    with localcontext(CONTEXT):
        return tuple(_findings(statement, figures))


def _findings(statement: PrintedStatement, figures: StatementFigures) -> Iterator[StatementFinding]:
    for identity in statement.identities:
        for found in _of(identity, statement, figures):
            yield replace(found, involved=figures_in(identity))


def _of(identity: Identity, statement: PrintedStatement, figures: StatementFigures) -> Iterator[StatementFinding]:
    if isinstance(identity, SumIdentity):
        yield from sum_findings(identity, statement, figures)
    elif isinstance(identity, RateIdentity):
        yield from _rate(identity, figures)
    elif isinstance(identity, SameIdentity):
        yield from _same(identity, statement, figures)
    elif isinstance(identity, RequiredFigure):
        yield from _required(identity, figures)
    elif isinstance(identity, QuotientIdentity | GrowthIdentity):
        yield from quotient_findings(identity, figures)
    else:
        yield from balance_findings(identity, figures)


def sum_findings(
    identity: SumIdentity,
    statement: PrintedStatement,
    figures: StatementFigures,
    code: StatementCode = StatementCode.SUM_DIFFERS,
) -> Iterator[StatementFinding]:
    """The finding of one sum, if it does not hold."""
    printed, expected = figures.value[identity.whole], figures.sum_of(identity.parts)
    if printed is None or expected is None or printed == expected:
        return
    values: Figures = {
        "whole": figures.title[identity.whole],
        "parts": figures.named(identity.parts),
        "printed": printed,
        "expected": expected,
        "difference": abs(printed - expected),
    }
    cause = (
        _slip(identity, statement, figures, expected)
        or _other_figure_used(identity, statement, figures, expected - printed)
        or _one_of_these(identity, statement, figures, expected - printed)
    )
    subject = f"{figures.unit}/{identity.whole}"
    yield StatementFinding(code, Severity.HIGH, subject, values, *(cause or ()))


Proposed = tuple[StatementCause | Cause, Figures, Decimal | None]


def _slip(
    identity: SumIdentity, statement: PrintedStatement, figures: StatementFigures, expected: Decimal
) -> Proposed | None:
    """A slip of the hand in the only figure that explains it; what sums of its own bear out is left alone."""
    found: list[Proposed] = []
    excess = expected - _value(figures, identity.whole)
    for code, right in [
        (identity.whole, expected),
        *((part, _value(figures, part) - excess) for part in identity.parts),
    ]:
        if _borne_out(code, identity, statement, figures) or right < 0:
            continue
        slip = slip_of(_value(figures, code), right, ZERO)
        if slip is not None:
            found.append((slip.cause, slip.values, slip.repair))
    return found[0] if len(found) == 1 else None


def _value(figures: StatementFigures, code: str) -> Decimal:
    value = figures.value[code]
    assert value is not None
    return value


def _borne_out(code: str, but: SumIdentity, statement: PrintedStatement, figures: StatementFigures) -> bool:
    """Whether another sum in which the figure stands holds."""
    return any(
        isinstance(other, SumIdentity)
        and other is not but
        and code in (other.whole, *other.parts)
        and figures.value[other.whole] is not None
        and figures.value[other.whole] == figures.sum_of(other.parts)
        for other in statement.identities
    )


def _other_figure_used(
    identity: SumIdentity, statement: PrintedStatement, figures: StatementFigures, excess: Decimal
) -> Proposed | None:
    """One part is too high by just what a base is above its share: the base was added instead. What is then left of the
    part must stand elsewhere in the document."""
    pairs = {
        (base, share) for rate in statement.identities if isinstance(rate, RateIdentity) for share, base in rate.pairs
    }
    fitting = [
        (base, share)
        for base, share in sorted(pairs)
        if figures.all_of((base, share)) is not None and _value(figures, base) - _value(figures, share) == excess
    ]
    doubtful = [part for part in identity.parts if not _borne_out(part, identity, statement, figures)]
    if len(fitting) != 1 or excess <= 0 or not doubtful:
        return None
    base, share = fitting[0]
    rest = {
        part: [
            code
            for code, value in figures.value.items()
            if value is not None and value > 0 and value == _value(figures, part) - _value(figures, base)
        ]
        for part in doubtful
    }
    holders = [part for part in doubtful if rest[part]]
    if len(holders) != 1:
        return None
    repair = _value(figures, holders[0]) - excess
    values: Figures = {
        "part": figures.title[holders[0]],
        "rest_title": figures.title[rest[holders[0]][0]],
        "rest": _value(figures, rest[holders[0]][0]),
        "used_title": figures.title[base],
        "used": _value(figures, base),
        "meant_title": figures.title[share],
        "meant": _value(figures, share),
        "expected": repair,
    }
    return StatementCause.OTHER_FIGURE_USED, values, repair


def _one_of_these(
    identity: SumIdentity, statement: PrintedStatement, figures: StatementFigures, excess: Decimal
) -> Proposed | None:
    """All are borne out by sums of their own: say what each would have to be."""
    codes = (identity.whole, *identity.parts)
    if not all(_borne_out(code, identity, statement, figures) for code in codes):
        return None
    choices = [(identity.whole, _value(figures, identity.whole) + excess)]
    choices += [(part, _value(figures, part) - excess) for part in identity.parts]
    possible = "; ".join(f"{figures.title[code]} {show_count(int(right))}" for code, right in choices if right >= 0)
    return StatementCause.ONE_OF_THESE_OFF, {"difference": abs(excess), "choices": possible}, None


def _rate(identity: RateIdentity, figures: StatementFigures) -> Iterator[StatementFinding]:
    printed = figures.value[identity.rate]
    above, below = figures.sum_of(identity.numerator), figures.sum_of(identity.denominator)
    if printed is None or above is None or not below:
        return
    expected = percent(above, below)
    decimals = decimals_of(printed)
    pairs = [(_value(figures, share), _value(figures, base)) for share, base in identity.pairs] or [(above, below)]
    known_to = rate_known_to([share for share, _ in pairs], [base for _, base in pairs])
    if abs(expected - printed) <= half_unit(decimals) + known_to:
        return
    proposed = mean_of_percentages(printed, expected, pairs) or slip_of(printed, expected, ZERO)
    values: Figures = {
        "rate": figures.title[identity.rate],
        "printed": printed,
        "expected": round_half_up(expected, decimals),
        "numerator": above,
        "denominator": below,
    }
    subject = f"{figures.unit}/{identity.rate}"
    if identity.base_may_differ:
        yield StatementFinding(
            StatementCode.RATE_DIFFERS, Severity.MEDIUM, subject, values, StatementCause.BASE_MAY_DIFFER
        )
        return
    if proposed is None:
        yield StatementFinding(StatementCode.RATE_DIFFERS, Severity.HIGH, subject, values)
        return
    mean = proposed.cause is Cause.MEAN_OF_PERCENTAGES
    severity = Severity.LOW if proposed.cause is Cause.ROUNDING else Severity.HIGH
    cause = StatementCause.MEAN_OF_RATES if mean else proposed.cause
    yield StatementFinding(
        StatementCode.RATE_DIFFERS, severity, subject, values, cause, proposed.values, proposed.repair
    )


def _same(identity: SameIdentity, statement: PrintedStatement, figures: StatementFigures) -> Iterator[StatementFinding]:
    one, other = figures.value[identity.one], figures.value[identity.other]
    if one is None or other is None or one == other:
        return
    values: Figures = {
        "one": figures.title[identity.one],
        "printed": one,
        "place": figures.place[identity.one],
        "other": figures.title[identity.other],
        "expected": other,
        "other_place": figures.place[identity.other],
    }
    subject = f"{figures.unit}/{identity.one}"
    if identity.dates_may_differ:
        yield StatementFinding(
            StatementCode.FIGURES_DIFFER, Severity.MEDIUM, subject, values, StatementCause.DATES_MAY_DIFFER
        )
        return
    taken = [code for code, value in figures.value.items() if value == one and code != identity.one]
    cause = _borrowed(identity, taken, statement, figures)
    yield StatementFinding(StatementCode.FIGURES_DIFFER, Severity.HIGH, subject, values, *(cause or ()))


def _borrowed(
    identity: SameIdentity, taken: Sequence[str], statement: PrintedStatement, figures: StatementFigures
) -> Proposed | None:
    """The figure is that of one of the parts of a whole which is as large as the other: the part was written for it."""
    wholes = [
        each
        for each in statement.identities
        if isinstance(each, SumIdentity) and figures.value[each.whole] == figures.value[identity.other]
    ]
    parts = [code for each in wholes for code in each.parts if code in taken]
    if len(parts) != 1:
        return None
    values: Figures = {
        "printed": _value(figures, identity.one),
        "used_title": figures.title[parts[0]],
        "expected": _value(figures, identity.other),
    }
    return StatementCause.SAME_AS_OTHER, values, _value(figures, identity.other)


def _required(identity: RequiredFigure, figures: StatementFigures) -> Iterator[StatementFinding]:
    beside: Mapping[str, Decimal] = {
        code: value for code in identity.beside if (value := figures.value[code]) is not None and value > 0
    }
    if figures.value[identity.figure] is not None or not beside:
        return
    values: Figures = {
        "figure": figures.title[identity.figure],
        "place": figures.place[identity.figure],
        "beside": figures.named(tuple(beside)),
        "count": sum(beside.values(), ZERO),
    }
    subject = f"{figures.unit}/{identity.figure}"
    yield StatementFinding(StatementCode.FIGURE_MISSING, Severity.MEDIUM, subject, values)
