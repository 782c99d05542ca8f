"""Identities inside one printed result: parts and total, percentages, maxima and scale, index, pillars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from parindex.engine.checks.causes import Proposed, mean_of_percentages, slip_of, wrong_denominator
from parindex.engine.checks.printed import (
    Cause,
    Figures,
    Finding,
    FindingCode,
    PrintedPart,
    PrintedResult,
    Severity,
    column_decimals,
    decimals_of,
    half_unit,
)
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, percent, round_half_up


def check_printed_results(result: PrintedResult) -> tuple[Finding, ...]:
    """Every identity of the result that does not hold. What is not printed is not judged; what holds is silent."""
    with localcontext(CONTEXT):
        return (
            *_maxima_against_scale(result),
            *_index_against_total(result),
            *_parts_against_total(result),
            *(finding for part in result.parts for finding in _part(result, part)),
        )


def _known(values: Sequence[Decimal | None]) -> list[Decimal] | None:
    """All values, or None when one is not printed: a sum with a gap proves nothing."""
    known = [value for value in values if value is not None]
    return known if known and len(known) == len(values) else None


def _points_decimals(result: PrintedResult) -> int:
    return column_decimals((part.points for part in result.parts), result.points_decimals)


def _percent_decimals(result: PrintedResult) -> int:
    return column_decimals((part.percent for part in result.parts), result.percent_decimals)


def _finding(
    code: FindingCode,
    severity: Severity,
    subject: str,
    figures: Figures,
    proposed: Proposed | None,
) -> Finding:
    if proposed is None:
        return Finding(code, severity, subject, figures)
    if proposed.cause is Cause.ROUNDING:
        severity = Severity.LOW
    return Finding(code, severity, subject, figures, proposed.cause, proposed.values, proposed.repair)


def _maxima_against_scale(result: PrintedResult) -> Iterator[Finding]:
    maxima = _known([part.maximum for part in result.parts])
    if maxima is None or result.scale is None or sum(maxima) == result.scale:
        return
    total = sum(maxima, ZERO)
    figures: Figures = {
        "printed": result.scale,
        "expected": total,
        "difference": abs(result.scale - total),
    }
    doubtful = [part for part in result.parts if not _confirmed(result, part)]
    proposed = None
    if len(doubtful) == 1 and doubtful[0].maximum is not None:
        repair = doubtful[0].maximum + result.scale - total
        values: Figures = {"part": doubtful[0].code, "printed": doubtful[0].maximum, "expected": repair}
        proposed = Proposed(Cause.MAXIMUM_UNCONFIRMED, values, repair)
    yield _finding(FindingCode.MAXIMA_DIFFER_FROM_SCALE, Severity.HIGH, result.unit, figures, proposed)


def _confirmed(result: PrintedResult, part: PrintedPart) -> bool:
    """Whether the printed percentage fits the part's points and maximum."""
    return part.percent is not None and not list(_percent_against_points(result, part))


def _index_against_total(result: PrintedResult) -> Iterator[Finding]:
    maxima = _known([part.maximum for part in result.parts])
    summed = sum(maxima, ZERO) if maxima else None
    base = result.scale if result.scale is not None else summed
    if result.index is None or result.total is None or not base or base < 0:
        return
    points = finest_total(result, result.total)
    expected = percent(points, base)
    known_to = half_unit(decimals_of(points)) * HUNDRED / base
    if abs(expected - result.index) <= half_unit(decimals_of(result.index)) + known_to:
        return
    pairs = [(p.points, p.maximum) for p in result.parts if p.points is not None and p.maximum is not None]
    others = [summed] if summed is not None else []
    proposed = (
        wrong_denominator(result.index, points, base, others)
        or (mean_of_percentages(result.index, expected, pairs) if len(pairs) == len(result.parts) else None)
        or slip_of(result.index, expected, known_to)
    )
    figures: Figures = {
        "printed": result.index,
        "expected": round_half_up(expected, max(2, decimals_of(result.index))),
        "points": result.total,
        "scale": base,
    }
    yield _finding(FindingCode.INDEX_DIFFERS_FROM_TOTAL, Severity.HIGH, result.unit, figures, proposed)


def finest_total(result: PrintedResult, total: Decimal) -> Decimal:
    """The sum of the parts when it is the finer form of the printed total, else the printed total."""
    points = _known([part.points for part in result.parts])
    if points and abs(sum(points, ZERO) - total) <= half_unit(decimals_of(total)):
        return sum(points, ZERO)
    return total


def _parts_against_total(result: PrintedResult) -> Iterator[Finding]:
    points = _known([part.points for part in result.parts])
    if points is None or result.total is None:
        return
    summed = sum(points, ZERO)
    of_parts = half_unit(_points_decimals(result)) * len(points)
    if abs(summed - result.total) <= of_parts + half_unit(decimals_of(result.total)):
        return
    proposed = slip_of(result.total, summed, of_parts) or _slip_in_a_part(result, summed - result.total, of_parts)
    figures: Figures = {
        "printed": result.total,
        "expected": summed,
        "difference": abs(summed - result.total),
        "count": len(points),
    }
    yield _finding(FindingCode.PARTS_DIFFER_FROM_TOTAL, Severity.HIGH, result.unit, figures, proposed)


def _slip_in_a_part(result: PrintedResult, excess: Decimal, tolerance: Decimal) -> Proposed | None:
    """The one part that a slip of the hand would explain; a part whose percentage confirms it is left alone."""
    found = [
        slip
        for part in result.parts
        if part.points is not None and not _confirmed(result, part)
        for slip in [slip_of(part.points, part.points - excess, tolerance)]
        if slip is not None and slip.cause is not Cause.ROUNDING
    ]
    return found[0] if len(found) == 1 else None


def _part(result: PrintedResult, part: PrintedPart) -> Iterator[Finding]:
    subject = f"{result.unit}/{part.code}"
    if part.points is not None and part.maximum is not None and part.points > part.maximum:
        above: Figures = {"part": part.code, "printed": part.points, "expected": part.maximum}
        yield Finding(FindingCode.POINTS_ABOVE_MAXIMUM, Severity.HIGH, subject, above)
    yield from _percent_against_points(result, part)
    yield from _pillars(result, part)
    for pillar in part.parts:
        yield from _part(result, pillar)


def _percent_against_points(result: PrintedResult, part: PrintedPart) -> Iterator[Finding]:
    if part.points is None or not part.maximum or part.maximum < 0 or part.percent is None:
        return
    expected = percent(part.points, part.maximum)
    decimals = _percent_decimals(result)
    known_to = half_unit(max(_points_decimals(result), decimals_of(part.points))) * HUNDRED / part.maximum
    if abs(expected - part.percent) <= half_unit(decimals) + known_to:
        return
    others = [other.maximum for other in result.parts if other.maximum is not None]
    proposed = slip_of(part.percent, expected, known_to) or wrong_denominator(
        part.percent, part.points, part.maximum, others
    )
    figures: Figures = {
        "part": part.code,
        "printed": part.percent,
        "expected": round_half_up(expected, decimals),
        "points": part.points,
        "maximum": part.maximum,
    }
    subject = f"{result.unit}/{part.code}"
    yield _finding(FindingCode.PERCENT_DIFFERS_FROM_POINTS, Severity.MEDIUM, subject, figures, proposed)


def _pillars(result: PrintedResult, part: PrintedPart) -> Iterator[Finding]:
    subject = f"{result.unit}/{part.code}"
    points = _known([pillar.points for pillar in part.parts])
    if points is not None and part.points is not None:
        summed = sum(points, ZERO)
        decimals = max(_points_decimals(result), column_decimals(points))
        allowed = half_unit(decimals) * (len(points) + 1)
        if abs(summed - part.points) > allowed:
            figures: Figures = {
                "part": part.code,
                "printed": part.points,
                "expected": summed,
                "difference": abs(summed - part.points),
            }
            slip = slip_of(part.points, summed, allowed)
            yield _finding(FindingCode.PILLARS_DIFFER_FROM_FIELD, Severity.HIGH, subject, figures, slip)
    maxima = _known([pillar.maximum for pillar in part.parts])
    if maxima is not None and part.maximum is not None and sum(maxima) != part.maximum:
        total = sum(maxima, ZERO)
        wide: Figures = {
            "part": part.code,
            "printed": part.maximum,
            "expected": total,
            "difference": abs(total - part.maximum),
        }
        yield Finding(FindingCode.PILLAR_MAXIMA_DIFFER_FROM_FIELD, Severity.HIGH, subject, wide)
