"""Bands of step tables: falling order, no two that cover the same values, points within the maximum."""

from __future__ import annotations

from decimal import Decimal

from parindex.engine.numbers.exact import ONE
from parindex.engine.rulebook.faults import FaultCode, PathParts, Severity
from parindex.engine.rulebook.lint_tree import decimal_of, mappings_in, truth_of
from parindex.engine.rulebook.source_tree import Raw, SourceTree


def lint_ratio_bands(
    tree: SourceTree,
    rule: dict[str, Raw],
    path: PathParts,
    maximum: Decimal | None,
    smallest: Decimal | None,
    *,
    may_exceed_one: bool,
) -> None:
    """Bands on a ratio: also one result a band, and bounds written as shares (0.95, not 95)."""
    for position, band in mappings_in(rule.get("bands")):
        place: PathParts = (*path, "bands", position)
        linear = truth_of(band.get("linear")) is True
        if not linear and band.get("points") is None:
            tree.add(FaultCode.BAND_WITHOUT_POINTS, place)
        elif linear and band.get("points") is not None:
            tree.add(FaultCode.BAND_WITH_TWO_RESULTS, place, value=band.get("points"))
        if not may_exceed_one:
            share_fits(tree, band.get("at_least"), (*place, "at_least"))
    lint_bands(tree, rule, path, maximum, smallest)


def lint_bands(
    tree: SourceTree, rule: dict[str, Raw], path: PathParts, maximum: Decimal | None, smallest: Decimal | None
) -> None:
    """Order, overlap, points above the maximum, points that rise as the value falls, a maximum nobody can reach."""
    before: tuple[Decimal, bool] | None = None
    points_before: Decimal | None = None
    best: Decimal | None = None
    linear_seen = False
    for position, band in mappings_in(rule.get("bands")):
        place: PathParts = (*path, "bands", position)
        bound, points = decimal_of(band.get("at_least")), decimal_of(band.get("points"))
        linear_seen = linear_seen or truth_of(band.get("linear")) is True
        not_above_maximum(tree, band.get("points"), (*place, "points"), smallest)
        if points is not None:
            best = points if best is None else max(best, points)
            if points_before is not None and points > points_before:
                rising = (*place, "points")
                values = {"before": points_before}
                tree.add(FaultCode.BAND_POINTS_RISE, rising, value=points, values=values, severity=Severity.WARNING)
            points_before = points
        if bound is None:
            continue
        here = (bound, truth_of(band.get("strict")) is True)
        if before is not None and here >= before:
            code = FaultCode.BANDS_OVERLAP if here == before else FaultCode.BANDS_UNORDERED
            tree.add(code, (*place, "at_least"), value=bound, values={"before": before[0]})
        before = here
    if best is not None and not linear_seen:
        warn_not_reached(tree, (*path, "bands"), best, maximum)


def lint_late_bands(tree: SourceTree, rule: dict[str, Raw], path: PathParts, smallest: Decimal | None) -> None:
    """Late bands grow in days; none gives more than the maximum."""
    before: Decimal | None = None
    for position, band in mappings_in(rule.get("late")):
        place: PathParts = (*path, "late", position)
        days = decimal_of(band.get("days_late"))
        not_above_maximum(tree, band.get("points"), (*place, "points"), smallest)
        if days is None:
            continue
        if before is not None and days <= before:
            code = FaultCode.BANDS_OVERLAP if days == before else FaultCode.BANDS_UNORDERED
            tree.add(code, (*place, "days_late"), value=days, values={"before": before})
        before = days


def not_above_maximum(tree: SourceTree, raw: Raw, path: PathParts, maximum: Decimal | None) -> None:
    """Points of a rule that are larger than the (smallest) maximum of the leaf."""
    points = decimal_of(raw)
    if points is not None and maximum is not None and points > maximum:
        values = {"points": points, "maximum": maximum}
        tree.add(FaultCode.BAND_ABOVE_MAXIMUM, path, value=points, values=values)


def share_fits(tree: SourceTree, raw: Raw, path: PathParts) -> None:
    """A share above 1 that nothing can reach: mostly 95 written where 0.95 is meant."""
    share = decimal_of(raw)
    if share is not None and share > ONE:
        tree.add(FaultCode.SHARE_ABOVE_ONE, path, value=share, values={"share": share})


def warn_not_reached(tree: SourceTree, path: PathParts, best: Decimal, maximum: Decimal | None) -> None:
    """The rule can never give the whole maximum."""
    if maximum is not None and best < maximum:
        values = {"best": best, "maximum": maximum}
        tree.add(FaultCode.MAXIMUM_NOT_REACHED, path, value=best, values=values, severity=Severity.WARNING)
