"""The sums of a printed result one by one, those that hold and those that do not: what a reader checks by eye."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.checks.printed import PrintedPart, PrintedResult, column_decimals, decimals_of, half_unit
from parindex.engine.checks.results import finest_total
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO, percent, round_half_up


class IdentityCode(StrEnum):
    """What must equal what. Worded as it stands."""

    PARTS_AND_TOTAL = "identity.parts_and_total"
    MAXIMA_AND_SCALE = "identity.maxima_and_scale"
    INDEX_AND_TOTAL = "identity.index_and_total"
    PERCENT_AND_POINTS = "identity.percent_and_points"
    PILLARS_AND_FIELD = "identity.pillars_and_field"


class Identity(NamedTuple):
    """One identity of the result. ``difference`` = printed − computed; within rounding it holds all the same.

    Of the maxima it is what they add up to − the scale: the scale is what they are measured by.
    """

    code: IdentityCode
    values: Mapping[str, Decimal | int | str]
    holds: bool
    difference: Decimal


def identities_of(result: PrintedResult) -> tuple[Identity, ...]:
    """Every identity that the printed figures allow to be checked, in printed order. Same tolerance as the checks."""
    with localcontext(CONTEXT):
        return tuple(_identities(result))


def _identities(result: PrintedResult) -> Iterator[Identity]:
    of_points = column_decimals((part.points for part in result.parts), result.points_decimals)
    of_percents = column_decimals((part.percent for part in result.parts), result.percent_decimals)
    for part in result.parts:
        if part.points is not None and part.maximum and part.percent is not None:
            yield _percentage(part, of_percents, max(of_points, decimals_of(part.points)))
        yield from _pillars(part, of_points)
    points = [part.points for part in result.parts if part.points is not None]
    if result.parts and len(points) == len(result.parts) and result.total is not None:
        tolerance = half_unit(of_points) * len(points) + half_unit(decimals_of(result.total))
        yield _sum(IdentityCode.PARTS_AND_TOTAL, points, result.total, tolerance)
    maxima = [part.maximum for part in result.parts if part.maximum is not None]
    if result.parts and len(maxima) == len(result.parts) and result.scale is not None:
        identity = _sum(IdentityCode.MAXIMA_AND_SCALE, maxima, result.scale, ZERO)
        yield identity._replace(difference=-identity.difference)
    if result.index is not None and result.total is not None and result.scale:
        finest = finest_total(result, result.total)
        computed = percent(finest, result.scale)
        tolerance = half_unit(decimals_of(result.index)) + half_unit(decimals_of(finest)) * HUNDRED / result.scale
        figures: dict[str, Decimal | int | str] = {"total": result.total, "scale": result.scale}
        yield _compare(
            IdentityCode.INDEX_AND_TOTAL,
            figures,
            result.index,
            round_half_up(computed, max(2, decimals_of(result.index))),
            abs(result.index - computed) <= tolerance,
        )


def _percentage(part: PrintedPart, decimals: int, of_points: int) -> Identity:
    assert part.points is not None and part.maximum is not None and part.percent is not None
    computed = percent(part.points, part.maximum)
    tolerance = half_unit(decimals) + half_unit(of_points) * HUNDRED / part.maximum
    return _compare(
        IdentityCode.PERCENT_AND_POINTS,
        {"part": part.code, "points": part.points, "maximum": part.maximum},
        part.percent,
        round_half_up(computed, decimals),
        abs(part.percent - computed) <= tolerance,
    )


def _pillars(part: PrintedPart, of_points: int) -> Iterator[Identity]:
    points = [pillar.points for pillar in part.parts if pillar.points is not None]
    if part.parts and len(points) == len(part.parts) and part.points is not None:
        tolerance = half_unit(max(of_points, column_decimals(points))) * (len(points) + 1)
        yield _sum(IdentityCode.PILLARS_AND_FIELD, points, part.points, tolerance, part=part.code)


def _sum(code: IdentityCode, parts: list[Decimal], whole: Decimal, tolerance: Decimal, part: str = "") -> Identity:
    computed = sum(parts, ZERO)
    values: dict[str, Decimal | int | str] = {"count": len(parts)}
    if part:
        values["part"] = part
    return _compare(code, values, whole, computed, abs(whole - computed) <= tolerance)


def _compare(
    code: IdentityCode,
    values: Mapping[str, Decimal | int | str],
    printed: Decimal,
    computed: Decimal,
    holds: bool,
) -> Identity:
    return Identity(code, {**values, "printed": printed, "computed": computed}, holds, printed - computed)
