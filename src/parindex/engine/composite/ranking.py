"""Ranking a peer group on unrounded values, by total, field or criterion; and the group's pooled mean.

Shares are compared as exact fractions (points ÷ base), never as rounded quotients. A unit that has not submitted, or of
which nothing is scored, is listed apart with the reason; it is never ranked last.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from parindex.engine.composite.results import Placed, Ranked, UnitResult
from parindex.engine.numbers.exact import CONTEXT, HUNDRED, ZERO
from parindex.engine.rulebook.document import Ranking
from parindex.engine.scoring.values import Ratio


class Unplaced(StrEnum):
    """Why a unit has no place. Worded as ``unplaced.<code>``."""

    NOT_SUBMITTED = "not_submitted"
    NOTHING_SCORED = "nothing_scored"


class Contender(NamedTuple):
    """A unit with what it is ranked on."""

    unit: str
    points: Decimal | None
    """None: nothing is scored."""
    base: Decimal | None
    """What the points are divided by; None when the ranking is on points."""
    tie_break: tuple[Fraction, ...] = ()
    """Shares of the tie-break fields in declared order, higher is better."""


def rank_units(results: Iterable[UnitResult], ranking: Ranking, *, not_submitted: Iterable[str] = ()) -> Ranked:
    """Rank units on their total, as the set's ``ranking`` says.

    Values of the placed are the index in percent (``on: index``) or points. Equal units stand in order of their code.
    Raises ``ValueError`` for a unit that appears twice and for a tie-break node that the results do not have.
    """
    contenders = []
    for result in results:
        points: Decimal | None = None
        base: Decimal | None = None
        if ranking.on == "points":
            points = result.points_on_scale if result.base > 0 else None
        elif result.total.points is not None:
            points, base = max(ZERO, result.total.points), result.base  # the index is not below 0
        contenders.append(Contender(result.unit, points, base, _tie_break(result, ranking)))
    return rank_contenders(contenders, ranking.ties, not_submitted=not_submitted)


def rank_values(
    results: Iterable[UnitResult], node: str, ranking: Ranking, *, not_submitted: Iterable[str] = ()
) -> Ranked:
    """Rank units on one field, criterion or leaf (``node``: its code); values as in ``rank_units``.

    Raises ``ValueError`` for a node that the results do not have.
    """
    contenders = []
    for result in results:
        if node not in result.nodes:
            raise ValueError(f"{result.unit}: no node {node}")
        total = result.nodes[node]
        base = None if ranking.on == "points" else total.applicable_maximum
        contenders.append(Contender(result.unit, total.points, base, _tie_break(result, ranking)))
    return rank_contenders(contenders, ranking.ties, not_submitted=not_submitted)


def rank_contenders(contenders: Iterable[Contender], ties: str, *, not_submitted: Iterable[str] = ()) -> Ranked:
    """Place contenders; ``ties`` as in ``Ranking.ties``. For callers that keep points and bases and no full results.

    A base of 0 counts as nothing scored. Raises ``ValueError`` for a unit that appears twice.
    """
    unplaced = [(unit, str(Unplaced.NOT_SUBMITTED)) for unit in not_submitted]
    standing: list[tuple[Fraction, tuple[Fraction, ...], str, Decimal]] = []
    for each in contenders:
        if each.points is None or (each.base is not None and each.base <= 0):
            unplaced.append((each.unit, str(Unplaced.NOTHING_SCORED)))
            continue
        share, value = _share_and_value(each.points, each.base)
        standing.append((share, each.tie_break if ties == "tie_break_fields" else (), each.unit, value))
    _refuse_twins([unit for _, _, unit, _ in standing] + [unit for unit, _ in unplaced])
    standing.sort(key=lambda row: row[2])
    standing.sort(key=lambda row: (row[0], row[1]), reverse=True)
    places = _places([(share, tie) for share, tie, _, _ in standing], dense=ties == "dense")
    placed = (Placed(row[2], row[3], place) for row, place in zip(standing, places, strict=True))
    return Ranked(tuple(placed), tuple(sorted(unplaced)))


def place_among(value: Decimal, rivals: Iterable[Decimal], ties: str = "competition") -> int:
    """Place of ``value`` among ``rivals`` (own unit not among them); equal values share the better place."""
    above = [rival for rival in rivals if rival > value]
    return 1 + (len(set(above)) if ties == "dense" else len(above))


def moved_rivals(rivals: Mapping[str, Decimal], unit: str, shift: Decimal = ZERO) -> list[Decimal]:
    """The rivals' values without the unit's own, each moved by ``shift``; all 40 digits are kept."""
    others = (value for name, value in rivals.items() if name != unit)
    return [CONTEXT.add(value, shift) if shift else value for value in others]


def pooled_mean(results: Iterable[UnitResult], node: str | None = None) -> Ratio | None:
    """Mean of a group as two numbers: Σ points and Σ base (a mean of percentages would weigh small bases too much).

    ``node``: code of a field, criterion or leaf; None for the total. Units of which nothing is scored are left out;
    None when no unit remains.
    """
    points = base = ZERO
    for result in results:
        total = result.total if node is None else result.nodes[node]
        if total.points is None:
            continue
        points += total.points
        base += result.base if node is None else total.applicable_maximum
    return Ratio(points, base) if base else None


def _share_and_value(points: Decimal, base: Decimal | None) -> tuple[Fraction, Decimal]:
    if base is None:
        return Fraction(points), points
    with localcontext(CONTEXT):
        return Fraction(points) / Fraction(base), points * HUNDRED / base


def _tie_break(result: UnitResult, ranking: Ranking) -> tuple[Fraction, ...]:
    if ranking.ties != "tie_break_fields":
        return ()
    missing = [code for code in ranking.tie_break if code not in result.nodes]
    if missing:
        raise ValueError(f"{result.unit}: no node {', '.join(missing)}")
    shares = []
    for code in ranking.tie_break:
        total = result.nodes[code]
        scored = total.points is not None and total.applicable_maximum > 0
        shares.append(Fraction(total.points or ZERO) / Fraction(total.applicable_maximum) if scored else Fraction(0))
    return tuple(shares)


def _places(keys: Sequence[Hashable], *, dense: bool) -> list[int]:
    """Places of sorted keys: 1, 1, 3 or, dense, 1, 1, 2."""
    places: list[int] = []
    for position, key in enumerate(keys, start=1):
        if position > 1 and key == keys[position - 2]:
            places.append(places[-1])
        elif dense:
            places.append(places[-1] + 1 if places else 1)
        else:
            places.append(position)
    return places


def _refuse_twins(units: Sequence[str]) -> None:
    twins = sorted({unit for unit in units if units.count(unit) > 1}) if len(set(units)) != len(units) else []
    if twins:
        raise ValueError(f"units more than once: {', '.join(twins)}")
